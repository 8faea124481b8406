"""Everything `tripl up` runs, from a prepared folder to a healthy page and back."""

import contextlib
import http.client
import socket
import time
from collections.abc import Callable

from tripl.cli.embedded.disk import DiskWatch
from tripl.cli.embedded.errors import Cancelled, EmbeddedError
from tripl.cli.embedded.folder import DataFolder
from tripl.cli.embedded.keeper import LogKeeper
from tripl.cli.embedded.lock import FolderLock
from tripl.cli.embedded.postgres import EmbeddedPostgres
from tripl.cli.embedded.posture import Posture, address, reached_from_here
from tripl.cli.embedded.process import Process
from tripl.cli.embedded.report import Report
from tripl.cli.embedded.roles import Roles, environment
from tripl.cli.embedded.schema import current_revision, dump, reached_by, shipped_head, shipped_revisions
from tripl.cli.embedded.secrets import load_secrets
from tripl.cli.embedded.server import EmbeddedServer
from tripl.cli.embedded.signals import StopRequests
from tripl.cli.embedded.supervisor import Supervisor
from tripl.cli.embedded.valkey import EmbeddedValkey
from tripl.cli.embedded.vetting import newer, stamp

PARTS = ("valkey", "postgres", "migrate", "app", "worker", "beat")
HEALTHY_WITHIN = 120.0  # seconds; a slow machine compiling bytecode for the first time is still not a failure
STOP_STAGES = ((6.0, ("app", "beat", "worker")), (0.8, ("valkey",)), (1.2, ("postgres",)))  # under 10 s with the kills


class Stack:
    """The processes over one folder. `start` returns when the page is healthy or somebody asked to stop."""

    def __init__(
        self,
        folder: DataFolder,
        lock: FolderLock,
        listener: socket.socket,
        posture: Posture,
        *,
        stops: StopRequests,
        say: Callable[[str], None],
    ) -> None:
        self._lock = lock
        self._listener = listener
        self._stops = stops
        self._say = say
        self._host, self.port = reached_from_here(listener)
        self.here = (self._host, self.port)
        self.listening = address(listener)
        self.url = posture.base_url or self.listening
        self._root = folder.root
        secrets = load_secrets(folder.root, first_start=not (folder.root / "postgres").exists())
        inherit = (lock.fd,)
        self.postgres = EmbeddedPostgres(folder, password=secrets["POSTGRES_PASSWORD"], inherit=inherit)
        self.postgres.cancelled = lambda: bool(stops)
        self.valkey = EmbeddedValkey(folder, inherit=inherit)
        self._keeper = LogKeeper(folder.log, PARTS, lock.fd)
        for server in (self.postgres, self.valkey):
            server.process.keeper = self._keeper
        report = Report(folder.root)
        report.write([])
        told = {**posture.settings(self.listening), "PARTS_REPORT": str(report.path)}
        self._roles = Roles(folder, environment(self.postgres, self.valkey, secrets, told), lock.fd, self._keeper)
        self._supervisor = Supervisor(stops, say, lock.remember, report.write)
        self._disk = DiskWatch(folder.root, say)

    def start(self) -> None:
        """Servers, schema, roles, health.

        Raises:
            EmbeddedError: Some part did not come up.
        """
        self._keeper.start()
        self._lock.remember("logs", self._keeper.pid)
        self._start_servers()
        if not self._stops:
            with contextlib.suppress(Cancelled):
                self._bring_schema_to_head()
        if not self._stops:
            self._wait_healthy(self._start_app())
        if not self._stops:
            self._start_workers()
            self._lock.announce(self.url)

    def watch(self) -> None:
        """Keep it running until somebody asks to stop."""
        self._supervisor.watch(self._look)

    def stop(self) -> bool:
        """Everything down in order; True when nothing had to be killed."""
        self._listener.close()
        orderly = self._supervisor.stop(STOP_STAGES)
        self._keeper.stop()
        return orderly

    def _look(self) -> None:
        self._disk.look()
        if self._keeper.mend():
            self._lock.remember("logs", self._keeper.pid)
            self._say("what writes the logs ended and was started again")

    def _start_servers(self) -> None:
        servers: tuple[EmbeddedServer, ...] = (self.valkey, self.postgres)
        begin = time.monotonic()
        for server in servers:
            server.clear_stale()
            server.launch()
            self._supervisor.adopt(server.process)
        for server in servers:
            self._await(server)
            self._report(f"{server.process.name} ready", begin)

    def _await(self, server: EmbeddedServer) -> None:
        try:
            server.wait_ready(cancelled=lambda: bool(self._stops))
        except EmbeddedError as error:
            if not server.set_aside():
                raise
            self._say(f"{error}; its data is set aside, and it starts empty")
            server.launch()
            self._supervisor.adopt(server.process)
            server.wait_ready(cancelled=lambda: bool(self._stops))

    def _bring_schema_to_head(self) -> None:
        head, current = shipped_head(), current_revision(self.postgres)
        if current and current not in shipped_revisions():
            raise newer(self._root, current, reached_by(self.postgres, current))
        if current != head:
            self._migrate(head, current)
        if not self._stops:
            stamp(self._root, head)

    def _migrate(self, head: str, current: str | None) -> None:
        begin, kept = time.monotonic(), ""
        if current:
            kept = f"; the dump from before it is {dump(self.postgres, current)}"
            self._say(f"the schema is at {current} and goes to {head}{kept}")
        migration = self._roles.migration()
        migration.start()
        while migration.running and not self._stops:
            self._stops.wait(1.0)
        if migration.running:
            migration.stop(2.0)
        elif migration.poll():
            raise EmbeddedError(f"the migration to {head} failed and changed nothing{kept}: {migration.epitaph}")
        else:
            self._report(f"schema brought to {head}", begin)

    def _start_app(self) -> Process:
        app = self._roles.app(self._listener.fileno())
        app.start()
        self._supervisor.adopt(app)
        self._say("app started")
        return app

    def _start_workers(self) -> None:
        """After the page: on two cores three interpreters that start at once keep it waiting twice as long."""
        for process in (self._roles.worker(), self._roles.beat()):
            process.start()
            self._supervisor.adopt(process)
        self._say("worker and beat started")

    def _wait_healthy(self, app: Process) -> None:
        begin = time.monotonic()
        while not self._stops:
            if not app.running:
                raise EmbeddedError(f"the app did not start: {app.epitaph}")
            if self._healthy():
                self._report("app healthy", begin)
                return
            if time.monotonic() - begin > HEALTHY_WITHIN:
                raise EmbeddedError(f"the app is not healthy after {HEALTHY_WITHIN:.0f} s; see {app.log}")
            self._stops.wait(0.05)

    def _healthy(self) -> bool:
        link = http.client.HTTPConnection(self._host, self.port, timeout=1.5)
        try:
            link.request("GET", "/health")
            return link.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def _report(self, event: str, begin: float) -> None:
        if not self._stops:
            self._say(f"{event} ({time.monotonic() - begin:.1f} s)")
