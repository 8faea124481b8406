"""API, worker and cache as processes of their own: each may be away, and nothing that was asked for is lost."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
import pytest
import redis
from sqlalchemy import Engine
from tests.acceptance.stack import Api, free_port, when
from tests.acceptance.story import make_project, make_scan, points
from tests.cli.conftest import open_folder
from tests.factories.sources import visits, write_csv
from tests.ops.attempts import ATTEMPTS, attempts
from tests.ops.processes import WORKER, environment, logged, settings

from tripl.cli.embedded import EmbeddedValkey
from tripl.db.cache import PAUSE_SECONDS

SLUG = "roles"
HOURS = 30
NOBODY = "redis://127.0.0.1:1/0"


class Roles:
    """One instance whose processes start and stop one by one."""

    def __init__(self, folder: pathlib.Path, over: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.files = folder / "files"
        self.files.mkdir()
        self.url = f"http://127.0.0.1:{self.port}"
        self.over = {**over, "FILE_SOURCE_DIRS": str(self.files), "APP_BASE_URL": self.url}

    def api(self) -> Any:
        return self._started("api", "Uvicorn running", "-m", "tripl.cli", "serve", "--port", str(self.port))

    def worker(self) -> Any:
        return self._started("worker", " ready.", *WORKER)

    def _started(self, name: str, words: str, *arguments: str) -> Any:
        folder = self.folder / f"{name}-{time.monotonic_ns()}"
        folder.mkdir()
        return logged(folder, words, *arguments, **self.over)


@pytest.fixture
def cache() -> Iterator[EmbeddedValkey]:
    """A Valkey for the cache alone; what it holds goes with it."""
    folder = open_folder()
    with EmbeddedValkey(folder / "data") as valkey:
        yield valkey
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def roles(tmp_path: pathlib.Path, database: Engine, broker: str) -> Roles:
    return Roles(tmp_path, settings(database, broker))


def scanned(api: Api, roles: Roles) -> dict[str, Any]:
    """A scan over a file of thirty hours, ten rows each."""
    write_csv(roles.files, "visits", visits(HOURS))
    api.sign_up()
    make_project(api, SLUG)
    source = api.post(
        "/data-sources", {"name": "visits", "db_type": "duckdb", "database_name": str(roles.files), "is_static": True}
    )
    return make_scan(api, SLUG, source["id"], "visits")


def assert_counted(api: Api, scan: dict[str, Any]) -> None:
    """Every complete hour of the file has its ten rows."""
    rows = visits(HOURS)
    first, last = when(rows[0]["event_time"]), when(rows[-1]["event_time"])
    span = {"from": first.isoformat(), "to": (last + timedelta(hours=2)).isoformat()}
    total = points(api.get(f"/projects/{SLUG}/metrics/total", scan_config_id=scan["id"], **span))
    counted = {bucket: count for bucket, count in total.items() if count}
    assert list(counted.values()) == [10] * len(counted)
    assert len(counted) in {HOURS - 1, HOURS}


def assert_reads(api: Api) -> None:
    """An outage of the cache may slow an answer, not stop it."""
    began = time.monotonic()
    (project,) = api.get("/projects")
    assert project["slug"] == SLUG
    assert time.monotonic() - began < 5


@pytest.mark.spec("O-32")
def test_without_a_worker_the_pages_answer_and_a_run_waits_for_the_next_one(roles):
    with roles.api():
        api = Api(roles.url)
        scan = scanned(api, roles)
        run = api.post(f"/projects/{SLUG}/scans/{scan['id']}/run")
        time.sleep(3)
        job = api.get(f"/projects/{SLUG}/scans/{scan['id']}/jobs/{run['id']}")
        assert (job["status"], job["started_at"]) == ("pending", None)
        for path in ("", "/events", "/scans", "/overview/top-events", "/anomalies/signals"):
            api.get(f"/projects/{SLUG}{path}")
        assert httpx.get(f"{roles.url}/health").status_code == 200

        with roles.worker():
            done = api.finished(SLUG, scan["id"], run["id"])
        assert done["status"] == "completed", done["error_message"]
        assert_counted(api, scan)

        again = api.post(f"/projects/{SLUG}/scans/{scan['id']}/run")  # and the worker is away once more
        with roles.worker():
            assert api.finished(SLUG, scan["id"], again["id"])["status"] == "completed"
        assert_counted(api, scan)


@pytest.mark.spec("O-35")
@pytest.mark.parametrize("outage", ["stopped", "never there", "switched off"])
def test_runs_and_reads_go_on_without_the_cache(roles, cache, outage):
    roles.over["REDIS_URL"] = {"stopped": cache.url, "never there": NOBODY, "switched off": ""}[outage]
    with ExitStack() as processes:
        processes.enter_context(roles.api())
        processes.enter_context(roles.worker())
        api = Api(roles.url)
        scan = scanned(api, roles)
        if outage == "stopped":
            api.get("/projects")
            os.kill(cache.process.pid, signal.SIGSTOP)  # slow without end: it takes connections and says nothing
            try:
                assert_reads(api)
            finally:
                os.kill(cache.process.pid, signal.SIGCONT)
            cache.stop()
        assert api.run(SLUG, scan["id"])["status"] == "completed"
        assert_counted(api, scan)
        assert_reads(api)


@pytest.mark.spec("O-35")
def test_a_cache_that_comes_back_empty_fills_again(roles, cache):
    roles.over["REDIS_URL"] = cache.url
    with roles.api(), roles.worker():
        api = Api(roles.url)
        scan = scanned(api, roles)
        api.run(SLUG, scan["id"])
        before = api.get(f"/projects/{SLUG}")["summary"]
        client = redis.Redis.from_url(cache.url)
        assert client.keys("*"), "nothing was kept"
        cache.stop()
        assert api.get(f"/projects/{SLUG}")["summary"] == before
        cache.start()
        client.flushall()
        assert api.get(f"/projects/{SLUG}")["summary"] == before
        until = time.monotonic() + 4 * PAUSE_SECONDS
        while not client.keys("*"):
            assert time.monotonic() < until, "nothing was kept after the restart"
            time.sleep(0.5)
            assert api.get(f"/projects/{SLUG}")["summary"] == before


@pytest.mark.spec("CF-33", "O-70", "O-52", "O-53")
@pytest.mark.parametrize("workers", ["1", "4"])
def test_the_images_command_refuses_once_and_serves_when_it_may(tmp_path, database, broker, workers):
    port = str(free_port())
    line = (
        f"{sys.executable} -m tripl.preflight && exec {sys.executable} -m uvicorn tripl.main:app"
        f" --host 127.0.0.1 --port {port} --workers {workers}"
    )
    refused = subprocess.run(
        ["sh", "-c", line],
        env=environment(ENCRYPTION_KEY=""),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1, said
    assert said.count("Production startup checks failed:") == 1

    over = {**settings(database, broker), "APP_BASE_URL": f"http://127.0.0.1:{port}"}
    with logged(tmp_path, "Application startup complete", "-c", line, program="sh", **over):
        answer = httpx.get(f"http://127.0.0.1:{port}/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        tried = attempts(f"http://127.0.0.1:{port}", "nobody@example.com")
    print(f"{workers} processes let {tried.through} of {ATTEMPTS} sign-ins through")
    assert tried.fits(int(workers)), tried


@pytest.mark.spec("CF-32")
def test_what_is_optional_and_broken_stops_no_start(tmp_path, database, broker):
    """Nobody listens where the cache and the relay are said to be; the checks of a start let both pass."""
    port, nobody = str(free_port()), str(free_port())
    over = {
        "REDIS_URL": f"redis://127.0.0.1:{nobody}/0",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": nobody,
        "SMTP_FROM_ADDRESS": "tripl@example.com",
    }
    checked = subprocess.run(
        [sys.executable, "-m", "tripl.preflight"],
        env=environment(**over),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr

    app = ("-m", "uvicorn", "tripl.main:app", "--host", "127.0.0.1", "--port", port)
    with (
        logged(tmp_path, "Application startup complete", *app, **{**settings(database, broker), **over}),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http,
    ):
        assert http.get("/health").json() == {"status": "ok"}
        refused = http.post("/api/v1/auth/login", json={"email": "nobody@example.com", "password": "long enough 1"})
        assert refused.status_code == 401, refused.text
