"""What a catalog pass knows of a plan, and what it wants to add. Entities are named, never numbered."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KnownField:
    name: str
    sensitivity: str = "none"


@dataclass(frozen=True, slots=True)
class KnownType:
    id: uuid.UUID
    fields: Mapping[str, KnownField]


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """`values` maps a field's name to its value and whether a person wrote it."""

    id: uuid.UUID
    archived: bool = False
    values: Mapping[str, tuple[str, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownVariable:
    name: str
    tokens: frozenset[str]
    """Name, bindings and the path it was found under."""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A branch as the planner sees it: types by name, events by (type, scan identity)."""

    types: Mapping[str, KnownType] = field(default_factory=dict)
    events: Mapping[tuple[str, str], KnownEvent] = field(default_factory=dict)
    variables: tuple[KnownVariable, ...] = ()


@dataclass(frozen=True, slots=True)
class NewType:
    name: str


@dataclass(frozen=True, slots=True)
class NewField:
    event_type: str
    name: str
    field_type: str
    sensitivity: str = "none"


@dataclass(frozen=True, slots=True)
class NewEvent:
    event_type: str
    source_name: str


@dataclass(frozen=True, slots=True)
class NewValue:
    event_type: str
    source_name: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class NewVariable:
    """Ordered where listed: the first request for a name fixes its type."""

    name: str
    binding: str
    variable_type: str = "string"


@dataclass(frozen=True, slots=True)
class CatalogChange:
    """Everything a pass adds; writing it twice changes nothing the second time."""

    types: tuple[NewType, ...] = ()
    fields: tuple[NewField, ...] = ()
    events: tuple[NewEvent, ...] = ()
    values: tuple[NewValue, ...] = ()
    variables: tuple[NewVariable, ...] = ()

    def __bool__(self) -> bool:
        return any((self.types, self.fields, self.events, self.values, self.variables))


@dataclass(frozen=True, slots=True)
class AppliedCatalog:
    """Rows really written; a concurrent winner's are not ours."""

    types: int = 0
    fields: int = 0
    events: int = 0
    values: int = 0
    variables: int = 0


@dataclass(frozen=True, slots=True)
class PlannedIdentity:
    """An event that rows can be matched on."""

    event_id: uuid.UUID
    event_type_id: uuid.UUID
    event_type_name: str
    source_name: str
    archived: bool
