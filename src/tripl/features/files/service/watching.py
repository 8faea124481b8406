"""A thread beside a load: says that its worker lives, and notices a stop."""

import logging
import threading
import time
from types import TracebackType
from typing import Any, Self

from tripl.db.clock import shared_now
from tripl.features.files import repository
from tripl.features.files.errors import GivenBackError, StoppedError
from tripl.features.files.schemas import Claim, Work
from tripl.features.files.service.recording import tell

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.2
BEAT_SECONDS = 3.0
TELL_SECONDS = 1.0


class Watch:
    """Keeps a claim alive while its block runs; `check` raises once the file is not ours or the worker is to end."""

    def __init__(self, work: Work, claim: Claim) -> None:
        self._work, self._claim = work, claim
        self._done = threading.Event()
        self._lost = False
        self._told = 0.0
        self._thread = threading.Thread(target=self._run, name=f"file-{claim.file_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=5)

    def check(self) -> None:
        if self._work.stopping():
            raise GivenBackError("This worker ends.")
        if self._lost:
            raise StoppedError("The load was cancelled or taken over.")

    def progress(self, done: float, rows: int, rejected: int) -> None:
        """Tell the pages now and then how far the load is."""
        self.check()
        if time.monotonic() - self._told >= TELL_SECONDS:
            self._told = time.monotonic()
            self.report(progress=round(min(done, 1.0), 4), loaded_rows=rows, rejected_rows=rejected)

    def report(self, **values: Any) -> None:
        with self._work.transaction() as session:
            file = repository.report(session, self._claim.file_id, self._claim.fence, **values)
            if file is None:
                raise StoppedError("The load was cancelled or taken over.")
            tell(session, file)

    def _run(self) -> None:
        beaten = time.monotonic()
        while not self._done.wait(LOOK_SECONDS):
            if time.monotonic() - beaten >= BEAT_SECONDS:
                beaten = time.monotonic()
                self._lost = not self._beat()

    def _beat(self) -> bool:
        try:
            with self._work.transaction() as session:
                now = shared_now(session)
                held = repository.report(session, self._claim.file_id, self._claim.fence, heartbeat_at=now)
        except Exception:
            # The database may be back in time; if not, the claim dies and the load is taken over.
            log.warning("a heartbeat of file %s was lost", self._claim.file_id, exc_info=True)
            return True
        return held is not None
