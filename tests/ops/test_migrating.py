"""`alembic upgrade head` as an operator runs it, and the earlier release over the schema it leaves."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from tests.conftest import ROOT, alembic_config
from tests.ops.earlier_release import read, recorded, refused
from tests.ops.processes import environment

PASSWORD = "p@ss%40w:rd/%"
EXTENSIONS = ("vector", "pg_trgm", "unaccent")


@pytest.fixture
def managed(engine: Engine) -> Iterator[str]:
    """URL of an empty database of somebody who is no administrator and has a password full of signs."""
    name = f"managed_{uuid.uuid4().hex[:8]}"
    root = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    root.execute(text(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'"))
    root.execute(text(f"CREATE DATABASE {name} OWNER {name}"))
    url = engine.url.set(drivername="postgresql", database=name)
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as administrator:
        for extension in EXTENSIONS:
            administrator.execute(f"CREATE EXTENSION {extension} SCHEMA public")
    host = quote(str(url.query["host"]), safe="") if "host" in url.query else ""
    place = f"/{name}?host={host}" if host else f"{url.host}:{url.port}/{name}"
    yield f"{name}:{quote(PASSWORD, safe='')}@{place}"
    root.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    root.execute(text(f"DROP ROLE {name}"))
    root.close()


def upgrade(**over: str) -> str:
    """What it says; it has to succeed."""
    ran = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        env=environment(**over),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


@pytest.mark.spec("O-28", "O-29", "O-26")
def test_signs_in_a_password_survive_and_doing_it_again_changes_nothing(managed):
    """With both spellings of the URL as compose.yaml sets them, over extensions that an administrator made."""
    over = {
        "DATABASE_URL": f"postgresql+asyncpg://{managed}",
        "SYNC_DATABASE_URL": f"postgresql+psycopg://{managed}",
    }
    head = ScriptDirectory.from_config(alembic_config("")).get_current_head()
    assert f"-> {head}" in upgrade(**over)
    with psycopg.connect(f"postgresql://{managed}") as connection:
        state = "SELECT (SELECT version_num FROM alembic_version), (SELECT count(*) FROM schema_history)"
        before = connection.execute(state).fetchone()
    assert before is not None
    assert before[0] == head
    assert "Running upgrade" not in upgrade(DATABASE_URL=f"postgres://{managed}")
    with psycopg.connect(f"postgresql://{managed}") as connection:
        assert connection.execute(state).fetchone() == before


@pytest.fixture
def direct(engine: Engine) -> Iterator[psycopg.Connection]:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.spec("O-68", "O-24")
def test_every_statement_of_the_release_before_runs_over_this_schema(direct):
    """A rollback leaves the schema where it is, so the older app has to find everything it asks for."""
    paths = recorded()
    revisions = {each.revision for each in ScriptDirectory.from_config(alembic_config("")).walk_revisions()}
    assert paths
    assert {path.name.removeprefix("statements-").split(".")[0] for path in paths} <= revisions
    for path in paths:
        statements = read(path)
        assert len(statements) > 200, path
        assert {each.split()[0] for each in statements} >= {"SELECT", "INSERT", "UPDATE", "DELETE", "COPY"}
        assert refused(direct, statements) == {}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("ALTER TABLE users ADD COLUMN shoe_size int NOT NULL", "users now needs shoe_size"),
        ("ALTER TABLE projects RENAME COLUMN slug TO handle", "slug"),
        ("DROP TABLE scan_leases CASCADE", "scan_leases"),
    ],
)
def test_a_schema_that_breaks_it_is_noticed(direct, change, why):
    with direct.transaction(force_rollback=True):
        direct.execute(change)
        statements = [each for path in recorded() for each in read(path) if why.split()[-1] in each or "users" in each]
        broken: dict[str, str] = {}
        for each in statements[:200]:
            with direct.transaction(force_rollback=True):
                broken |= refused(direct, [each])
    assert any(why in said for said in broken.values()), broken
