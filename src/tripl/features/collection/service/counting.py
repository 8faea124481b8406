"""From one grouped answer of the warehouse to the counts of every series.

The warehouse counts by identity; event, type and total are sums of that one level, so they always agree.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tripl.features.metrics.schemas import Counts, Floats, Scope, SeriesKey
from tripl.features.plan.schemas import PlannedIdentity
from tripl.kit.clock import INTERVALS, bucket_at, bucket_number
from tripl.warehouses.sql import Window, names

Codes = npt.NDArray[np.int64]
Name = Callable[[Mapping[str, str | None]], tuple[str, str]]
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What rows are matched on. `shared` breakdown columns serve every series, others only the events that ask."""

    name: Name
    identities: Sequence[PlannedIdentity]
    shared: frozenset[str]
    asked: Mapping[uuid.UUID, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a window, the rows behind them, the first and last bucket of each event, and the newest of all."""

    counts: Counts
    rows: int
    points: int
    """Numbers of events, types and slices."""
    seen: dict[uuid.UUID, tuple[datetime, datetime]]
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The answer as arrays: where each row lies and how much it counts."""

    bucket: Codes
    slice_: Codes
    count: Floats
    buckets: int


def tally(table: pa.Table, identity: Sequence[str], plan: Plan, interval: str, window: Window) -> Tally:
    """Counts of a window. Rows that match no event still count in the total, and in their type's."""
    first, stop = bucket_number(window.start, interval), bucket_number(window.end, interval)
    combination, combinations = _encode([table.column(at + 1) for at in range(len(identity))], table.num_rows)
    slice_, slices = _encode([table[name] for name in _SLICE], table.num_rows)
    rows = _Rows(_buckets(table, interval) - first, slice_, table[names.COUNT].to_numpy().astype(float), stop - first)
    scopes = _scopes(plan, [dict(zip(identity, values, strict=True)) for values in combinations])
    keys: list[SeriesKey] = []
    matrices: list[Floats] = []
    for kind, of_combination, ids in scopes:
        allowed = _allowed(kind, ids, slices, plan)
        pairs, matrix = _sum(of_combination[combination], allowed, rows)
        keys += [SeriesKey(kind, ids[scope], *slices[at]) for scope, at in pairs]
        matrices.append(matrix)
    values = np.concatenate(matrices)
    return _report(Counts(keys, values), interval, first)


_SLICE = (names.BREAKDOWN_COLUMN, names.BREAKDOWN_VALUE, names.IS_OTHER)


def _report(counts: Counts, interval: str, first: int) -> Tally:
    held = np.isfinite(counts.values)
    whole = [at for at, key in enumerate(counts.keys) if key.column is None]
    total = next((at for at in whole if counts.keys[at].scope_type == "project_total"), None)
    oldest = held.argmax(axis=1) if held.size else np.zeros(0, int)
    newest = held.shape[1] - 1 - held[:, ::-1].argmax(axis=1) if held.size else np.zeros(0, int)
    seen = {
        scope_id: (bucket_at(first + int(oldest[at]), interval), bucket_at(first + int(newest[at]), interval))
        for at in whole
        if counts.keys[at].scope_type == "event" and (scope_id := counts.keys[at].scope_id) is not None
    }
    return Tally(
        counts,
        rows=int(np.nansum(counts.values[total])) if total is not None else 0,
        points=int(held.sum()) - (int(held[total].sum()) if total is not None else 0),
        seen=seen,
        newest=bucket_at(first + int(newest[total]), interval) if total is not None else None,
    )


def _encode(columns: Sequence[pa.ChunkedArray], size: int) -> tuple[Codes, list[tuple[Any, ...]]]:
    """A code for each row and the distinct combinations behind the codes; NULL is a value like any other."""
    codes = np.zeros(size, np.int64)
    for column in columns:
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        array = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
        codes = codes * max(len(array.dictionary), 1) + array.indices.to_numpy(zero_copy_only=False)
        codes = np.unique(codes, return_inverse=True)[1]
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    lists = [column.take(pa.array(first)).to_pylist() for column in columns]
    return inverse, list(zip(*lists, strict=True)) if lists else [()] * len(first)


def _buckets(table: pa.Table, interval: str) -> Codes:
    """Number of each row's bucket on the grid."""
    micros = table[names.BUCKET].cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    width, shift = INTERVALS[interval] // MICROSECOND, bucket_at(0, interval).timestamp() * 1e6
    numbers: Codes = (micros - int(shift)) // width
    return numbers


def _scopes(
    plan: Plan, combinations: Sequence[Mapping[str, object]]
) -> list[tuple[Scope, Codes, list[uuid.UUID | None]]]:
    """For each kind of scope: which of its members a combination belongs to (-1: none), and their ids."""
    events = {(each.event_type_name, each.source_name): each for each in plan.identities}
    types = {each.event_type_name: each.event_type_id for each in plan.identities}
    event_ids: dict[uuid.UUID | None, int] = {}
    type_ids: dict[uuid.UUID | None, int] = {}
    of_event, of_type = np.full(len(combinations), -1), np.full(len(combinations), -1)
    for at, combination in enumerate(combinations):
        type_name, source_name = plan.name(combination)  # type: ignore[arg-type] # identity columns come as text
        found = events.get((type_name, source_name))
        if found is not None and not found.archived:
            of_event[at] = event_ids.setdefault(found.event_id, len(event_ids))
        if type_name in types:
            of_type[at] = type_ids.setdefault(types[type_name], len(type_ids))
    return [
        ("project_total", np.zeros(len(combinations), np.int64), [None]),
        ("event_type", of_type, list(type_ids)),
        ("event", of_event, list(event_ids)),
    ]


def _allowed(
    kind: Scope, ids: Sequence[uuid.UUID | None], slices: Sequence[tuple[Any, ...]], plan: Plan
) -> npt.NDArray[np.bool_]:
    """[members, slices] whether the member is broken down by the slice's column."""
    shared = np.array([column is None or column in plan.shared for column, *_ in slices], bool)
    allowed = np.tile(shared, (len(ids), 1))
    if kind == "event":
        for at, ident in enumerate(ids):
            own = plan.asked.get(ident, ()) if ident else ()
            if own:
                allowed[at] |= np.array([column in own for column, *_ in slices], bool)
    return allowed


def _sum(scope: Codes, allowed: npt.NDArray[np.bool_], rows: _Rows) -> tuple[list[tuple[int, int]], Floats]:
    """(member, slice) pairs that have rows, and their dense counts; NaN where a bucket has none."""
    width = allowed.shape[1]
    known = scope >= 0
    known[known] = allowed[scope[known], rows.slice_[known]]
    pairs, inverse = np.unique(scope[known] * width + rows.slice_[known], return_inverse=True)
    flat = np.bincount(
        inverse * rows.buckets + rows.bucket[known], weights=rows.count[known], minlength=len(pairs) * rows.buckets
    )
    matrix = flat.reshape(len(pairs), rows.buckets)
    return [divmod(int(pair), width) for pair in pairs], np.where(matrix > 0, matrix, np.nan)
