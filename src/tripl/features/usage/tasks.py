"""Celery entry point of the usage report."""

from sqlalchemy.orm import Session

from tripl.db.clock import shared_now
from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.collection import service as collection
from tripl.features.usage import service
from tripl.features.usage.schemas import UsagePolicy

REPORT = "usage.report"


@task(REPORT)
def report(wiring: Wiring) -> None:
    """Tell of the installation, where somebody asked for it."""
    with wiring.transaction() as session:
        now = shared_now(session)

    def done(session: Session) -> None:
        collection.completed(session, REPORT, now)

    service.report(wiring.transaction, wiring.policy(UsagePolicy), now, done)
