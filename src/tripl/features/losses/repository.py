"""Counts what ON DELETE CASCADE takes along, by the foreign keys that the deletion itself follows."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select, tuple_
from sqlalchemy.orm import Session

from tripl.models.accounts import ApiKey
from tripl.models.alerts import AlertDelivery, AlertDestination, AlertRule
from tripl.models.annotations import Annotation
from tripl.models.base import Base
from tripl.models.plan import Event, EventFieldValue, EventType, FieldDefinition
from tripl.models.projects import Project
from tripl.models.scans import ScanConfig, ScanJob
from tripl.models.series import MetricChunk, MetricTail
from tripl.models.signals import Anomaly
from tripl.models.sources import DataSource

ROWS: Mapping[str, type[Base]] = {
    "projects": Project,
    "sources": DataSource,
    "scans": ScanConfig,
    "runs": ScanJob,
    "event_types": EventType,
    "fields": FieldDefinition,
    "events": Event,
    "field_values": EventFieldValue,
    "findings": Anomaly,
    "annotations": Annotation,
    "destinations": AlertDestination,
    "rules": AlertRule,
    "deliveries": AlertDelivery,
    "api_keys": ApiKey,
}
POINTS = (MetricChunk, MetricTail)


def taken_along(session: Session, root: type[Base], ids: Sequence[uuid.UUID]) -> dict[str, int]:
    """Rows beside those of `root`; one statement."""
    start = Base.metadata.tables[root.__tablename__]
    falling = _Falling(start, ids)
    counts: dict[str, Select[Any]] = {}
    for name, model in ROWS.items():
        table = Base.metadata.tables[model.__tablename__]
        where = falling.condition(table)
        if table is not start and where is not None:
            counts[name] = select(func.count()).select_from(table).where(where)
    points = []
    for chunks in POINTS:
        where = falling.condition(Base.metadata.tables[chunks.__tablename__])
        if where is not None:
            held = func.cardinality(func.array_remove(chunks.vals, None))
            points.append(select(func.coalesce(func.sum(held), 0)).where(where).scalar_subquery())
    asked = [query.scalar_subquery().label(name) for name, query in counts.items()]
    if points:
        asked.append(sum(points[1:], points[0]).label("points"))
    if not asked:
        return {}
    return {name: int(count) for name, count in session.execute(select(*asked)).mappings().one().items()}


class _Falling:
    """Which rows of each table fall with the root's: the cascades between the two, as conditions."""

    def __init__(self, root: Table, ids: Sequence[uuid.UUID]) -> None:
        self._known: dict[Table, ColumnElement[bool] | None] = {root: root.c.id.in_(ids)}

    def condition(self, table: Table) -> ColumnElement[bool] | None:
        """None when no cascade leads here from the root."""
        if table in self._known:
            return self._known[table]
        self._known[table] = None  # a circle of cascades ends here
        ways = []
        for key in sorted(table.foreign_key_constraints, key=lambda each: list(each.column_keys)):
            above = self.condition(key.referred_table) if key.ondelete == "CASCADE" else None
            if above is not None:
                here, there = zip(*((each.parent, each.column) for each in key.elements), strict=True)
                ways.append(tuple_(*here).in_(select(*there).where(above)))
        self._known[table] = or_(*ways) if ways else None
        return self._known[table]
