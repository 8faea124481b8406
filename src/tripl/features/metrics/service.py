"""The series store: write a window of counts, mark what was collected, read matrices.

Callers that write hold `db.locks.lock_scan_series` in the same transaction.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np
from sqlalchemy.orm import Session

from tripl.features.metrics.repository import chunks, coverage, series
from tripl.features.metrics.schemas import (
    Counts,
    Floats,
    Matrix,
    SeriesOwner,
    SeriesRow,
    State,
    States,
    Stretch,
    WriteReport,
)
from tripl.kit.clock import bucket_at, bucket_number


def write_counts(session: Session, owner: SeriesOwner, start: datetime, end: datetime, counts: Counts) -> WriteReport:
    """Replace the window start <= t < end of all series of the scan: what has no row now holds nothing there.

    `counts.values` is [len(keys), buckets of the window]. Marks no coverage.
    """
    first, stop = bucket_number(start, owner.interval), bucket_number(end, owner.interval)
    if counts.values.shape != (len(counts.keys), stop - first):
        raise ValueError("the counts do not have the shape of the window")
    ids, everyone, new = series.ensure(session, owner, counts.keys)
    layout = chunks.Layout.around(coverage.newest(session, owner.scan_config_id, owner.interval), stop - 1)
    chunks.open_stage(session)
    for part in chunks.slices(first, stop):
        table = layout.table(part.chunk_no)
        values = counts.values[:, part.start : part.stop]
        named = np.isfinite(values).any(axis=1)
        chunks.splice(session, part, table, ids[named], values[named])
        if len(others := np.setdiff1d(everyone, ids[named])):
            chunks.clear(session, part, table, others)
    if layout.closing:
        chunks.seal(session, everyone, layout.first_open)
    return WriteReport(int(np.isfinite(counts.values).sum()), new)


def mark_coverage(session: Session, owner: SeriesOwner, start: datetime, states: States) -> None:
    """Set the states of the buckets from `start` on."""
    coverage.mark(session, owner.scan_config_id, owner.interval, bucket_number(start, owner.interval), states)


def read_coverage(session: Session, scan_config_id: uuid.UUID, interval: str, start: datetime, end: datetime) -> States:
    """State of every bucket in start <= t < end, as `State` numbers."""
    first, stop = bucket_number(start, interval), bucket_number(end, interval)
    return coverage.read(session, scan_config_id, interval, first, stop)


def stretches(states: States, start: datetime, interval: str) -> list[Stretch]:
    """Runs of equal states, without what was not collected."""
    first = bucket_number(start, interval)
    edges = [0, *(np.flatnonzero(np.diff(states)) + 1).tolist(), len(states)]
    return [
        Stretch(bucket_at(first + low, interval), bucket_at(first + high, interval), State(int(states[low])))
        for low, high in pairwise(edges)
        if high > low and states[low] != State.UNKNOWN
    ]


def find_series(
    session: Session,
    *,
    project_id: uuid.UUID | None = None,
    scan_config_ids: Iterable[uuid.UUID] | None = None,
    scope_type: str | None = None,
    scope_ids: Iterable[uuid.UUID] | None = None,
    column: str | None = None,
) -> list[SeriesRow]:
    """Series of the given scope; whole series unless a breakdown `column` is named."""
    return series.find(
        session,
        project_id=project_id,
        scan_config_ids=scan_config_ids,
        scope_type=scope_type,
        scope_ids=scope_ids,
        column=column,
    )


def breakdown_columns(session: Session, scope_id: uuid.UUID) -> list[str]:
    """Columns that a scope is broken down by in the store."""
    return series.columns_of(session, scope_id)


def read_matrix(session: Session, rows: Sequence[SeriesRow], interval: str, start: datetime, end: datetime) -> Matrix:
    """The stored numbers of series on one grid over start <= t < end, in the order given."""
    first, stop = bucket_number(start, interval), bucket_number(end, interval)
    values = chunks.read(session, [row.id for row in rows], first, stop)
    return Matrix(list(rows), np.arange(first, stop, dtype=np.int64), values)


def counted(values: Floats, states: States) -> Floats:
    """Counts as a reader sees them: nothing stored is zero where the bucket was collected, absent elsewhere."""
    collected = states == State.COLLECTED
    return np.where(collected, np.nan_to_num(values), np.nan)
