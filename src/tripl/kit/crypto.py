"""Secrets: random tokens, digests of them, and encryption at rest."""

import hashlib
import hmac
import re
import secrets
from typing import Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class UnreadableSecret(Exception):
    """A stored secret was encrypted under a key that is not configured here."""


class Cipher(Protocol):
    def encrypt(self, plain: str) -> str: ...
    def decrypt(self, stored: str) -> str: ...
    def renew(self, stored: str) -> str | None:
        """The same secret as it would be encrypted now; None where it is so already."""


UNREADABLE = "A stored secret cannot be read with the configured ENCRYPTION_KEY"
TOKEN = re.compile(r"gAAAA[\w=-]{95,}")
"""What Fernet writes: a version, eight bytes of time of which the first are zero, and no less than one block."""


def listed_keys(keys: str) -> list[str]:
    """Of a comma-separated list; spaces and a comma too many do no harm."""
    return [key.strip() for key in keys.split(",") if key.strip()]


def is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


class FernetCipher:
    """Fernet under a list of keys: the first encrypts, all decrypt."""

    def __init__(self, keys: str) -> None:
        every = [Fernet(key) for key in listed_keys(keys)]
        if not every:
            raise ValueError("ENCRYPTION_KEY holds no key")
        self._fernet, self._first = MultiFernet(every), every[0]

    def encrypt(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def decrypt(self, stored: str) -> str:
        try:
            return self._fernet.decrypt(stored.encode()).decode()
        except InvalidToken as error:
            raise UnreadableSecret(UNREADABLE) from error

    def renew(self, stored: str) -> str | None:
        try:
            self._first.decrypt(stored.encode())
        except InvalidToken:
            return self.encrypt(self.decrypt(stored))
        return None


class PlainCipher:
    """No encryption: only where DEBUG is on and no key is set. What was encrypted before is refused, not handed out."""

    def encrypt(self, plain: str) -> str:
        return plain

    def decrypt(self, stored: str) -> str:
        if TOKEN.fullmatch(stored):
            raise UnreadableSecret(UNREADABLE)
        return stored

    def renew(self, stored: str) -> None:
        self.decrypt(stored)


def random_token(size: int = 32) -> str:
    return secrets.token_urlsafe(size)


def keyed_digest(key: str, token: str) -> str:
    """HMAC-SHA256 of a token, hex."""
    return hmac.new(key.encode(), token.encode(), hashlib.sha256).hexdigest()


def plain_digest(token: str) -> str:
    """SHA-256 of a token, hex; for tokens that are random enough to need no key."""
    return hashlib.sha256(token.encode()).hexdigest()
