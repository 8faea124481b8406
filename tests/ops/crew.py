"""Several workers over one broker, with their database and a receiver of messages: started once, for a whole module."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from alembic import command
from celery import Celery
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from tests.acceptance.stack import free_port
from tests.cli.conftest import open_folder
from tests.conftest import alembic_config
from tests.factories.accounts import make_organization
from tests.factories.alerts import SNAPSHOT, make_delivery, make_destination, make_rule
from tests.factories.projects import make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source, visits, write_csv
from tests.fakes.outbox import RecordingQueue
from tests.fakes.receiver import Receiver
from tests.fakes.skew import shifted
from tests.ops.brokers import rabbitmq
from tests.ops.processes import CELERY, GOOD, HOURS, environment

from tripl.cli.embedded import EmbeddedPostgres, EmbeddedValkey
from tripl.db.encrypted import bind_cipher
from tripl.db.live import SilentBus
from tripl.db.session import make_sessions, transaction
from tripl.features.scans import service as scans
from tripl.kit.crypto import FernetCipher, PlainCipher
from tripl.kit.processes import start_time
from tripl.models.alerts import AlertDelivery

QUERY = "SELECT event_time, kind, section FROM {}"


@dataclass
class Worker:
    """One parent with its children, in a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]
    output: pathlib.Path

    @property
    def said(self) -> str:
        return self.output.read_text(errors="replace")

    @property
    def children(self) -> set[int]:
        listed = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(pid) for pid in listed.split()}

    def wait_for(self, words: str, seconds: float = 90) -> None:
        until = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.05)

    def kill(self) -> None:
        """Parent and children; the parent last, so that the broker hears of it when nobody works any more."""
        self.process.send_signal(signal.SIGSTOP)
        for child in self.children:
            os.kill(child, signal.SIGKILL)
            while start_time(child):
                time.sleep(0.01)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Crew:
    """`hire` starts workers; runs and messages are asked for in its own database."""

    folder: pathlib.Path
    engine: Engine
    broker: str
    receiver: Receiver
    warehouse: dict[str, Any]
    workers: dict[str, Worker] = field(default_factory=dict)

    @property
    def files(self) -> pathlib.Path:
        folder = self.folder / "files"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def settings(self) -> dict[str, str]:
        url = self.engine.url.render_as_string(hide_password=False)
        return {"DATABASE_URL": url, "RABBITMQ_URL": self.broker, "DEBUG": "true", "FILE_SOURCE_DIRS": str(self.files)}

    def hire(self, **slots: int) -> None:
        """Start a worker for each name, with so many children; they start at the same time."""
        self.hire_at(0, **slots)

    def hire_at(self, minutes: int, **slots: int) -> None:
        """The same with clocks that are so many minutes ahead."""
        for name, many in slots.items():
            output = self.folder / f"{name}-{time.monotonic_ns()}.log"
            arguments = (*CELERY, "worker", "--loglevel=info", f"--concurrency={many}", "-n", f"{name}@crew")
            with output.open("wb") as file:
                process = subprocess.Popen(
                    [sys.executable, *arguments, "--without-mingle", "--without-gossip"],
                    env=environment(**self.settings, **shifted(minutes)),
                    cwd=self.folder,
                    stdout=file,
                    stderr=file,
                    start_new_session=True,
                )
            self.workers[name] = Worker(name, process, output)
        for name in slots:
            self.workers[name].wait_for(" ready.")

    def dismiss(self) -> None:
        self._sender.close()
        for worker in self.workers.values():
            if worker.process.poll() is None:
                worker.process.terminate()
        for worker in self.workers.values():
            try:
                worker.process.wait(15)
            except subprocess.TimeoutExpired:
                worker.kill()

    def send(self, task: str, *ids: object, **options: Any) -> None:
        """A message as the scheduler or the app would send it."""
        self._sender.send_task(task, [str(each) for each in ids], **options)

    @cached_property
    def _sender(self) -> Celery:
        return Celery(broker=self.broker, set_as_current=False)

    @contextmanager
    def committed(self) -> Iterator[Session]:
        with transaction(make_sessions(self.engine, RecordingQueue(), SilentBus())) as session:
            yield session

    def run(self, table: str, **of_source: Any) -> tuple[uuid.UUID, uuid.UUID]:
        """(scan, run) over a file of thirty hours, or over a table of `of_source`; no message is sent for it."""
        if not of_source:
            write_csv(self.files, table, visits(HOURS))
            of_source = {"database_name": str(self.files)}
        with self.committed() as session:
            project = make_project(session, make_organization(session))
            source = make_source(session, project, **of_source)
            scan = make_scan_of(session, project, source, base_query=QUERY.format(table), is_static=True)
            return scan.id, scans.start(session, scan, trigger="manual", requested_by=None).id

    def deliveries(self, many: int, **over: Any) -> list[uuid.UUID]:
        """Waiting messages to the receiver; no task is sent for them."""
        with self.committed() as session:
            project = make_project(session, make_organization(session))
            scan = make_scan_of(session, project, make_source(session, project), interval=None)
            rule = make_rule(session, make_destination(session, project, self.receiver.url))
            return [make_delivery(session, rule, scan, payload_snapshot=SNAPSHOT, **over).id for _ in range(many)]

    def delivery(self, ident: uuid.UUID) -> AlertDelivery:
        with Session(self.engine) as session:
            return session.get_one(AlertDelivery, ident)

    def arrived(self, ident: uuid.UUID) -> int:
        """How many requests of one message the receiver saw."""
        return sum(str(ident) in " ".join(each.headers.values()) for each in self.receiver.requests)

    def until(self, fits: Callable[[], Any], what: str, seconds: float = 60) -> float:
        """Seconds until it holds."""
        begin = time.monotonic()
        while not fits():
            if time.monotonic() - begin > seconds:
                said = "\n".join(worker.said[-3000:] for worker in self.workers.values())
                raise AssertionError(f"never: {what}\n{said}")
            time.sleep(0.05)
        return time.monotonic() - begin

    def value(self, statement: str, **values: Any) -> Any:
        with self.engine.connect() as connection:
            return connection.scalar(text(statement), values)


@contextmanager
def open_crew() -> Iterator[Crew]:
    """Over RabbitMQ where it answers, else over a Valkey of its own; nobody is hired yet."""
    with ExitStack() as parts:
        folder = open_folder()
        port = free_port()
        options = ("listen_addresses=127.0.0.1", f"port={port}", "max_connections=120")
        server = parts.enter_context(EmbeddedPostgres(folder / "data", durable=False, options=options))
        url = f"postgresql+psycopg://tripl:{server.password}@127.0.0.1:{port}/tripl"
        command.upgrade(alembic_config(url), "head")
        engine = create_engine(url, connect_args={"options": "-c timezone=UTC", "application_name": "observer"})
        parts.callback(engine.dispose)
        try:
            broker = parts.enter_context(rabbitmq())
        except pytest.skip.Exception:
            broker = parts.enter_context(EmbeddedValkey(folder / "broker")).broker_url
        receiver = parts.enter_context(Receiver())
        warehouse = {
            "db_type": "postgres",
            "host": "127.0.0.1",
            "port": port,
            "database_name": "tripl",
            "username": "tripl",
            "password": server.password,
        }
        bind_cipher(FernetCipher(GOOD["ENCRYPTION_KEY"]))
        parts.callback(bind_cipher, PlainCipher())
        crew = Crew(folder, engine, broker, receiver, warehouse)
        parts.callback(crew.dismiss)
        yield crew
