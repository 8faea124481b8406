"""Kills one process of a running `tripl up` after another while a scan collects, and watches what becomes of it."""

import contextlib
import os
import pathlib
import random
import signal
import time
import urllib.error
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from tests.acceptance.stack import Api, free_port
from tests.acceptance.story import make_project, make_scan
from tests.ops.counted import Fingerprints, OwnDatabase, differences
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded.holders import holders_of

VICTIMS = {
    "worker": "celery_app worker",
    "worker's child": "celery_app worker",
    "app": "tripl.cli serve",
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
    "supervisor": "",
}
LIMIT = 90.0  # seconds in which a run goes on or has failed with a reason
ENDED = ("completed", "failed", "cancelled")
MOMENTS = {"warehouse statement": 0.65, "own statement": 0.2, "any": 0.15}
ACTIVE = """
SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 60) FROM pg_stat_activity
WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND application_name NOT IN ('observer', 'tripl-health', 'tripl-app') LIMIT 1
"""
JOB = """
SELECT status, coalesce(result_summary->>'phase', '-'), coalesce((result_summary->>'chunks_completed')::int, 0),
       coalesce((result_summary->>'chunks_total')::int, 0), error_message FROM scan_jobs WHERE id = %s
"""


@dataclass(frozen=True)
class Progress:
    """Where a run stands."""

    status: str
    phase: str
    chunks: int
    of: int
    error: str | None

    @property
    def ended(self) -> bool:
        return self.status in ENDED

    @property
    def step(self) -> int:
        """How many steps lie behind it: one commit each."""
        behind = {"-": 0, "read": 0, "match": 1, "count": 1}
        return behind.get(self.phase, 2 if self.phase == "score" else 3) + self.chunks

    def __str__(self) -> str:
        return f"{self.phase} {self.chunks}/{self.of}" if self.of else self.phase


@dataclass
class Kill:
    """One row of the table."""

    number: int
    victim: str
    stage: str
    statement: str
    recovered: float = 0.0
    outcome: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def in_flight(self) -> bool:
        return self.statement != "-"

    def row(self) -> str:
        equal = "yes" if not self.wrong else f"NO: {len(self.wrong)} days, first {self.wrong[0]}"
        return (
            f"| {self.number} | {self.victim} | {self.stage} | {self.statement} | {self.recovered:.1f} "
            f"| {self.outcome} | {equal} |"
        )


