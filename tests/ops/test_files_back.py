"""Dropped files beside the dump: the database first, the files second, and the same order on the way back."""

import os
import pathlib
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from celery import Celery
from tests.acceptance.stack import PASSWORD, Api
from tests.ops import runbook
from tests.ops.filled import DUMP, Server

FOLDER, OWNER = "/srv/tripl/files", "1000:1000"
"""As the page calls them."""
COPY = "tripl-files-2026-06-27.tar.gz"
HOURS_AGO = 2 * 3600
"""Older than what the sweep lets lie: it might still be arriving."""


@pytest.fixture
def uploads(server: Server) -> Iterator[pathlib.Path]:
    folder = server.files / "uploads"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    (server.work / COPY).unlink(missing_ok=True)


def clicks(page: str, hours: int = 72) -> bytes:
    lines = [f"2026-03-{1 + at // 24:02} {at % 24:02}:{5 * n:02}:00,{page}" for at in range(hours) for n in range(9)]
    return "\n".join(["time,event", *lines]).encode()


def drop(api: Api, name: str) -> str:
    return str(api.call("POST", "/files", 201, params={"name": f"{name}.csv"}, content=clicks(name))["id"])


def load(api: Api, file_id: str, project: str) -> Any:
    api.post(f"/files/{file_id}/start", {"project_name": project}, expect=202)
    return until(lambda: ended(api.get(f"/files/{file_id}")), "the file is still being loaded")


def ended(file: Any) -> Any:
    return file["status"] != "loading" and file


def until(answer: Any, why: str, seconds: float = 60) -> Any:
    """What is true at last."""
    end = time.monotonic() + seconds
    while not (found := answer()):
        assert time.monotonic() < end, why
        time.sleep(0.1)
    return found


def signed_in(api: Api) -> Api:
    api.post("/auth/login", {"email": "owner@example.com", "password": PASSWORD}, expect=200)
    return api


def bytes_below(folder: pathlib.Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def age(folder: pathlib.Path) -> None:
    """As if all of it had been dropped hours ago."""
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (time.time() - HOURS_AGO,) * 2)


def sweep(server: Server) -> None:
    """As the scheduler asks for every 30 seconds."""
    Celery(broker=server.broker, set_as_current=False).send_task("files.sweep", retry=False)


def on_this_host(server: Server, block: str) -> str:
    mine = f"{os.getuid()}:{os.getgid()}"
    return block.replace(FOLDER, str(server.files)).replace(OWNER, mine)


@pytest.mark.spec("O-64")
def test_dropped_files_come_back_with_their_rows(server, uploads):
    with ExitStack() as stack:
        api = signed_in(server.start(stack, worker=True))
        waiting, read = drop(api, "waiting"), drop(api, "read")
        assert load(api, read, "Read")["status"] == "loaded"
        rows = {each["id"]: each["status"] for each in api.get("/files")["items"]}
        there = bytes_below(uploads)
        assert there[f".incoming/{waiting}"] == clicks("waiting")
        server.sh(f"rm {DUMP}\n{runbook.DUMP.text}mv tripl-20*.dump {DUMP}")
        between = drop(api, "between")
        age(uploads)
        server.sh(on_this_host(server, runbook.FILES.text) + f"mv tripl-files-20*.tar.gz {COPY}")

    shutil.rmtree(uploads)
    server.rows("DELETE FROM files")
    server.sh(runbook.RESTORE.text)
    server.sh(on_this_host(server, runbook.FILES_BACK.text))
    assert bytes_below(uploads) == there | {f".incoming/{between}": clicks("between")}

    with ExitStack() as stack:
        api = signed_in(server.start(stack, worker=True))
        assert {each["id"]: each["status"] for each in api.get("/files")["items"]} == rows
        sweep(server)
        until(lambda: not (uploads / ".incoming" / between).exists(), "a file that no row names stays")
        assert bytes_below(uploads) == there, "each row has its whole file, and nothing else lies there"
        assert load(api, waiting, "Waiting")["loaded_rows"] == 72 * 9
        project = api.get(f"/files/{read}")["project_slug"]
        (scan,) = api.get(f"/projects/{project}/scans")
        done = api.run(project, scan["id"])
        assert (done["status"], done["error_message"]) == ("completed", None)
