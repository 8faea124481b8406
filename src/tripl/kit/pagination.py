"""One slice of a longer list."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from tripl.kit.errors import Invalid

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: list[T]
    total: int


@dataclass(frozen=True, slots=True)
class CursorPage(Generic[T]):
    items: list[T]
    total: int
    next_cursor: str | None


def encode_cursor(*position: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(position, default=str).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, size: int) -> list[Any]:
    """Read a cursor back into its `size` parts; raises Invalid when it is not ours."""
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise Invalid("The cursor is malformed; start again without one", "cursor") from error
    if not isinstance(position, list) or len(position) != size:
        raise Invalid("The cursor is malformed; start again without one", "cursor")
    return position
