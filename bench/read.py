"""Eight hourly weeks of many series into one numpy matrix."""

import numpy as np
from bench.store import NARROW, RUNS, as_rows, copy, events, median, new_owner, seconds, server, size, vacuum, write
from bench.table import Row
from sqlalchemy import text
from sqlalchemy.orm import Session

from tripl.db.bulk import driver_connection
from tripl.features.collection.service.windows import MOST
from tripl.features.metrics.repository import chunks, series
from tripl.features.metrics.schemas import Counts
from tripl.kit.clock import bucket_at

NAME = "read"
BUCKETS = 8 * 7 * 24
FIRST = 128 * 3846 + 20
TABLES = ("metric_tail", "metric_chunks")
SIZES = (100, 1_000, 10_000)
COVERING = "CREATE INDEX narrow_read ON narrow (series_id, bucket) INCLUDE (value)"


def cursor(session: Session, count: int) -> np.ndarray:
    """The narrow table through an ordinary cursor."""
    out = np.full((count, BUCKETS), np.nan)
    start = bucket_at(FIRST, "1h")
    found = driver_connection(session).execute(
        "SELECT series_id, bucket, value FROM narrow WHERE series_id < %s AND bucket >= %s AND bucket < %s",
        (count, start, bucket_at(FIRST + BUCKETS, "1h")),
    )
    for ident, bucket, value in found:
        out[ident, int((bucket - start).total_seconds()) // 3600] = value
    return out


def array_agg(session: Session, count: int) -> np.ndarray:
    """The best way found out of the narrow table: one binary array a series."""
    found = driver_connection(session).cursor(binary=True)
    found.execute(
        "SELECT array_agg(value ORDER BY bucket) FROM narrow WHERE series_id < %s AND bucket >= %s AND bucket < %s"
        " GROUP BY series_id ORDER BY series_id",
        (count, bucket_at(FIRST, "1h"), bucket_at(FIRST + BUCKETS, "1h")),
    )
    return np.array([line for (line,) in found], float)


def fill(session: Session, count: int) -> tuple[list[int], np.ndarray]:
    """Eight weeks as a first collection writes them."""
    keys = events(count)
    owner = new_owner(session, keys)
    values = np.random.default_rng(3).poisson(40, (count, BUCKETS)).astype(float) + 1
    for start in range(0, BUCKETS, MOST):
        write(session, owner, FIRST + start, Counts(keys, values[:, start : start + MOST]))
        vacuum(session, *TABLES)
    known = series.by_key(session, owner)
    return [known[key] for key in keys], values


def run() -> list[Row]:
    rows, curve = [], []
    for count in SIZES:
        with server() as session:
            ids, values = fill(session, count)
            ours = lambda session=session, ids=ids: chunks.read(session, ids, FIRST, FIRST + BUCKETS)  # noqa: E731
            assert np.array_equal(ours(), values)
            if count == 1_000:
                rows = compared(session, ids, values)
            curve.append(median([seconds(ours) for _ in range(RUNS)]))
    power = float(np.polyfit(np.log(SIZES), np.log(curve), 1)[0])
    took = ", ".join(f"{value * 1000:.0f} ms" for value in curve)
    return [*rows, Row(NAME, "growth: 100, 1,000, 10,000 series", took, "–", f"n^{power:.2f}", "≤ n^1.1", power <= 1.1)]


def compared(session: Session, ids: list[int], values: np.ndarray) -> list[Row]:
    """Ours and both ways out of the narrow table, in turn."""
    count = len(ids)
    session.execute(text(NARROW.replace(", PRIMARY KEY (series_id, bucket)", "")))
    copy(driver_connection(session), "narrow", as_rows(FIRST, values))
    session.execute(text(COVERING))
    session.commit()
    vacuum(session, "narrow", *TABLES)
    took = [
        (
            seconds(lambda: chunks.read(session, ids, FIRST, FIRST + BUCKETS)),
            seconds(lambda: cursor(session, count)),
            seconds(lambda: array_agg(session, count)),
        )
        for _ in range(RUNS)
    ]
    ours, plain, best = (median(list(each)) for each in zip(*took, strict=True))
    slow, fast = median([c / o for o, c, _ in took]), median([b / o for o, _, b in took])
    held, narrow = size(session, *TABLES), size(session, "narrow")
    what = "8 weeks × 1,000 series"
    return [
        Row(NAME, what, f"{ours * 1000:.0f} ms", f"{plain * 1000:.0f} ms cursor", f"{slow:.1f}×", "≥ 10×", slow >= 10),
        Row(NAME, what, f"{ours * 1000:.0f} ms", f"{best * 1000:.0f} ms array_agg", f"{fast:.1f}×", "≥ 5×", fast >= 5),
        Row(
            NAME,
            "bytes on disk",
            f"{held / 1e6:.0f} MB",
            f"{narrow / 1e6:.0f} MB narrow",
            f"{narrow / held:.1f}×",
            "≥ 8×",
            narrow >= 8 * held,
        ),
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
