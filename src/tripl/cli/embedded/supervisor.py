"""Keeps a set of processes alive and stops them in order."""

import signal
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tripl.cli.embedded.process import Process
from tripl.cli.embedded.report import Trouble
from tripl.cli.embedded.signals import StopRequests

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
SETTLED = 60.0  # seconds after which an earlier crash is forgiven
LOOP = 5  # falls in a row after which waiting alone will hardly help
TROUBLE = 3  # falls in a row after which the page says it too: one crash is over before anybody reads of it
HEARTBEAT = 1.0


@dataclass
class _Child:
    process: Process
    began: float
    delay: float = FIRST_DELAY
    due: float | None = None
    falls: int = 0
    since: float = 0.0
    reason: str = ""

    def trouble(self) -> Trouble:
        return Trouble(self.process.name, self.since, self.falls, self.reason, str(self.process.log))


class Supervisor:
    """The children in the order they were adopted.

    `say` gets one line a state change, `started` every new pid, `report` the parts that keep falling.
    """

    def __init__(
        self,
        stops: StopRequests,
        say: Callable[[str], None],
        started: Callable[[str, int], None],
        report: Callable[[list[Trouble]], None],
    ) -> None:
        self._stops = stops
        self._say = say
        self._started = started
        self._report = report
        self._children: dict[str, _Child] = {}

    def adopt(self, process: Process) -> None:
        """Watch a process that was started."""
        self._children[process.name] = _Child(process, time.monotonic())
        self._started(process.name, process.pid)

    def watch(self, look: Callable[[], None]) -> None:
        """Restart what ends, until somebody asks to stop; `look` is called at every turn."""
        while not self._stops:
            look()
            self.mend()
            self._stops.wait(HEARTBEAT)

    def mend(self) -> None:
        """One look at every child: a fall is announced and mended after a delay that doubles."""
        now = time.monotonic()
        for child in self._children.values():
            status = child.process.poll()
            if status is None:
                self._forgive(child, now)
            elif child.due is None:
                self._plan_restart(child, status, now)
            elif now >= child.due:
                self._restart(child, now)

    def stop(self, stages: Sequence[tuple[float, Sequence[str]]]) -> bool:
        """Stop stage by stage: (seconds for the stage, names in the order they are asked). True when all went by
        themselves. What a stage leaves of its time is the next one's; a further request to stop ends the waiting.
        """
        patience, orderly, deadline = min(self._stops.count, 1), True, time.monotonic()
        for seconds, names in stages:
            deadline += seconds
            stage = [self._children[name].process for name in names if name in self._children]
            orderly &= self._stop_stage(stage, deadline, patience)
        return orderly

    def _stop_stage(self, stage: Iterable[Process], deadline: float, patience: int) -> bool:
        orderly = True
        for process in stage:
            process.ask_to_stop()
        for process in stage:
            while process.running and time.monotonic() < deadline and self._stops.count <= patience:
                self._stops.wait(min(0.1, deadline - time.monotonic()))
            if process.running:
                orderly = False
                process.kill(0.5)
                self._say(f"{process.name} killed")
            elif process.popen is not None:
                process.kill(0)  # what is left of its group
                self._say(f"{process.name} stopped")
        return orderly

    def _restart(self, child: _Child, now: float) -> None:
        try:
            child.process.start()
        except OSError as error:  # a full disk, no more processes: as good as a fall
            child.due = now + child.delay
            self._say(f"{child.process.name} cannot be started, next try in {child.delay:g} s: {error.strerror}")
            child.delay = min(child.delay * 2, LONGEST_DELAY)
            return
        child.began, child.due = now, None
        self._started(child.process.name, child.process.pid)
        self._say(f"{child.process.name} started again")

    def _forgive(self, child: _Child, now: float) -> None:
        if child.falls and now - child.began > SETTLED:
            if child.falls >= LOOP:
                self._say(f"{child.process.name} has been running for a minute again")
            child.falls, child.delay = 0, FIRST_DELAY
            self._tell()

    def _tell(self) -> None:
        self._report([child.trouble() for child in self._children.values() if child.falls >= TROUBLE])

    def _plan_restart(self, child: _Child, status: int, now: float) -> None:
        self._forgive(child, now)
        child.process.kill(0)  # what is left of its group must not work beside its successor
        child.since = child.since if child.falls else time.time()
        child.due, child.falls = now + child.delay, child.falls + 1
        name, log = child.process.name, child.process.log
        reason = child.reason = "" if status == -signal.SIGKILL else child.process.reason()
        self._tell()
        why = f": {reason}" if reason else ""
        self._say(f"{name} ended with status {status}, starting it again in {child.delay:g} s{why} (see {log})")
        if child.falls == LOOP:
            self._say(
                f"{name} keeps failing ({LOOP} times in a row) and is tried again every {LONGEST_DELAY:g} s at most; "
                f"the last reason: {reason or 'none given'} (see {log})"
            )
        child.delay = min(child.delay * 2, LONGEST_DELAY)
