"""One attempt to send: claim in one transaction, call outside of any, store the outcome in another."""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.message import Message
from tripl.channels.registry import open_channel
from tripl.channels.transport import Transport
from tripl.db.clock import shared_now
from tripl.db.outbox import announce, count, enqueue
from tripl.features.alerts.repository import deliveries as repository
from tripl.features.alerts.repository import states
from tripl.features.alerts.schemas import AlertPolicy
from tripl.features.alerts.service import secrets, wording
from tripl.features.alerts.service.configuring import transport
from tripl.kit.counters import DELIVERIES
from tripl.kit.crypto import UnreadableSecret
from tripl.models.alerts import AlertDestination, AlertRule

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
BACK_OFF = (60.0, 120.0, 300.0, 600.0)
"""Seconds before the second, third, … attempt, each stretched by up to a quarter."""
LONGEST_WAIT = 3600.0
LOST_AFTER = timedelta(seconds=30)
"""A delivery that is due for so long has probably lost its message."""

Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Order:
    """A claimed delivery and all that is needed to send it."""

    id: uuid.UUID
    project_id: uuid.UUID
    claimed_at: datetime
    attempts: int
    kind: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    message: Message


def deliver(
    transaction: Transaction,
    delivery_id: uuid.UUID,
    policy: AlertPolicy,
    clock: Callable[[Session], datetime] = shared_now,
) -> None:
    """Send a waiting delivery once. Does nothing when another sender has it, or it is finished or gone."""
    with transaction() as session:
        order = take(session, delivery_id, policy, clock(session))
    if order is None:
        return
    failure = attempt(order, transport(policy))
    with transaction() as session:
        settle(session, order, failure, clock(session))


def take(session: Session, delivery_id: uuid.UUID, policy: AlertPolicy, now: datetime) -> Order | None:
    """Claim a delivery; what was switched off since it was made fails here, by name."""
    if not repository.claim(session, delivery_id, now):
        return None
    delivery, rule, destination = repository.claimed(session, delivery_id)
    reason = _stopped(rule, destination, now)
    kept: Mapping[str, str] = {}
    try:
        kept = secrets.read(session, destination.id)
    except UnreadableSecret as error:
        reason = reason or f"{error}; enter the destination's secrets again"
    if reason:
        repository.finish(session, delivery_id, None, status="failed", error_message=reason, error_permanent=True)
        count(session, DELIVERIES, "failed")
        announce(session, delivery.project_id, "alert", delivery_id=str(delivery_id), status="failed")
        return None
    told = wording.message(delivery.payload_snapshot or {}, policy.base_url)
    return Order(
        id=delivery_id,
        project_id=delivery.project_id,
        claimed_at=now,
        attempts=delivery.attempts,
        kind=destination.type,
        settings=destination.settings,
        secrets=kept,
        message=replace(told, format=rule.message_format if rule else None),
    )


def _stopped(rule: AlertRule | None, destination: AlertDestination, now: datetime) -> str | None:
    if not destination.enabled:
        return f"Not sent: destination “{destination.name}” was switched off"
    if rule is None:
        return None
    if not rule.enabled:
        return f"Not sent: rule “{rule.name}” was switched off"
    if rule.muted_until is not None and rule.muted_until > now:
        return f"Not sent: rule “{rule.name}” was muted"
    return None


def attempt(order: Order, ways: Transport) -> DeliveryError | None:
    """Call the channel; whatever goes wrong comes back as a DeliveryError."""
    try:
        open_channel(order.kind, order.settings, order.secrets, ways).send(order.message, str(order.id))
    except DeliveryError as failure:
        log.warning("delivery %s failed at attempt %s: %s", order.id, order.attempts, failure.message)
        return failure
    except Exception:
        log.exception("delivery %s broke at attempt %s", order.id, order.attempts)
        text = "The message could not be sent because of an internal error; the worker's log has the details"
        return DeliveryError(text, permanent=False, kind="other")
    return None


def settle(session: Session, order: Order, failure: DeliveryError | None, now: datetime) -> None:
    """Sent, waiting for the next attempt, or failed for good."""
    if failure is None:
        done = {"status": "sent", "sent_at": now, "error_message": None, "error_permanent": None}
        if repository.finish(session, order.id, None, **done, next_attempt_at=None):
            count(session, DELIVERIES, "sent")
        states.delivered(session, order.id, now)
        status = "sent"
    else:
        status = _fail(session, order, failure, now)
    announce(session, order.project_id, "alert", delivery_id=str(order.id), status=status)


def _fail(session: Session, order: Order, failure: DeliveryError, now: datetime) -> str:
    final = failure.permanent or order.attempts >= MOST_ATTEMPTS
    wait = None if final else pause(order.attempts, failure.retry_after)
    status = "failed" if final else "pending"
    stored = repository.finish(
        session,
        order.id,
        order.claimed_at,
        status=status,
        error_message=failure.message,
        error_permanent=failure.permanent,
        next_attempt_at=now + timedelta(seconds=wait) if wait is not None else None,
    )
    if stored and wait is not None:
        enqueue(session, "alerts.deliver", order.id, countdown=wait)
    if stored and wait is None:
        count(session, DELIVERIES, "failed")
    return status


def pause(attempts: int, asked: float | None = None) -> float:
    """Seconds until the attempt after `attempts`; a receiver may ask for more, up to an hour."""
    planned = BACK_OFF[min(attempts, len(BACK_OFF)) - 1] * SystemRandom().uniform(1, 1.25)
    return min(max(planned, asked or 0), LONGEST_WAIT)


def overdue(session: Session, before: datetime) -> Sequence[Any]:
    """Messages of every project that nobody has sent since then, though they were due."""
    return repository.overdue(session, before)


def requeue_stranded(session: Session, now: datetime) -> int:
    """Enqueue again what lost its message or its sender; give up after the fifth time."""
    for delivery_id in repository.due(session, now - repository.CLAIM, now - LOST_AFTER):
        enqueue(session, "alerts.deliver", delivery_id)
    stranded = repository.stranded(session, now - repository.CLAIM)
    for delivery in stranded:
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.status, delivery.next_attempt_at, delivery.error_permanent = "failed", None, False
            delivery.error_message = delivery.error_message or "No worker could finish sending this message"
            count(session, DELIVERIES, "failed")
            continue
        # a claim counted already; a message that nobody picked up counts here
        delivery.attempts += delivery.claimed_at is None
        delivery.claimed_at, delivery.next_attempt_at = None, now
        enqueue(session, "alerts.deliver", delivery.id)
    return len(stranded)
