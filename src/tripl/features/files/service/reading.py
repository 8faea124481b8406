"""Answers what a dropped file is."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tripl.features.files.schemas import (
    ColumnKind,
    FileChoices,
    FileColumn,
    FileDialect,
    FileProposal,
    FileReading,
    Role,
)
from tripl.features.files.service.looking import Look, date_beside, joined_name, look, recipe
from tripl.features.files.service.proposing import FEWEST_FIT, Span, proposal, resolved
from tripl.features.files.service.rehearsing import rehearse
from tripl.features.scans.service.previews import MASK
from tripl.kit.errors import Invalid
from tripl.models.files import DroppedFile
from tripl.warehouses.base import WarehouseError
from tripl.warehouses.intake import encodings, times
from tripl.warehouses.intake.form import Form
from tripl.warehouses.intake.loading import Recipe, instants

ROWS, SAMPLES, LONGEST = 20, 5, 200
NO_TIME = (
    "No column of the file holds dates or times between 1971 and 2099. tripl counts events over time: "
    "add a column that says when each row happened."
)
_KINDS: dict[str, ColumnKind] = {"whole": "number", "number": "number", "boolean": "boolean", "string": "string"}


def form_of(file: DroppedFile) -> Form:
    return Form(file.format, file.gzipped)  # type: ignore[arg-type] # the column holds nothing else


def table_name(name: str) -> str:
    """What queries call the file."""
    stem = re.sub(r"(\.(csv|tsv|txt|log|gz|parquet|pq|ndjson|jsonl|json))+$", "", name.lower())
    plain = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:60]
    return plain if plain and not plain[0].isdigit() else f"file_{plain}".rstrip("_")


def answer(file: DroppedFile, choices: FileChoices) -> FileReading:
    """A first look with the choices laid over the guesses. Invalid for a file or choice that cannot be read."""
    seen = look(Path(file.path), form_of(file), choices)
    spans: dict[str, tuple[Span, pa.Array] | None] = {}

    def span_of(name: str) -> Span | None:
        spans[name] = found = _span(seen, name)
        return found[0] if found else None

    guesses = proposal(seen, choices, span_of)
    chosen = resolved(choices, guesses)
    time = guesses.time_column.value
    errors = problems(seen, chosen)
    plan, span = None, spans.get(time or "")
    marks = {name: seen.personal(name) for name in seen.names}
    if not errors:
        plan, more = _plan(seen, chosen, table_name(file.name), marks)
        errors += more
    return FileReading(
        file_id=file.id,
        dialect=_dialect(seen, chosen),
        columns=[_column(seen, name, guesses, marks[name]) for name in seen.names],
        rows=_rows(seen, marks),
        estimated_rows=seen.sample.rows,
        rows_are_exact=seen.sample.exact,
        sampled_rows=len(seen.sample.columns[0]) if seen.sample.columns else 0,
        first_at=span[0].first if span else None,
        last_at=span[0].last if span else None,
        proposal=guesses,
        warnings=_warnings(seen, chosen),
        errors=errors,
        plan=plan,
    )


def problems(seen: Look, chosen: FileChoices) -> list[str]:
    """Why the file cannot be started."""
    time = chosen.time_column
    if time is None:
        low = max(seen.times.items(), key=lambda each: each[1].share, default=None)
        if low is None:
            return [NO_TIME]
        share = f"{low[1].share:.0%}"
        return [f"Only {share} of the values of “{low[0]}” are dates or times of one kind. Clean the column."]
    if time == joined_name(seen):
        return []
    found = seen.times.get(time)
    if found is None:
        value = next(iter(pc.drop_null(seen.column(time)).slice(0, 1).to_pylist()), "nothing")
        return [f"The column “{time}” holds no dates or times; its first value is “{value[:60]}”. Choose another one."]
    if found.share < FEWEST_FIT:
        return [
            f"Only {found.share:.0%} of the values of “{time}” are dates or times of one kind. Choose another column."
        ]
    return []


def _plan(
    seen: Look, chosen: FileChoices, table: str, marks: dict[str, str]
) -> tuple[dict[str, Any] | None, list[str]]:
    try:
        return rehearse(seen, chosen, recipe(seen, chosen, table), table, marks), []
    except (Invalid, WarehouseError) as error:
        return None, [error.message]


def _span(seen: Look, time: str) -> tuple[Span, pa.Array] | None:
    try:
        made: Recipe = recipe(seen, FileChoices(time_column=time, event_columns=[time]), "")
    except Invalid:
        return None
    when = pc.drop_null(instants(made, seen.names, seen.sample.columns))
    if not len(when):
        return None
    edges: dict[str, datetime] = pc.min_max(when).as_py()
    return Span(edges["min"], edges["max"], seen.sample.rows), when


def _dialect(seen: Look, chosen: FileChoices) -> FileDialect:
    own = seen.sample.dialect
    time = date_beside(seen) if chosen.time_column == joined_name(seen) else chosen.time_column
    found = seen.times.get(time or "")
    way = found.way if found else None
    return FileDialect(
        encoding=encodings.shown(seen.sample.encoding),
        delimiter=own.shape.delimiter if own else None,
        quote=(own.shape.quote or None) if own else None,
        escape=(own.shape.escape or None) if own else None,
        has_header=own.header if own else True,
        decimal=seen.decimal,
        time_format=times.described(found) if found else None,
        epoch_unit=way.unit if way and way.family == "epoch" else None,
        date_order=way.order if way and way.family not in {"epoch", "serial"} else None,
        timezone=chosen.timezone or "UTC",
        comment_lines=own.comments if own else 0,
        blank_lines=seen.sample.blank,
    )


def _column(seen: Look, name: str, guesses: FileProposal, mark: str) -> FileColumn:
    column = seen.column(name)
    missing = column.null_count / len(column) if len(column) else 1.0
    there = [each[:LONGEST] for each in pc.unique(pc.drop_null(column)).slice(0, SAMPLES).to_pylist()]
    return FileColumn(
        name=name,
        kind=_kind(seen, name),
        role=_role(name, guesses),
        sensitivity=mark,
        samples=there if mark == "none" else [MASK] * min(1, len(there)),
        distinct=seen.distinct(name),
        missing=missing,
    )


def _kind(seen: Look, name: str) -> ColumnKind:
    column, found = seen.column(name), seen.times.get(name)
    if column.null_count == len(column):
        return "empty"
    if found is not None and found.share >= 0.8 and found.way.family not in {"epoch", "serial"}:
        return "datetime" if found.clock else "date"
    return _KINDS[seen.types[name].kind]


def _role(name: str, guesses: FileProposal) -> Role:
    if name == guesses.time_column.value:
        return "time"
    if name in guesses.event_columns.value:
        return "event"
    if name in guesses.breakdown_columns.value:
        return "breakdown"
    return "property" if name in guesses.property_columns.value else "unused"


def _rows(seen: Look, marks: dict[str, str]) -> list[list[str | None]]:
    shown: list[Sequence[str | None]] = []
    for name, column in zip(seen.names, seen.sample.columns, strict=True):
        values = column[:ROWS].to_pylist()
        hidden = marks[name] != "none"
        shown.append([None if v is None else MASK if hidden else v[:LONGEST] for v in values])
    return [list(row) for row in zip(*shown, strict=True)]


def _warnings(seen: Look, chosen: FileChoices) -> list[str]:
    told: list[str] = []
    found = seen.times.get(chosen.time_column or "")
    if found is not None and found.ambiguous:
        order = "day first" if found.way.order == "dmy" else "month first"
        told.append(
            f"Day and month of “{chosen.time_column}” could be either way round, as in {found.example}. "
            f"They are read {order}; choose the other order if that is wrong."
        )
    if found is not None and found.zoneless and chosen.timezone is None:
        told.append("The times carry no zone and are taken as UTC. Choose a time zone if they are local.")
    if found is not None and found.share < 1:
        there = len(seen.column(chosen.time_column or "").drop_null())
        looked = "" if seen.sample.exact else " that were looked at"
        told.append(
            f"{round((1 - found.share) * there):,} of {there:,} values of “{chosen.time_column}”{looked} are no such "
            "times; their lines will be rejected."
        )
    if seen.sample.rejects:
        first, count = seen.sample.rejects[0], len(seen.sample.rejects)
        lines = "1 line does" if count == 1 else f"{count:,} lines do"
        told.append(f"{lines} not fit and will be listed as rejected. Line {first.line:,}: {first.reason}")
    hidden = ", ".join(name for name in seen.names if seen.personal(name) != "none")
    if hidden:
        told.append(f"Values of {hidden} look personal or secret: they are shown as dots and kept out of the plan.")
    return told


def settled(choices: FileChoices, seen: FileReading, *, new_project: bool) -> FileChoices:
    """The choices a load works with: those of the person over our guesses. A project that exists keeps its volume."""
    made = resolved(choices, seen.proposal)
    if made.min_expected_count is None and new_project:
        return made.model_copy(update={"min_expected_count": seen.proposal.min_expected_count.value})
    return made
