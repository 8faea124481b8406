"""A first look at a query: columns, masked sample rows, JSON paths, and what they suggest."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tripl.features.scans.schemas.wire import PreviewRequest
from tripl.features.scans.service.observing import Opened
from tripl.features.scans.service.personal import sensitivity
from tripl.features.scans.service.static import looks_static, proposes_static
from tripl.kit.clock import utcnow
from tripl.warehouses.base import Column
from tripl.warehouses.capabilities import NESTED
from tripl.warehouses.sql import preview

JSON_ROWS = 1_000
MOST_PATHS = 1_000
SAMPLES_OF_PATH = 3
SAMPLE_ROWS = 100
LONGEST_CELL = 500
MASK = "•••"


def look(open_: Opened, wanted: PreviewRequest, newest: datetime | None) -> dict[str, Any]:
    """The answer of a preview job; values that look personal leave as dots."""
    limit = JSON_ROWS if wanted.include_json_paths else max(SAMPLE_ROWS, wanted.limit)
    table = open_.warehouse.query(preview(open_.base, limit=limit, time_column=open_.time_column, window=open_.window))
    cells = [table.column(at).to_pylist() for at in range(table.num_columns)]
    marks = [_mark(each, values) for each, values in zip(open_.columns, cells, strict=True)]
    shown = [
        [_cell(value, mark) for value in values[: wanted.limit]] for values, mark in zip(cells, marks, strict=True)
    ]
    now = utcnow()
    return {
        "columns": [
            {"name": each.name, "data_type": each.native_type, "kind": each.kind, "sensitivity": mark}
            for each, mark in zip(open_.columns, marks, strict=True)
        ],
        "rows": [list(row) for row in zip(*shown, strict=True)],
        "json_paths": list(_paths(open_.columns, cells)) if wanted.include_json_paths else [],
        "window_from": open_.window.start.isoformat() if open_.window else None,
        "window_to": open_.window.end.isoformat() if open_.window else None,
        **proposals(open_, newest, wanted.interval, now),
    }


def proposals(open_: Opened, newest: datetime | None, interval: str | None, now: datetime) -> dict[str, Any]:
    return {
        "newest_row_at": newest.isoformat() if newest else None,
        "proposed_static": proposes_static(open_.warehouse.capabilities, newest, interval, now),
        "looks_ended": looks_static(newest, interval, now),
    }


def _mark(column: Column, values: Sequence[object]) -> str:
    if column.kind not in {"string", "number", "json", "array", "other"}:
        return "none"
    return sensitivity(None if value is None else str(value) for value in values)


def _cell(value: object, mark: str) -> object:
    if value is None or isinstance(value, bool):
        return value
    if mark != "none":
        return MASK
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, int | float) else str(value).replace("\x00", "")[:LONGEST_CELL]


def _paths(columns: Sequence[Column], cells: Sequence[Sequence[object]]) -> Iterator[dict[str, Any]]:
    """Leaf paths of nested columns with up to three masked samples each; rare keys may be missed."""
    found: dict[tuple[str, str], list[object]] = {}
    for column, values in zip(columns, cells, strict=True):
        if column.kind not in NESTED:
            continue
        for value in values:
            for path, leaf in _leaves(_parsed(value)):
                if (column.name, path) in found or len(found) < MOST_PATHS:
                    found.setdefault((column.name, path), []).append(leaf)
    for (name, path), leaves in sorted(found.items()):
        mark = sensitivity(str(leaf) for leaf in leaves if leaf is not None)
        samples = list(dict.fromkeys(json.dumps(_cell(leaf, mark)) for leaf in leaves))[:SAMPLES_OF_PATH]
        yield {"column": name, "path": path, "samples": [json.loads(each) for each in samples], "sensitivity": mark}


def _parsed(value: object) -> object:
    try:
        return json.loads(str(value))
    except ValueError:
        return None


def _leaves(value: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{prefix}.{key}" if prefix else str(key))
    elif prefix:
        yield prefix, json.dumps(value) if isinstance(value, list | dict) else value
