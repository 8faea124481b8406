"""A worker over RabbitMQ and over a Redis server of the machine; said and skipped where they do not answer."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import redis
from alembic import command
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from tests.conftest import alembic_config
from tests.factories.accounts import make_organization
from tests.factories.projects import make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source, visits, write_csv
from tests.ops.test_processes import WORKER, environment, logged

from tripl.bootstrap import CeleryQueue
from tripl.db.live import SilentBus
from tripl.db.session import make_sessions, transaction
from tripl.features.scans import service as scans
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.series import MetricSeries

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("processes")]
HOURS = 30


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def rabbitmq() -> Iterator[str]:
    """A virtual host of its own, so that nobody else's messages are touched."""
    if not answers(5672) or shutil.which("rabbitmqctl") is None:
        pytest.skip("RabbitMQ does not answer on 127.0.0.1:5672")
    host = f"tripl-test-{uuid.uuid4().hex[:8]}"
    made = subprocess.run(["rabbitmqctl", "-q", "add_vhost", host], capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip("RabbitMQ answers, but its virtual hosts are not ours to make")
    subprocess.run(["rabbitmqctl", "-q", "set_permissions", "-p", host, "guest", ".*", ".*", ".*"], check=True)
    try:
        yield f"amqp://guest:guest@127.0.0.1:5672/{host}"
    finally:
        subprocess.run(["rabbitmqctl", "-q", "delete_vhost", host], capture_output=True, check=False)


@contextmanager
def redis_server() -> Iterator[str]:
    """An empty database of the server."""
    if not answers(6379):
        pytest.skip("Redis does not answer on 127.0.0.1:6379")
    for number in range(15, 0, -1):
        client = redis.Redis(port=6379, db=number)
        if client.dbsize() == 0:
            break
    else:
        pytest.skip("every database of the Redis server is in use")
    try:
        yield f"redis://127.0.0.1:6379/{number}"
    finally:
        client.flushdb()


BROKERS = {"RabbitMQ": rabbitmq, "Redis": redis_server}


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


def settings(database: Engine, broker: str) -> dict[str, str]:
    """Sample credentials are refused in production, and these are what the servers have."""
    url = database.url.render_as_string(hide_password=False)
    return {"DATABASE_URL": url, "RABBITMQ_URL": broker, "DEBUG": "true"}


def ask_for_a_run(database: Engine, broker: str, files: pathlib.Path) -> tuple[uuid.UUID, uuid.UUID]:
    """A committed scan over one file, and its run in the broker."""
    write_csv(files, "visits", visits(HOURS))
    with transaction(make_sessions(database, CeleryQueue(broker), SilentBus())) as session:
        project = make_project(session, make_organization(session))
        source = make_source(session, project, database_name=str(files))
        query = "SELECT event_time, kind, section FROM visits"
        scan = make_scan_of(session, project, source, base_query=query, is_static=True)
        job = scans.start(session, scan, trigger="manual", requested_by=None)
        return scan.id, job.id


def wait_until(database: Engine, job_id: uuid.UUID, fits: Callable[[ScanJob], bool], seconds: float = 90) -> ScanJob:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with Session(database) as session:
            job = session.get_one(ScanJob, job_id)
            if fits(job):
                return job
        time.sleep(0.2)
    raise AssertionError(f"the run is still {job.status}: {job.result_summary}")


def total(database: Engine, scan_id: uuid.UUID) -> float:
    with Session(database) as session:
        series = session.scalar(
            select(MetricSeries.id).where(
                MetricSeries.scan_config_id == scan_id, MetricSeries.scope_type == "project_total"
            )
        )
        query = text(
            "SELECT sum(value) FROM metric_points(:series, timestamptz '2000-01-01', timestamptz '2100-01-01')"
        )
        return session.scalar(query, {"series": series}) or 0.0


def counted_rows(database: Engine, scan_id: uuid.UUID) -> int:
    """Rows of the file in complete hours: ten an hour."""
    with Session(database) as session:
        end = session.get_one(ScanConfig, scan_id).as_of
    assert end is not None
    return sum(datetime.fromisoformat(row["event_time"]) < end for row in visits(HOURS))


@pytest.mark.parametrize("broker", BROKERS)
def test_a_run_goes_through_the_broker_to_its_end(database, tmp_path, broker):
    files = tmp_path / "files"
    files.mkdir()
    with BROKERS[broker]() as url:
        over = settings(database, url)
        scan_id, job_id = ask_for_a_run(database, url, files)
        with logged(tmp_path, " ready.", *WORKER, FILE_SOURCE_DIRS=str(files), **over):
            job = wait_until(database, job_id, lambda each: each.status in {"completed", "failed"})
        assert job.status == "completed", job.error_message
        assert total(database, scan_id) == counted_rows(database, scan_id)


@pytest.mark.spec("O-42")
def test_rabbitmq_hands_out_again_what_a_killed_worker_held(database, tmp_path):
    """Late acknowledgement: the message of the dead worker reaches the next one without beat or sweeper."""
    files = tmp_path / "files"
    files.mkdir()
    with rabbitmq() as url:
        over = settings(database, url)
        scan_id, job_id = ask_for_a_run(database, url, files)
        with database.connect() as blocker:
            blocker.execute(text("LOCK TABLE events IN ACCESS EXCLUSIVE MODE"))  # the catalog pass waits here
            worker = start_worker(tmp_path, FILE_SOURCE_DIRS=str(files), **over)
            wait_until(database, job_id, lambda each: each.status == "running")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            blocker.rollback()
        with database.begin() as connection:  # its lease is as old as the time-out
            connection.execute(text("UPDATE scan_leases SET heartbeat_at = heartbeat_at - interval '10 minutes'"))
        with logged(tmp_path, " ready.", *WORKER, FILE_SOURCE_DIRS=str(files), **over):
            job = wait_until(database, job_id, lambda each: each.status in {"completed", "failed"})
        assert job.status == "completed", job.error_message
        assert total(database, scan_id) == counted_rows(database, scan_id)


def start_worker(folder: pathlib.Path, **over: str) -> subprocess.Popen[bytes]:
    with (folder / "killed").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, *WORKER],
            env=environment(**over),
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
