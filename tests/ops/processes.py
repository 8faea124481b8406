"""Worker, scheduler and API as processes of a test, and runs that a worker works on."""

import os
import pathlib
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from cryptography.fernet import Fernet
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session
from tests.factories.accounts import make_organization
from tests.factories.projects import make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source, visits, write_csv

from tripl.db.live import SilentBus
from tripl.db.outbox import Queue
from tripl.db.session import make_sessions, transaction
from tripl.features.scans import service as scans
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.series import MetricSeries

HOURS = 30
CELERY = ("-m", "celery", "-A", "tripl.worker.celery_app")
WORKER = (*CELERY, "worker", "--loglevel=info", "--concurrency=1", "--without-mingle", "--without-gossip")
GOOD = {
    "DEPLOYMENT_POSTURE": "local",
    "ENCRYPTION_KEY": Fernet.generate_key().decode(),
    "SECRET_KEY": "a secret of this test that is long enough",
    "APP_BASE_URL": "http://127.0.0.1:8000",
    "DATABASE_URL": "postgresql://app:not-the-sample@127.0.0.1:1/tripl",
    "RABBITMQ_URL": "redis://127.0.0.1:1/0",
}


def environment(**over: str) -> dict[str, str]:
    paths = os.pathsep.join(p for p in sys.path if p)
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": paths, **GOOD, **over}


@contextmanager
def logged(
    folder: pathlib.Path, words: str, *arguments: str, program: str = sys.executable, **over: str
) -> Iterator[list[str]]:
    """The lines of a running process, once one of them holds `words`."""
    output = folder / "output"
    with output.open("wb") as file:
        process = subprocess.Popen([program, *arguments], env=environment(**over), cwd=folder, stdout=file, stderr=file)
    try:
        until = time.monotonic() + 75
        while words not in output.read_text():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < until, output.read_text()
            time.sleep(0.1)
        yield output.read_text().splitlines()
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def settings(database: Engine, broker: str) -> dict[str, str]:
    """Sample credentials are refused in production, and these are what the servers have."""
    url = database.url.render_as_string(hide_password=False)
    return {"DATABASE_URL": url, "RABBITMQ_URL": broker, "DEBUG": "true"}


def ask_for_a_run(database: Engine, queue: Queue, files: pathlib.Path) -> tuple[uuid.UUID, uuid.UUID]:
    """A committed scan over one file, and its run in the broker."""
    write_csv(files, "visits", visits(HOURS))
    with transaction(make_sessions(database, queue, SilentBus())) as session:
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
