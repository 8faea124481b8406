"""One pass over a scan: all its series in one matrix, scored in one call, findings stored as a set.

The same inputs give the same rows, so a pass may be repeated: an unchanged finding keeps its id.
"""

import math
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from tripl.db.outbox import count
from tripl.detection import SUSTAINED, Finding, find, score
from tripl.features.annotations import service as annotations
from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import Floats, SeriesRow
from tripl.features.scans import service as scans
from tripl.features.signals.repository import findings as repository
from tripl.features.signals.repository import settings as settings_repository
from tripl.features.signals.schemas import DetectReport, Judged, Scope
from tripl.kit.clock import INTERVALS, bucket_number, bucket_start, utcnow
from tripl.kit.counters import ANOMALIES
from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly, AnomalySettings

EVALUATED = 30
"""Buckets that every pass judges anew, at least."""
HISTORY = timedelta(weeks=9)
"""What the detector looks back to from the Monday of a bucket's week."""


@dataclass(frozen=True, slots=True)
class Span:
    """Buckets read (`start`), judged (`judged`) and the exclusive end of what is settled."""

    start: datetime
    judged: datetime
    end: datetime
    interval: str

    def stamps(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        width = int(INTERVALS[self.interval].total_seconds())
        return np.arange(int(self.start.timestamp()), int(self.end.timestamp()), width, dtype=np.int64)

    def index(self, bucket: datetime) -> int:
        return bucket_number(bucket, self.interval) - bucket_number(self.start, self.interval)


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass works with; `types` holds the type of every event that is not archived."""

    scan: ScanConfig
    chosen: AnomalySettings
    span: Span
    types: dict[uuid.UUID, uuid.UUID]
    expected: annotations.Expected


def history_start(bucket: datetime) -> datetime:
    """The Monday nine weeks before the bucket's own week."""
    return bucket_start(bucket, "1w") - HISTORY


def settled_end(scan: ScanConfig, settling_minutes: int, now: datetime) -> datetime | None:
    """Exclusive end of the buckets that may be judged; ended data has nothing left to settle."""
    if scan.interval is None or scan.collected_to is None:
        return None
    if scan.is_static:
        return scan.collected_to
    width = INTERVALS[scan.interval]
    withheld = math.ceil(timedelta(minutes=settling_minutes) / width)
    return min(scan.collected_to, bucket_start(now, scan.interval) - withheld * width)


def detect_scan(
    session: Session, scan_config_id: uuid.UUID, now: datetime, *, since: datetime | None = None
) -> DetectReport:
    """Judge the last thirty settled buckets, from `since` on if that is earlier (at most nine weeks).

    `now` is the scan's own clock. The first pass of a project switches detection on, unless a person has decided.
    Callers hold the scan's series lock.
    """
    scan = repository.scan(session, scan_config_id)
    if scan is None or scan.interval is None:
        return DetectReport()
    chosen = settings_repository.of_project(session, scan.project_id, lock=True)
    span = _span(scan, chosen.anomaly_ingestion_settling_minutes, now, since)
    if span is None:
        return DetectReport()
    types = repository.live_scopes(session, scan.project_id)
    rows = metrics.find_series(session, scan_config_ids=[scan.id])
    values = _values(session, scan, rows, span)
    _switch_on(chosen, rows, values)
    if not chosen.anomaly_detection_enabled:
        return DetectReport()
    wanted = np.array([_watched(row, chosen, types) for row in rows], bool)
    watched = [row for row, yes in zip(rows, wanted, strict=True) if yes]
    current = Pass(scan, chosen, span, types, annotations.expected(session, scan.project_id, span.start, span.end))
    return _store(session, current, _judge(session, current, watched, values[wanted]), len(watched))


def _span(scan: ScanConfig, settling: int, now: datetime, since: datetime | None) -> Span | None:
    end = settled_end(scan, settling, now)
    if end is None or scan.interval is None:
        return None
    judged = end - EVALUATED * INTERVALS[scan.interval]
    if since is not None:
        judged = min(judged, max(since, end - HISTORY))
    judged = bucket_start(judged, scan.interval)
    return Span(bucket_start(history_start(judged), scan.interval), judged, end, scan.interval)


def _values(session: Session, scan: ScanConfig, rows: Sequence[SeriesRow], span: Span) -> Floats:
    matrix = metrics.read_matrix(session, rows, span.interval, span.start, span.end)
    states = metrics.read_coverage(session, scan.id, span.interval, span.start, span.end)
    return metrics.counted(matrix.values, states)


def _switch_on(chosen: AnomalySettings, rows: Sequence[SeriesRow], values: Floats) -> None:
    """Detection is on from the first completed collection; the smallest count follows from the data's volume."""
    decided = set(chosen.decided)
    if "anomaly_detection_enabled" not in decided:
        chosen.anomaly_detection_enabled = True
    if "min_expected_count" not in decided:
        events = np.array([row.key.scope_type == "event" for row in rows], bool)
        counts = values[events] if events.any() else values
        chosen.min_expected_count = scans.propose_min_expected(counts[counts > 0].tolist())
    chosen.decided = sorted({*decided, "anomaly_detection_enabled", "min_expected_count"})


def _watched(row: SeriesRow, chosen: AnomalySettings, types: dict[uuid.UUID, uuid.UUID]) -> bool:
    if row.key.scope_type == "project_total":
        return chosen.detect_project_total
    if row.key.scope_type == "event_type":
        return chosen.detect_event_types
    return chosen.detect_events and row.key.scope_id in types


def _judge(session: Session, now: Pass, rows: Sequence[SeriesRow], values: Floats) -> list[Judged]:
    """Findings of all series; those that were open before the judged buckets are carried on."""
    if not len(rows):
        return []
    span, sigma, least = now.span, now.chosen.sigma_threshold, now.chosen.min_expected_count
    stamps, width = span.stamps(), int(INTERVALS[span.interval].total_seconds())
    mask = now.expected.mask([_subject(row, now) for row in rows], stamps, width)
    scores = score(values, stamps, width, mask=mask, evaluate_from=span.index(span.judged), sigma=sigma)
    scores = scores if mask is None else scores.without(mask)
    rings = (scores.score >= sigma) & (scores.expected >= least)
    carried = _carried(repository.open_before(session, now.scan.id, span.judged), now)
    judged = []
    for at, row in enumerate(rows):
        scope = scope_of(row, now.scan)
        if not rings[at].any() and scope not in carried:
            continue
        own, opened = scores.series(at), carried.get(scope)
        found = find(own, values[at], stamps, width, sigma=sigma, min_expected=least, opened=opened)
        judged += [_described(each, row, now) for each in found]
    return judged


def scope_of(row: SeriesRow, scan: ScanConfig) -> Scope:
    return Scope(row.key.scope_type, str(row.key.scope_id or scan.id))


def _subject(row: SeriesRow, now: Pass) -> annotations.Subject:
    kind = now.types.get(row.key.scope_id) if row.key.scope_id is not None else None
    return annotations.Subject(*scope_of(row, now.scan), kind)


def _carried(rows: Sequence[Anomaly], now: Pass) -> dict[Scope, Finding]:
    """The newest open finding of each scope from before the judged buckets, as the detector knows it.

    One that began in an expected window is not carried on: what outlasts the window is told from its end on.
    """
    width, newest = INTERVALS[now.span.interval], dict[Scope, Anomaly]()
    for row in sorted(rows, key=lambda each: each.bucket):
        newest[Scope(row.scope_type, row.scope_ref)] = row
    return {
        scope: _as_finding(row, now.span)
        for scope, row in newest.items()
        if not now.expected.covers(about(row), row.bucket, row.bucket, width)
    }


def about(row: Anomaly) -> annotations.Subject:
    """The series of a finding, as annotations know it."""
    return annotations.Subject(row.scope_type, row.scope_ref, row.event_type_id)


def _as_finding(row: Anomaly, span: Span) -> Finding:
    last = min(row.last_bucket, span.judged - INTERVALS[span.interval])
    return Finding(
        index=span.index(row.bucket),
        bucket=int(row.bucket.timestamp()),
        actual=row.actual_count,
        expected=row.expected_count,
        lower=row.lower,
        upper=row.upper,
        stddev=row.stddev,
        score=row.score,
        direction=1 if row.direction == "spike" else -1,
        kind=SUSTAINED if row.detector_kind == "sustained" else 1,
        last_index=span.index(last),
        open=True,
    )


def _described(each: Finding, row: SeriesRow, now: Pass) -> Judged:
    scope, width = scope_of(row, now.scan), INTERVALS[now.span.interval]
    bucket = now.span.start + each.index * width
    event = row.key.scope_id if row.key.scope_type == "event" else None
    return Judged(
        scope_type=scope.scope_type,
        scope_ref=scope.scope_ref,
        event_id=event,
        event_type_id=now.types.get(event) if event else row.key.scope_id,
        bucket=bucket,
        last_bucket=max(bucket, now.span.start + each.last_index * width),
        actual_count=each.actual,
        expected_count=each.expected,
        lower=each.lower,
        upper=each.upper,
        stddev=each.stddev,
        score=each.score,
        direction="spike" if each.direction > 0 else "drop",
        detector_kind=kind_word(each.kind),
        open=each.open,
    )


def kind_word(kind: int) -> str:
    return "sustained" if kind == SUSTAINED else "point"


def _store(session: Session, now: Pass, judged: list[Judged], scored: int) -> DetectReport:
    """Replace the findings of the judged buckets; the others are closed or carried on."""
    at = utcnow()
    there = {(row.scope_type, row.scope_ref, row.bucket): row for row in _held(session, now)}
    wanted = {(each.scope_type, each.scope_ref, each.bucket): each for each in judged}
    was_open = {key for key, row in there.items() if row.closed_at is None}
    repository.put(session, now.scan, judged, now.chosen, at)
    gone = [row for key, row in there.items() if key not in wanted]
    repository.remove(session, [row.id for row in gone if row.bucket >= now.span.judged])
    repository.close(session, [row.id for row in gone if row.bucket < now.span.judged], at)
    added = wanted.keys() - there.keys()
    for (scope, direction), times in Counter((wanted[key].scope_type, wanted[key].direction) for key in added).items():
        count(session, ANOMALIES, scope, direction, by=times)
    closed = sum(key not in wanted or not wanted[key].open for key in was_open)
    return DetectReport(scored=scored, added=len(added), closed=closed)


def _held(session: Session, now: Pass) -> Iterator[Anomaly]:
    yield from repository.inside(session, now.scan.id, now.span.judged, now.span.end)
    yield from repository.open_before(session, now.scan.id, now.span.judged)
