"""SQL of the activity of a project: the newest rows of each kind, with what is left of their targets."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from tripl.models import names
from tripl.models.alerts import AlertDelivery
from tripl.models.audit import AuditEntry
from tripl.models.plan import Event, EventType
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.signals import Anomaly

AnyRow = Row[*tuple[Any, ...]]
PLAN_TARGETS = ("event", "event_type")


def runs(session: Session, project_id: uuid.UUID, most: int) -> Sequence[AnyRow]:
    at = func.coalesce(ScanJob.completed_at, ScanJob.started_at, ScanJob.created_at).label("at")
    query = (
        select(
            ScanJob.id,
            ScanJob.scan_config_id,
            ScanConfig.name,
            ScanJob.status,
            ScanJob.result_summary,
            ScanJob.error_message,
            at,
        )
        .join(ScanConfig, ScanConfig.id == ScanJob.scan_config_id)
        .where(ScanJob.project_id == project_id)
        .order_by(at.desc(), ScanJob.id)
    )
    return session.execute(query.limit(most)).all()


def findings(session: Session, project_id: uuid.UUID, most: int) -> Sequence[AnyRow]:
    query = (
        select(Anomaly, names.scope(Anomaly.scope_type), ScanConfig.interval, ScanConfig.name)
        .join(ScanConfig, ScanConfig.id == Anomaly.scan_config_id)
        .outerjoin(Event, Event.id == Anomaly.event_id)
        .outerjoin(EventType, EventType.id == Anomaly.event_type_id)
        .where(Anomaly.project_id == project_id)
        .order_by(Anomaly.detected_at.desc(), Anomaly.bucket.desc(), Anomaly.id)
    )
    return session.execute(query.limit(most)).all()


def messages(session: Session, project_id: uuid.UUID, most: int) -> Sequence[AlertDelivery]:
    query = (
        select(AlertDelivery)
        .where(AlertDelivery.project_id == project_id)
        .order_by(AlertDelivery.created_at.desc(), AlertDelivery.id)
    )
    return session.scalars(query.limit(most)).all()


def plan_changes(session: Session, project_id: uuid.UUID, most: int) -> Sequence[AnyRow]:
    """(audit entry of main's plan, whether what it names is still there)."""
    target = or_(Event.id.is_not(None), EventType.id.is_not(None))
    query = (
        select(AuditEntry, target)
        .outerjoin(Event, (Event.id == AuditEntry.target_id) & (AuditEntry.target_type == "event"))
        .outerjoin(EventType, (EventType.id == AuditEntry.target_id) & (AuditEntry.target_type == "event_type"))
        .where(
            AuditEntry.project_id == project_id,
            AuditEntry.target_type.in_(PLAN_TARGETS),
            AuditEntry.branch_id.is_(None),
        )
        .order_by(AuditEntry.created_at.desc(), AuditEntry.id)
    )
    return session.execute(query.limit(most)).all()
