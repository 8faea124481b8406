"""The newest three buckets of 10,000 hourly series, a week of passes in a row."""

from functools import partial

import numpy as np
from bench.store import (
    NARROW,
    as_rows,
    events,
    median,
    merge_narrow,
    new_owner,
    seconds,
    server,
    size,
    vacuum,
    wal,
    write,
)
from bench.table import Row
from sqlalchemy import text
from sqlalchemy.orm import Session

from tripl.features.metrics.repository import chunks, series
from tripl.features.metrics.schemas import Counts

NAME = "tick"
SERIES, PASSES = 10_000, 168
FIRST = 128 * 3846 + 85
"""The last pass fills a chunk: a fresh copy of a tail that was just sealed would be small, whatever its history."""
TABLES = ("metric_tail", "metric_chunks")


def reading(session: Session, ids: list[int]) -> float:
    """Seconds to read the week; the best of three, since only the store's own state is asked for."""
    return min(seconds(lambda: chunks.read(session, ids, FIRST, FIRST + PASSES)) for _ in range(5))


def fresh_copy(session: Session) -> int:
    """Bytes of the same chunks written once into new tables of the same kind."""
    for table, fill in (("metric_tail", 50), ("metric_chunks", 100)):
        session.execute(text(f"CREATE TABLE fresh_{table} (LIKE {table} INCLUDING ALL) WITH (fillfactor = {fill})"))
        session.execute(text(f"INSERT INTO fresh_{table} SELECT * FROM {table} ORDER BY 1, 2"))
    session.commit()
    return size(session, *(f"fresh_{table}" for table in TABLES))


def run() -> list[Row]:
    generator = np.random.default_rng(2)
    keys = events(SERIES)
    ours: list[float] = []
    narrow: list[float] = []
    our_wal, narrow_wal = 0, 0
    with server() as session:
        session.execute(text(NARROW))
        owner = new_owner(session, keys)
        for at in range(PASSES):
            values = generator.poisson(40, (SERIES, 3)).astype(float) + 1
            if at % 8 == 0:
                vacuum(session, *TABLES, "narrow")
            before = wal(session)
            ours.append(seconds(partial(write, session, owner, FIRST + at, Counts(keys, values))))
            middle = wal(session)
            if at % 4 == 0:
                rows = as_rows(FIRST + len(narrow), values)
                narrow.append(seconds(partial(merge_narrow, session, rows)))
                narrow_wal += wal(session) - middle
                our_wal += middle - before
        ids = list(series.by_key(session, owner).values())
        used, written, after = size(session, *TABLES), fresh_copy(session), reading(session, ids)
        session.execute(text("TRUNCATE metric_tail, metric_chunks"))
        for table in TABLES:
            session.execute(text(f"INSERT INTO {table} SELECT * FROM fresh_{table} ORDER BY 1, 2"))
        session.commit()
        before_passes = reading(session, ids)
    faster, less = median(narrow) / median(ours), our_wal / narrow_wal
    grown, slower = used / written, after / before_passes
    return [
        Row(
            NAME,
            "a pass of 3 × 10,000",
            _ms(median(ours)),
            _ms(median(narrow)) + " narrow",
            f"{faster:.1f}×",
            "≥ 2×",
            faster >= 2,
        ),
        Row(
            NAME,
            "WAL a pass",
            _mb(our_wal / len(narrow)),
            _mb(narrow_wal / len(narrow)) + " narrow",
            f"{less:.2f}×",
            "< 1×",
            less < 1,
        ),
        Row(
            NAME,
            f"size after {PASSES} passes",
            _mb(used),
            _mb(written) + " fresh copy",
            f"{grown:.2f}×",
            "≤ 1.5×",
            grown <= 1.5,
        ),
        Row(
            NAME,
            "reading the week",
            _ms(after),
            _ms(before_passes) + " fresh copy",
            f"{slower:.2f}×",
            "≤ 1.2×",
            slower <= 1.2,
        ),
    ]


def _ms(value: float) -> str:
    return f"{value * 1000:.0f} ms"


def _mb(value: float) -> str:
    return f"{value / 1e6:.0f} MB"


if __name__ == "__main__":
    for row in run():
        print(row)