class KillLoop:
    """A stack, the scan it collects, and the dice."""

    def __init__(self, data: pathlib.Path, source: dict[str, Any], table: str, want: Fingerprints, seed: int) -> None:
        self.own = OwnDatabase(data)
        self._data, self._source, self._table, self._want = data, source, table, want
        self._dice = random.Random(seed)
        self._port = free_port()
        self._rounds = 0
        self._slug, self._scan, self._job = "", uuid.UUID(int=0), uuid.UUID(int=0)
        self._bag: list[str] = []

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        self._up = self._start()
        try:
            self._api = Api(self._up.url)
            self._api.sign_up()
            source = {"name": "visits", "db_type": "postgres", **self._source}
            self._source_id = self._api.post("/data-sources", source)["id"]
            self.next_round()
            yield
        finally:
            self._up.__exit__()

    @property
    def scan(self) -> uuid.UUID:
        return self._scan

    def next_round(self) -> None:
        """A new scan over the same table; its first run counts the whole history."""
        self._rounds += 1
        self._slug = f"round-{self._rounds}"
        make_project(self._api, self._slug)
        scan = make_scan(self._api, self._slug, self._source_id, self._table, interval="15m", is_static=True)
        self._scan = uuid.UUID(scan["id"])
        self._start_run()

    def strike(self, number: int) -> Kill:
        """Wait for the moment, kill, wait until the run goes on, compare the counts."""
        victim = self._next_victim()
        before, statement = self._aim()
        while before.ended:
            self.next_round()
            before, statement = self._aim()
        kill = Kill(number, victim, str(before), statement)
        begin = time.monotonic()
        self._kill(victim)
        after = self._until_moved(before, victim, begin)
        kill.recovered = time.monotonic() - begin
        kill.outcome = f"failed: {after.error}" if after.status == "failed" else f"{after.status}, {after}"
        kill.wrong = differences(self.own, self._scan, self._want, whole=after.status == "completed")
        if after.status == "failed":
            assert after.error
            self._start_run()
        return kill

    def finish(self) -> list[str]:
        """Let the last run end; what is wrong with its counts then."""
        deadline = time.monotonic() + 300
        while not self._ask().ended:
            assert time.monotonic() < deadline, f"the last run does not end: {self._ask()}"
            time.sleep(0.5)
        assert self._ask().status == "completed", self._ask()
        return differences(self.own, self._scan, self._want, whole=True)

    def _start(self) -> RunningUp:
        up = RunningUp(self._data, "--port", str(self._port))
        up.wait_for(ADDRESS, 90)
        return up

    def _start_run(self) -> None:
        self._job = uuid.UUID(self._api.post(f"/projects/{self._slug}/scans/{self._scan}/run")["id"])

    def _next_victim(self) -> str:
        """Shuffled rounds, so that each is hit equally often."""
        if not self._bag:
            self._bag = list(VICTIMS)
            self._dice.shuffle(self._bag)
        return self._bag.pop()

    def _aim(self) -> tuple[Progress, str]:
        """A random while, then a moment of the drawn kind: where the run stands, and the statement that runs now."""
        time.sleep(self._dice.uniform(0, 2.5))
        kind = self._dice.choices(list(MOMENTS), list(MOMENTS.values()))[0]
        deadline = time.monotonic() + (0 if kind == "any" else 10)
        while True:
            if kind != "any" and self._statement(kind) != "-":
                time.sleep(self._dice.uniform(0, 0.1))
            before, statement = self._ask(), self._statement(kind)
            if statement != "-" or before.ended or time.monotonic() > deadline:
                return before, statement

    def _statement(self, kind: str) -> str:
        """What runs now, in the warehouse or in tripl's own database."""
        if kind != "own statement":
            with psycopg.connect(self._dsn, autocommit=True, application_name="observer") as warehouse:
                if found := warehouse.execute(ACTIVE).fetchone():
                    return f"warehouse: `{found[0]}`"
        if kind != "warehouse statement":
            with self.own.connect() as own:
                if found := own.execute(ACTIVE).fetchone():
                    return f"own: `{found[0]}`"
        return "-"

    @property
    def _dsn(self) -> str:
        s = self._source
        return f"postgresql://{s['username']}:{s['password']}@{s['host']}:{s['port']}/{s['database_name']}"

    def _kill(self, victim: str) -> None:
        """The supervisor is followed by a new `up`, the others by its own care."""
        orphans = holders_of(self._data / "lock") if victim == "supervisor" else []
        os.kill(self._pid(victim), signal.SIGKILL)
        if victim == "supervisor":
            self._up.process.wait()
            self._up = self._start()
            left = set(orphans) & set(holders_of(self._data / "lock"))
            assert not left, f"still there after the supervisor was killed: {left}"

    def _pid(self, victim: str) -> int:
        if victim == "supervisor":
            return self._up.process.pid
        (pid,) = self._up.children(VICTIMS[victim])
        if victim == "worker's child":  # as if the system had taken back its memory
            forked = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            return int(self._dice.choice(forked))
        return pid

    def _until_moved(self, before: Progress, victim: str, begin: float) -> Progress:
        """Until the run has done two more steps, or has ended: the first may have needed nothing of what was killed."""
        now = before
        while time.monotonic() - begin < LIMIT:
            with contextlib.suppress(psycopg.Error, OSError, urllib.error.URLError):
                now = self._ask()
                moved = now.ended or now.step >= before.step + 2
                if moved and (victim not in {"app", "postgres"} or self._up.healthy()):
                    return now
            time.sleep(0.1)
        raise AssertionError(
            f"{victim} killed at {before}: after {LIMIT:.0f} s it is {now}\n" + "\n".join(self._up.lines)
        )

    def _ask(self) -> Progress:
        deadline = time.monotonic() + LIMIT
        while True:
            try:
                with self.own.connect() as own:
                    found = own.execute(JOB, (self._job,)).fetchone()
                    assert found
                    return Progress(*found)
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
