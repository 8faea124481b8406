"""What names an event: the decision of a catalog pass, stored with the scan and used by every later pass."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol


class Naming(Protocol):
    """The part of a scan that decides names."""

    @property
    def event_name_format(self) -> str | None: ...

    @property
    def event_group_rules(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Rows are grouped by `columns`; without a format the `segments` among them make the name."""

    type_name: str | None
    """The one type of all rows; None where `type_column` names it."""
    type_column: str | None
    columns: tuple[str, ...]
    segments: tuple[str, ...] = ()
    templated: tuple[str, ...] = ()
    """Columns with too many or too personal values: a variable each, never part of a name."""
    breakdowns: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Identity":
        lists = {name: tuple(stored[name]) for name in ("columns", "segments", "templated", "breakdowns")}
        return cls(stored["type_name"], stored["type_column"], **lists)
