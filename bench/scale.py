"""`scale`: the same backlog for one, two and four workers, and the connections they hold meanwhile."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import psycopg
from bench.table import Row
from tests.fakes.receiver import Answer
from tests.ops.crew import Crew, open_crew
from tests.ops.processes import counted_rows, total

from tripl.bootstrap import POOL

NAME = "scale"
WORKERS = (1, 2, 4)
SLOTS = 2
MESSAGES, EACH = 120, 0.25
RUNS = 12
REACH = 0.7
"""Of what twice the workers could do at most, for work that waits for others."""
HELD = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'tripl-worker%'"


@dataclass(frozen=True)
class Figure:
    """What one number of workers did."""

    workers: int
    messages: float
    runs: float
    connections: int


def run() -> list[Row]:
    figures = [_figure(workers) for workers in WORKERS]
    one = figures[0]
    rows = []
    for each in figures:
        most = each.workers * (SLOTS * sum(POOL["worker"]) + 1)
        faster = one.messages / each.messages
        rows += [
            Row(
                NAME,
                f"{MESSAGES} messages of {EACH * 1000:.0f} ms, {each.workers} × {SLOTS} slots",
                f"{each.messages:.1f} s",
                f"{one.messages:.1f} s, one worker",
                f"{faster:.2f}×",
                f"≥ {REACH * each.workers:.1f}×",
                faster >= REACH * each.workers,
            ),
            Row(
                NAME,
                f"{RUNS} collections, {each.workers} × {SLOTS} slots",
                f"{each.runs:.1f} s",
                f"{one.runs:.1f} s, one worker",
                f"{one.runs / each.runs:.2f}×",
                "all whole",
                True,
            ),
            Row(
                NAME,
                f"connections of {each.workers} × {SLOTS} slots",
                str(each.connections),
                str(most),
                f"{each.connections / most:.2f}×",
                f"≤ {most}",
                each.connections <= most,
            ),
        ]
    return rows


def _figure(workers: int) -> Figure:
    with open_crew() as crew:
        crew.receiver.always = Answer(delay=EACH)
        crew.hire(**{f"w{number}": SLOTS for number in range(workers)})
        with _Counting(crew) as counting:
            messages = crew.deliveries(MESSAGES)
            sent = "SELECT count(*) FROM alert_deliveries WHERE status = 'sent'"
            told = _seconds(crew, "alerts.deliver", messages, lambda: crew.value(sent) == MESSAGES)
            made = [crew.run(f"scaled{number}") for number in range(RUNS)]
            ended = "SELECT count(*) FROM scan_jobs WHERE status = 'completed'"
            counted = _seconds(crew, "collection.run", [job for _, job in made], lambda: crew.value(ended) == RUNS)
        for scan, _ in made:
            assert total(crew.engine, scan) == counted_rows(crew.engine, scan)
        assert [crew.arrived(each) for each in messages] == [1] * MESSAGES
        return Figure(workers, told, counted, counting.most)


def _seconds(crew: Crew, task: str, ids: list[uuid.UUID], done: Callable[[], bool]) -> float:
    begin = time.monotonic()
    for each in ids:
        crew.send(task, each)
    crew.until(done, f"the backlog of {task} is done", 300)
    return time.monotonic() - begin


class _Counting:
    """The most connections that the workers held at one moment."""

    def __init__(self, crew: Crew) -> None:
        self.most = 0
        self._dsn = crew.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as watching:
            while not self._done.wait(0.1):
                found = watching.execute(HELD).fetchone()
                self.most = max(self.most, int(found[0]) if found else 0)


if __name__ == "__main__":
    for row in run():
        print(row)
