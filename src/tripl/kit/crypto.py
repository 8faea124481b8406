"""Secrets: random tokens, digests of them, and encryption at rest."""

import hashlib
import hmac
import secrets
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class UnreadableSecret(Exception):
    """A stored secret was encrypted under a key that is not configured here."""


class Cipher(Protocol):
    def encrypt(self, plain: str) -> str: ...
    def decrypt(self, stored: str) -> str: ...


class FernetCipher:
    """Fernet under a list of keys: the first encrypts, all decrypt."""

    def __init__(self, keys: str) -> None:
        self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])

    def encrypt(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def decrypt(self, stored: str) -> str:
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecret("A stored secret cannot be read with the configured ENCRYPTION_KEY") from error


class PlainCipher:
    """No encryption: only where DEBUG is on and no key is set."""

    def encrypt(self, plain: str) -> str:
        return plain

    def decrypt(self, stored: str) -> str:
        return stored


def random_token(size: int = 32) -> str:
    return secrets.token_urlsafe(size)


def keyed_digest(key: str, token: str) -> str:
    """HMAC-SHA256 of a token, hex."""
    return hmac.new(key.encode(), token.encode(), hashlib.sha256).hexdigest()


def plain_digest(token: str) -> str:
    """SHA-256 of a token, hex; for tokens that are random enough to need no key."""
    return hashlib.sha256(token.encode()).hexdigest()
