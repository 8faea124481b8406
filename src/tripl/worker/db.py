"""The one synchronous engine of this worker process, opened on first use."""

from functools import lru_cache

from tripl.bootstrap import make_wiring
from tripl.edge.wiring import Wiring
from tripl.worker.started import started


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Made after the fork: a child never shares a parent's connection."""
    return make_wiring(started(), "worker")


def dispose() -> None:
    """Forget what was inherited or opened; the next use makes it anew."""
    if wiring.cache_info().currsize:
        wiring().sessions.kw["bind"].dispose(close=False)
    wiring.cache_clear()
