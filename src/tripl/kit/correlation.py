"""For whom this code works: the ids on every line of the log, which a request also hands to the tasks it sends."""

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

HEADER = "tripl_request_id"
"""Of a message in the broker."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that this code works for; threads of a request inherit it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker process is doing; `request_id` is of the request that asked for it."""

    id: str
    name: str
    request_id: str = ""
    began: float = field(default_factory=time.monotonic)


_doing: list[Task] = []
"""One or none: a worker process does one task at a time, and every thread of it works for that one."""


def begin(task: Task) -> None:
    _doing[:] = [task]


def end() -> None:
    _doing.clear()


def doing() -> Task | None:
    return _doing[0] if _doing else None


def request() -> str:
    """The request behind this code, however many tasks lie between; empty where there is none."""
    return request_id.get() or (_doing[0].request_id if _doing else "")
