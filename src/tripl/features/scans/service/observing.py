"""Reads what a catalog pass needs from the warehouse: counts and samples, never the rows themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tripl.features.plan.schemas import PlanSnapshot
from tripl.features.scans.errors import RowCapReached
from tripl.features.scans.schemas.identity import Identity
from tripl.features.scans.schemas.planning import Busiest, Group, Observations, ObservedColumn, PlannerConfig
from tripl.features.scans.service.deciding import ENUMERABLE, countable, decide, declared, marked, reserved
from tripl.features.scans.service.naming import check_format, group_rules, slots
from tripl.features.scans.service.personal import sensitivity
from tripl.kit.clock import as_utc
from tripl.kit.errors import Invalid
from tripl.warehouses.base import Column, Warehouse
from tripl.warehouses.sql import Base, Window, breakdown, distinct_counts, names, newest, preview, rows_from
from tripl.warehouses.sql.busiest import VARIANTS, busiest_values
from tripl.warehouses.sql.paths import with_paths

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

SAMPLE_ROWS = 500
"""Rows looked at to recognise personal data."""
AHEAD = timedelta(hours=1)
"""How far a source's clock may run ahead of ours."""
NO_NAMES = "This scan does not say where event names come from. Choose an event type or a type column."


@dataclass(frozen=True, slots=True)
class Opened:
    """A base query in an open warehouse, with the window that bounds the pass."""

    warehouse: Warehouse
    base: Base
    columns: tuple[Column, ...]
    time_column: Column | None = None
    window: Window | None = None

    def by_name(self, wanted: Sequence[str]) -> list[Column]:
        known = {each.name: each for each in self.columns}
        return [known[name] for name in wanted]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest row that can have happened, and how many lie later than that."""

    at: datetime | None
    ahead: int = 0

    def warnings(self) -> list[str]:
        if not self.ahead:
            return []
        are = "row lies" if self.ahead == 1 else "rows lie"
        told = f"{self.ahead:,} {are} in the future and cannot say how fresh the data is."
        return [f"{told} Correct their times, or filter them out in the base query."]


def opened(warehouse: Warehouse, config: PlannerConfig) -> Opened:
    """Gate the query, describe it, and check that what the scan names is there."""
    base = Base.parse(config.base_query, warehouse.capabilities)
    base, columns = with_paths(base, warehouse.columns(base.query), paths_of(config))
    names_ = [each.name for each in columns]
    check_columns(config, names_)
    check_format(config.event_name_format, names_)
    group_rules(config)
    time_column = next((each for each in columns if each.name == config.time_column), None)
    return Opened(warehouse, base, columns, time_column)


def paths_of(config: PlannerConfig) -> list[str]:
    """Everything that may lead into a nested column: slots, rule conditions, and paths kept as values."""
    fields = [str(each["field"]) for rule in config.event_group_rules for each in rule["conditions"]]
    return [path for path in (*slots(config.event_name_format), *fields, *config.json_value_paths) if "." in path]


def check_columns(config: PlannerConfig, available: Sequence[str]) -> None:
    """Invalid for a named column that the query does not return."""
    roles = {
        "time_column": config.time_column,
        "event_type_column": config.event_type_column,
        "app_version_column": config.app_version_column,
        "platform_column": config.platform_column,
    }
    for member, name in (*roles.items(), *(("metric_breakdown_columns", n) for n in config.metric_breakdown_columns)):
        if name is not None and name not in available:
            raise Invalid(
                f"The query returns no column “{name}”. Available: {', '.join(sorted(available)) or 'none'}.", member
            )


def newest_row(open_: Opened, now: datetime) -> Newest:
    """The newest instant of the time column, UTC. One that lies ahead says nothing of freshness: it is counted apart.

    Files that lie ahead as a whole keep their own end.
    """
    if open_.time_column is None:
        return Newest(None)
    found, edge = _latest(open_, newest(open_.base, open_.time_column)), now + AHEAD
    if found is None or found < edge:
        return Newest(found)
    past = _latest(open_, newest(open_.base, open_.time_column, before=edge))
    if past is None and open_.warehouse.capabilities.files:
        return Newest(found)
    rows = open_.warehouse.query(rows_from(open_.base, open_.time_column, edge))[names.COUNT][0].as_py()
    return Newest(past, rows)


def _latest(open_: Opened, statement: "exp.Select") -> datetime | None:
    found = open_.warehouse.query(statement)[names.LATEST][0].as_py()
    return as_utc(found) if found is not None else None


def lookback(open_: Opened, hours: int | None, end: datetime) -> Window | None:
    """The last `hours` up to and including `end`."""
    if hours is None or open_.time_column is None:
        return None
    return Window(end - timedelta(hours=hours), end)


def observe(
    open_: Opened,
    config: PlannerConfig,
    known: PlanSnapshot,
    *,
    limit: int,
    before: Identity | None = None,
    strict: bool = True,
) -> tuple[Observations, Identity]:
    """One pass. `strict` raises RowCapReached at the limit and reads field values; a dry run does neither."""
    if config.event_type_id is None and config.event_type_column is None:
        raise Invalid(NO_NAMES, "event_type_id")
    columns = observe_columns(open_, config, known)
    identity = decide(config, columns, known, before=before)
    keys = open_.by_name(identity.columns)
    time, window = open_.time_column, open_.window
    table = open_.warehouse.query(breakdown(open_.base, keys, limit=limit, time_column=time, window=window))
    if strict and table.num_rows > limit:
        raise RowCapReached(
            f"the rows fall into more than {limit:,} combinations of {', '.join(identity.columns)}. "
            "Nothing was written. Name fewer columns, or raise the scan row cap."
        )
    groups = _groups(table, len(keys), limit)
    complete = table.num_rows <= limit
    first = table.slice(0, 1).to_pylist()
    busiest = _busiest(open_, config, known, columns, identity) if strict else ()
    observed = Observations(
        columns=columns,
        groups=groups,
        busiest=busiest,
        combinations=first[0][names.COMBINATIONS] if first else 0,
        total_rows=first[0][names.TOTAL] if first else 0,
        complete=complete,
    )
    return observed, identity


def observe_columns(open_: Opened, config: PlannerConfig, known: PlanSnapshot) -> tuple[ObservedColumn, ...]:
    """Distinct counts where they decide something, and what a sample says of the rest."""
    counted = countable(config, open_.columns, known)
    time, window = open_.time_column, open_.window
    distinct: dict[str, int] = {}
    if counted:
        row = open_.warehouse.query(distinct_counts(open_.base, counted, time_column=time, window=window))
        distinct = {each.name: row.column(at)[0].as_py() for at, each in enumerate(counted)}
    sample = open_.warehouse.query(preview(open_.base, limit=SAMPLE_ROWS, time_column=time, window=window))
    texts = [[_text(value) for value in sample.column(at).to_pylist()] for at in range(sample.num_columns)]
    return tuple(
        ObservedColumn(
            column=each,
            distinct=distinct.get(each.name),
            carried_data=distinct.get(each.name, 0) > 0 or any(text is not None for text in texts[at]),
            sensitivity=sensitivity(texts[at]) if each.kind in {"string", "number"} else "none",
        )
        for at, each in enumerate(open_.columns)
    )


def _busiest(
    open_: Opened,
    config: PlannerConfig,
    known: PlanSnapshot,
    columns: Sequence[ObservedColumn],
    identity: Identity,
) -> tuple[Busiest, ...]:
    held = {*reserved(config, [each.name for each in columns]), *identity.columns, *identity.templated}
    fixed = identity.type_name is not None
    fields = declared(config, known)
    wanted = [
        each.column
        for each in columns
        if each.name not in held
        and each.carried_data
        and each.column.kind in ENUMERABLE
        and marked(each, known) == "none"
        and (not fixed or each.name in fields)
    ]
    if not wanted:
        return ()
    statement = busiest_values(
        open_.base, open_.by_name(identity.columns), wanted, time_column=open_.time_column, window=open_.window
    )
    table = open_.warehouse.query(statement)
    width = len(identity.columns)
    lists = [table.column(at).to_pylist() for at in range(width)]
    values = zip(*lists, strict=True) if lists else ((),) * table.num_rows
    rest = (table[name].to_pylist() for name in (names.BREAKDOWN_COLUMN, names.BREAKDOWN_VALUE, names.COUNT, VARIANTS))
    return tuple(Busiest(tuple(key), *each) for key, *each in zip(values, *rest, strict=True))


def _groups(table: "pa.Table", width: int, limit: int) -> tuple[Group, ...]:
    kept = table.slice(0, limit)
    lists = [kept.column(at).to_pylist() for at in range(width)]
    counts = kept[names.COUNT].to_pylist()
    values = zip(*lists, strict=True) if lists else ((),) * len(counts)
    return tuple(Group(tuple(key), count) for key, count in zip(values, counts, strict=True))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
