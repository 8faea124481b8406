"""A durable PostgreSQL of our own with the series store, and the narrow table it is compared with."""

import pathlib
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import numpy as np
import psycopg
from alembic import command
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from tests.conftest import alembic_config
from tests.factories.series import make_owner

from tripl.cli.embedded import EmbeddedPostgres
from tripl.db.bulk import driver_connection
from tripl.features.metrics import service
from tripl.features.metrics.repository import series
from tripl.features.metrics.schemas import Counts, SeriesKey, SeriesOwner, State
from tripl.kit.clock import bucket_at

ORIGIN = datetime(2026, 3, 2, tzinfo=UTC)
RUNS = 5
NARROW = """
CREATE TABLE narrow (series_id integer, bucket timestamptz, value double precision, PRIMARY KEY (series_id, bucket))
"""
MERGE = """
INSERT INTO narrow SELECT * FROM narrow_stage ORDER BY series_id, bucket
ON CONFLICT (series_id, bucket) DO UPDATE SET value = excluded.value
"""


@contextmanager
def server(*options: str) -> Iterator[Session]:
    """A session on a fresh, migrated, durable server."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-bench-", dir="/tmp"))
    folder.chmod(0o755)
    postgres = EmbeddedPostgres(folder / "data", durable=True, options=options)
    postgres.start()
    try:
        command.upgrade(alembic_config(postgres.url), "head")
        engine = create_engine(postgres.url, connect_args={"options": "-c timezone=UTC"})
        with Session(engine, expire_on_commit=False) as session:
            yield session
        engine.dispose()
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def events(count: int) -> list[SeriesKey]:
    return [SeriesKey("event", uuid.UUID(int=n + 1)) for n in range(count)]


def new_owner(session: Session, keys: list[SeriesKey]) -> SeriesOwner:
    """A scan whose series are named already, as the rows of a table have their foreign keys before they come."""
    owner = make_owner(session)
    series.ensure(session, owner, keys)
    session.commit()
    return owner


def write(session: Session, owner: SeriesOwner, first: int, counts: Counts) -> None:
    """A pass as the product does it: counts and coverage in one durable transaction."""
    stop = first + counts.values.shape[1]
    service.write_counts(session, owner, bucket_at(first, "1h"), bucket_at(stop, "1h"), counts)
    states = np.full(stop - first, State.COLLECTED, np.int8)
    service.mark_coverage(session, owner, bucket_at(first, "1h"), states)
    session.commit()


def as_rows(first: int, values: np.ndarray) -> bytes:
    """The same numbers for COPY, a row a point."""
    stamps = [bucket_at(first + at, "1h").isoformat(sep=" ") for at in range(values.shape[1])]
    return "".join(
        f"{ident}\t{stamp}\t{value:g}\n"
        for ident, line in enumerate(values.tolist())
        for stamp, value in zip(stamps, line, strict=True)
    ).encode()


def copy(connection: psycopg.Connection, table: str, rows: bytes) -> None:
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as stream:
        stream.write(rows)


def merge_narrow(session: Session, rows: bytes) -> None:
    """The narrow table's best upsert: COPY into a stage, one merge."""
    session.execute(text("CREATE TEMP TABLE IF NOT EXISTS narrow_stage (LIKE narrow) ON COMMIT DELETE ROWS"))
    copy(driver_connection(session), "narrow_stage", rows)
    session.execute(text(MERGE))
    session.commit()


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def vacuum(session: Session, *tables: str) -> None:
    """What autovacuum does between passes that are hours apart in use and follow each other at once here."""
    with session.connection().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM (ANALYZE) {', '.join(tables)}"))
    session.commit()


def wal(session: Session) -> int:
    return int(session.scalar(text("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")) or 0)


def size(session: Session, *tables: str) -> int:
    """Bytes on disk with indexes."""
    return sum(
        int(session.scalar(text("SELECT pg_total_relation_size(CAST(:t AS regclass))"), {"t": t}) or 0) for t in tables
    )


def median(values: list[float]) -> float:
    return statistics.median(values)
