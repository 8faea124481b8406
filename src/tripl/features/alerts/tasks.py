"""Celery entry points of alerting."""

import uuid

from tripl.db.clock import shared_now
from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.alerts import service
from tripl.features.alerts.schemas import AlertPolicy


@task("alerts.deliver")
def deliver(wiring: Wiring, delivery_id: str) -> None:
    """Send one waiting message."""
    service.deliver(wiring.transaction, uuid.UUID(delivery_id), wiring.policy(AlertPolicy))


@task("alerts.requeue_stranded")
def requeue_stranded(wiring: Wiring) -> None:
    """Chase messages whose task or sender was lost."""
    with wiring.transaction() as session:
        service.requeue_stranded(session, shared_now(session))
