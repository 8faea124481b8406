"""Fields and variables that a pass proposes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tripl.features.plan.schemas import KnownVariable, NewField, NewVariable, PlanSnapshot
from tripl.features.scans.schemas.planning import ObservedColumn, PlannedField, PlannerConfig
from tripl.features.scans.service.deciding import fixed_type, marked, reserved
from tripl.warehouses.capabilities import NESTED

LONGEST_TOKEN = 100
BINDING = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*")


@dataclass(frozen=True, slots=True)
class TypeFields:
    """`names` maps type and field to its sensitivity."""

    names: Mapping[str, Mapping[str, str]]
    new: tuple[NewField, ...]
    unmapped: tuple[str, ...]
    kinds: Mapping[str, str]


def type_fields(
    columns: Sequence[ObservedColumn], config: PlannerConfig, known: PlanSnapshot, types: Iterable[str]
) -> TypeFields:
    """Fields of every type that rows were found of. Only a type column adds some; elsewhere columns stay unmapped."""
    held = set(reserved(config, [each.name for each in columns]))
    open_columns = [each for each in columns if each.name not in held and each.carried_data]
    adding = config.event_type_column is not None and fixed_type(config, known) is None
    names: dict[str, dict[str, str]] = {}
    new: list[NewField] = []
    unmapped: list[str] = []
    for kind in types:
        stored = known.types[kind].fields if kind in known.types else {}
        names[kind] = {each.name: stored[each.name].sensitivity for each in open_columns if each.name in stored}
        missing = [each for each in open_columns if each.name not in stored]
        if not adding:
            unmapped.extend(each.name for each in missing)
            continue
        for each in missing:
            if len(each.name) > LONGEST_TOKEN:
                unmapped.append(each.name)
                continue
            sensitivity = marked(each, known)
            names[kind][each.name] = sensitivity
            new.append(NewField(kind, each.name, field_type(each), sensitivity))
    return TypeFields(
        names, tuple(new), tuple(dict.fromkeys(unmapped)), {each.name: field_type(each) for each in open_columns}
    )


def field_type(column: ObservedColumn) -> str:
    """The whole inference of a scan: nested values are json, everything else is string."""
    return "json" if column.column.kind in NESTED else "string"


def planned_fields(fields: TypeFields, known: PlanSnapshot) -> tuple[PlannedField, ...]:
    return tuple(
        PlannedField(kind, name, fields.kinds[name], kind not in known.types or name not in known.types[kind].fields)
        for kind, names in fields.names.items()
        for name in names
    )


def variables_for(
    templated: Iterable[str], fields: TypeFields, known: PlanSnapshot
) -> tuple[tuple[NewVariable, ...], dict[str, str]]:
    """Variables to create, in order, and the token that stands for each templated column that has a field.

    A variable whose name or binding is the column is adopted; an excluded one stays excluded.
    """
    fielded = {name for names in fields.names.values() for name in names}
    pool = list(known.variables)
    new: list[NewVariable] = []
    tokens: dict[str, str] = {}
    for column in templated:
        if column not in fielded or len(column) > LONGEST_TOKEN or not BINDING.fullmatch(column):
            continue
        variable = _adopted(column, pool)
        if variable is None:
            name = next(n for n in (column.lower(), column) if all(n != each.name for each in pool))
            new.append(NewVariable(name, column, fields.kinds.get(column, "string")))
            variable = KnownVariable(name, frozenset({name, column}))
            pool.append(variable)
        if not variable.excluded:
            tokens[column] = f"${{{variable.name}}}"
    return tuple(new), tokens


def _adopted(column: str, variables: Sequence[KnownVariable]) -> KnownVariable | None:
    by_name = next((each for each in variables if each.name == column), None)
    return by_name or next((each for each in variables if column in each.tokens), None)
