"""Recognises personal data and secrets in sampled values, so that they are neither stored nor sent."""

import ipaddress
import re
from collections.abc import Callable, Iterable

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"\+?\(?\d[\d\s().\-/]{6,18}\d")
PHONE_MARK = re.compile(r"^\+|[\s().\-/]")
TOKEN = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*"  # JSON web token
    r"|(?:sk|pk|rk|ghp|gho|xox[abp]|tk)[-_][\w-]{16,}"  # well-known prefixes of keys
    r"|[0-9a-fA-F]{32,}"  # digests and session ids
    r"|(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{32,}"  # mixed-case random text
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*")
FEWEST = 0.2
MOST = 0.6
"""Share of the sampled values that must look alike; an e-mail address is hardly ever anything else."""


def sensitivity(values: Iterable[str | None]) -> str:
    """`pii`, `financial`, `secret` or `none` for a column, from its sampled texts."""
    texts = [text.strip() for text in values if text and text.strip()]
    if not texts:
        return "none"
    for found, share, looks in _KINDS:
        if sum(map(looks, texts)) >= share * len(texts):
            return found
    return "none"


def _email(text: str) -> bool:
    return EMAIL.fullmatch(text) is not None


def _phone(text: str) -> bool:
    digits = sum(map(str.isdigit, text))
    marked = PHONE_MARK.search(text) is not None
    return marked and 8 <= digits <= 15 and PHONE.fullmatch(text) is not None and DATE.fullmatch(text) is None


def _card(text: str) -> bool:
    digits = re.sub(r"[ -]", "", text)
    return digits.isascii() and digits.isdigit() and 14 <= len(digits) <= 19 and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = (int(d) * 2 for d in digits[-2::-2])
    return (sum(int(d) for d in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


def _address(text: str) -> bool:
    if text.count(".") != 3 and text.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(text.partition("/")[0])
    except ValueError:
        return False
    return True


def _token(text: str) -> bool:
    return TOKEN.fullmatch(text) is not None


_KINDS: tuple[tuple[str, float, Callable[[str], bool]], ...] = (
    ("pii", FEWEST, _email),
    ("secret", MOST, _token),
    ("financial", MOST, _card),
    ("pii", MOST, _address),
    ("pii", MOST, _phone),
)
