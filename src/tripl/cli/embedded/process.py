"""A child process that cannot outlive us unnoticed: own process group, parent-death signal, output in a file."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from tripl.cli.embedded.account import Account
from tripl.cli.embedded.keeper import LogKeeper

PR_SET_PDEATHSIG = 1
LONGEST_REASON = 300
MOST_READ = 2**18  # bytes of a log, in search of a reason
STAMPED = re.compile(r"^\d{4}-\d\d-\d\d \S+ UTC \[\d+\] ")
UNSAID = "it did not say why"
TELLING = re.compile(
    r"PANIC|FATAL|panic:|Error\b|Exception\b|[Nn]o space left|[Bb]ad file|[Rr]efused|[Pp]ermission denied"
    r"|[Cc]an.?t |[Cc]annot|^postgres: could not|^- "
)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def bare_environment() -> dict[str, str]:
    """What the servers see: the caller's PG*, proxy and locale variables are none of their business."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class _RunAs(TypedDict, total=False):
    umask: int
    user: int
    group: int
    extra_groups: list[int]


def run_as(account: Account | None) -> _RunAs:
    """The arguments of subprocess that make a program run under `account` and keep its files to itself."""
    if account is None:
        return {"umask": 0o077}
    return {"umask": 0o077, "user": account.uid, "group": account.gid, "extra_groups": []}


@dataclass
class Process:
    """One supervised program; start it from the main thread, for the death signal is tied to the thread that forked."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=bare_environment)
    cwd: Path | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    kill_signal: signal.Signals = signal.SIGKILL
    inherit: tuple[int, ...] = ()
    keeper: LogKeeper | None = None
    popen: subprocess.Popen[bytes] | None = None
    _began: tuple[int, int] = (0, 0)

    def start(self) -> None:
        """Start it; its output goes to the log, through the keeper where there is one."""
        with contextlib.ExitStack() as opened:
            log = self.keeper.pipe(self.name) if self.keeper else opened.enter_context(self.log.open("ab")).fileno()
            self._began = _place(self.log)
            self.popen = subprocess.Popen(
                list(self.argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.env),
                cwd=self.cwd,
                pass_fds=self.inherit,
                process_group=0,
                **run_as(self.account),
                preexec_fn=die_with_parent(self.stop_signal),  # noqa: PLW1509 - only prctl; Popen offers no other way
            )

    @property
    def pid(self) -> int:
        """The pid of the running child.

        Raises:
            RuntimeError: It was never started.
        """
        if self.popen is None:
            raise RuntimeError(f"{self.name} was not started")
        return self.popen.pid

    def poll(self) -> int | None:
        """Exit status, or None while it runs."""
        return self.popen.poll() if self.popen else None

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.popen is not None and self.popen.poll() is None

    def ask_to_stop(self) -> None:
        """Send the polite signal; to the program alone, which tells its own children."""
        if self.running:
            self.popen_signal(self.stop_signal)

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False when it still runs after `seconds`."""
        if self.popen is None:
            return True
        try:
            self.popen.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self, seconds: float = 2.0) -> None:
        """Stop it hard, first as it prefers, then its whole group."""
        if self.running and self.kill_signal != signal.SIGKILL:
            self.popen_signal(self.kill_signal)
            self.wait(seconds)
        if self.popen is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.wait(seconds)

    def stop(self, seconds: float) -> bool:
        """Ask, wait, then kill; True when it went by itself."""
        self.ask_to_stop()
        if self.wait(seconds):
            return True
        self.kill()
        return False

    def popen_signal(self, number: signal.Signals) -> None:
        """Deliver a signal to the program itself."""
        if self.popen is not None:
            self.popen.send_signal(number)

    def reason(self) -> str:
        """The last line since its start that speaks of an error; empty when none does."""
        if self.keeper:
            self.keeper.settle(self.name)
        said = [line.strip() for line in self._said().decode(errors="replace").splitlines() if line.strip()]
        telling = next((line for line in reversed(said) if TELLING.search(line)), "")
        return STAMPED.sub("", telling)[:LONGEST_REASON].removeprefix("- ")

    def _said(self) -> bytes:
        """Since its start, and of much only the end; the log may have turned over since."""
        file, offset = self._began
        if _place(self.log)[0] == file:
            return _end(self.log, offset)
        earlier = self.log.with_name(f"{self.log.name}.1")
        return _end(earlier, offset if _place(earlier)[0] == file else 0) + _end(self.log, 0)

    @property
    def epitaph(self) -> str:
        """Its reason and where to read more, for the sentence that says that it did not work out."""
        return f"{self.reason() or UNSAID} (see {self.log})"

    def last_words(self, lines: int = 5) -> str:
        """The end of its log, for the sentence that says why it failed."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def _place(log: Path) -> tuple[int, int]:
    """Which file it is, and where it ends."""
    try:
        found = log.stat()
    except OSError:
        return 0, 0
    return found.st_ino, found.st_size


def _end(log: Path, offset: int) -> bytes:
    try:
        with log.open("rb") as file:
            file.seek(max(offset, file.seek(0, os.SEEK_END) - MOST_READ))
            return file.read()
    except OSError:
        return b""


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What a child does before it becomes its program (Linux, from the main thread): hear of our death."""
    libc = _libc
    if libc is None or threading.current_thread() is not threading.main_thread():
        return None
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return ask_kernel
