"""The error tree. Errors carry no HTTP status; one table at the edge maps them.

TriplError
├── Unauthenticated      who are you?
├── Forbidden            you may not
│   └── Shut             an extension says so, with members of its own
├── NotFound             unknown, or hidden from you
├── Conflict             the state or a unique name stands against it
├── Impossible           well-formed, but it can never be done
├── Invalid              a value is wrong; names the members
├── TooLarge
├── Full                 no space is left to store it
├── TooMany              wait `retry_after` seconds
└── Unavailable          a needed service is missing; try again after `retry_after` seconds
"""

from collections.abc import Mapping
from typing import Any


class TriplError(Exception):
    """What happened, why, and what to do: shown to people verbatim."""

    def __init__(self, message: str, *, detail: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class Unauthenticated(TriplError): ...


class Forbidden(TriplError): ...


class Shut(Forbidden):
    """A gate of an extension is closed. `extra` stands beside the sentence in the answer."""

    def __init__(self, message: str, *, status: int = 403, **extra: Any) -> None:
        super().__init__(message)
        self.status = status
        self.extra = extra


class NotFound(TriplError): ...


class Conflict(TriplError): ...


class Impossible(TriplError): ...


class Invalid(TriplError):
    """One or more members of the body are wrong; `members` names them."""

    def __init__(self, message: str, *members: str) -> None:
        super().__init__(message)
        self.members = members


class TooLarge(TriplError): ...


class Full(TriplError): ...


class TooMany(TriplError):
    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(TriplError):
    def __init__(self, message: str, *, retry_after: int = 5) -> None:
        super().__init__(message)
        self.retry_after = retry_after
