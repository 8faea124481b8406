"""Where messages go."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.db.outbox import announce
from tripl.features.alerts.repository import destinations as repository
from tripl.features.alerts.schemas import (
    AlertPolicy,
    Destination,
    DestinationCreated,
    DestinationIn,
    DestinationPatch,
)
from tripl.features.alerts.service import secrets
from tripl.features.alerts.service.configuring import (
    check,
    compose,
    merge,
    origin,
    refuse_elsewhere,
    refuse_schedule,
)
from tripl.features.alerts.service.forms import MEMBERS
from tripl.features.alerts.service.forms import shown as members
from tripl.features.alerts.service.reading import rules_out
from tripl.features.audit import service as audit
from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.kit.errors import Conflict, Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.alerts import AlertDestination

NAME_TAKEN = "A destination with this name already exists"
REQUIRED = ("name", "enabled", "type")
"""Members of a patch that cannot be empty."""


def listed(session: Session, project: ProjectContext) -> list[Destination]:
    return _out(session, project, repository.destinations(session, project.id))


def shown(session: Session, project: ProjectContext, destination_id: uuid.UUID) -> Destination:
    return _out(session, project, [require(session, project, destination_id)])[0]


def require(session: Session, project: ProjectContext, destination_id: uuid.UUID) -> AlertDestination:
    found = repository.destination(session, project.id, destination_id)
    if found is None:
        raise NotFound("Alert destination not found")
    return found


def create(
    session: Session, principal: Principal, project: ProjectContext, body: DestinationIn, policy: AlertPolicy
) -> DestinationCreated:
    """Store a destination; the answer is the only place where its signing secret is shown."""
    refuse_elsewhere(project, body.type)
    settings, kept = compose(body)
    check(body.type, settings, kept, policy)
    made = AlertDestination(
        project_id=project.id,
        type=body.type,
        name=body.name,
        enabled=body.enabled,
        settings=settings,
        secrets=secrets.pack(kept),
    )
    _store(session, project, made)
    _record(session, principal, project, "create", made)
    answer = shown(session, project, made.id)
    return DestinationCreated(**answer.model_dump(), signing_secret=kept.get("signing_secret"))


def update(
    session: Session,
    principal: Principal,
    project: ProjectContext,
    destination_id: uuid.UUID,
    body: DestinationPatch,
    *,
    policy: AlertPolicy,
) -> Destination:
    """Change what was sent; empty secrets keep what is stored."""
    found = require(session, project, destination_id)
    sent = body.model_fields_set
    empty = [name for name in REQUIRED if name in sent and getattr(body, name) is None]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    if body.type not in (None, found.type):
        raise Invalid("The type of a destination never changes; make a new one", "type")
    refuse_schedule(body.delivery_schedule_cron)
    if sent & set(MEMBERS):
        stored = secrets.readable(session, found.id)
        settings, kept = merge(found.type, found.settings, stored, body)
        check(found.type, settings, kept, policy)
        found.settings = settings
        if kept != stored:
            found.secrets = secrets.pack(kept)
    found.name = body.name if body.name is not None else found.name
    found.enabled = body.enabled if body.enabled is not None else found.enabled
    _store(session, project, found)
    _record(session, principal, project, "update", found, changed=sorted(sent))
    return shown(session, project, found.id)


def losses(session: Session, destination_id: uuid.UUID) -> Losses:
    return lost.of(session, AlertDestination, destination_id)


def delete(session: Session, principal: Principal, project: ProjectContext, destination_id: uuid.UUID) -> None:
    """With its rules, their states and the delivery log."""
    found = require(session, project, destination_id)
    _record(session, principal, project, "delete", found)
    session.delete(found)
    session.flush()
    announce(session, project.id, "alert")


def _store(session: Session, project: ProjectContext, row: AlertDestination) -> None:
    with session.no_autoflush:
        taken = repository.name_is_taken(session, project.id, row.name, row.id)
    if taken:
        raise Conflict(NAME_TAKEN)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError as error:
        raise Conflict(NAME_TAKEN) from error
    session.refresh(row, ["created_at", "updated_at"])
    announce(session, project.id, "alert")


def _record(
    session: Session, principal: Principal, project: ProjectContext, verb: str, row: AlertDestination, **payload: Any
) -> None:
    audit.record(
        session,
        principal,
        action=f"alert_destination.{verb}",
        target_type="alert_destination",
        target_id=row.id,
        target_name=row.name,
        project=project,
        payload={"type": row.type, "enabled": row.enabled, "origin": origin(row.type, row.settings), **payload},
    )


def _out(session: Session, project: ProjectContext, rows: Sequence[AlertDestination]) -> list[Destination]:
    one = rows[0].id if len(rows) == 1 else None
    health = repository.health(session, project.id)
    rules = rules_out(session, repository.rules(session, project.id, one), {row.id: row.name for row in rows}, health)
    answer = []
    for row in rows:
        figures = health.get(row.id, repository.Health())
        answer.append(
            Destination(
                id=row.id,
                project_id=row.project_id,
                type=row.type,
                name=row.name,
                enabled=row.enabled,
                delivery_schedule_cron=row.delivery_schedule_cron,
                **members(row.type, row.settings),
                rules=[rule for rule in rules if rule.destination_id == row.id],
                delivery_count=figures.deliveries,
                failed_delivery_count=figures.failed,
                incident_count=figures.incidents,
                last_delivery_at=figures.last_at,
                last_delivery_status=figures.last_status,
                created_at=row.created_at,
                updated_at=row.updated_at,
            )
        )
    return answer
