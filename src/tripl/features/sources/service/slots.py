"""Requests that wait for a warehouse have few places, so that they never take all request threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from tripl.kit.errors import Unavailable

PLACES = 4
RETRY_AFTER = 5


class WarehouseSlots:
    def __init__(self, places: int = PLACES) -> None:
        self._places = BoundedSemaphore(places)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place; Unavailable at once when none is free."""
        if not self._places.acquire(blocking=False):
            raise Unavailable(
                "Other requests are waiting for a warehouse. Try again in a few seconds.", retry_after=RETRY_AFTER
            )
        try:
            yield
        finally:
            self._places.release()


SLOTS = WarehouseSlots()
"""Those of this process."""
