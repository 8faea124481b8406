"""Previews and dry runs."""

import uuid
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tripl.models.scans import ScanProbe


def add(session: Session, probe: ScanProbe) -> None:
    session.add(probe)
    session.flush()


def one(session: Session, project_id: uuid.UUID, kind: str, probe_id: uuid.UUID) -> ScanProbe | None:
    query = select(ScanProbe).where(
        ScanProbe.project_id == project_id, ScanProbe.kind == kind, ScanProbe.id == probe_id
    )
    return session.scalar(query)


def forget(session: Session, before: datetime) -> int:
    """Delete those nobody moved since then; how many."""
    statement = delete(ScanProbe).where(ScanProbe.updated_at < before).returning(ScanProbe.id)
    return len(session.execute(statement, execution_options={"synchronize_session": False}).all())


def touch(session: Session, probe_id: uuid.UUID) -> None:
    session.execute(update(ScanProbe).where(ScanProbe.id == probe_id).values(updated_at=func.clock_timestamp()))


def claim(session: Session, kind: str, probe_id: uuid.UUID, now: datetime) -> ScanProbe | None:
    """Pending becomes running; None when somebody was quicker."""
    statement = (
        update(ScanProbe)
        .where(ScanProbe.id == probe_id, ScanProbe.kind == kind, ScanProbe.status == "pending")
        .values(status="running", started_at=now, updated_at=func.clock_timestamp())
        .returning(ScanProbe)
    )
    return session.scalars(statement).first()


def finish(
    session: Session, probe_id: uuid.UUID, *, status: str, now: datetime, summary: object, error: str | None
) -> None:
    session.execute(
        update(ScanProbe)
        .where(ScanProbe.id == probe_id, ScanProbe.status == "running")
        .values(
            status=status,
            completed_at=now,
            result_summary=summary,
            error_message=error,
            updated_at=func.clock_timestamp(),
        )
    )
