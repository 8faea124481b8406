"""What became of stored secrets: counts, never values."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sealed:
    """One stored secret, as it lies in its table."""

    id: Any
    text: str


@dataclass(slots=True)
class Count:
    """Of one column."""

    renewed: int = 0
    current: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Rotation:
    """By column, as `table.column`."""

    columns: dict[str, Count] = field(default_factory=dict)

    def total(self) -> Count:
        every = self.columns.values()
        return Count(
            renewed=sum(each.renewed for each in every),
            current=sum(each.current for each in every),
            unreadable=sum(each.unreadable for each in every),
        )
