"""What the two embedded servers have in common: launch, wait until ready, stop."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.process import Process


class EmbeddedServer(ABC):
    """A server over a data folder; a context manager, or `start` and `stop`."""

    title: str
    process: Process

    @property
    @abstractmethod
    def ready(self) -> bool:
        """Whether it answers now."""

    @property
    @abstractmethod
    def url(self) -> str:
        """Where it answers."""

    @abstractmethod
    def launch(self) -> None:
        """Start without waiting, so that other things can start meanwhile."""

    @abstractmethod
    def clear_stale(self) -> None:
        """Remove what a killed server left. Only for the holder of the folder's lock: no server runs then."""

    def set_aside(self) -> bool:
        """Move damaged data away that tripl can do without; False when there is none."""
        return False

    def start(self, timeout: float = 60.0) -> str:
        """Start (creating what is missing the first time) and return the URL once it answers."""
        self.launch()
        self.wait_ready(timeout)
        return self.url

    def wait_ready(self, timeout: float = 60.0, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Return when it answers, or when `cancelled` says that nobody waits any more.

        Raises:
            EmbeddedError: It ended, or took longer than `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while not self.ready and not cancelled():
            if not self.process.running:
                raise EmbeddedError(f"{self.title} did not start: {self.process.epitaph}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"{self.title} was not ready after {timeout:.0f} s; see {self.process.log}")
            time.sleep(0.01)

    def stop(self, grace: float = 5.0) -> bool:
        """Orderly stop; after `grace` seconds a hard one. True when it was the former."""
        return self.process.stop(grace)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
