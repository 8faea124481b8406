"""What an operator sees of API and worker as processes of their own: figures, traces, whose line it is."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from celery import Celery
from sqlalchemy import Engine, text
from tests.acceptance.stack import PASSWORD, Api, free_port
from tests.acceptance.story import make_project, make_scan
from tests.factories.sources import visits, write_csv
from tests.fakes.collector import Collector
from tests.ops.processes import WORKER, logged, settings

from tripl.cli.embedded.roles import FIGURES
from tripl.cli.embedded.roles import environment as of_folder

SLUG = "seen"
ASKED_BY = "asked-by-hand-1"
HOURS = 6
BEHIND_US = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name LIKE 'tripl-worker%' AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


class Seen:
    """One instance, its log and its figures."""

    def __init__(self, folder: pathlib.Path, url: str) -> None:
        self.folder, self.url = folder, url

    def figure(self, name: str, **labels: str) -> float:
        """The sum of a figure's series with these labels, as /metrics tells it."""
        page = httpx.get(f"{self.url}/metrics").text
        wanted = {f'{key}="{value}"' for key, value in labels.items()}
        rows = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", page, re.MULTILINE)
        return sum(float(value) for told, value in rows if wanted <= set(told.split(",")))

    def wait(self, name: str, least: float, **labels: str) -> float:
        until = time.monotonic() + 30
        while (value := self.figure(name, **labels)) < least:
            assert time.monotonic() < until, httpx.get(f"{self.url}/metrics").text
            time.sleep(0.2)
        return value

    def child(self) -> int:
        """The process that does the worker's tasks; one that was lost has a successor soon."""
        until = time.monotonic() + 30
        while len(found := self._children()) != 1:
            assert time.monotonic() < until, found
            time.sleep(0.1)
        return found[0]

    def _children(self) -> list[int]:
        listing = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listing.splitlines() if "tripl.worker.celery_app" in line]
        here = {pid for pid, *_ in rows if _folder(pid) == self.folder / "worker"}
        return [int(pid) for pid, parent, _ in rows if parent in here]

    def lines(self, role: str) -> list[dict[str, Any]]:
        """The log of a role. What Celery prints before the log is set up is none of it."""
        said = (self.folder / role / "output").read_text().splitlines()
        return [json.loads(line) for line in said if line.startswith("{")]


def _folder(pid: str) -> pathlib.Path | None:
    with suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/cwd").readlink()
    return None


@contextmanager
def seen(folder: pathlib.Path, database: Engine, broker: str, **over: str) -> Iterator[Seen]:
    port = free_port()
    shared = {"LOG_JSON": "true", "FILE_SOURCE_DIRS": str(folder / "files"), **settings(database, broker), **over}
    for name in ("files", "api", "worker"):
        (folder / name).mkdir()
    serve = ("-m", "tripl.cli", "serve", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    with (
        logged(folder / "api", "Uvicorn running", *serve, APP_BASE_URL=url, **shared),
        logged(folder / "worker", " ready.", *WORKER, **shared),
    ):
        yield Seen(folder, url)


def counted(one: Seen) -> dict[str, Any]:
    """A finished run over a small file, asked for by a request of a known id."""
    write_csv(one.folder / "files", "visits", visits(HOURS))
    api = Api(one.url)
    api.sign_up()
    make_project(api, SLUG)
    files = str(one.folder / "files")
    source = api.post(
        "/data-sources", {"name": "visits", "db_type": "duckdb", "database_name": files, "is_static": True}
    )
    scan = make_scan(api, SLUG, source["id"], "visits")
    run = api.call("POST", f"/projects/{SLUG}/scans/{scan['id']}/run", 201, headers={"X-Request-ID": ASKED_BY})
    job = api.finished(SLUG, scan["id"], run["id"])
    assert job["status"] == "completed", job["error_message"]
    return job


@pytest.mark.spec("O-79", "O-80", "O-81")
def test_the_page_of_the_api_tells_what_the_workers_did(tmp_path, database, broker):
    over = {"PROMETHEUS_METRICS_ENABLED": "true", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "figures")}
    with seen(tmp_path, database, broker, **over) as one:
        assert one.figure("tripl_scan_runs_total", status="completed") == 0
        counted(one)
        assert one.wait("tripl_scan_runs_total", 1, status="completed") == 1
        steps = one.wait("tripl_celery_tasks_total", 1, task="collection.chunk", status="success")
        took = one.figure("tripl_celery_task_seconds_count", task="collection.chunk")
        assert took == steps
        assert one.figure("tripl_celery_tasks_total", status="failure") == 0

        sender = Celery(broker=broker)
        sender.send_task("alerts.deliver", ["no id at all"])  # fails in the child that does it
        one.wait("tripl_celery_tasks_total", 1, task="alerts.deliver", status="failure")
        child = one.child()
        with database.connect() as blocker:  # a child that hears no soft limit is killed: only its parent can tell
            blocker.execute(text("LOCK TABLE scan_jobs IN ACCESS EXCLUSIVE MODE"))
            sender.send_task("collection.sweep", soft_time_limit=8, time_limit=9)
            until = time.monotonic() + 30
            while not blocker.scalar(text(BEHIND_US)):
                assert time.monotonic() < until, "the task does not come to the lock"
                time.sleep(0.05)
            os.kill(child, signal.SIGSTOP)
            one.wait("tripl_celery_tasks_total", 1, task="collection.sweep", status="failure")
        sender.send_task("system.heartbeat")
        one.wait("tripl_celery_tasks_total", 1, task="system.heartbeat", status="success")
        assert one.figure("tripl_celery_tasks_total", status="failure") == 2, "a failure counts once"


