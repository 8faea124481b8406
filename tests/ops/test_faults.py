"""Faults under load, one table: what was accepted is there afterwards, once, and nothing else is.

A few by default; `make chaos` goes through all. FAULT_SECONDS chooses for how long the load is held around each.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import create_engine
from tests.acceptance.stack import Api
from tests.acceptance.story import make_project
from tests.cli.conftest import open_folder
from tests.fakes.receiver import Receiver
from tests.ops.counted import OwnDatabase
from tests.ops.errands import Errands, environment_of
from tests.ops.faults import FAULTS, FEW, FULL_DISK, PLACES, Fault
from tests.ops.load import Load
from tests.ops.running import ADDRESS, RunningUp
from tests.ops.test_recovery import CHILDREN, signed_in, wait_until_healthy

SECONDS = float(os.environ.get("FAULT_SECONDS", "0.3"))
LONG = SECONDS >= 1
HEAD = "| load held | fault | what happened | lost (must be 0) |\n| --- | --- | --- | --- |"
AUDITED = "SELECT target_name FROM audit_entries WHERE action = 'annotation.create'"
pytestmark = [
    pytest.mark.timeout(1800 if LONG else 300),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc"),
]


@pytest.fixture(scope="module")
def disk() -> Iterator[pathlib.Path]:
    """A small file system where we may mount one, so that it can be filled; else a folder."""
    folder = open_folder()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1g,mode=755", "tmpfs", str(folder)]
    small = LONG and os.geteuid() == 0 and not subprocess.run(mount, check=False, capture_output=True).returncode
    yield folder
    if small:
        subprocess.run(["umount", "-l", str(folder)], check=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def up(disk: pathlib.Path) -> Iterator[RunningUp]:
    """One stack for all of them."""
    with RunningUp(disk / "data", env={**os.environ, "RATE_LIMIT_ENABLED": "false"}) as up:
        up.wait_for(ADDRESS, 90)
        yield up


def differing(own: OwnDatabase, load: Load) -> tuple[int, int, int, int]:
    """How many accepted writes are lost, there twice, there though nobody sent them, and without their audit entry."""
    with own.connect() as connection:
        there = [row[0] for row in connection.execute("SELECT label FROM annotations")]
        audited = {row[0] for row in connection.execute(AUDITED)}
    twice = len(there) - len(set(there))
    return len(load.accepted - set(there)), twice, len(set(there) - load.tried), len(set(there) - audited)


@contextmanager
def own_address(up: RunningUp) -> Iterator[str]:
    yield up.url


def strike(up: RunningUp, load: Load, errands: Errands, fault: Fault) -> str:
    """Hold the load, strike, and hold it until writes are accepted again; what is to be said of it."""
    session = signed_in(up)
    load.statuses.clear()
    with ExitStack() as held:
        held.enter_context(errands.held())
        held.enter_context(load.held())
        errands.in_progress()
        time.sleep(SECONDS)
        begin = time.monotonic()
        with fault(up):
            reached = load.accepted.copy()
            wait_until_healthy(up, 90)
            while len(load.accepted) < len(reached) + 5:
                assert time.monotonic() - begin < 90, f"no write is accepted: {load.statuses}"
                time.sleep(0.02)
            healed = time.monotonic() - begin
            time.sleep(SECONDS)
    assert session.get("/auth/me")["email"] == "owner@example.com", "a session was lost"
    said = ", ".join(f"{count}x {status}" for status, count in sorted(load.statuses.items()))
    return f"{said}; writes after {healed:.1f} s"


@pytest.mark.spec("O-34", "O-35", "O-42")
def test_nothing_accepted_is_lost_under_any_fault(up, capsys):
    api = Api(up.url)
    api.sign_up()
    make_project(api, "loaded")
    own = OwnDatabase(up.data)
    load = Load(up.url, "loaded", dict(api.http.cookies))
    with Receiver() as receiver:
        environment = environment_of(up, CHILDREN["worker"])
        engine = create_engine(environment["DATABASE_URL"], pool_pre_ping=True)
        errands = Errands(api, "loaded", engine, environment["RABBITMQ_URL"], receiver, up.data / "files")
        errands.prepare()
        wrong: dict[str, object] = {}
        with capsys.disabled():
            print(f"\n{HEAD}")
        for name, fault in FAULTS.items() if LONG else ((each, FAULTS[each]) for each in FEW):
            before = len(load.accepted), len(errands.told), len(errands.runs)
            try:
                with PLACES.get(name, own_address)(up) as load.url:
                    said = strike(up, load, errands, fault)
            except pytest.skip.Exception as why:
                row = f"| – | {name} | skipped: {why} | – |"
            else:
                settled = errands.settle()
                wrong[name] = differing(own, load), errands.lost()
                writes, told, runs = (
                    len(now) - then
                    for now, then in zip((load.accepted, errands.told, errands.runs), before, strict=True)
                )
                again = sum(many - 1 for many in errands.arrivals().values())
                held = f"{load.writers} writers, {load.readers} readers, {runs} collections, {told} messages"
                lost = f"{sum(differing(own, load)) + len(errands.lost())} of {writes + told + runs}"
                said = f"{said}, all done {settled:.0f} s after the load; {again} messages came again under their key"
                row = f"| {held} | {name} | {said} | {lost} |"
            with capsys.disabled():
                print(row, flush=True)
            allowed = {"200", "201", "503", *(["507"] if name == FULL_DISK else [])}
            assert {each for each in load.statuses if each.isdigit()} <= allowed, row
        assert set(map(repr, wrong.values())) == {repr(((0, 0, 0, 0), []))}, wrong
        with own.connect() as connection:
            connection.execute("DELETE FROM annotations WHERE label = %s", (min(load.accepted),))
            connection.execute("DELETE FROM audit_entries WHERE target_name = %s", (max(load.accepted),))
        assert differing(own, load) == (1, 0, 0, 1), "a lost write or entry was not seen"
        errands.told.append(uuid.uuid4())
        assert len(errands.lost()) == 1, "a lost message was not seen"
        engine.dispose()
