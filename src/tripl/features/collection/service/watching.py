"""A thread beside the work: says that the holder lives, notices a stop, and interrupts the warehouse."""

import contextlib
import logging
import threading
import time
from types import TracebackType
from typing import Self

from tripl.features.collection.schemas import Stopped, Work
from tripl.features.scans import service as scans
from tripl.features.scans.errors import StaleFence
from tripl.features.scans.schemas import Lease
from tripl.warehouses.base import Warehouse

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.2
BEAT_SECONDS = 3.0
"""Far below the lease's fifteen: the same beat tells whether a person has stopped the run."""


class Watch:
    """Keeps a lease alive while its block runs; `check` raises once the run is not ours or the worker is to end."""

    def __init__(self, work: Work, lease: Lease) -> None:
        self._work, self._lease = work, lease
        self._done = threading.Event()
        self._lost = self._stopping = False
        self._warehouse: Warehouse | None = None
        self._thread = threading.Thread(target=self._run, name=f"lease-{lease.job_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=5)

    def guard(self, warehouse: Warehouse) -> None:
        """From now on a stop also interrupts what this warehouse runs."""
        self._warehouse = warehouse
        self.check()

    def check(self) -> None:
        """Stopped when the worker is to end, StaleFence when the run was stopped or taken over."""
        if self._stopping or self._work.stopping():
            raise Stopped
        if self._lost:
            raise StaleFence("The run was stopped or taken over")

    def _run(self) -> None:
        beaten = time.monotonic()
        while not self._done.wait(LOOK_SECONDS):
            if self._work.stopping():
                self._stopping = True
            elif time.monotonic() - beaten >= BEAT_SECONDS:
                beaten = time.monotonic()
                self._lost = not self._beat()
            if self._stopping or self._lost:
                self._interrupt()

    def _beat(self) -> bool:
        try:
            with self._work.transaction() as session:
                return scans.heartbeat(session, self._lease.job_id, self._lease.fence)
        except Exception:
            # The database may be back in time; if not, the lease dies and the run is taken over.
            log.warning("a heartbeat of run %s was lost", self._lease.job_id, exc_info=True)
            return True

    def _interrupt(self) -> None:
        if self._warehouse is not None:
            with contextlib.suppress(Exception):  # it may just have ended by itself
                self._warehouse.cancel()
