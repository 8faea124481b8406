"""Shapes of the plan: what a scan writes, and what the API speaks."""

from tripl.features.plan.schemas.change import (
    AppliedCatalog,
    CatalogChange,
    KnownEvent,
    KnownField,
    KnownType,
    KnownVariable,
    NewEvent,
    NewField,
    NewType,
    NewValue,
    NewVariable,
    PlannedIdentity,
    PlanSnapshot,
)
from tripl.features.plan.schemas.wire import (
    EventTypeCreate,
    EventTypeOut,
    EventTypeUpdate,
    FieldCreate,
    FieldOut,
    FieldType,
    Sensitivity,
)

__all__ = [
    "AppliedCatalog",
    "CatalogChange",
    "EventTypeCreate",
    "EventTypeOut",
    "EventTypeUpdate",
    "FieldCreate",
    "FieldOut",
    "FieldType",
    "KnownEvent",
    "KnownField",
    "KnownType",
    "KnownVariable",
    "NewEvent",
    "NewField",
    "NewType",
    "NewValue",
    "NewVariable",
    "PlanSnapshot",
    "PlannedIdentity",
    "Sensitivity",
]
