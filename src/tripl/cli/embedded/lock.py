"""One supervisor a data folder: an flock that the children inherit, free only when the last of them is gone."""

import contextlib
import fcntl
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.holders import holders_of
from tripl.cli.embedded.postgres import read_postmaster
from tripl.kit.processes import HAS_PROC, is_same, start_time

ORPHANS_GRACE, ORPHANS_END = 6.0, 9.0  # seconds until orphans are killed, and until we give up
ROOM = 512  # bytes that stay taken, so that a full disk does not keep anybody from signing
TAKEOVER_PAUSE = 0.2  # seconds in which a supervisor that has just taken the lock writes its name


class FolderLock:
    """Held for the life of the supervisor; `fd` is handed to every child."""

    def __init__(self, root: Path, *, has_proc: bool = HAS_PROC) -> None:
        self._has_proc = has_proc
        self.root = root
        self.path = root / "lock"
        self.pids = root / "pids"
        self.fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> bool:
        """Take the folder; True when leftovers of a killed supervisor had to be stopped first.

        Raises:
            EmbeddedError: Another supervisor is alive on this folder.
        """
        if self._try():
            self._sign()
            return False
        refuse_if_running(self.root)
        time.sleep(TAKEOVER_PAUSE)
        refuse_if_running(self.root)
        self._stop_orphans()
        self._sign()
        return True

    def announce(self, url: str) -> None:
        """Write down the address, for the message a second `up` shows."""
        self._sign(url=url)

    def remember(self, name: str, pid: int) -> None:
        """Note a child: the way to find orphans where there is no /proc."""
        if self._has_proc:
            return
        self.pids.mkdir(exist_ok=True)
        (self.pids / name).write_text(json.dumps({"pid": pid, "started": start_time(pid)}))

    def release(self) -> None:
        """Give the folder back; the children are gone."""
        os.pwrite(self.fd, b" " * ROOM, 0)
        os.close(self.fd)

    def _try(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _sign(self, **more: str) -> None:
        text = json.dumps({"pid": os.getpid(), "started": start_time(os.getpid()), **more}).encode()
        os.pwrite(self.fd, text.ljust(ROOM), 0)

    def _stop_orphans(self) -> None:
        begin, killed = time.monotonic(), False
        for pid in self._orphans():
            self._ask(pid)
        while not self._try():
            passed = time.monotonic() - begin
            if passed > ORPHANS_END:
                raise EmbeddedError(f"processes of an earlier tripl still use {self.root}: {self._orphans()}")
            if passed > ORPHANS_GRACE and not killed:
                killed = True
                for pid in self._orphans():
                    _send(pid, signal.SIGKILL)
            time.sleep(0.05)

    def _ask(self, pid: int) -> None:
        """PostgreSQL's backends leave with their postmaster; a SIGTERM of their own would only look like a crash."""
        postmaster = next(iter(read_postmaster(self.root / "postgres")), "")
        if str(pid) == postmaster:
            _send(pid, signal.SIGINT)
        elif _parent(pid) != postmaster:
            _send(pid, signal.SIGTERM)

    def _orphans(self) -> list[int]:
        if self._has_proc:
            return holders_of(self.path)
        known = [_read(path) for path in self.pids.glob("*")]
        return [entry["pid"] for entry in known if entry and is_same(entry["pid"], entry["started"])]


def refuse_if_running(root: Path) -> None:
    """A look without taking the folder.

    Raises:
        EmbeddedError: A supervisor is alive on it.
    """
    owner = _read(root / "lock")
    if owner and is_same(owner["pid"], owner["started"]):
        where = f" at {owner['url']}" if "url" in owner else ""
        raise EmbeddedError(f"tripl is already running on {root}{where} (process {owner['pid']})")


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"pid", "started"} <= found.keys() else None


def _parent(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
    except OSError:
        return ""


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
