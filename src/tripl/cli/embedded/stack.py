"""Everything `tripl up` runs, from a prepared folder to a healthy page and back."""

import http.client
import socket
import time
from collections.abc import Callable

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.folder import DataFolder
from tripl.cli.embedded.lock import FolderLock
from tripl.cli.embedded.postgres import EmbeddedPostgres
from tripl.cli.embedded.process import Process
from tripl.cli.embedded.roles import Roles, environment
from tripl.cli.embedded.schema import current_revision, dump, shipped_head
from tripl.cli.embedded.secrets import load_secrets
from tripl.cli.embedded.server import EmbeddedServer
from tripl.cli.embedded.signals import StopRequests
from tripl.cli.embedded.supervisor import Supervisor
from tripl.cli.embedded.valkey import EmbeddedValkey

HEALTHY_WITHIN = 120.0  # seconds; a slow machine compiling bytecode for the first time is still not a failure
STOP_STAGES = ((6.5, ("app", "beat", "worker")), (0.8, ("valkey",)), (1.2, ("postgres",)))  # under 10 s with the kills


class Stack:
    """The processes over one folder. `start` returns when the page is healthy or somebody asked to stop."""

    def __init__(
        self,
        folder: DataFolder,
        lock: FolderLock,
        listener: socket.socket,
        stops: StopRequests,
        say: Callable[[str], None],
    ) -> None:
        self._lock = lock
        self._listener = listener
        self._stops = stops
        self._say = say
        self.host, self.port = listener.getsockname()
        self.url = f"http://{self.host}:{self.port}"
        secrets = load_secrets(folder.root, first_start=not (folder.root / "postgres").exists())
        inherit = (lock.fd,)
        self.postgres = EmbeddedPostgres(folder, password=secrets["POSTGRES_PASSWORD"], inherit=inherit)
        self.valkey = EmbeddedValkey(folder, inherit=inherit)
        self._roles = Roles(folder, environment(self.postgres, self.valkey, secrets, self.url), lock.fd)
        self._supervisor = Supervisor(stops, say)

    def start(self) -> None:
        """Servers, schema, roles, health.

        Raises:
            EmbeddedError: Some part did not come up.
        """
        self._start_servers()
        if not self._stops:
            self._bring_schema_to_head()
        if not self._stops:
            self._wait_healthy(self._start_app())
        if not self._stops:
            self._start_workers()
            self._lock.announce(self.url)

    def watch(self) -> None:
        """Keep it running until somebody asks to stop."""
        self._supervisor.watch()

    def stop(self) -> bool:
        """Everything down in order; True when nothing had to be killed."""
        self._listener.close()
        return self._supervisor.stop(STOP_STAGES)

    def _start_servers(self) -> None:
        servers: tuple[EmbeddedServer, ...] = (self.valkey, self.postgres)
        begin = time.monotonic()
        for server in servers:
            server.clear_stale()
            server.launch()
            self._take_on(server.process)
        for server in servers:
            server.wait_ready(cancelled=lambda: bool(self._stops))
            self._report(f"{server.process.name} ready", begin)

    def _bring_schema_to_head(self) -> None:
        head, current = shipped_head(), current_revision(self.postgres)
        if current == head:
            return
        begin = time.monotonic()
        if current:
            self._say(f"schema is at {current}; a dump is in {dump(self.postgres, current)}")
        migration = self._roles.migration()
        migration.start()
        while migration.running and not self._stops:
            self._stops.wait(1.0)
        if migration.running:
            migration.stop(2.0)
        elif migration.poll():
            raise EmbeddedError(f"the migration failed:\n{migration.last_words(12)}")
        else:
            self._report(f"schema brought to {head}", begin)

    def _start_app(self) -> Process:
        app = self._roles.app(self._listener.fileno())
        app.start()
        self._take_on(app)
        self._say("app started")
        return app

    def _start_workers(self) -> None:
        """After the page: on two cores three interpreters that start at once keep it waiting twice as long."""
        for process in (self._roles.worker(), self._roles.beat()):
            process.start()
            self._take_on(process)
        self._say("worker and beat started")

    def _wait_healthy(self, app: Process) -> None:
        begin = time.monotonic()
        while not self._stops:
            if not app.running:
                raise EmbeddedError(f"the app did not start:\n{app.last_words(12)}")
            if self._healthy():
                self._report("app healthy", begin)
                return
            if time.monotonic() - begin > HEALTHY_WITHIN:
                raise EmbeddedError(f"the app is not healthy after {HEALTHY_WITHIN:.0f} s; see {app.log}")
            self._stops.wait(0.05)

    def _healthy(self) -> bool:
        link = http.client.HTTPConnection(self.host, self.port, timeout=1.5)
        try:
            link.request("GET", "/health")
            return link.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def _take_on(self, process: Process) -> None:
        self._supervisor.adopt(process)
        self._lock.remember(process.name, process.pid)

    def _report(self, event: str, begin: float) -> None:
        if not self._stops:
            self._say(f"{event} ({time.monotonic() - begin:.1f} s)")
