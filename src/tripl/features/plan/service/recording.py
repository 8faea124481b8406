"""What the audit log keeps of an event type and its fields."""

from typing import Any

from sqlalchemy.orm import Session

from tripl.features.audit import service as audit
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.plan import EventType


def record(
    session: Session, principal: Principal, project: ProjectContext, action: str, kind: EventType, **payload: Any
) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="event_type",
        target_id=kind.id,
        target_name=kind.name,
        project=project,
        branch_id=kind.branch_id,
        payload=payload,
    )
