"""Celery entry points of the system."""

from tripl.db.clock import shared_now
from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.system import service
from tripl.features.system.schemas import UsagePolicy


@task("system.report_usage")
def report_usage(wiring: Wiring) -> None:
    """Tell of the installation, where somebody asked for it."""
    with wiring.transaction() as session:
        now = shared_now(session)
    service.report(wiring.transaction, wiring.policy(UsagePolicy), now)
