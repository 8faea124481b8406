"""How much an installation holds, and the last report that was made of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tripl.models.accounts import Organization, User
from tripl.models.alerts import AlertDestination, AlertRule
from tripl.models.plan import Event, EventType
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig
from tripl.models.sources import DataSource
from tripl.models.system import UsageReport


def _of_projects(model: Any) -> Select[int]:
    """Without the demos, which say nothing of how a team works."""
    return (
        select(func.count())
        .select_from(model)
        .join(Project, Project.id == model.project_id)
        .where(Project.is_demo.is_(False))
    )


COUNTED: Mapping[str, Select[int]] = {
    "organizations": select(func.count()).select_from(Organization),
    "users": select(func.count()).select_from(User),
    "projects": select(func.count()).select_from(Project).where(Project.is_demo.is_(False)),
    "demos": select(func.count()).select_from(Project).where(Project.is_demo.is_(True)),
    "sources": select(func.count()).select_from(DataSource).where(DataSource.db_type != "synthetic"),
    "scans": _of_projects(ScanConfig),
    "event_types": _of_projects(EventType),
    "events": _of_projects(Event),
    "destinations": _of_projects(AlertDestination),
    "rules": _of_projects(AlertRule),
}


def counts(session: Session) -> dict[str, int]:
    """One statement."""
    row = session.execute(select(*(query.scalar_subquery().label(name) for name, query in COUNTED.items()))).one()
    return dict(zip(COUNTED, row, strict=True))


def engines(session: Session) -> Sequence[str]:
    """Kinds of warehouses that sources name."""
    query = select(DataSource.db_type).where(DataSource.db_type != "synthetic").distinct()
    return session.scalars(query.order_by(DataSource.db_type)).all()


def begun(session: Session) -> datetime | None:
    """When the installation was first used."""
    return session.scalar(select(func.min(Organization.created_at)))


def last(session: Session) -> UsageReport | None:
    return session.scalar(select(UsageReport))


def add(session: Session) -> UsageReport:
    """The one row. Its id is made here, of nothing."""
    row = UsageReport()
    session.add(row)
    session.flush()
    return row
