"""Chunks of 128 buckets: staged with COPY, spliced by the server, read back as one matrix.

A chunk is open while the next pass may still write it and lives in `metric_tail`; then it is sealed into
`metric_chunks`. Nothing is fetched, changed and stored: the server replaces the slice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from psycopg import sql
from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from tripl.db.bulk import driver_connection
from tripl.features.metrics.repository import wire
from tripl.features.metrics.schemas import Floats, Numbers
from tripl.models.series import CHUNK

OPEN_TABLE, SEALED_TABLE = "public.metric_tail", "public.metric_chunks"

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS metric_stage
    (series_id integer NOT NULL, chunk_no integer NOT NULL, vals double precision[] NOT NULL) ON COMMIT DELETE ROWS
"""
STAGE_TABLE = "metric_stage"
COPY_IN = sql.SQL("COPY {} (series_id, chunk_no, vals) FROM STDIN (FORMAT binary)")
SPLICE = """
MERGE INTO {table} AS t
USING (SELECT series_id, chunk_no, {values} AS vals FROM metric_stage WHERE chunk_no = :chunk_no) AS s
ON t.series_id = s.series_id AND t.chunk_no = s.chunk_no
WHEN MATCHED THEN UPDATE SET vals[{low}:{high}] = s.vals
WHEN NOT MATCHED THEN INSERT (series_id, chunk_no, vals)
    VALUES (s.series_id, s.chunk_no, array_fill(NULL::float8, ARRAY[{low} - 1]) || s.vals
                                     || array_fill(NULL::float8, ARRAY[{width} - {high}]))
"""
CLEAR = """
UPDATE {table} SET vals[{low}:{high}] = array_fill(NULL::float8, ARRAY[{high} - {low} + 1])
WHERE series_id = ANY(:others) AND chunk_no = :chunk_no AND array_remove(vals[{low}:{high}], NULL) <> '{{}}'
"""
SEAL = """
WITH closed AS (
    DELETE FROM public.metric_tail WHERE series_id = ANY(:ids) AND chunk_no < :first_open
    RETURNING series_id, chunk_no, vals
)
INSERT INTO public.metric_chunks (series_id, chunk_no, vals)
SELECT series_id, chunk_no, vals FROM closed ORDER BY series_id, chunk_no
"""
HALF = CHUNK // 2
TOGETHER = 16
"""Series in one message: large enough to be cheap, small enough for the caches of both sides."""
AT_ONCE = 3000
"""Chunks in one statement, so that its groups stay within the server's working memory."""
COPY_OUT = f"""
COPY (SELECT string_agg(int4send(series_id) || int4send(chunk_no)
                        || public.cube_send(public.cube(v[1:64])) || public.cube_send(public.cube(v[65:128])),
                        ''::bytea)
      FROM (SELECT series_id, chunk_no, CASE WHEN array_position(vals, NULL) IS NULL THEN vals
                                             ELSE array_replace(vals, NULL, 'NaN') END AS v
            FROM public.metric_values
            WHERE series_id = ANY(%s::int[]) AND chunk_no BETWEEN %s AND %s
            OFFSET 0) AS chunk
      GROUP BY series_id / {TOGETHER}) TO STDOUT (FORMAT binary)
"""
"""array_send allocates a kilobyte for each element; a cube (of at most 100 dimensions) sends the same doubles flat."""


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


@dataclass(frozen=True, slots=True)
class Layout:
    """Where chunks lie around a write: those from `first_open` on stay open, the `closing` ones are still there."""

    first_open: int
    closing: range

    @classmethod
    def around(cls, before: int | None, last: int) -> "Layout":
        """`before` is the last collected bucket so far, `last` that of the window; the next pass re-reads two."""
        newest = last if before is None else max(before, last)
        first_open = (newest - 2) // CHUNK
        if before is None:
            return cls(first_open, range(0))
        return cls(first_open, range((before - 2) // CHUNK, min(first_open, before // CHUNK + 1)))

    def table(self, chunk_no: int) -> str:
        """Where a slice is to be written; a closing chunk is completed first and then sealed once."""
        return OPEN_TABLE if chunk_no >= self.first_open or chunk_no in self.closing else SEALED_TABLE


def seal(session: Session, ids: Numbers, before: int) -> None:
    """Move the chunks of these series below `before` out of the tail."""
    session.execute(text(SEAL), {"ids": ids.tolist(), "first_open": before})


def splice(session: Session, part: Slice, table: str, ids: Numbers, values: Floats) -> None:
    """Put the numbers of one slice into their chunks, pages in order.

    Chunks that nobody has begun and that have no gaps are written as they are; others are staged and merged.
    """
    order = np.argsort(ids)
    ids, values = ids[order], values[order]
    gaps = bool(np.isnan(values).any())
    if len(ids) and not gaps and not _begun(session, table, part.chunk_no, ids):
        _copy(session, table, wire.encode(ids, part.chunk_no, values, part.low - 1, CHUNK - part.high))
        return
    _copy(session, STAGE_TABLE, wire.encode(ids, part.chunk_no, values))
    session.execute(
        _sliced(SPLICE, part, table, values="array_replace(vals, 'NaN', NULL)" if gaps else "vals"),
        {"chunk_no": part.chunk_no},
    )


def _begun(session: Session, table: str, chunk_no: int, ids: Numbers) -> bool:
    """Whether any of the chunks is there; the first one answers for most passes."""
    begun = text(f"SELECT EXISTS (SELECT FROM {table} WHERE series_id = ANY(:ids) AND chunk_no = :chunk_no)")
    return any(
        session.scalar(begun, {"ids": some.tolist(), "chunk_no": chunk_no}) for some in (ids[:1], ids[1:]) if len(some)
    )


def _copy(session: Session, table: str, parts: Iterable[bytes]) -> None:
    with driver_connection(session).cursor().copy(COPY_IN.format(sql.Identifier(*table.split(".")))) as copy:
        for part in parts:
            copy.write(part)


def clear(session: Session, part: Slice, table: str, others: Numbers) -> None:
    """Empty the slice in series that have no number in it any more."""
    session.execute(_sliced(CLEAR, part, table), {"others": others.tolist(), "chunk_no": part.chunk_no})


def open_stage(session: Session) -> None:
    """An empty stage; one for the life of the connection, so that the catalogues do not grow."""
    session.execute(text(STAGE))
    session.execute(text("DELETE FROM metric_stage"))


def read(session: Session, ids: Sequence[int] | Numbers, first: int, stop: int) -> Floats:
    """values[len(ids), stop - first] in the order of `ids`, NaN where nothing is stored."""
    start, end = first // CHUNK, -(-stop // CHUNK)
    wanted = np.asarray(ids, np.int32)
    whole = np.full((len(wanted), max(end - start, 0), CHUNK), np.nan)
    if whole.size:
        order = np.argsort(wanted, kind="stable")
        ranked = wanted[order]
        for some in np.array_split(ranked, -(-len(ranked) * (end - start) // AT_ONCE)):
            with driver_connection(session).cursor().copy(COPY_OUT, (some.tolist(), start, end - 1)) as copy:
                for series, chunk_no, left, right in wire.decode(copy, CHUNK):
                    at = order[np.searchsorted(ranked, series)], chunk_no - start
                    whole[*at, :HALF] = left
                    whole[*at, HALF:] = right
    return whole.reshape(len(wanted), whole.shape[1] * CHUNK)[:, first - start * CHUNK : stop - start * CHUNK]


def _sliced(statement: str, part: Slice, table: str, **parts: str) -> TextClause:
    return text(statement.format(table=table, low=part.low, high=part.high, width=CHUNK, **parts))
