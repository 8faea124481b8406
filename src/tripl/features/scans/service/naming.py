"""Names: one function maps the values of identity columns to (event type, scan identity) for every pass."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tripl.features.scans.schemas.identity import Identity, Naming
from tripl.kit.errors import Invalid

LONGEST_TYPE = 100
LONGEST_NAME = 500
SEPARATOR = " · "
EVENT_NAME = "__event_name"
REAL_OR_DERIVED = "event_name"
_SLOT = re.compile(r"\{([^{}]*)\}")

Row = Mapping[str, str | None]
Name = Callable[[Row], tuple[str, str]]


def naming(scan: Naming, identity: Identity) -> Name:
    """(type, identity) of a row; either is empty where the row names nothing, which no event ever matches."""
    explain = explained(scan, identity)

    def name(row: Row) -> tuple[str, str]:
        return explain(row)[:2]

    return name


def explained(scan: Naming, identity: Identity) -> Callable[[Row], tuple[str, str, str | None]]:
    """Like `naming`, with the group whose rule gave the name."""
    derive = _formatted(scan.event_name_format) if scan.event_name_format else _segmented(identity)
    by_type = not scan.event_name_format and not identity.segments
    rules = group_rules(scan)

    def explain(row: Row) -> tuple[str, str, str | None]:
        type_name = clean(identity.type_name or row.get(identity.type_column or ""))[:LONGEST_TYPE]
        derived = type_name if by_type else derive(row)
        group = grouped_by(rules, row, derived, identity.columns) if derived else None
        return type_name, (group or derived)[:LONGEST_NAME], group

    return explain


def clean(value: str | None) -> str:
    """PostgreSQL stores no NUL character."""
    return (value or "").replace("\x00", "")


def slots(event_name_format: str | None) -> list[str]:
    """Placeholders of a format in order of appearance, each once."""
    return list(dict.fromkeys(_SLOT.findall(event_name_format or "")))


def check_format(event_name_format: str | None, available: Iterable[str]) -> None:
    """Invalid listing unknown and available keys; a run would fail on them."""
    known = set(available)
    keys = slots(event_name_format)
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise Invalid(
            f"The event name format names {_listed(unknown)}, which the query does not return. "
            f"Available: {_listed(sorted(known)) or 'nothing'}.",
            "event_name_format",
        )
    if event_name_format and not keys:
        raise Invalid(
            "The event name format names no column, so all rows would become one event. Write a column in braces.",
            "event_name_format",
        )


@dataclass(frozen=True, slots=True)
class Rule:
    group: str
    conditions: tuple[tuple[str, re.Pattern[str]], ...]


def group_rules(scan: Naming) -> list[Rule]:
    """Compiled rules; Invalid names a pattern that is none."""
    return [
        Rule(
            clean(str(rule["group_name"])),
            tuple((str(each["field"]), _pattern(each["pattern"])) for each in rule["conditions"]),
        )
        for rule in scan.event_group_rules
    ]


def rule_columns(scan: Naming, available: Iterable[str]) -> list[str]:
    """Columns that rules look at, so that every pass must group by them."""
    known = set(available)
    fields = [str(each["field"]) for rule in scan.event_group_rules for each in rule["conditions"]]
    return [each for each in dict.fromkeys(fields) if each != EVENT_NAME and each in known]


def grouped_by(rules: Sequence[Rule], row: Row, derived: str, columns: Sequence[str]) -> str | None:
    """Group name of the first rule whose conditions all match."""
    for rule in rules:
        if all(pattern.search(_looked_at(field, row, derived, columns)) for field, pattern in rule.conditions):
            return rule.group
    return None


def _looked_at(field: str, row: Row, derived: str, columns: Sequence[str]) -> str:
    if field == EVENT_NAME or (field == REAL_OR_DERIVED and field not in columns):
        return derived
    return row.get(field) or ""


def _formatted(text: str) -> Callable[[Row], str]:
    parts = _SLOT.split(text)
    literals, keys = parts[::2], parts[1::2]

    def derive(row: Row) -> str:
        values = [clean(row.get(key)) for key in keys]
        if not any(values):
            return ""
        return "".join(literal + value for literal, value in zip(literals, [*values, ""], strict=True))

    return derive


def _segmented(identity: Identity) -> Callable[[Row], str]:
    def derive(row: Row) -> str:
        return SEPARATOR.join(f"{column}={clean(row.get(column))}" for column in identity.segments)

    return derive


def _pattern(text: Any) -> re.Pattern[str]:
    try:
        return re.compile(str(text))
    except re.error as error:
        raise Invalid(f"The pattern “{text}” is not a regular expression: {error}.", "event_group_rules") from error


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
