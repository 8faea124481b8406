"""The three list shapes of the API."""

from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

T = TypeVar("T")


class PageOut(BaseModel, Generic[T]):
    items: list[T]
    total: int


class CursorOut(BaseModel, Generic[T]):
    items: list[T]
    total: int
    next_cursor: str | None = None


Offset = Annotated[int, Query(ge=0, lt=2**63)]


def limit(most: int) -> type[int]:
    """A limit between 1 and `most`; outside of it is 422."""
    return Annotated[int, Query(ge=1, le=most)]  # type: ignore[return-value] # an annotated int, used as a type
