"""Upsert a million points: 10,000 known series × 100 hourly buckets, first and again."""

from functools import partial

import numpy as np
from bench.store import NARROW, RUNS, as_rows, copy, events, median, merge_narrow, new_owner, seconds, server, write
from bench.table import Row
from sqlalchemy import text
from sqlalchemy.orm import Session

from tripl.db.bulk import driver_connection
from tripl.features.metrics.schemas import Counts

NAME = "write"
SERIES, BUCKETS = 10_000, 100
FIRST = 128 * 3846 + 20


def bare(session: Session, rows: bytes) -> None:
    copy(driver_connection(session), "bare", rows)
    session.commit()


def one(session: Session) -> dict[str, float]:
    """One round: both writes of ours, the bare COPY twice, the narrow merge twice."""
    generator = np.random.default_rng(1)
    keys = events(SERIES)
    owner = new_owner(session, keys)
    took = {}
    for at in ("first", "again"):
        values = generator.poisson(40, (SERIES, BUCKETS)).astype(float) + 1
        rows = as_rows(FIRST, values)
        session.execute(text("DROP TABLE IF EXISTS bare"))
        session.execute(text("CREATE TABLE bare (series_id integer, bucket timestamptz, value double precision)"))
        session.commit()
        took[f"{at} ours"] = seconds(partial(write, session, owner, FIRST, Counts(keys, values)))
        took[f"{at} bare"] = seconds(partial(bare, session, rows))
        took[f"{at} narrow"] = seconds(partial(merge_narrow, session, rows))
    session.execute(text("TRUNCATE narrow"))
    session.commit()
    return took


def run() -> list[Row]:
    with server() as session:
        session.execute(text(NARROW))
        session.commit()
        rounds = [one(session) for _ in range(RUNS)]
    rows = []
    for at in ("first", "again"):
        ours, limit, narrow = (median([r[f"{at} {what}"] for r in rounds]) for what in ("ours", "bare", "narrow"))
        share = median([r[f"{at} ours"] / r[f"{at} bare"] for r in rounds])
        faster = median([r[f"{at} narrow"] / r[f"{at} ours"] for r in rounds])
        word = "1 M points, first write" if at == "first" else "1 M points, rewrite"
        rows += [
            Row(NAME, word, f"{ours:.2f} s", f"{limit:.2f} s bare COPY", f"{share:.2f}×", "≤ 0.6×", share <= 0.6),
            Row(NAME, word, f"{ours:.2f} s", f"{narrow:.2f} s narrow", f"{faster:.0f}×", "≥ 20×", faster >= 20),
        ]
    return rows


if __name__ == "__main__":
    for row in run():
        print(row)
