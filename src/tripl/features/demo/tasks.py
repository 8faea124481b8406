"""Celery entry points of demos."""

from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.demo import service
from tripl.features.demo.schemas import DemoPolicy
from tripl.kit.clock import utcnow


@task("demo.advance")
def advance(wiring: Wiring) -> None:
    """Bring the demos in use up to the last full hour."""
    with wiring.transaction() as session:
        service.advance(session, wiring.policy(DemoPolicy), utcnow())
