"""Looks at the space that is left while everything runs: the servers' own words about it come too late."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

MEGABYTE = 2**20
LOW_MB, ENOUGH_MB = 100, 150
EVERY = 2.0  # seconds


class DiskWatch:
    """Says once that space runs out, and once that there is enough again."""

    def __init__(self, root: Path, say: Callable[[str], None]) -> None:
        self._root = root
        self._say = say
        self._low = False
        self._next = 0.0

    def look(self) -> None:
        """Cheap, and does nothing when it looked a moment ago."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        free = shutil.disk_usage(self._root).free // MEGABYTE
        if not self._low and free < LOW_MB:
            self._low = True
            self._say(f"the disk of {self._root} is nearly full ({free} MB left): make space, or counting stops")
        elif self._low and free >= ENOUGH_MB:
            self._low = False
            self._say(f"the disk of {self._root} has space again ({free} MB)")
