"""One row of detection settings a project."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tripl.kit.ids import new_id
from tripl.models.signals import AnomalySettings


def of_project(session: Session, project_id: uuid.UUID, *, lock: bool = False) -> AnomalySettings:
    """The row, made when it is missing."""
    query = select(AnomalySettings).where(AnomalySettings.project_id == project_id)
    query = query.with_for_update() if lock else query
    found = session.scalar(query)
    if found is None:
        create(session, project_id)
        found = session.scalars(query).one()
    return found


def create(session: Session, project_id: uuid.UUID) -> None:
    statement = insert(AnomalySettings).values(id=new_id(), project_id=project_id)
    session.execute(statement.on_conflict_do_nothing(index_elements=["project_id"]))
