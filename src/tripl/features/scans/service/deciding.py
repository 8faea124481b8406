"""Decides which columns name events. Pure: the same columns, rules and plan give the same answer."""

from collections.abc import Iterable, Sequence

from tripl.features.plan.schemas import PlanSnapshot
from tripl.features.scans.schemas.identity import Identity
from tripl.features.scans.schemas.planning import ObservedColumn, PlannerConfig
from tripl.features.scans.service.naming import rule_columns, slots
from tripl.warehouses.base import Column

ENUMERABLE = frozenset({"string", "number", "boolean"})
"""Other kinds are templated at once: instants never repeat, and nested values have no one spelling."""


def reserved(config: PlannerConfig, columns: Iterable[str]) -> tuple[str, ...]:
    """Columns with a part of their own, which never become fields: type, time, version, platform, rule conditions.

    A condition that looks inside a column reserves nothing.
    """
    known = list(columns)
    roles = {config.event_type_column, config.time_column, config.app_version_column, config.platform_column}
    named = roles | {name for name in rule_columns(config, known) if "." not in name}
    return tuple(name for name in known if name in named)


def fixed_type(config: PlannerConfig, known: PlanSnapshot) -> str | None:
    """Name of the type that all rows belong to; None where a column names it."""
    return next((name for name, kind in known.types.items() if kind.id == config.event_type_id), None)


def countable(config: PlannerConfig, columns: Sequence[Column], known: PlanSnapshot) -> list[Column]:
    """Columns whose distinct values decide something: possible parts of a name, and fields to fill."""
    held = set(reserved(config, [each.name for each in columns])) | set(slots(config.event_name_format))
    wanted = None if _open_fields(config) else declared(config, known)
    return [
        each
        for each in columns
        if each.kind in ENUMERABLE and each.name not in held and (wanted is None or each.name in wanted)
    ]


def declared(config: PlannerConfig, known: PlanSnapshot) -> frozenset[str]:
    """Fields that the type of all rows has."""
    name = fixed_type(config, known)
    return frozenset(known.types[name].fields) if name else frozenset()


def marked(column: ObservedColumn, known: PlanSnapshot) -> str:
    """Sensitivity in force: a person's mark on a field counts, and only then what sampled values look like."""
    marks = [kind.fields[column.name].sensitivity for kind in known.types.values() if column.name in kind.fields]
    if marks:
        return next((mark for mark in sorted(marks) if mark != "none"), "none")
    return column.sensitivity


def decide(
    config: PlannerConfig, columns: Sequence[ObservedColumn], known: PlanSnapshot, *, before: Identity | None = None
) -> Identity:
    """The identity columns. What was templated stays so until the scan is edited: a quiet window proves nothing."""
    names = [each.name for each in columns]
    held = set(reserved(config, names))
    formatted = slots(config.event_name_format)
    once = set(before.templated) if before else set()
    templated = tuple(
        sorted(
            each.name
            for each in columns
            if each.name not in held
            and each.name not in formatted
            and (each.name in once or is_templated(each, config.cardinality_threshold, marked(each, known)))
        )
    )
    kind = fixed_type(config, known)
    segments: tuple[str, ...] = ()
    if not config.event_name_format:
        segments = tuple(sorted(name for name in names if name not in held and name not in templated))
    type_column = config.event_type_column if kind is None else None
    parts = [*([type_column] if type_column else []), *formatted, *segments, *rule_columns(config, names)]
    return Identity(
        type_name=kind,
        type_column=type_column,
        columns=tuple(dict.fromkeys(parts)),
        segments=segments,
        templated=templated,
        breakdowns=tuple(config.metric_breakdown_columns),
    )


def is_templated(column: ObservedColumn, threshold: int, sensitivity: str) -> bool:
    """Too many values, values without one spelling, or values that must not be stored."""
    many = column.distinct is not None and column.distinct > threshold
    return many or column.column.kind not in ENUMERABLE or sensitivity != "none"


def _open_fields(config: PlannerConfig) -> bool:
    """Every column matters where types are found, and where columns make the name."""
    return config.event_type_id is None or not config.event_name_format
