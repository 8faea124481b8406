"""`serve`: fifty readers of the overview on four workers, against bare routes that return the same bytes."""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from bench.load import READERS, request, throughput
from bench.table import Row
from tests.acceptance.stack import Api, free_port
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

NAME = "serve"
WORKERS = 4
RUNS = 5
SECONDS = 4.0
REACH = 0.25
ROUTES = (
    "/projects/{slug}",
    "/projects/{slug}/overview/top-events?limit=10",
    "/projects/{slug}/overview/kpi-series?days=14",
    "/projects/{slug}/anomalies/signals?expanded=true",
    "/projects/{slug}/metrics/total",
    "/activity/projects/{slug}?limit=8",
)
"""What the overview page asks when it opens."""

PEER = """
import json, os, pathlib
from fastapi import FastAPI, Request, Response
app = FastAPI()
answers = json.loads(pathlib.Path(os.environ["ANSWERS"]).read_text())
def route(body):
    async def answer():
        return Response(body, media_type="application/json")
    return answer
for position, body in enumerate(answers):
    app.get(f"/{position}")(route(body.encode()))
"""


def run() -> list[Row]:
    folder = open_folder()
    with RunningUp(folder / "data") as up:
        up.wait_for(ADDRESS)
        slug, cookie = collected_demo(up.url)
        paths = [f"/api/v1{route.format(slug=slug)}" for route in ROUTES]
        asks = [request(path, f"Cookie: {cookie}") for path in paths]
        bodies = [_body(up.url, path, cookie) for path in paths]
        (folder / "answers.json").write_text(json.dumps(bodies))
        (folder / "peer.py").write_text(PEER)
        with (
            _served("tripl.main:app", _environment(up), folder / "ours.log") as ours,
            _served(
                "peer:app",
                {**os.environ, "ANSWERS": str(folder / "answers.json"), "PYTHONPATH": str(folder)},
                folder / "peer.log",
            ) as bare,
        ):
            plain = [request(f"/{at}") for at in range(len(bodies))]
            throughput(ours, asks, SECONDS)  # each worker has met each request once before it counts
            throughput(bare, plain, 1)
            pairs = [(throughput(ours, asks, SECONDS), throughput(bare, plain, SECONDS)) for _ in range(RUNS)]
    ratio = statistics.median(mine / peer for mine, peer in pairs)
    mine, peer = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    work = f"{READERS} readers of the overview, {WORKERS} workers"
    return [
        Row(NAME, work, f"{mine:.0f}/s", f"bare {peer:.0f}/s", f"{ratio:.2f}×", f"≥ {REACH:.0%}", ratio >= REACH),
    ]


def collected_demo(url: str) -> tuple[str, str]:
    """A collected project and a session that reads it."""
    api = Api(url)
    api.sign_up()
    slug = api.post("/projects/demo")["slug"]
    deadline = time.monotonic() + 120
    while not (scans := api.get(f"/projects/{slug}/scans")):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    scan = scans[0]["id"]
    job = api.get(f"/projects/{slug}/scans/{scan}/jobs")
    first = (job["items"] if isinstance(job, dict) else job)[0]
    ended = api.finished(slug, scan, first["id"])
    assert ended["status"] == "completed", ended
    [(name, value)] = api.http.cookies.items()
    return slug, f"{name}={value}"


def _body(url: str, path: str, cookie: str) -> str:
    answer = httpx.get(url + path, headers={"Cookie": cookie})
    assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
    return answer.text


def _environment(up: RunningUp) -> dict[str, str]:
    """That of the running application: same database, cache and keys."""
    [pid] = up.children("tripl.cli serve")
    pairs = pathlib.Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


@contextmanager
def _served(app: str, env: dict[str, str], log: pathlib.Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--workers", str(WORKERS), "--no-access-log"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=env)
    try:
        deadline = time.monotonic() + 60
        while log.read_text(errors="replace").count("Application startup complete") < WORKERS:
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