@pytest.mark.spec("O-78", "O-82")
def test_a_request_is_followed_into_the_tasks_it_asked_for(tmp_path, database, broker):
    with Collector() as collector:
        over = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"{collector.url}/", "OTEL_SERVICE_NAME": "tripl-of-this-test"}
        with seen(tmp_path, database, broker, **over) as one:
            counted(one)
            run = f"/api/v1/projects/{SLUG}/scans/"
            (asked,) = collector.wait(lambda span: span.attributes.get("url.path", "").endswith("/run"))
            assert asked.attributes["url.path"].startswith(run)

            def wait(scope: str, name: str) -> None:
                """A span of the same trace."""
                trace = asked.trace_id
                collector.wait(lambda span: span.trace_id == trace and scope in span.scope and name in span.name)

            wait("sqlalchemy", "INSERT")
            wait("celery", "apply_async/collection.run")
            wait("celery", "run/collection.run")
            wait("celery", "run/collection.chunk")
            wait("sqlalchemy", "DELETE")  # of the lease, in the worker
        spans = collector.spans()
        assert collector.paths == {"/v1/traces"}
    assert {span.service for span in spans} == {"tripl-of-this-test"}
    assert PASSWORD not in str(spans), "statements are sent without their values"
    steps = [line for line in one.lines("worker") if line["request_id"] == ASKED_BY]
    assert {line["task_name"] for line in steps} == {"collection.run", "collection.chunk"}, "the whole chain"
    assert {line["request_id"] for line in one.lines("api") if "/run" in line["message"]} == {ASKED_BY}


@pytest.mark.spec("O-78")
def test_every_line_about_a_task_names_it(tmp_path, database, broker):
    with seen(tmp_path, database, broker) as one:
        sent = Celery(broker=broker).send_task("alerts.deliver", ["no id at all"])
        until = time.monotonic() + 30
        while not any("raised" in line["message"] for line in one.lines("worker")):
            assert time.monotonic() < until
            time.sleep(0.2)
        said = [line for line in one.lines("worker") if sent.id in line["message"]]
    assert [line["message"].split()[0] for line in said] == ["Task", "Task"]
    assert {(line["task_id"], line["task_name"], line["request_id"]) for line in said} == {
        (sent.id, "alerts.deliver", None)
    }
    (failure,) = [line for line in said if "error" in line]
    assert "no id at all" in failure["error"] or "badly formed" in failure["error"]


@pytest.mark.spec("O-81")
def test_an_embedded_instance_has_one_folder_of_figures_that_begins_empty(tmp_path):
    left = tmp_path / FIGURES / "counter_1.db"
    left.parent.mkdir()
    left.write_bytes(b"of a process that is gone")
    server: Any = SimpleNamespace(folder=SimpleNamespace(root=tmp_path), url="postgresql://", broker_url="redis://")
    told = of_folder(server, server, {"ENCRYPTION_KEY": "k", "SECRET_KEY": "s"}, {})
    assert told["PROMETHEUS_MULTIPROC_DIR"] == str(left.parent)
    assert not left.exists()
