"""A scan to hang series on, and windows of counts."""

import uuid
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from tripl.features.metrics import service
from tripl.features.metrics.schemas import Counts, SeriesKey, SeriesOwner, State
from tripl.kit.clock import INTERVALS
from tripl.models.accounts import Organization
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig
from tripl.models.sources import DataSource


def make_owner(session: Session, interval: str = "1h", **over: object) -> SeriesOwner:
    """A project with one scan on that grid."""
    word = uuid.uuid4().hex[:8]
    organization = Organization(slug=word, name=word)
    session.add(organization)
    session.flush()
    project = Project(organization_id=organization.id, slug=word, name=word)
    session.add(project)
    session.flush()
    source = DataSource(
        organization_id=organization.id, name=word, db_type="duckdb", host="", port=0, database_name="x"
    )
    session.add(source)
    session.flush()
    values = {"base_query": "SELECT 1", "time_column": "at", "interval": interval, **over}
    scan = ScanConfig(project_id=project.id, data_source_id=source.id, name=word, **values)
    session.add(scan)
    session.flush()
    return SeriesOwner(project.id, scan.id, interval)


def collect(session: Session, owner: SeriesOwner, start: datetime, series: dict[SeriesKey, list[float]]) -> None:
    """Write a window as a collection does: counts and their coverage."""
    values = np.array(list(series.values()), float).reshape(len(series), -1)
    end = start + values.shape[1] * INTERVALS[owner.interval]
    service.write_counts(session, owner, start, end, Counts(list(series), np.where(values > 0, values, np.nan)))
    service.mark_coverage(session, owner, start, np.full(values.shape[1], State.COLLECTED, np.int8))
