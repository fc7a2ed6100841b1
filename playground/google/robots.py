"""The service account: who acts when a program does, with a key instead of a sign-in.

A program signs with its key who it is (RFC 7523) and gets an access token for that; only what it
signs with is secret, and that lies in a file as Google's console gives it.
"""

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

from playground.google import scopes
from playground.google.people import secret
from playground.google.store import Store
from playground.google.tokens import Issued, OAuthError, Tokens
from playground.google.vertex.cloud import Cloud

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AUDIENCE = "https://oauth2.googleapis.com/token"
CLIENT = "service-account"
BITS = 2048


class Robot:
    """The project's one service account, whose key is made at the first call and kept."""

    def __init__(self, store: Store, cloud: Cloud) -> None:
        self.email = f"tuner@{cloud.project}.iam.gserviceaccount.com"
        self._project, self._store = cloud.project, store

    def write(self, file: Path, url: str) -> None:
        """Write the key for a service at *url*, for its owner's eyes only."""
        told = {
            "type": "service_account",
            "project_id": self._project,
            "private_key_id": "playground",
            "private_key": self._key(),
            "client_email": self.email,
            "client_id": "1",
            "token_uri": f"{url}/token",
        }
        file.touch(mode=0o600)
        file.write_text(json.dumps(told, indent=2))

    def token(self, assertion: str, url: str, tokens: Tokens) -> Issued:
        """Return a token for what an assertion asks for, if it is signed as it should be.

        *url* is where it was sent; Google's own libraries sign for Google's, wherever they send.
        """
        try:
            found = jwt.decode(assertion, self._public(), audience=[AUDIENCE, url])
        except (ValueError, GoogleAuthError) as error:
            raise OAuthError("invalid_grant", "Invalid JWT Signature.") from error
        told: dict[str, Any] = dict(found)
        if told.get("iss") != self.email:
            raise OAuthError("invalid_grant", "Invalid grant: account not found.")
        wanted = scopes.split(str(told.get("scope", "")))
        if not wanted or not set(wanted) <= scopes.WORDS.keys():
            raise OAuthError("invalid_scope", "Some scopes are unknown or none was asked for.")
        return tokens.issue(self.email, CLIENT, wanted)

    def _key(self) -> str:
        def made() -> str:
            key = rsa.generate_private_key(65537, BITS)
            form = serialization.PrivateFormat.PKCS8
            none = serialization.NoEncryption()
            return key.private_bytes(serialization.Encoding.PEM, form, none).decode()

        return secret(self._store, "robot", made)

    def _public(self) -> bytes:
        key = serialization.load_pem_private_key(self._key().encode(), None)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return key.public_key().public_bytes(serialization.Encoding.PEM, form)
