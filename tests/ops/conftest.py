"""A database and a broker of its own for each test that starts processes."""

import shutil
import uuid
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from tests.cli.conftest import open_folder
from tests.conftest import alembic_config
from tests.ops import runbook
from tests.ops.filled import DUMP, SQL, Server, filled_server

from tripl.cli.embedded import EmbeddedValkey


@pytest.fixture
def broker() -> Iterator[str]:
    folder = open_folder()
    with EmbeddedValkey(folder / "data") as valkey:
        yield valkey.broker_url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(engine: Engine) -> Iterator[Engine]:
    """A migrated database that only this test's worker sees."""
    name = f"brokers_{uuid.uuid4().hex[:8]}"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = make_url(str(engine.url)).set(database=name, password=engine.url.password)
    rendered = url.render_as_string(hide_password=False)
    command.upgrade(alembic_config(rendered), "head")
    own = create_engine(rendered, connect_args={"options": "-c timezone=UTC"})
    yield own
    own.dispose()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def filled() -> Iterator[Server]:
    """With both dumps under the names of the page."""
    with filled_server() as server:
        server.sh(runbook.DUMP.text + f"mv tripl-20*.dump {DUMP}.kept")
        server.sh(runbook.PLAIN_DUMP.text + f"mv tripl-20*.sql.gz {SQL}.kept")
        yield server


@pytest.fixture
def server(filled: Server) -> Server:
    """As it was when it was dumped."""
    for name in (DUMP, SQL):
        shutil.copy(filled.work / f"{name}.kept", filled.work / name)
    filled.sh(runbook.EMPTY.text + runbook.RESTORE.text)
    return filled


@pytest.fixture
def changed(server: Server) -> Server:
    """Something happened since the dump."""
    server.rows("UPDATE users SET email = 'later@example.com'")
    server.rows("DELETE FROM data_sources WHERE name = 'far'")
    server.rows("INSERT INTO periodic_jobs (name, last_completed_at) VALUES ('later', now())")
    return server
