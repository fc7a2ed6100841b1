"""People's passwords: needed as soon as anyone but this machine can reach the sign-in page."""

import base64
import hashlib
import hmac
import secrets

_N, _R, _P = 2**14, 8, 1  # 16 MiB and some 50 ms a try


def seal(password: str) -> str:
    """Return what may be kept; it says how it was made, so that costs can grow later."""
    salt = secrets.token_bytes(16)
    return f"scrypt:{_N}:{_R}:{_P}:{_text(salt)}:{_text(_hash(password, salt, _N, _R, _P))}"


def fits(password: str, sealed: str) -> bool:
    _, n, r, p, salt, digest = sealed.split(":")
    found = _hash(password, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(digest))


def _hash(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=2**26)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
