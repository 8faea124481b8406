"""Branches."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tripl.models.plan import PlanBranch


def main_branch(session: Session, project_id: uuid.UUID) -> uuid.UUID | None:
    query = select(PlanBranch.id).where(PlanBranch.project_id == project_id, PlanBranch.kind == "main")
    return session.scalar(query)


def branch(session: Session, project_id: uuid.UUID, branch_id: uuid.UUID) -> PlanBranch | None:
    return session.scalar(select(PlanBranch).where(PlanBranch.project_id == project_id, PlanBranch.id == branch_id))


def listed(session: Session, project_id: uuid.UUID) -> Sequence[PlanBranch]:
    query = select(PlanBranch).where(PlanBranch.project_id == project_id)
    return session.scalars(query.order_by(PlanBranch.kind != "main", PlanBranch.name)).all()


def add_main(session: Session, project_id: uuid.UUID, created_by: uuid.UUID | None) -> PlanBranch:
    found = PlanBranch(project_id=project_id, name="main", kind="main", status="merged", created_by=created_by)
    session.add(found)
    session.flush()
    return found
