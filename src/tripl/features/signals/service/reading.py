"""Signals: the newest open finding of each scope. One rule for every surface."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import SeriesRow
from tripl.features.signals.repository import findings as repository
from tripl.features.signals.repository.findings import Named
from tripl.features.signals.schemas import (
    Candidate,
    CountAt,
    PastFindings,
    Scope,
    SeriesScope,
    SignalOut,
    SignalSeries,
    wider,
)
from tripl.features.signals.service.wording import sentence
from tripl.kit.clock import INTERVALS, bucket_at, utcnow
from tripl.models.signals import Anomaly

CANDIDATE_HOURS = 24
"""Alerts do not follow the project's window."""
MOST_PAST = 200
BEFORE, AFTER = 19, 4
"""Buckets of a small chart around its finding."""


def open_signals(
    session: Session,
    project_id: uuid.UUID,
    *,
    now: datetime | None = None,
    event_ids: Sequence[uuid.UUID] | None = None,
    expanded: bool = False,
) -> list[SignalOut]:
    """Open signals of a project, the largest relative change first.

    Collapsed: what a wider scope explains is left out, and so are single events unless `event_ids` asks for them.
    """
    found = repository.current(session, now=now or utcnow(), project_id=project_id, event_ids=event_ids or None)
    newest: dict[tuple[uuid.UUID, Scope], Named] = {}
    for each in found:
        newest.setdefault((each.row.scan_config_id, _scope(each.row)), each)
    signals = _signals(list(newest.values()), "open")
    if not (expanded or event_ids):
        signals = [each for each in signals if not each.incident_child and each.scope_type != "event"]
    return sorted(signals, key=lambda each: (-(each.relative_effect or 0), -each.z_score, each.scope_ref))


def past_findings(session: Session, project_id: uuid.UUID, limit: int, now: datetime | None = None) -> PastFindings:
    """What was found and is not open any more, the strongest first; what a wider scope explains is left out."""
    found, total = repository.past(session, now=now or utcnow(), project_id=project_id, most=MOST_PAST)
    items = [each for each in _signals(found, "past") if not each.incident_child]
    return PastFindings(items=items[:limit], total=total)


def of_scope(session: Session, project_id: uuid.UUID, scope: Scope, now: datetime | None = None) -> SignalOut | None:
    """The open signal of one scope."""
    signals = open_signals(session, project_id, now=now, expanded=True)
    return next((each for each in signals if (each.scope_type, each.scope_ref) == scope), None)


def candidates(session: Session, scan_config_id: uuid.UUID, now: datetime) -> list[Candidate]:
    """Open findings of a scan that are young enough for an alert, newest first."""
    found = repository.current(session, now=now, hours=CANDIDATE_HOURS, scan_config_id=scan_config_id)
    return [
        Candidate(
            anomaly_id=each.row.id,
            scan_config_id=each.row.scan_config_id,
            scope_type=each.row.scope_type,
            scope_ref=each.row.scope_ref,
            scope_name=each.scope_name,
            event_id=each.row.event_id,
            event_type_id=each.row.event_type_id,
            bucket=each.row.bucket,
            direction=each.row.direction,
            actual_count=each.row.actual_count,
            expected_count=each.row.expected_count,
            score=each.row.score,
            lower=each.row.lower,
            upper=each.row.upper,
            open=True,
            sentence=_sentence(each),
        )
        for each in found
    ]


def small_series(session: Session, project_id: uuid.UUID, scopes: Sequence[SeriesScope]) -> list[SignalSeries]:
    """24 buckets around each finding, in the order asked for; nothing where no scan counts the scope."""
    series = _series_by_scope(session, project_id, scopes)
    held = {key: _around(session, rows, [s.bucket for s in scopes]) for key, rows in _by_grid(series).items()}
    answer = []
    for scope in scopes:
        row = series.get((scope.scan_config_id, Scope(scope.scope_type, scope.scope_ref)))
        counts = held[row.scan_config_id, row.interval].get(row.id, {}) if row else {}
        answer.append(_cut(scope, row, counts))
    return answer


