"""scrypt, a bounded number at a time: one hash of the default cost holds 64 MiB and a core for a while."""

import base64
import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from tripl.features.accounts.schemas import AccountPolicy
from tripl.kit.errors import Unavailable

BLOCK, LANES, SALT, SIZE = 8, 1, 16, 32
PATIENCE = 5.0


@cache
def _slots(count: int) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(count)


@contextmanager
def _slot(policy: AccountPolicy) -> Iterator[None]:
    slots = _slots(policy.hashes_at_once)
    if not slots.acquire(timeout=PATIENCE):
        raise Unavailable("Too many people sign in at this moment; try again", retry_after=2)
    try:
        yield
    finally:
        slots.release()


def _derive(password: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block, p=lanes, dklen=SIZE, maxmem=129 * block * (cost + lanes + 2)
    )


def hash_password(policy: AccountPolicy, password: str) -> str:
    """`scrypt$N$r$p$salt$hash`: the stored form names its parameters."""
    salt = secrets.token_bytes(SALT)
    with _slot(policy):
        derived = _derive(password, salt, policy.scrypt_cost, BLOCK, LANES)
    parts = (base64.b64encode(part).decode() for part in (salt, derived))
    return "$".join(("scrypt", str(policy.scrypt_cost), str(BLOCK), str(LANES), *parts))


def matches(policy: AccountPolicy, password: str, stored: str) -> bool:
    _, cost, block, lanes, salt, wanted = stored.split("$")
    with _slot(policy):
        derived = _derive(password, base64.b64decode(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(derived, base64.b64decode(wanted))


def nobody_knows(policy: AccountPolicy) -> str:
    """For an account without a password: looks like every other, costs the same, and is the hash of nothing known."""
    parts = (base64.b64encode(secrets.token_bytes(size)).decode() for size in (SALT, SIZE))
    return "$".join(("scrypt", str(policy.scrypt_cost), str(BLOCK), str(LANES), *parts))


def is_weak(policy: AccountPolicy, stored: str) -> bool:
    """Made with less work than the policy asks for now."""
    return int(stored.split("$")[1]) < policy.scrypt_cost


def spend_the_same(policy: AccountPolicy, password: str) -> None:
    """The work of a check against nobody, so that timing tells nothing about addresses."""
    with _slot(policy):
        _derive(password, bytes(SALT), policy.scrypt_cost, BLOCK, LANES)
