"""PostgreSQL 18 with pgvector as a direct child, reachable only over a Unix socket in the data folder."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from tripl.cli.embedded.errors import Cancelled, EmbeddedError
from tripl.cli.embedded.folder import DataFolder
from tripl.cli.embedded.process import TELLING, UNSAID, Process, bare_environment, die_with_parent, run_as
from tripl.cli.embedded.server import EmbeddedServer

PORT = 5432  # names the socket file only: nothing listens on the network
USER = DATABASE = "tripl"
STATUS_LINE = 7  # line 8 of postmaster.pid
OURS_ALONE = 0o700
PARTIAL = ".part"
PAUSE = 0.2  # seconds between two looks whether somebody asked to stop
SHARED_MEMORY = Path("/dev") / "shm"
LEAST_SHARED, IN_THE_FOLDER = 64 * 2**20, ("dynamic_shared_memory_type=mmap",)
FAST_AND_LOSSY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class EmbeddedPostgres(EmbeddedServer):
    """A server over `data_dir`; superuser and database are both called `tripl`, and the extensions are installable.

    `durable=False` trades crash safety for speed (tests).
    """

    title = "PostgreSQL"

    def __init__(
        self,
        data_dir: Path | DataFolder,
        *,
        password: str = "tripl",  # noqa: S107 - the tests' own; `up` passes a generated one
        durable: bool = True,
        inherit: tuple[int, ...] = (),
        options: tuple[str, ...] = (),
    ) -> None:
        self.folder = data_dir if isinstance(data_dir, DataFolder) else DataFolder.prepare(data_dir)
        self.password = password
        self.durable = durable
        self.cluster = self.folder.root / "postgres"
        self.cancelled: Callable[[], bool] = lambda: False
        settings = (
            "listen_addresses=",
            f"unix_socket_directories={self.folder.sockets}",
            "unix_socket_permissions=0700",
            "wal_level=minimal",
            "max_wal_senders=0",
            "timezone=UTC",
            "log_timezone=UTC",
            *shared_memory(),
            *(() if durable else FAST_AND_LOSSY),
            *options,
        )
        self.process = Process(
            "postgres",
            [self._program("postgres"), "-D", str(self.cluster), "-p", str(PORT), *_flags(settings)],
            self.folder.log("postgres"),
            cwd=self.folder.root,
            account=self.folder.account,
            stop_signal=signal.SIGINT,  # "fast": disconnect the clients, write a checkpoint
            kill_signal=signal.SIGQUIT,
            inherit=inherit,
        )

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the database `tripl`."""
        host = quote(str(self.folder.sockets))
        return f"postgresql+psycopg://{USER}:{quote(self.password, safe='')}@/{DATABASE}?host={host}"

    @property
    def fresh(self) -> bool:
        """Whether the first start is still to come."""
        return not self.cluster.exists()

    def launch(self) -> None:
        if self.fresh:
            self._create_cluster()
        if stat.S_IMODE(self.cluster.stat().st_mode) != OURS_ALONE:  # a copy may have opened it, and it refuses that
            self.cluster.chmod(OURS_ALONE)
        self.process.start()

    @property
    def ready(self) -> bool:
        """Whether this server (not an earlier one) says so in its pid file."""
        lines = read_postmaster(self.cluster)
        return len(lines) > STATUS_LINE and lines[0] == str(self.process.pid) and lines[STATUS_LINE].strip() == "ready"

    def clear_stale(self) -> None:
        for path in (self.cluster / "postmaster.pid", *self.folder.sockets.glob(".s.PGSQL.*")):
            path.unlink(missing_ok=True)

    def query(self, statement: str) -> str:
        """Run one statement with psql, for callers that should not pay for importing a driver; rows as plain lines.

        Raises:
            EmbeddedError: The server refused the statement.
        """
        return self._client("psql", "-XAtq", "-c", statement)

    def dump(self, target: Path) -> None:
        """Write a custom-format dump, whole or not at all.

        Raises:
            EmbeddedError: pg_dump failed.
        """
        partial = target.with_suffix(PARTIAL)
        try:
            self._client("pg_dump", "-Fc", "-f", str(partial))
        except (EmbeddedError, Cancelled):
            partial.unlink(missing_ok=True)
            raise
        partial.rename(target)

    def _client(self, program: str, *arguments: str) -> str:
        client = subprocess.Popen(
            [self._program(program), "-h", str(self.folder.sockets), "-U", USER, "-d", DATABASE, *arguments],
            env={**bare_environment(), "PGPASSWORD": self.password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            process_group=0,
        )
        said, complaint = self._patiently(client)
        if client.returncode and "password authentication failed" in complaint:
            raise EmbeddedError(
                f"PostgreSQL refuses the password in {self.folder.root}/secrets.env: that file belongs to other data; "
                "put the right one back"
            )
        if client.returncode:
            raise EmbeddedError(f"{program} failed: {' '.join(complaint.split())} (see {self.process.log})")
        return said.strip()

    def _patiently(self, client: subprocess.Popen[str]) -> tuple[str, str]:
        """A dump may take minutes and a server may hang; whoever wants to stop meanwhile does not wait for it."""
        while True:
            try:
                return client.communicate(timeout=PAUSE)
            except subprocess.TimeoutExpired:
                if self.cancelled():
                    client.kill()
                    client.communicate()
                    raise Cancelled from None

    def _program(self, name: str) -> str:
        return str(self.folder.binaries.postgres / name)

    def _password_file(self) -> Path:
        """For initdb alone. O_EXCL: no link planted in the folder, which is not ours, is followed."""
        path = self.folder.sockets / "password"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password)
            if self.folder.account:
                os.fchown(file.fileno(), self.folder.account.uid, self.folder.account.gid)
        return path

    def _create_cluster(self) -> None:
        """Build beside the target and rename: a cluster that exists is complete."""
        partial = self.cluster.with_name("postgres.new")
        shutil.rmtree(partial, ignore_errors=True)
        self.folder.server_folder(partial.name)
        secret = self._password_file()
        try:
            self._run_once(
                self._program("initdb"),
                *("-D", str(partial), "-U", USER, "--pwfile", str(secret), "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions", *_flags(shared_memory())),
                *(() if self.durable else ("--no-sync",)),
            )
        finally:
            secret.unlink()
        lossy = () if self.durable else _flags(FAST_AND_LOSSY)
        self._run_once(
            *(self._program("postgres"), "--single", "-D", str(partial), *lossy, *_flags(shared_memory()), "postgres"),
            text=f"CREATE DATABASE {DATABASE}\n",
        )
        partial.rename(self.cluster)

    def _run_once(self, *argv: str, text: str = "") -> None:
        ran = subprocess.run(
            argv,
            input=text,
            capture_output=True,
            text=True,
            env=bare_environment(),
            cwd=self.folder.root,
            process_group=0,  # Ctrl-C is the supervisor's business
            pass_fds=self.process.inherit,
            preexec_fn=die_with_parent(signal.SIGKILL),
            **run_as(self.folder.account),
            check=False,
        )
        with contextlib.suppress(OSError), self.process.log.open("a") as log:
            log.write(ran.stdout + ran.stderr)
        if ran.returncode:
            lines = [line for line in ran.stderr.splitlines() if line.strip()] or [UNSAID]
            why = next((line for line in lines if TELLING.search(line)), lines[-1])
            raise EmbeddedError(f"{Path(argv[0]).name} failed: {why} (see {self.process.log})")


def read_postmaster(cluster: Path) -> list[str]:
    """The lines of postmaster.pid (pid, folder, start time, port, socket folder, …); empty when there is none."""
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


def shared_memory(place: Path = SHARED_MEMORY) -> tuple[str, ...]:
    """Containers often have little or no /dev/shm; its place in the data folder is as good for our queries."""
    try:
        found = os.statvfs(place)
    except OSError:
        return () if sys.platform != "linux" else IN_THE_FOLDER
    return () if found.f_bavail * found.f_frsize >= LEAST_SHARED else IN_THE_FOLDER


def _flags(settings: tuple[str, ...]) -> list[str]:
    return [part for setting in settings for part in ("-c", setting)]
