"""A text column that is encrypted at rest."""

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from tripl.kit.crypto import Cipher, PlainCipher


class _Bound:
    cipher: Cipher = PlainCipher()


def bind_cipher(cipher: Cipher) -> None:
    """Choose the cipher of this process; called once by bootstrap."""
    _Bound.cipher = cipher


def unseal(stored: str) -> str:
    """For a column that was read past this type. Raises UnreadableSecret under a wrong key."""
    return _Bound.cipher.decrypt(stored)


class Encrypted(TypeDecorator[str]):
    """Plain in Python, ciphertext in the table. Reading raises UnreadableSecret under a wrong key."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the hook's signature
        return None if value is None else _Bound.cipher.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the hook's signature
        return None if value is None else _Bound.cipher.decrypt(value)
