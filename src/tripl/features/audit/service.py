"""Writes one row for each change, in the transaction of the change, and reads them back."""

import uuid
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy.orm import Session

from tripl.db.hearing import tell
from tripl.db.outbox import announce
from tripl.features.audit import repository
from tripl.features.audit.schemas import AuditEntryDetail, AuditFilter, redact
from tripl.kit.clock import utcnow
from tripl.kit.errors import NotFound
from tripl.kit.pagination import Page
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.audit import AuditEntry

MOST = 10_000
"""Entries of one person that an export holds."""


def record(
    session: Session,
    principal: Principal,
    *,
    action: str,
    target_type: str,
    target_id: uuid.UUID | None,
    target_name: str,
    project: ProjectContext | None = None,
    branch_id: uuid.UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Remember who did what, and tell the project's open pages after the commit.

    Main is recorded without a branch; secrets in the payload are masked.
    """
    if project is not None and branch_id == project.main_branch_id:
        branch_id = None
    entry = AuditEntry(
        organization_id=principal.organization_id,
        user_id=principal.user_id,
        user_email=principal.email,
        project_id=project.id if project else None,
        project_slug=project.slug if project else "",
        branch_id=branch_id,
        branch_name=repository.branch_name(session, branch_id) if branch_id else "",
        action=action,
        target_type=target_type,
        target_id=target_id,
        target_name=target_name,
        payload=redact(to_jsonable_python(dict(payload or {}), fallback=str)),
        created_at=utcnow(),
    )
    repository.add(session, entry)
    tell(session, "audit_recorded", entry=entry)
    if project is not None:
        announce(session, project.id, "changed", action=action, target_id=target_id)


def forget_project(session: Session, project_id: uuid.UUID) -> None:
    """The trail of a demo goes with the demo it tells of."""
    repository.forget(session, project_id)


def trail_of(session: Session, user_id: uuid.UUID) -> list[AuditEntryDetail]:
    """What a person did, the newest thousands, newest first."""
    return [AuditEntryDetail.model_validate(row) for row in repository.trail_of(session, user_id, limit=MOST)]


def forget_person(session: Session, user_id: uuid.UUID, email: str) -> None:
    """Name and address go, the id and what was done stay."""
    repository.forget_person(session, user_id, email)


def entries(
    session: Session, principal: Principal, wanted: AuditFilter, *, limit: int, offset: int
) -> Page[AuditEntry]:
    return repository.page(session, principal.organization_id, wanted, limit=limit, offset=offset)


def entry(session: Session, principal: Principal, entry_id: uuid.UUID) -> AuditEntry:
    found = repository.one(session, principal.organization_id, entry_id)
    if found is None:
        raise NotFound("Audit entry not found")
    return found
