"""Counts without an opinion: breakdown slices of an event, and the volumes of many events at once."""

import uuid
from collections import defaultdict

import numpy as np
from sqlalchemy.orm import Session

from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import Floats, SeriesRow
from tripl.features.monitoring import repository
from tripl.features.monitoring.schemas import Breakdowns, BreakdownSeries, CountPoint, WindowRequest, WindowVolume
from tripl.features.monitoring.service.window import Asked, Window, coverage_of, read, window_of
from tripl.kit.errors import NotFound


def breakdowns(
    session: Session, project_id: uuid.UUID, event_id: uuid.UUID, column: str | None, asked: Asked
) -> Breakdowns:
    """Slices of one column, the largest first and the folded rest last; the first column unless one is named."""
    if not repository.event_exists(session, project_id, event_id):
        raise NotFound("Event not found")
    columns = metrics.breakdown_columns(session, event_id)
    selected = column or (columns[0] if columns else None)
    rows = (
        metrics.find_series(session, project_id=project_id, scope_type="event", scope_ids=[event_id], column=selected)
        if selected in columns
        else []
    )
    scans = repository.scans(session, project_id, {row.scan_config_id for row in rows}) if rows else []
    if not scans:
        return Breakdowns(
            event_id=event_id,
            columns=columns,
            selected_column=selected,
            interval=None,
            scan_config_id=None,
            series=[],
            coverage=[],
        )
    scan = scans[0]
    window = window_of(scan, asked)
    own = [row for row in rows if row.scan_config_id == scan.id]
    values, states = read(session, window, own)
    series = [_slice(row, line, window) for row, line in zip(own, values, strict=True)]
    return Breakdowns(
        event_id=event_id,
        columns=columns,
        selected_column=selected,
        interval=scan.interval,
        scan_config_id=scan.id,
        series=sorted(series, key=lambda each: (each.is_other, -each.total_count, each.breakdown_value or "")),
        coverage=coverage_of(states, window),
    )


def _slice(row: SeriesRow, values: Floats, window: Window) -> BreakdownSeries:
    return BreakdownSeries(
        breakdown_value="Other" if row.key.is_other else row.key.value,
        is_other=row.key.is_other,
        total_count=int(np.nansum(values)),
        data=_counts(values, window),
    )


def _counts(values: Floats, window: Window) -> list[CountPoint]:
    held = zip(window.buckets(), values.tolist(), np.isfinite(values).tolist(), strict=True)
    return [CountPoint(bucket=bucket, count=int(value)) for bucket, value, known in held if known]


def window_volumes(session: Session, project_id: uuid.UUID, asked: WindowRequest) -> list[WindowVolume]:
    """Volumes of many events, in the order asked for; one read a scan."""
    rows = metrics.find_series(session, project_id=project_id, scope_type="event", scope_ids=asked.event_ids)
    by_scan: dict[uuid.UUID, list[SeriesRow]] = defaultdict(list)
    for row in rows:
        by_scan[row.scan_config_id].append(row)
    found: dict[uuid.UUID, WindowVolume] = {}
    for scan in repository.scans(session, project_id, by_scan) if by_scan else []:
        own = [row for row in by_scan[scan.id] if row.key.scope_id not in found]
        window = window_of(scan, Asked(asked.time_from, asked.time_to))
        values, _ = read(session, window, own)
        for row, line in zip(own, values, strict=True):
            if row.key.scope_id is not None:
                found[row.key.scope_id] = WindowVolume(
                    event_id=row.key.scope_id,
                    total_count=int(np.nansum(line)),
                    interval=scan.interval,
                    scan_config_id=scan.id,
                    data=_counts(line, window),
                )
    return [
        found.get(ident) or WindowVolume(event_id=ident, total_count=0, interval=None, scan_config_id=None, data=[])
        for ident in asked.event_ids
    ]
