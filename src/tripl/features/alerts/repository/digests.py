"""What happened in a project during a week, and which destinations have not been told."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, defer

from tripl.models import names
from tripl.models.accounts import Organization
from tripl.models.alerts import AlertDelivery, AlertDestination
from tripl.models.audit import AuditEntry
from tripl.models.plan import Event, EventType, FieldDefinition, PlanBranch
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.signals import Anomaly

TOLD = 5
"""Findings of a project that a digest tells of, the most surprising first."""


@dataclass(frozen=True, slots=True)
class Addressee:
    destination: AlertDestination
    project: Project
    organization_slug: str


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` until `end`, which is not in it."""

    start: datetime
    end: datetime

    def holds(self, column: Any) -> ColumnElement[bool]:
        return and_(column >= self.start, column < self.end)


def untold(session: Session, kinds: Collection[str], week: date, before: datetime) -> list[Addressee]:
    """Destinations in use of real projects, there since `before`, that have no digest of the week."""
    told = select(AlertDelivery.id).where(
        AlertDelivery.destination_id == AlertDestination.id, AlertDelivery.digest_week == week
    )
    query = (
        select(AlertDestination, Project, Organization.slug)
        .join(Project, Project.id == AlertDestination.project_id)
        .join(Organization, Organization.id == Project.organization_id)
        .options(defer(AlertDestination.secrets))
        .where(
            AlertDestination.enabled,
            AlertDestination.type.in_(kinds),
            AlertDestination.created_at < before,
            Project.is_demo.is_(False),
            Organization.deleting_since.is_(None),
            ~told.exists(),
        )
        .order_by(AlertDestination.id)
    )
    return [Addressee(*row) for row in session.execute(query)]


def figures(session: Session, project_ids: Collection[uuid.UUID], window: Window) -> dict[uuid.UUID, dict[str, int]]:
    """By project, what is not zero; one statement a table."""
    found: dict[uuid.UUID, dict[str, int]] = {ident: {} for ident in project_ids}
    for query in _questions(project_ids, window):
        for row in session.execute(query).mappings():
            told = dict(row)
            found[told.pop("project_id")].update({name: count for name, count in told.items() if count})
    return found


def _questions(project_ids: Collection[uuid.UUID], window: Window) -> list[Any]:
    return [
        *(query.where(PlanBranch.project_id.in_(project_ids), PlanBranch.kind == "main") for query in _of_plan(window)),
        *_of_work(project_ids, window),
    ]


def _of_plan(window: Window) -> list[Any]:
    """Of main alone: what is on a branch is not agreed yet."""
    ident = PlanBranch.project_id.label("project_id")
    used = Event.status != "archived"
    return [
        select(
            ident,
            func.count().filter(used).label("events"),
            func.count().filter(used, window.holds(Event.created_at)).label("events_added"),
            func.count().filter(~used, window.holds(Event.updated_at)).label("events_archived"),
            func.count().filter(used, Event.last_seen_at >= window.start).label("events_seen"),
        )
        .join(Event, Event.branch_id == PlanBranch.id)
        .group_by(ident),
        select(
            ident,
            func.count().label("types"),
            func.count().filter(window.holds(EventType.created_at)).label("types_added"),
        )
        .join(EventType, EventType.branch_id == PlanBranch.id)
        .group_by(ident),
        select(ident, func.count().label("fields_added"))
        .join(EventType, EventType.branch_id == PlanBranch.id)
        .join(FieldDefinition, FieldDefinition.event_type_id == EventType.id)
        .where(window.holds(FieldDefinition.created_at))
        .group_by(ident),
    ]


def _of_work(project_ids: Collection[uuid.UUID], window: Window) -> list[Any]:
    def within(model: Any, moment: Any, *columns: Any) -> Select[Any]:
        chosen = select(model.project_id, *columns).where(model.project_id.in_(project_ids), window.holds(moment))
        return chosen.group_by(model.project_id)

    return [
        within(
            AuditEntry,
            AuditEntry.created_at,
            func.count().filter(AuditEntry.action == "event_type.delete").label("types_removed"),
            func.count().filter(AuditEntry.action == "field.delete").label("fields_removed"),
        ),
        within(
            Anomaly,
            Anomaly.bucket,
            func.count().label("findings"),
            func.count().filter(Anomaly.direction == "drop").label("drops"),
            func.count().filter(Anomaly.closed_at.is_(None)).label("findings_open"),
        ),
        within(
            ScanJob,
            ScanJob.created_at,
            func.count().label("runs"),
            func.count().filter(ScanJob.status == "failed").label("runs_failed"),
        ),
        within(
            AlertDelivery,
            AlertDelivery.created_at,
            func.count().filter(AlertDelivery.status == "sent").label("messages_sent"),
            func.count().filter(AlertDelivery.status == "failed").label("messages_failed"),
        ).where(AlertDelivery.rule_id.is_not(None)),
    ]


def findings(
    session: Session, project_ids: Collection[uuid.UUID], window: Window
) -> dict[uuid.UUID, list[tuple[Anomaly, str | None]]]:
    """The most surprising of each project with the name of its scope; a scan's for its total."""
    place = (
        func.row_number()
        .over(partition_by=Anomaly.project_id, order_by=(Anomaly.score.desc(), Anomaly.bucket.desc(), Anomaly.id))
        .label("place")
    )
    ranked = select(Anomaly.id, place).where(Anomaly.project_id.in_(project_ids), window.holds(Anomaly.bucket))
    ranks = ranked.subquery()
    query = (
        select(Anomaly, func.coalesce(names.scope(Anomaly.scope_type), ScanConfig.name))
        .join(ranks, ranks.c.id == Anomaly.id)
        .join(ScanConfig, ScanConfig.id == Anomaly.scan_config_id)
        .join(Event, Event.id == Anomaly.event_id, isouter=True)
        .join(EventType, EventType.id == Anomaly.event_type_id, isouter=True)
        .where(ranks.c.place <= TOLD)
        .order_by(ranks.c.place)
    )
    found: dict[uuid.UUID, list[tuple[Anomaly, str | None]]] = {}
    for row, name in session.execute(query):
        found.setdefault(row.project_id, []).append((row, name))
    return found


def log(session: Session, project_id: uuid.UUID, limit: int) -> Sequence[AlertDelivery]:
    """The newest digests of a project."""
    row = AlertDelivery
    query = select(row).where(row.project_id == project_id, row.digest_week.is_not(None))
    return session.scalars(query.order_by(row.digest_week.desc(), row.destination_name, row.id).limit(limit)).all()
