"""The names of series: found and made in sets."""

import uuid
from collections import OrderedDict
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tripl.db.bulk import copy_rows
from tripl.features.metrics.schemas import Numbers, SeriesKey, SeriesOwner, SeriesRow
from tripl.models.scans import ScanConfig
from tripl.models.series import MetricSeries

KEY_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS metric_key_stage (
    at integer NOT NULL, scope_type text NOT NULL, scope_id uuid, "column" text, value text, is_other boolean NOT NULL
) ON COMMIT DELETE ROWS
"""
COLUMNS = ("at", "scope_type", "scope_id", "column", "value", "is_other")
MAKE = """
INSERT INTO public.metric_series (project_id, scan_config_id, scope_type, scope_id, "column", value, is_other, interval)
SELECT :project, :scan, k.scope_type, k.scope_id, k."column", k.value, k.is_other, :interval
FROM metric_key_stage AS k ORDER BY k.at
ON CONFLICT ON CONSTRAINT uq_metric_series_key DO NOTHING
"""


HELD = 16
"""Scans whose names one process keeps; those of 10,000 series weigh about 3 MB."""
_names: OrderedDict[SeriesOwner, tuple[object, dict[SeriesKey, int]]] = OrderedDict()


def ensure(session: Session, owner: SeriesOwner, keys: Sequence[SeriesKey]) -> tuple[Numbers, Numbers, int]:
    """Ids of `keys`, made where they were missing; the ids of all series of the scan; how many are new."""
    known = by_key(session, owner)
    ids = list(map(known.get, keys))
    missing = [key for key, ident in zip(keys, ids, strict=True) if ident is None]
    if missing:
        make(session, owner, missing)
        known = by_key(session, owner)
        ids = list(map(known.get, keys))
    return np.array(ids, np.int32), np.fromiter(known.values(), np.int32, len(known)), len(missing)


def make(session: Session, owner: SeriesOwner, keys: Sequence[SeriesKey]) -> None:
    """Name new series; those that exist stay."""
    session.execute(text(KEY_STAGE))
    session.execute(text("DELETE FROM metric_key_stage"))
    copy_rows(session, "metric_key_stage", COLUMNS, ((at, *key) for at, key in enumerate(keys)))
    names = {"project": owner.project_id, "scan": owner.scan_config_id, "interval": owner.interval}
    session.execute(text(MAKE), names)


def by_key(session: Session, owner: SeriesOwner) -> dict[SeriesKey, int]:
    """All series of a scan; kept in the process while their number and the newest id stay the same.

    Ids only grow and writers hold the scan's lock, so any other set of series differs in one of the two.
    """
    mine = MetricSeries.scan_config_id == owner.scan_config_id, MetricSeries.interval == owner.interval
    mark = session.execute(select(func.count(), func.max(MetricSeries.id)).where(*mine)).one()
    held = _names.get(owner)
    if held is None or held[0] != mark:
        columns = [MetricSeries.id, *(getattr(MetricSeries, name) for name in SeriesKey._fields)]
        rows = session.execute(select(*columns).where(*mine))
        held = _names[owner] = mark, {SeriesKey(*key): ident for ident, *key in rows}
    _names.move_to_end(owner)
    while len(_names) > HELD:
        _names.popitem(last=False)
    return held[1]


def find(
    session: Session,
    *,
    project_id: uuid.UUID | None = None,
    scan_config_ids: Iterable[uuid.UUID] | None = None,
    scope_type: str | None = None,
    scope_ids: Iterable[uuid.UUID] | None = None,
    column: str | None = None,
) -> list[SeriesRow]:
    """Series of the given scope in id order; whole series unless a breakdown `column` is named.

    What a scan counted on another grid, before its interval was changed, stays stored and is left out.
    """
    query = select(MetricSeries).join(ScanConfig, ScanConfig.id == MetricSeries.scan_config_id)
    query = query.where(MetricSeries.interval == ScanConfig.interval).order_by(MetricSeries.id)
    query = query.where(MetricSeries.column.is_(None) if column is None else MetricSeries.column == column)
    if project_id is not None:
        query = query.where(MetricSeries.project_id == project_id)
    if scan_config_ids is not None:
        query = query.where(MetricSeries.scan_config_id.in_(list(scan_config_ids)))
    if scope_type is not None:
        query = query.where(MetricSeries.scope_type == scope_type)
    if scope_ids is not None:
        query = query.where(MetricSeries.scope_id.in_(list(scope_ids)))
    return [_row(each) for each in session.scalars(query)]


def columns_of(session: Session, scope_id: uuid.UUID) -> list[str]:
    """Breakdown columns that a scope has series for."""
    query = select(MetricSeries.column).where(MetricSeries.scope_id == scope_id, MetricSeries.column.is_not(None))
    return [each for each in session.scalars(query.distinct().order_by(MetricSeries.column)) if each is not None]


def _row(series: MetricSeries) -> SeriesRow:
    assert series.scan_config_id is not None  # noqa: S101 - every series of this stage belongs to a scan
    key = SeriesKey(series.scope_type, series.scope_id, series.column, series.value, series.is_other)  # type: ignore[arg-type] # the column holds our three words
    return SeriesRow(series.id, series.scan_config_id, series.interval, key)
