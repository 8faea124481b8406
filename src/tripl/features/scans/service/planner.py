"""The planner: observed rows, rules and the plan in; what to add out. No session, no clock, no order of rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tripl.features.plan.schemas import CatalogChange, NewEvent, NewType, NewValue, PlanSnapshot
from tripl.features.scans.schemas.identity import Identity
from tripl.features.scans.schemas.planning import (
    MOST_EVENTS,
    CatalogPlan,
    Group,
    Observations,
    PlannedEvent,
    PlannerConfig,
)
from tripl.features.scans.service.deciding import marked, reserved
from tripl.features.scans.service.fields import planned_fields, type_fields, variables_for
from tripl.features.scans.service.naming import clean, explained

LONGEST_VALUE = 100_000
Key = tuple[str, str]


@dataclass(slots=True)
class Found:
    """One event as the rows show it; `values` maps a field to counts by value."""

    rows: int = 0
    grouped_by: str | None = None
    values: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    variants: dict[str, int] = field(default_factory=dict)


def plan(
    seen: Observations, config: PlannerConfig, known: PlanSnapshot, identity: Identity, *, most: int = MOST_EVENTS
) -> CatalogPlan:
    """What a pass adds to the plan; applying it and planning again adds nothing."""
    found, nameless = _gather(seen, config, identity)
    ranked = sorted(found, key=lambda key: (-found[key].rows, key))
    kept = ranked[:most]
    events = [_event(key, found[key], known) for key in kept]
    alive = [key for key in kept if not _archived(key, known)]
    types = sorted({type_name for type_name, _ in alive})
    fields = type_fields(seen.columns, config, known, types)
    variables, tokens = variables_for(identity.templated, fields, known)
    return CatalogPlan(
        identity=identity,
        change=CatalogChange(
            types=tuple(NewType(name) for name in types if name not in known.types),
            fields=tuple(each for each in fields.new),
            events=tuple(NewEvent(*key) for key in alive if key not in known.events),
            values=tuple(_values(alive, found, fields.names, tokens, known)),
            variables=variables,
        ),
        events=tuple(events),
        fields=planned_fields(fields, known),
        templated={
            each.name: each.distinct or 0 for each in seen.columns if each.name in identity.templated and each.distinct
        },
        reserved=reserved(config, [each.name for each in seen.columns]),
        unmapped=fields.unmapped,
        varied=_varied(found, alive),
        threshold=config.cardinality_threshold,
        max_events_reached=len(ranked) > most,
        nameless_rows=nameless,
        archived_rows=sum(found[key].rows for key in kept if _archived(key, known)),
        warnings=tuple(_warnings(seen, config, known, identity)),
    )


def _gather(seen: Observations, config: PlannerConfig, identity: Identity) -> tuple[dict[Key, Found], int]:
    explain = explained(config, identity)
    found: dict[Key, Found] = defaultdict(Found)
    keys: dict[tuple[str | None, ...], Key] = {}
    nameless = 0
    for group in seen.groups:
        row = dict(zip(identity.columns, group.values, strict=True))
        type_name, source_name, rule = explain(row)
        if not (type_name and source_name):
            nameless += group.count
            continue
        key = keys[group.values] = type_name, source_name
        found[key].grouped_by = found[key].grouped_by or rule
        _count(found[key], group, row, identity)
    for each in seen.busiest:
        if each.values in keys:
            event = found[keys[each.values]]
            event.values[each.column][clean(each.value)[:LONGEST_VALUE]] += each.count
            event.variants[each.column] = max(event.variants.get(each.column, 0), each.variants)
    return found, nameless


def _count(event: Found, group: Group, row: Mapping[str, str | None], identity: Identity) -> None:
    event.rows += group.count
    for column, value in row.items():
        if value is not None and column != identity.type_column:
            event.values[column][clean(value)[:LONGEST_VALUE]] += group.count


def _event(key: Key, event: Found, known: PlanSnapshot) -> PlannedEvent:
    return PlannedEvent(*key, event.rows, key not in known.events, _archived(key, known), event.grouped_by)


def _archived(key: Key, known: PlanSnapshot) -> bool:
    return key in known.events and known.events[key].archived


def _values(
    alive: Iterable[Key],
    found: Mapping[Key, Found],
    fields: Mapping[str, Mapping[str, str]],
    tokens: Mapping[str, str],
    known: PlanSnapshot,
) -> Iterable[NewValue]:
    """The busiest value of each field, where it is not yet there and no person wrote one."""
    for key in alive:
        stored = known.events[key].values if key in known.events else {}
        for name, sensitivity in fields[key[0]].items():
            value = tokens.get(name) or _busiest(found[key].values.get(name, {}), sensitivity)
            before, authored = stored.get(name, (None, False))
            if value and value != before and not authored:
                yield NewValue(*key, name, value)


def _busiest(counts: Mapping[str, int], sensitivity: str) -> str | None:
    if not counts or sensitivity != "none":
        return None
    return min(counts, key=lambda value: (-counts[value], value))


def _varied(found: Mapping[Key, Found], alive: Iterable[Key]) -> dict[str, int]:
    most: dict[str, int] = {}
    for key in alive:
        event = found[key]
        for name, counts in event.values.items():
            shown = max(len(counts), event.variants.get(name, 0))
            if shown > 1:
                most[name] = max(most.get(name, 0), shown)
    return dict(sorted(most.items()))


def _warnings(seen: Observations, config: PlannerConfig, known: PlanSnapshot, identity: Identity) -> Iterable[str]:
    for each in seen.columns:
        if each.name in identity.columns and each.name not in identity.segments and marked(each, known) != "none":
            yield (
                f"The values of {each.name} look like personal data, and they would become names of events. "
                "Leave the column out of the name."
            )
    if config.event_type_id is not None and identity.type_name is None:
        yield "The event type that all rows should belong to is not in the main plan."
