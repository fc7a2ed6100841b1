"""Encryption at rest."""

import hashlib
import json
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12


class UnknownKey(Exception):  # noqa: N818 - it is the key that is unknown
    """What is sealed was sealed with a key that we were not given."""


class Cipher:
    """AES-256-GCM. What is sealed opens only for the *owner* that it was sealed for.

    An owner is a workspace, a person or a thing in it, and a purpose: a row that is copied
    to another workspace, person or column is worth nothing there. An id of the key stands
    in front, so that *older* keys still open what they sealed.
    """

    def __init__(self, key: bytes, *older: bytes) -> None:
        self.id = _id_of(key)
        self._keys = {_id_of(it): AESGCM(it) for it in (key, *older)}

    def seal(self, content: bytes, *owner: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self.id + nonce + self._keys[self.id].encrypt(nonce, content, _bound(owner))

    def open(self, sealed: bytes, *owner: str) -> bytes:
        """Raise `UnknownKey`, or `cryptography.exceptions.InvalidTag` for another owner."""
        key, rest = sealed[:ID_BYTES], sealed[ID_BYTES:]
        if key not in self._keys:
            raise UnknownKey
        return self._keys[key].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(owner))


def _id_of(key: bytes) -> bytes:
    return hashlib.sha256(b"tuner's key id\0" + key).digest()[:ID_BYTES]


def _bound(owner: tuple[str, ...]) -> bytes:
    return json.dumps(owner).encode()