def _signals(found: Sequence[Named], state: str) -> list[SignalOut]:
    """Findings that know whether a wider scope moved the same way at the same time."""
    alike: dict[tuple[uuid.UUID, datetime, str], set[Scope]] = defaultdict(set)
    for each in found:
        alike[each.row.scan_config_id, each.row.bucket, each.row.direction].add(_scope(each.row))
    return [
        _signal(
            each,
            state,
            child=_child(
                each.row, _scope(each.row), alike[each.row.scan_config_id, each.row.bucket, each.row.direction]
            ),
        )
        for each in found
    ]


def _scope(row: Anomaly) -> Scope:
    return Scope(row.scope_type, row.scope_ref)


def _signal(each: Named, state: str, *, child: bool) -> SignalOut:
    row = each.row
    return SignalOut(
        scope_type=row.scope_type,
        scope_ref=row.scope_ref,
        scope_name=each.scope_name,
        scan_config_id=row.scan_config_id,
        event_id=row.event_id,
        event_type_id=row.event_type_id,
        state=state,
        bucket=row.bucket,
        actual_count=row.actual_count,
        expected_count=row.expected_count,
        stddev=row.stddev,
        z_score=row.score if row.direction == "spike" else -row.score,
        direction="spike" if row.direction == "spike" else "drop",
        detected_at=row.detected_at,
        relative_effect=abs(row.actual_count - row.expected_count) / max(row.expected_count, 1.0),
        anomaly_id=row.id,
        incident_child=child,
        lower=row.lower,
        upper=row.upper,
        interval=each.interval,
        sentence=_sentence(each),
    )


def _sentence(each: Named) -> str:
    row = each.row
    return sentence(row.scope_type, row.bucket, each.interval, row.actual_count, row.expected_count)


def _child(row: Anomaly, scope: Scope, alike: set[Scope]) -> bool:
    type_ref = str(row.event_type_id) if row.event_type_id else None
    return wider(scope, type_ref, alike, str(row.scan_config_id))


def _series_by_scope(
    session: Session, project_id: uuid.UUID, scopes: Sequence[SeriesScope]
) -> dict[tuple[uuid.UUID | None, Scope], SeriesRow]:
    scans = {scope.scan_config_id for scope in scopes if scope.scan_config_id is not None}
    rows = metrics.find_series(session, project_id=project_id, scan_config_ids=scans)
    return {
        (row.scan_config_id, Scope(row.key.scope_type, str(row.key.scope_id or row.scan_config_id))): row
        for row in rows
    }


def _by_grid(series: dict[tuple[uuid.UUID | None, Scope], SeriesRow]) -> dict[tuple[uuid.UUID, str], list[SeriesRow]]:
    grids: dict[tuple[uuid.UUID, str], list[SeriesRow]] = defaultdict(list)
    for row in series.values():
        grids[row.scan_config_id, row.interval].append(row)
    return grids


def _around(
    session: Session, rows: Sequence[SeriesRow], buckets: Sequence[datetime]
) -> dict[int, dict[datetime, float]]:
    interval, width = rows[0].interval, INTERVALS[rows[0].interval]
    start, end = min(buckets) - BEFORE * width, max(buckets) + (AFTER + 1) * width
    matrix = metrics.read_matrix(session, rows, interval, start, end)
    states = metrics.read_coverage(session, rows[0].scan_config_id, interval, start, end)
    values = metrics.counted(matrix.values, states)
    stamps = [bucket_at(int(number), interval) for number in matrix.numbers]
    return {
        row.id: {stamp: value for stamp, value in zip(stamps, line, strict=True) if value == value}  # noqa: PLR0124 - NaN
        for row, line in zip(rows, values.tolist(), strict=True)
    }


def _cut(scope: SeriesScope, row: SeriesRow | None, counts: dict[datetime, float]) -> SignalSeries:
    width = INTERVALS[row.interval] if row else None
    near = (
        [
            CountAt(bucket=at, count=count)
            for at, count in counts.items()
            if scope.bucket - BEFORE * width <= at <= scope.bucket + AFTER * width
        ]
        if width
        else []
    )
    return SignalSeries(
        scan_config_id=scope.scan_config_id,
        scope_type=scope.scope_type,
        scope_ref=scope.scope_ref,
        bucket=scope.bucket,
        interval=row.interval if row else None,
        data=near,
    )
