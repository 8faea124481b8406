"""Real storage for every test: one PostgreSQL a run, migrated by Alembic, rolled back per test."""

import os
import pathlib
import shutil
import tempfile
import uuid
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from tests.fakes.outbox import RecordingBus, RecordingQueue
from tripl.kit import counters

ROOT = pathlib.Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of an empty database on a real server: TEST_DATABASE_URL's, else an embedded one."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield from _throw_away(given)
        return
    from tripl.cli.embedded import EmbeddedPostgres

    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-test-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "data", durable=False, options=("max_connections=200",))
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _throw_away(url: str) -> Iterator[str]:
    name = f"tripl_test_{uuid.uuid4().hex[:12]}"
    root = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with root.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield root.url.set(database=name).render_as_string(hide_password=False)
    with root.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


def alembic_config(url: str) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes.update(url=url, quiet=True)
    return config


@pytest.fixture(scope="session")
def engine(postgres_url: str) -> Iterator[Engine]:
    """The migrated database."""
    command.upgrade(alembic_config(postgres_url), "head")
    engine = create_engine(postgres_url, connect_args={"options": "-c timezone=UTC"})
    yield engine
    engine.dispose()


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def heard() -> Iterator[dict[tuple[str, ...], int]]:
    """What was counted while the test ran: name and labels of a counter, and how often."""
    found: dict[tuple[str, ...], int] = {}

    def hear(counter: counters.Counter, values: tuple[str, ...], by: int) -> None:
        found[counter.name, *values] = found.get((counter.name, *values), 0) + by

    counters.listen(hear)
    yield found
    counters.silence()


@pytest.fixture
def bus() -> RecordingBus:
    return RecordingBus()


@pytest.fixture
def sessions(engine: Engine, queue: RecordingQueue, bus: RecordingBus) -> Iterator[sessionmaker[Session]]:
    """Sessions whose commits are undone after the test: each is a savepoint of one outer transaction."""
    with engine.connect() as connection:
        outer = connection.begin()
        yield sessionmaker(
            connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
            info={"queue": queue, "bus": bus},
        )
        outer.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session
