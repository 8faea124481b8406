"""Whether this worker was asked to end: long steps look, give back what they hold, and stop."""

import mmap
from typing import Any

from celery.signals import worker_shutting_down

_asked = mmap.mmap(-1, 1)
"""One byte that a worker shares with its forked children: not zero once it was asked to end."""


def ending() -> bool:
    return _asked[0] != 0


@worker_shutting_down.connect
def tell_children(**_: Any) -> None:
    """Sent in the parent; children look at the byte while they work."""
    _asked[0] = 1
