"""Writes down what the parts print: a process that outlives a killed supervisor until the last part has ended.

The parts hold pipes, not files, so a log can turn over while they run. A thread of the supervisor would go silent with
it; a fork costs two megabytes, which it shares.
"""

import array
import contextlib
import fcntl
import os
import selectors
import signal
import termios
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tripl.cli.embedded.logs import LIMIT, LogFile

PIECE = 2**13
DRAINED_WITHIN = 1.0  # seconds
AFTER_READ = 0.03  # seconds between reading a piece and having written it


class LogKeeper:
    """One pipe a part. `stop` when the parts have ended; `mend` now and then."""

    def __init__(self, log: Callable[[str], Path], names: Iterable[str], lock: int, limit: int = LIMIT) -> None:
        self._files = {name: LogFile(log(name), limit) for name in names}
        self._pipes = {name: os.pipe() for name in self._files}
        self._lock = lock
        self._pid = 0

    @property
    def pid(self) -> int:
        return self._pid

    def start(self) -> None:
        """From a process without other threads."""
        self._pid = os.fork()
        if self._pid == 0:
            try:
                self._keep()
            finally:
                os._exit(0)

    def mend(self) -> bool:
        """Whether it had ended and was started again; what was printed meanwhile waited in the pipes."""
        if not self._gone():
            return False
        self.start()
        return True

    def pipe(self, name: str) -> int:
        """Where the part writes."""
        return self._pipes[name][1]

    def settle(self, name: str) -> None:
        """Wait until what the part has printed is in its log."""
        waiting, until = array.array("i", [0]), time.monotonic() + DRAINED_WITHIN
        while time.monotonic() < until:
            fcntl.ioctl(self._pipes[name][0], termios.FIONREAD, waiting)
            if not waiting[0]:
                break
            time.sleep(0.01)
        time.sleep(AFTER_READ)

    def stop(self, seconds: float = DRAINED_WITHIN) -> None:
        """It ends by itself once nobody can print any more."""
        for ends in self._pipes.values():
            for end in ends:
                os.close(end)
        until = time.monotonic() + seconds
        while not self._gone():
            if time.monotonic() > until:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(self._pid, 0)
                return
            time.sleep(0.01)

    def _gone(self) -> bool:
        if not self._pid:
            return True
        try:
            return os.waitpid(self._pid, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return True

    def _keep(self) -> None:
        """Deaf to the signals that stop the others: their last words are still to come."""
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ends = {ends[0]: self._files[name] for name, ends in self._pipes.items()}
        _close_all_but({*ends, self._lock})
        with selectors.DefaultSelector() as selector:
            for end in ends:
                selector.register(end, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select():
                    if piece := os.read(key.fd, PIECE):
                        ends[key.fd].write(piece)
                    else:
                        selector.unregister(key.fd)


def _close_all_but(wanted: set[int]) -> None:
    """The page's socket, the terminal and the writing ends are not its business."""
    here = next(place for place in (Path("/proc/self/fd"), Path("/dev/fd")) if place.is_dir())
    for fd in [int(entry.name) for entry in here.iterdir()]:
        if fd not in wanted:
            with contextlib.suppress(OSError):
                os.close(fd)
