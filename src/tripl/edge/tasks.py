"""How a Celery task is made: named `feature.verb`, handed the wiring, ids only."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, cast

from celery import shared_task
from celery.exceptions import Reject

from tripl.db.waits import was_cut_short
from tripl.edge.ending import ending
from tripl.edge.wiring import Wiring

P = ParamSpec("P")


class Wired(Protocol):
    """The worker's Celery application, as a task sees it."""

    def wiring(self) -> Wiring: ...


class Bound(Protocol):
    """A task instance while it runs."""

    @property
    def app(self) -> Wired: ...


def task(name: str, **options: Any) -> Callable[[Callable[Concatenate[Wiring, P], None]], Callable[P, None]]:
    """Register a function as a Celery task; its first argument is the worker's wiring."""

    def decorate(function: Callable[Concatenate[Wiring, P], None]) -> Callable[P, None]:
        def entry(self: Bound, *args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(self.app.wiring(), *args, **kwargs)
            except Exception as error:
                if ending() and was_cut_short(error):
                    raise Reject(error, requeue=True) from error  # by us, so that this worker can end
                raise

        entry.__name__ = function.__name__
        entry.__doc__ = function.__doc__
        entry.__module__ = function.__module__
        register = cast(
            "Callable[[Any], Callable[P, None]]", shared_task(name=name, bind=True, max_retries=0, **options)
        )
        return register(entry)

    return decorate
