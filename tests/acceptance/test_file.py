"""The main job with a stranger's file: dropped with no choice made, through a running tripl."""

import os
import pathlib
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlparse

import pytest
from tests.acceptance import requests_file as file
from tests.acceptance.stack import Api, Stack, running_stack, when

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running_stack() as stack:
        yield stack


@pytest.fixture(scope="module")
def api(stack: Stack) -> Api:
    api = Api(stack.url)
    api.sign_up()
    return api


def drop(api: Api, path: pathlib.Path) -> Any:
    return api.call("POST", "/files", 201, params={"name": path.name}, content=path.read_bytes())


def loaded(api: Api, made: Any, seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while (seen := api.get(f"/files/{made['id']}"))["status"] == "loading":
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)
    return seen


def incoming(stack: Stack) -> list[str]:
    folder = stack.files / "uploads" / ".incoming"
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def test_a_file_as_it_is_counts_like_an_independent_group_by(stack: Stack, api: Api, tmp_path: pathlib.Path):
    path = tmp_path / "web_requests.csv.gz"
    requests = file.load(file.REAL) if file.REAL.exists() else file.generate()
    file.write(path, requests)
    made = drop(api, path)
    read = api.post(f"/files/{made['id']}/reading", {}, 200)
    chosen = {name: guess["value"] for name, guess in read["proposal"].items()}
    assert (chosen["time_column"], chosen["event_columns"], chosen["interval"]) == ("event_time", ["section"], "1h")
    assert (read["estimated_rows"], read["rows_are_exact"], read["errors"]) == (len(requests), True, [])
    planned = {each["name"]: each["approx_row_count"] for each in read["plan"]["events"]}
    assert planned == Counter(r.section for r in requests)

    api.post(f"/files/{made['id']}/start", {"project_name": "Web requests"}, 202)
    seen = loaded(api, made)
    assert (seen["status"], seen["loaded_rows"], seen["rejected_rows"]) == ("loaded", len(requests), 0), seen
    slug = seen["project_slug"]
    job = api.finished(slug, seen["scan_id"], seen["job_id"])
    assert job["status"] == "completed", job["error_message"]
    end = file.hour_of(max(r.at for r in requests))
    scan = api.get(f"/projects/{slug}/scans/{seen['scan_id']}")
    assert (when(scan["as_of"]), scan["is_static"]) == (end, True)
    window = {"from": seen["data_from"], "to": end.isoformat()}
    names = {each["id"]: each["name"] for each in api.get(f"/projects/{slug}/events", limit=1_000)["items"]}
    counted = {
        (name, when(point["bucket"])): point["count"]
        for ident, name in names.items()
        for point in api.get(f"/projects/{slug}/events/{ident}/metrics", **window)["data"]
        if point["count"]
    }
    assert counted == Counter((r.section, file.hour_of(r.at)) for r in requests if r.at < end)


def test_an_upload_that_breaks_off_leaves_nothing(stack: Stack, api: Api):
    before = incoming(stack)
    place = urlparse(stack.url)
    cookie = "; ".join(f"{name}={value}" for name, value in api.http.cookies.items())
    head = f"POST /api/v1/files?name=a.csv HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookie}\r\n"
    with socket.create_connection((place.hostname or "", place.port or 0)) as line:
        line.sendall(f"{head}Content-Length: 9000000\r\n\r\n".encode() + b"time,event\n" * 200_000)
        deadline = time.monotonic() + 20
        while incoming(stack) == before:
            assert time.monotonic() < deadline, "nothing arrived"
            time.sleep(0.05)
    while incoming(stack) != before:
        assert time.monotonic() < deadline, "half a file stayed"
        time.sleep(0.05)
    assert all(each["name"] != "a.csv" for each in api.get("/files")["items"])


def test_a_stranger_is_turned_away_before_a_byte_is_read(stack: Stack):
    place = urlparse(stack.url)
    head = f"POST /api/v1/files?name=a.csv HTTP/1.1\r\nHost: {place.netloc}\r\nExpect: 100-continue\r\n"
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
        line.sendall(f"{head}Content-Length: 1000000000\r\n\r\n".encode())
        assert line.recv(64).startswith(b"HTTP/1.1 401")


def test_a_worker_that_is_killed_over_a_load(stack: Stack, api: Api, tmp_path: pathlib.Path):
    """Within ninety seconds another one has done it, once."""
    path = tmp_path / "large.csv"
    rows = 400_000
    with path.open("w") as out:
        out.write("at,action,user,amount,place\n")
        for n in range(rows):
            out.write(f"2026-03-{1 + n * 27 // rows:02}T{n % 24:02}:10:00Z,{'abc'[n % 3]},u{n % 999},{n}.5,p{n % 40}\n")
    made = drop(api, path)
    api.post(f"/files/{made['id']}/start", {"project_name": "Large"}, 202)
    deadline = time.monotonic() + 60
    while not (api.get(f"/files/{made['id']}")["loaded_rows"] or 0):
        assert time.monotonic() < deadline, "the load never began"
        time.sleep(0.05)
    assert api.get(f"/files/{made['id']}")["status"] == "loading"
    for pid in stack.children("celery"):
        if "worker" in pathlib.Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGKILL)
    seen = loaded(api, made, 150)
    assert (seen["status"], seen["loaded_rows"], seen["rejected_rows"]) == ("loaded", rows, 0), seen
    assert len(api.get(f"/projects/{seen['project_slug']}/scans")) == 1
    assert not [path for path in (stack.files / "uploads").iterdir() if path.name.startswith(".loading-")]
