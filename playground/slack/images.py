"""Width and height of the pictures that pages show."""

import struct
from collections.abc import Iterator


def size_of(head: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF or JPEG from its first bytes, or None."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:  # noqa: PLR2004  # signature, IHDR
        return struct.unpack(">II", head[16:24])
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return struct.unpack("<HH", head[6:10])
    if head.startswith(b"\xff\xd8"):
        return next(_frames(head), None)
    return None


def _frames(head: bytes) -> Iterator[tuple[int, int]]:
    """Yield the sizes that a JPEG's start-of-frame segments give."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:  # noqa: PLR2004  # each segment begins so
        marker, length = head[at + 1], struct.unpack(">H", head[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            yield width, height
        at += 2 + length
