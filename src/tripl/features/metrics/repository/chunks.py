"""Chunks of 128 buckets: staged with COPY, spliced by the server, read back as one matrix.

A chunk is open while the next pass may still write it and lives in `metric_tail`; then it is sealed into
`metric_chunks`. Nothing is fetched, changed and stored: the server replaces the slice.
"""

import uuid
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from tripl.db.bulk import driver_connection
from tripl.features.metrics.repository import wire
from tripl.features.metrics.schemas import Floats
from tripl.models.series import CHUNK

OPEN_TABLE, SEALED_TABLE = "public.metric_tail", "public.metric_chunks"

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS metric_stage
    (series_id integer NOT NULL, chunk_no integer NOT NULL, vals double precision[] NOT NULL) ON COMMIT DELETE ROWS
"""
COPY_IN = "COPY metric_stage (series_id, chunk_no, vals) FROM STDIN (FORMAT binary)"
SPLICE = """
INSERT INTO {table} AS t (series_id, chunk_no, vals)
SELECT series_id, chunk_no,
       array_fill(NULL::float8, ARRAY[{low} - 1]) || array_replace(vals, 'NaN', NULL)
       || array_fill(NULL::float8, ARRAY[{width} - {high}])
FROM metric_stage WHERE chunk_no = :chunk_no ORDER BY series_id
ON CONFLICT (series_id, chunk_no) DO UPDATE SET vals[{low}:{high}] = excluded.vals[{low}:{high}]
"""
CLEAR = """
UPDATE {table} AS t SET vals[{low}:{high}] = array_fill(NULL::float8, ARRAY[{high} - {low} + 1])
FROM public.metric_series AS s
WHERE s.id = t.series_id AND s.scan_config_id = :scan AND s.interval = :interval AND t.chunk_no = :chunk_no
  AND NOT EXISTS (SELECT FROM metric_stage AS g WHERE g.series_id = t.series_id AND g.chunk_no = t.chunk_no)
  AND array_remove(t.vals[{low}:{high}], NULL) <> '{{}}'
"""
SEAL = """
WITH closed AS (
    DELETE FROM public.metric_tail AS t USING public.metric_series AS s
    WHERE s.id = t.series_id AND s.scan_config_id = :scan AND s.interval = :interval AND t.chunk_no < :first_open
    RETURNING t.series_id, t.chunk_no, t.vals
)
INSERT INTO public.metric_chunks (series_id, chunk_no, vals)
SELECT series_id, chunk_no, vals FROM closed ORDER BY series_id, chunk_no
"""
COPY_OUT = """
COPY (SELECT series_id, chunk_no, array_replace(vals, NULL, 'NaN') FROM public.metric_values
      WHERE series_id = ANY(%s::int[]) AND chunk_no BETWEEN %s AND %s) TO STDOUT (FORMAT binary)
"""


class Slice(NamedTuple):
    """The part of a window that falls into one chunk: array positions low..high, columns start..stop."""

    chunk_no: int
    low: int
    high: int
    start: int
    stop: int


def slices(first: int, stop: int) -> Iterator[Slice]:
    """Cut the buckets first <= n < stop at the chunk borders."""
    for chunk_no in range(first // CHUNK, -(-stop // CHUNK)):
        base = chunk_no * CHUNK
        low, high = max(first - base, 0), min(stop - base, CHUNK)
        yield Slice(chunk_no, low + 1, high, base + low - first, base + high - first)


def first_open(newest: int | None) -> int | None:
    """The oldest chunk that stays open when `newest` is the last collected bucket: the next pass re-reads two."""
    return None if newest is None else (newest - 2) // CHUNK


def seal(session: Session, scan: uuid.UUID, interval: str, before: int) -> None:
    """Move the chunks below `before` out of the tail."""
    session.execute(text(SEAL), {"scan": scan, "interval": interval, "first_open": before})


def splice(session: Session, part: Slice, table: str, ids: npt.NDArray[np.int32], values: Floats) -> None:
    """Stage the rows of one slice and let the server put them into their chunks; the stage keeps them."""
    with driver_connection(session).cursor().copy(COPY_IN) as copy:
        copy.write(wire.encode(ids, part.chunk_no, values))
    session.execute(_sliced(SPLICE, part, table), {"chunk_no": part.chunk_no})


def clear_others(session: Session, part: Slice, table: str, scan: uuid.UUID, interval: str) -> None:
    """Empty the slice in every series of the scan that the stage does not name."""
    where = {"scan": scan, "interval": interval, "chunk_no": part.chunk_no}
    session.execute(_sliced(CLEAR, part, table), where)


def open_stage(session: Session) -> None:
    """An empty stage; one for the life of the connection, so that the catalogues do not grow."""
    session.execute(text(STAGE))
    session.execute(text("DELETE FROM metric_stage"))


def read(session: Session, ids: Sequence[int] | npt.NDArray[np.int32], first: int, stop: int) -> Floats:
    """values[len(ids), stop - first] in the order of `ids`, NaN where nothing is stored."""
    start, end = first // CHUNK, -(-stop // CHUNK)
    wanted = np.asarray(ids, np.int32)
    whole = np.full((len(wanted), max(end - start, 0), CHUNK), np.nan)
    if whole.size:
        order = np.argsort(wanted, kind="stable")
        ranked = wanted[order]
        with driver_connection(session).cursor().copy(COPY_OUT, (wanted.tolist(), start, end - 1)) as copy:
            for series, chunk_no, values in wire.decode(copy, CHUNK):
                whole[order[np.searchsorted(ranked, series)], chunk_no - start] = values
    return whole.reshape(len(wanted), whole.shape[1] * CHUNK)[:, first - start * CHUNK : stop - start * CHUNK]


def _sliced(statement: str, part: Slice, table: str) -> TextClause:
    return text(statement.format(table=table, low=part.low, high=part.high, width=CHUNK))
