"""A `tripl up` of our own, driven as a person would: its output, its signals, its end."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.request
from typing import Any, Self

ADDRESS = "tripl is running: "


class RunningUp:
    """The command `tripl up` over `data`, in a process of its own."""

    def __init__(self, data: pathlib.Path, *options: str, python: str = sys.executable, **popen: Any) -> None:
        self.data = data
        self._command = [python, "-m", "tripl.cli", "up", "--data", str(data), "--no-browser", *options]
        self._popen = popen
        self._begin()

    def _begin(self, *more: str) -> None:
        data = self.data
        beside = data.parent if os.access(data.parent, os.W_OK) else data.parent.parent
        self.output = beside / f"{data.name}.{time.monotonic_ns()}.out"
        self.began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [*self._command, *more],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=data.parent,
                **self._popen,
            )

    def begin_again(self) -> None:
        """The same command at the same address, once the one before has ended."""
        port = self.url.rpartition(":")[2].rstrip("/")
        self.process.wait()
        self._begin("--port", port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    @property
    def lines(self) -> list[str]:
        return self.output.read_text().splitlines()

    def wait_for(self, words: str, seconds: float = 60) -> float:
        """Seconds from the start of the command until a line holds `words`."""
        deadline = time.monotonic() + seconds
        while not any(words in line for line in self.lines):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"never said {words!r} (status {self.process.poll()}):\n" + "\n".join(self.lines))
            time.sleep(0.02)
        return time.monotonic() - self.began

    def wait_for_log(self, name: str, words: str, seconds: float = 60) -> None:
        """Until the log of one child holds `words`."""
        log = self.data / "logs" / f"{name}.log"
        deadline = time.monotonic() + seconds
        while not log.exists() or words not in log.read_text(errors="replace"):
            if time.monotonic() > deadline:
                raise AssertionError(f"{log} never said {words!r}")
            time.sleep(0.05)

    @property
    def url(self) -> str:
        return next(line for line in self.lines if line.startswith(ADDRESS)).removeprefix(ADDRESS)

    def healthy(self) -> bool:
        with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:
            return bool(answer.status == 200 and answer.read() == b'{"status":"ok"}')

    def end(self, *numbers: signal.Signals, seconds: float = 15) -> tuple[int, float]:
        """Send the signals, half a second apart; exit status and seconds until the end."""
        begin = time.monotonic()
        for position, number in enumerate(numbers):
            time.sleep(0.5 if position else 0)
            self.process.send_signal(number)
        return self.process.wait(seconds), time.monotonic() - begin

    def children(self, words: str) -> list[int]:
        """The direct children whose command line holds `words` (Linux)."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == self.process.pid and words in (entry / "cmdline").read_text().replace("\0", " "):
                    found.append(int(entry.name))
            except (OSError, IndexError, ValueError):
                continue
        return found

    def kill_child(self, words: str) -> None:
        (pid,) = self.children(words)
        os.kill(pid, signal.SIGKILL)
