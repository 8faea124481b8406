"""Signals as something a loop can wait for."""

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Self

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequests:
    """Counts the requests to stop while it is entered; `wait` ends early on any signal, SIGCHLD included."""

    def __init__(self) -> None:
        self.count = 0
        self.last = 0
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)

    def __enter__(self) -> Self:
        self._before = {number: signal.getsignal(number) for number in (*STOPPING, signal.SIGCHLD)}
        for number in STOPPING:
            signal.signal(number, self._asked)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __bool__(self) -> bool:
        return self.count > 0

    def wait(self, seconds: float) -> None:
        """Sleep, but not through a signal."""
        if select.select([self._read], [], [], max(seconds, 0))[0]:
            os.read(self._read, 4096)

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        self.count += 1
        self.last = number
