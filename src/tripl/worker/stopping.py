"""A worker that was asked to end waits for nothing in its own database any longer than a moment."""

import threading
import time

from tripl.db.waits import cut_short
from tripl.edge.ending import ending

LOOK_SECONDS = 0.5
LONGEST_WAIT = 2.0
"""Seconds for a statement; what takes longer then is cancelled, and its task goes back to the queue."""


def watch() -> None:
    """In a child, from a thread: nothing else runs while it waits for the server."""
    threading.Thread(target=_look, name="stopping", daemon=True).start()


def _look() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        if ending():
            cut_short(LONGEST_WAIT)
