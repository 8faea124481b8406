"""The schema goes up, down to nothing, and up again."""

from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from tests.conftest import alembic_config
from tests.factories.accounts import make_organization
from tests.factories.projects import make_project
from tests.factories.scans import make_job, make_scan_of
from tests.factories.sources import make_source
from tripl.models import Base
from tripl.models.scans import ScanJob


def test_models_and_migrations_agree(engine: Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.fixture
def empty_url(engine: Engine):
    name = "migrations_up_down"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield engine.url.set(database=name).render_as_string(hide_password=False)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.mark.spec("O-24", "O-25")
def test_up_down_up_leaves_nothing_behind(empty_url: str):
    config = alembic_config(empty_url)
    revisions = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()]
    command.upgrade(config, "head")
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        history = connection.execute(text("SELECT revision, app_version FROM schema_history")).all()
        assert {row.revision for row in history} == set(revisions)
        assert all(row.app_version for row in history)
    command.downgrade(config, "base")
    assert [t for t in inspect(engine).get_table_names() if t != "alembic_version"] == []
    with engine.connect() as connection:
        enums = connection.execute(text("SELECT count(*) FROM pg_type WHERE typtype = 'e'")).scalar()
        assert enums == 0
    command.upgrade(config, "head")
    assert "scan_jobs" in inspect(engine).get_table_names()
    engine.dispose()


@pytest.mark.spec("O-23")
def test_an_older_image_leaves_a_newer_schema_and_refuses_a_foreign_one(empty_url: str, caplog):
    config, engine = alembic_config(empty_url), create_engine(empty_url)
    command.upgrade(config, "head")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20991231_2359'"))
    with pytest.raises(SystemExit, match="at 20991231_2359, which neither this version nor the database's own history"):
        command.upgrade(config, "head")
    with engine.begin() as connection:
        written = "INSERT INTO schema_history VALUES (gen_random_uuid(), '20991231_2359', '9.1.0', now())"
        connection.execute(text(written))
    command.upgrade(config, "head")
    assert "the schema is at 20991231_2359, which tripl 9.1.0 made" in caplog.text
    assert f"newer than {ScriptDirectory.from_config(config).get_current_head()} of this one" in caplog.text
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "20991231_2359"
        connection.execute(text("DROP TABLE schema_history"))
    with pytest.raises(SystemExit, match="nothing was changed"):
        command.upgrade(config, "head")
    engine.dispose()


def test_runs_that_were_there_are_numbered_by_age(empty_url: str):
    config, engine = alembic_config(empty_url), create_engine(empty_url)
    command.upgrade(config, "head")
    with Session(engine) as session:
        project = make_project(session, make_organization(session))
        scan = make_scan_of(session, project, make_source(session, project))
        session.commit()
        command.downgrade(config, "20261130_2315")
        made = (
            "INSERT INTO scan_jobs (id, project_id, scan_config_id, mode, trigger, status, created_at) "
            "VALUES (gen_random_uuid(), :project, :scan, 'catalog', 'manual', 'completed', :at) RETURNING id"
        )
        old, older = (
            session.scalar(text(made), {"project": project.id, "scan": scan.id, "at": f"2026-03-0{day}"})
            for day in (2, 1)
        )
        session.commit()
        command.upgrade(config, "head")
        new = make_job(session, scan, created_at=datetime(2026, 1, 1, tzinfo=UTC)).id
        session.commit()
        assert session.scalars(select(ScanJob.id).order_by(ScanJob.number)).all() == [older, old, new]
        assert session.scalars(select(ScanJob.number).order_by(ScanJob.number)).all() == [1, 2, 3]
    engine.dispose()
