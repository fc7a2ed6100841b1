"""Bytes on their way in: one at a time to each upload address, straight to disk."""

import secrets
from collections.abc import AsyncIterator
from typing import Any

from playground.slack.errors import Refused
from playground.slack.files import Files

Json = dict[str, Any]


class Uploads:
    def __init__(self, files: Files, largest: int) -> None:
        self._files, self._largest = files, largest
        self._open: dict[str, Json] = {}
        self.url = ""

    def new(self, file: Json) -> str:
        """Return the address to which the app posts this file's bytes."""
        secret = secrets.token_urlsafe(24)
        self._open[secret] = file
        return f"{self.url}/upload/v1/{secret}"

    async def take(self, secret: str, chunks: AsyncIterator[bytes]) -> Json:
        file = self._open.pop(secret, None)
        if file is None:
            raise Refused("not_found", "This upload address is not known or was used.", 404)
        return await self.write(file, chunks)

    async def write(self, file: Json, chunks: AsyncIterator[bytes]) -> Json:
        """Write what comes; raises `Refused`, and keeps nothing, where it is too much."""
        path, size = self._files.path(file), 0
        with path.open("wb") as target:
            async for chunk in chunks:
                size += len(chunk)
                if size > self._largest:
                    break
                target.write(chunk)
        if size > self._largest:
            self._files.delete(file)
            most = f"{self._largest / 1024 / 1024:.0f} MB"
            raise Refused("file_too_large", f"{file['name']} is larger than {most}.", 413)
        return self._files.arrived(file)
