"""Test messages: sent at once, stored nowhere, the refusal is the answer."""

import uuid
from threading import BoundedSemaphore
from typing import Any

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.message import Ref
from tripl.channels.registry import open_channel
from tripl.features.alerts.schemas import AlertPolicy, DestinationDraft, DestinationPatch, TestResult
from tripl.features.alerts.service import secrets, wording
from tripl.features.alerts.service.configuring import check, compose, merge, origin, refuse_elsewhere, transport
from tripl.features.alerts.service.destinations import require
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import UnreadableSecret
from tripl.kit.errors import Forbidden, Invalid, Unavailable
from tripl.kit.ids import new_id
from tripl.kit.principal import Principal, ProjectContext

_SLOTS = BoundedSemaphore(3)
"""A test holds its request's connection while it waits for the far side, so only a few run at a time."""


def saved(
    session: Session, principal: Principal, project: ProjectContext, destination_id: uuid.UUID, policy: AlertPolicy
) -> TestResult:
    """Try a stored destination, switched on or not."""
    found = require(session, project, destination_id)
    audit.record(
        session,
        principal,
        action="alert_destination.test",
        target_type="alert_destination",
        target_id=found.id,
        target_name=found.name,
        project=project,
        payload={"draft": False, "origin": origin(found.type, found.settings)},
    )
    try:
        kept = secrets.read(session, found.id)
    except UnreadableSecret as error:
        return TestResult(ok=False, error=str(error), error_kind="config", sent_at=None)
    return _send(project, Ref(str(found.id), found.name), (found.type, found.settings, kept), policy)


def draft(
    session: Session, principal: Principal, project: ProjectContext, body: DestinationDraft, policy: AlertPolicy
) -> TestResult:
    """Try a form that is not saved. Blank secrets are borrowed from the stored destination of the same host."""
    try:
        refuse_elsewhere(project, body.type)
    except Forbidden as error:
        return TestResult(ok=False, error=error.message, error_kind="policy", sent_at=None)
    settings, kept = _composed(session, project, body)
    audit.record(
        session,
        principal,
        action="alert_destination.test",
        target_type="alert_destination",
        target_id=body.destination_id,
        target_name=body.name,
        project=project,
        payload={"draft": True, "origin": origin(body.type, settings)},
    )
    try:
        check(body.type, settings, kept, policy)
    except Invalid as error:
        return TestResult(ok=False, error=error.message, error_kind="policy", sent_at=None)
    ident = str(body.destination_id or new_id())
    return _send(project, Ref(ident, body.name), (body.type, settings, kept), policy)


def _composed(
    session: Session, project: ProjectContext, body: DestinationDraft
) -> tuple[dict[str, Any], dict[str, str]]:
    if body.destination_id is None:
        return compose(body)
    found = require(session, project, body.destination_id)
    if found.type != body.type:
        raise Invalid("The draft is of another type than the stored destination", "type")
    patch = DestinationPatch(**body.model_dump(exclude={"destination_id", "type"}, exclude_unset=True))
    return merge(found.type, found.settings, secrets.readable(session, found.id), patch)


def _send(
    project: ProjectContext,
    destination: Ref,
    target: tuple[str, dict[str, Any], dict[str, str]],
    policy: AlertPolicy,
) -> TestResult:
    if not _SLOTS.acquire(blocking=False):
        raise Unavailable("Other tests are under way; try again in a few seconds")
    try:
        channel = open_channel(*target, transport(policy))
        channel.send(wording.trial(project.name, destination), str(new_id()))
    except DeliveryError as error:
        return TestResult(ok=False, error=error.message, error_kind=error.kind, sent_at=None)
    finally:
        _SLOTS.release()
    return TestResult(ok=True, error=None, error_kind=None, sent_at=utcnow())
