"""What the workers do meanwhile: collections one after another, and messages to a receiver of ours."""

import contextlib
import pathlib
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

import httpx
from celery import Celery
from kombu.exceptions import OperationalError as BrokerAway
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tests.acceptance.stack import Api
from tests.factories.alerts import SNAPSHOT, make_delivery
from tests.factories.sources import visits, write_csv
from tests.fakes.receiver import Receiver
from tests.ops.processes import total
from tests.ops.running import RunningUp

from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertRule
from tripl.models.scans import ScanConfig

HOURS = 24 * 30
COUNTED = (HOURS - 1) * 10
"""Rows of the file in complete hours: ten an hour, and the last one goes on."""
KEY = "x-tripl-delivery"
EVERY = 0.2
"""Seconds between two messages."""
LATE = "now() - interval '10 seconds'"
AGED = "UPDATE alert_deliveries SET claimed_at = claimed_at - interval '15 minutes' WHERE claimed_at < " + LATE


def environment_of(up: RunningUp, part: str) -> dict[str, str]:
    """That of a running part: same database, broker, cache and keys."""
    [pid] = up.children(part)
    pairs = pathlib.Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


@dataclass
class Errands:
    """`with errands.held():` keeps a run going and messages leaving in the project `slug`."""

    api: Api
    slug: str
    engine: Engine
    broker: str
    receiver: Receiver
    files: pathlib.Path
    runs: dict[str, str] = field(default_factory=dict)
    """Run by its scan, of those that were answered with 201."""
    told: list[uuid.UUID] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def prepare(self) -> None:
        write_csv(self.files, "visits", visits(HOURS))
        source = {"name": "visits", "db_type": "duckdb", "database_name": str(self.files), "is_static": True}
        self._source = self.api.post("/data-sources", source)["id"]
        kind = {"name": "visit", "display_name": "Visit"}
        self._kind = self.api.post(f"/projects/{self.slug}/event-types", kind)["id"]
        hook = {"type": "webhook", "name": "Ours", "target_url": self.receiver.url}
        where = f"/projects/{self.slug}/alert-destinations"
        destination = self.api.post(where, hook)["id"]
        self._rule = self.api.post(f"{where}/{destination}/rules", {"name": "All"})["id"]
        self._scan = self._new_scan("quiet")

    @contextmanager
    def held(self) -> Iterator[None]:
        self._over.clear()
        threads = [threading.Thread(target=each) for each in (self._collect, self._tell)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    @cached_property
    def _sender(self) -> Celery:
        sender = Celery(broker=self.broker, set_as_current=False)
        sender.conf.update(broker_connection_timeout=2, broker_transport_options={"socket_timeout": 5})
        return sender

    def in_progress(self, seconds: float = 30) -> None:
        """Wait until a worker holds a run."""
        until = time.monotonic() + seconds
        while not self._row("SELECT count(*) FROM scan_leases")[0]:
            assert time.monotonic() < until, "no run is worked on"
            time.sleep(0.02)

    def settle(self, seconds: float = 150) -> float:
        """Seconds until every run has ended and every message is sent; what waits a quarter of an hour is aged."""
        begin = time.monotonic()
        while left := self._left():
            assert time.monotonic() - begin < seconds, f"never done: {left}"
            with self.engine.begin() as connection:
                connection.execute(text(AGED))
            self._send("alerts.requeue_stranded")
            time.sleep(1)
        return time.monotonic() - begin

    def lost(self) -> list[str]:
        """Runs and messages that are not as an independent count says."""
        wrong = []
        for scan, run in self.runs.items():
            status, error = self._row("SELECT status, error_message FROM scan_jobs WHERE id = :id", id=run)
            counted = total(self.engine, uuid.UUID(scan))
            if status != "completed" or counted != COUNTED:
                wrong.append(f"run {run}: {status} {error or ''}, {counted} of {COUNTED} rows")
        arrived = self.arrivals()
        known = {str(each) for each in self.told}
        wrong += [f"message {each} did not arrive" for each in sorted(known - set(arrived))]
        return wrong + [f"message {each} was asked for by nobody" for each in sorted(set(arrived) - known)]

    def arrivals(self) -> Counter[str]:
        """Requests by the key that tells a repeated message from a new one."""
        return Counter(each.headers[KEY] for each in self.receiver.requests)

    def _left(self) -> str:
        runs = self._row("SELECT count(*) FROM scan_jobs WHERE status IN ('pending', 'running')")[0]
        messages = self._row("SELECT count(*) FROM alert_deliveries WHERE status <> 'sent'")[0]
        return f"{runs} runs, {messages} messages" if runs or messages else ""

    def _collect(self) -> None:
        """A new scan and its run, as soon as the last one has ended."""
        while not self._over.is_set():
            with contextlib.suppress(httpx.HTTPError, AssertionError, DBAPIError):
                if not self._row("SELECT count(*) FROM scan_jobs WHERE status IN ('pending', 'running')")[0]:
                    scan = self._new_scan(f"visits {uuid.uuid4().hex[:8]}")
                    self.runs[scan] = self.api.post(f"/projects/{self.slug}/scans/{scan}/run")["id"]
            self._over.wait(0.1)

    def _new_scan(self, name: str) -> str:
        body = {
            "data_source_id": self._source,
            "name": name,
            "base_query": "SELECT event_time, kind, section FROM visits",
            "event_type_id": self._kind,
            "event_name_format": "{section}",
            "time_column": "event_time",
            "interval": "1h",
            "is_static": True,
        }
        return str(self.api.post(f"/projects/{self.slug}/scans", body)["id"])

    def _tell(self) -> None:
        """A committed row is a promise; its message to a worker may be lost with the broker."""
        while not self._over.wait(EVERY):
            ident = uuid.uuid4()
            due = utcnow() - timedelta(minutes=1)
            try:
                with Session(self.engine) as session:
                    rule = session.get_one(AlertRule, uuid.UUID(self._rule))
                    scan = session.get_one(ScanConfig, uuid.UUID(self._scan))
                    make_delivery(session, rule, scan, id=ident, payload_snapshot=SNAPSHOT, next_attempt_at=due)
                    session.commit()
            except DBAPIError:
                continue
            self.told.append(ident)
            self._send("alerts.deliver", ident)

    def _send(self, task: str, *ids: object) -> None:
        with contextlib.suppress(BrokerAway, OSError):
            self._sender.send_task(task, [str(each) for each in ids], retry=False)

    def _row(self, statement: str, **values: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(text(statement), values).one()
