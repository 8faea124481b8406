"""Waits for our own server that can be cut short: what is interrupted here also ends there.

Closing the socket is not enough. A backend that waits for a lock looks at its client only when it has the lock, and
meanwhile everybody else queues behind it.
"""

import os
import time
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakSet

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
PATIENCE = 5.0
"""Seconds for the server to end a statement; a connection that still runs one then is closed."""

_open: "WeakSet[Connection]" = WeakSet()
os.register_at_fork(after_in_child=_open.clear)  # those are the parent's


class Connection(psycopg.Connection[Any]):
    """Ends its statement on the server when a time limit of the task breaks in; psycopg does so for Ctrl-C alone."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.waits_since: float | None = None
        _open.add(self)

    def wait(self, gen: PQGen[T], *arguments: Any, **options: Any) -> T:
        self.waits_since = time.monotonic()
        try:
            return super().wait(gen, *arguments, **options)
        except psycopg.Error:
            raise
        except Exception:
            self._end(gen)
            raise
        finally:
            self.waits_since = None

    def _end(self, gen: PQGen[Any]) -> None:
        with suppress(psycopg.Error, StopIteration):
            self.cancel_safe(timeout=PATIENCE)
            super().wait(gen, timeout=PATIENCE)
        if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
            self.close()


def cut_short(longest: float) -> None:
    """Cancel what this process has been waiting for longer than so many seconds."""
    edge = time.monotonic() - longest
    for each in list(_open):
        since = each.waits_since
        if since is not None and since < edge:
            with suppress(psycopg.Error):
                each.cancel_safe(timeout=PATIENCE)


def was_cut_short(error: BaseException) -> bool:
    """Whether a statement was cancelled under this error."""
    found = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(found, psycopg.errors.QueryCanceled)
