"""How settings are written; each raises ValueError with what the value must be."""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,128}")
SCOPE = re.compile(r"[!#-\[\]-~]+")
DOMAIN = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def issuer(value: str) -> str:
    """Compared with what a provider says of itself, so it stays as it is written."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = None
    if value and (not known or parts.query or parts.fragment or "@" in parts.netloc or re.search(r"[^!-~]", value)):
        raise ValueError("must be the address of a provider, such as https://login.example.com")
    return value


def scopes(value: str) -> str:
    words = value.split()
    if not {"openid", "email"} <= set(words) or not all(SCOPE.fullmatch(word) for word in words):
        raise ValueError("must be words with spaces between them, openid and email among them")
    return " ".join(words)


def domains(values: list[str]) -> list[str]:
    lowered = [value.lower() for value in values]
    if not all(DOMAIN.fullmatch(value) for value in lowered):
        raise ValueError("must be domains of addresses, such as example.com, with commas between them")
    return lowered


def label(value: str) -> str:
    trimmed = value.strip()
    if not trimmed.isprintable():
        raise ValueError("must be one line of text")
    return trimmed


def sender(value: str) -> str:
    """An address, with or without a name before it."""
    if value:
        try:
            validate_email(parseaddr(value)[1], check_deliverability=False)
        except EmailNotValidError as error:
            raise ValueError("must be an address, such as tripl <tripl@example.com>") from error
    return value


def origin(value: str) -> str:
    """Scheme, host and port, the way browsers send it."""
    trimmed = value.rstrip("/")
    try:
        parts = urlsplit(trimmed)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = None
    if trimmed and trimmed != "*" and (not known or re.search(r"[^!-~]", trimmed)):
        raise ValueError("must be an origin, such as https://tripl.example.com")
    return trimmed


def origins(values: list[str]) -> list[str]:
    return [origin(value) for value in values]


def token(value: str) -> str:
    """What the name of a header or a cookie may be."""
    if not TOKEN.fullmatch(value):
        raise ValueError("must be letters, digits and any of !#$%&'*+-.^_`|~")
    return value


def header_value(value: str) -> str:
    if re.search(r"[^ -~]", value):
        raise ValueError("must be one line of plain ASCII")
    return value


def host(value: str) -> str:
    if re.search(r"[\s/@]", value):
        raise ValueError("must be the name or address of a host alone, such as smtp.example.com")
    return value


def collector(value: str) -> str:
    if value and not (value.startswith(("http://", "https://")) and urlsplit(value).hostname):
        raise ValueError("must be an address, such as http://collector:4318")
    return value


def yes(value: object) -> object:
    """Whatever is not a plain no."""
    return value.strip().lower() not in {"", "0", "false", "no", "off"} if isinstance(value, str) else value
