"""The dry run of a file: the planner of scans over the rows that were looked at."""

import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from tripl.features.files.schemas import FileChoices
from tripl.features.files.service.looking import Look
from tripl.features.plan.schemas import KnownField, KnownType, PlanSnapshot
from tripl.features.scans.schemas.planning import PlannerConfig
from tripl.features.scans.service.dry_run import dry_run
from tripl.features.scans.service.naming import slots
from tripl.features.scans.service.observing import newest_row, opened
from tripl.kit.clock import utcnow
from tripl.warehouses.base import ConnectionSpec
from tripl.warehouses.intake.columns import typed
from tripl.warehouses.intake.loading import Recipe, instants
from tripl.warehouses.registry import connect

LIMIT = 5_000
SECONDS = 20
MEMORY = "256MB"


def base_query(choices: FileChoices, recipe: Recipe, table: str) -> str:
    """What the scan reads: every column that has a part."""
    named = choices.event_columns or [recipe.constant[0] if recipe.constant else ""]
    slotted = [name for name in slots(choices.event_name_format) if name in recipe.types]
    wanted = [
        choices.time_column or "",
        *named,
        *slotted,
        *(choices.breakdown_columns or ()),
        *(choices.property_columns or ()),
    ]
    columns = [exp.column(name, quoted=True) for name in dict.fromkeys(wanted)]
    return exp.select(*columns).from_(exp.to_identifier(table, quoted=True)).sql("duckdb")


def planner_config(choices: FileChoices, recipe: Recipe, table: str, event_type_id: uuid.UUID) -> PlannerConfig:
    return PlannerConfig(
        base_query=base_query(choices, recipe, table),
        event_type_id=event_type_id,
        time_column=choices.time_column,
        interval=choices.interval,
        event_name_format=choices.event_name_format,
        metric_breakdown_columns=choices.breakdown_columns or (),
    )


def rehearse(seen: Look, choices: FileChoices, recipe: Recipe, table: str, marks: Mapping[str, str]) -> dict[str, Any]:
    """The answer of a dry run. A sample's counts are scaled to the file and said to be sampled."""
    kind = uuid.uuid4()
    fields = {name: KnownField(name, marks.get(name, "none")) for name in choices.property_columns or ()}
    known = PlanSnapshot(types={table: KnownType(kind, fields)})
    config = planner_config(choices, recipe, table, kind)
    with tempfile.TemporaryDirectory(prefix="tripl-look-") as folder:
        pq.write_table(_rows(seen, recipe), Path(folder) / f"{table}.parquet")
        spec = ConnectionSpec(
            "duckdb",
            database=folder,
            settings={"allowed_roots": [folder], "memory_limit": MEMORY, "threads": 1},
            timeout_seconds=SECONDS,
        )
        with connect(spec) as warehouse:
            open_ = opened(warehouse, config)
            newest = newest_row(open_, utcnow())
            answer = dry_run(open_, config, known, limit=LIMIT, newest=newest, now=utcnow())
    return _scaled(answer, seen)


def _rows(seen: Look, recipe: Recipe) -> pa.Table:
    names = seen.names
    when = instants(recipe, names, seen.sample.columns)
    keep = when.is_valid()
    columns: dict[str, pa.Array] = {}
    for name, column in zip(names, seen.sample.columns, strict=True):
        columns[name] = when if name == recipe.time and not recipe.joined else typed(column, recipe.types[name])
    if recipe.joined:
        columns[recipe.joined] = when
    if recipe.constant:
        columns[recipe.constant[0]] = pa.array([recipe.constant[1]] * len(when), pa.string())
    return pa.table(columns).filter(keep)


def _scaled(answer: dict[str, Any], seen: Look) -> dict[str, Any]:
    looked = len(seen.sample.columns[0]) if seen.sample.columns else 0
    factor = 1.0 if seen.sample.exact or not looked else seen.sample.rows / looked
    exact = seen.sample.exact
    events = [
        {
            **each,
            "approx_row_count": round(each["approx_row_count"] * factor),
            "count_confidence": each["count_confidence"] if exact else "sampled",
        }
        for each in answer["events"]
    ]
    fields = [{**each, "status": "new"} for each in answer["fields"]]
    return {**answer, "events": events, "fields": fields, "sample_is_complete": answer["sample_is_complete"] and exact}
