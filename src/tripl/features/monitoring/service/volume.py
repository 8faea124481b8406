"""A whole series with its expectation, band and findings: one event, one type, or the total of a scan."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from tripl import detection
from tripl.features.annotations import service as annotations
from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import Floats, Scope, SeriesRow, States
from tripl.features.monitoring import repository
from tripl.features.monitoring.schemas import EventMetrics, Point
from tripl.features.monitoring.service.window import Asked, Window, coverage_of, data_end, read, window_of
from tripl.features.signals import service as signals
from tripl.features.signals.schemas import Direction, SignalOut
from tripl.features.signals.schemas import Scope as SignalScope
from tripl.kit.clock import INTERVALS, bucket_number, utcnow
from tripl.kit.errors import NotFound
from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly, AnomalySettings

WEEK = timedelta(days=7)
Bools = npt.NDArray[np.bool_]
ROUND = 6
"""Decimals on the wire: a chart needs no more, and the answer compresses."""


DIRECTIONS: Mapping[int, Direction] = {1: "spike", -1: "drop"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the detector says: scores from bucket `first` on, and which buckets shown are expected to stray, and do.

    `strays` holds the direction of each deviation in a window, by its first bucket.
    """

    scores: detection.Scores
    expected: Bools
    strays: Mapping[int, int]
    first: int


def of_event(session: Session, project_id: uuid.UUID, event_id: uuid.UUID, asked: Asked) -> EventMetrics:
    if not repository.event_exists(session, project_id, event_id):
        raise NotFound("Event not found")
    return _of_scope(session, project_id, "event", event_id, asked)


def of_event_type(session: Session, project_id: uuid.UUID, type_id: uuid.UUID, asked: Asked) -> EventMetrics:
    if not repository.event_type_exists(session, project_id, type_id):
        raise NotFound("Event type not found")
    return _of_scope(session, project_id, "event_type", type_id, asked)


def of_total(session: Session, project_id: uuid.UUID, scan_config_id: uuid.UUID | None, asked: Asked) -> EventMetrics:
    """Of the scan named, else of the newest one that has counted."""
    found = repository.scans(session, project_id, None if scan_config_id is None else [scan_config_id])
    if scan_config_id is not None and not found:
        raise NotFound("Scan not found")
    rows = metrics.find_series(session, project_id=project_id, scope_type="project_total")
    counting = {row.scan_config_id: row for row in rows}
    scan = next((each for each in found if each.id in counting), None)
    row = counting.get(scan.id) if scan else None
    return _answer(session, project_id, ("project_total", None), (scan, row), asked)


def _of_scope(session: Session, project_id: uuid.UUID, kind: Scope, ident: uuid.UUID, asked: Asked) -> EventMetrics:
    """Where several scans count the scope, the newest of them answers."""
    rows = metrics.find_series(session, project_id=project_id, scope_type=kind, scope_ids=[ident])
    by_scan = {row.scan_config_id: row for row in rows}
    found = repository.scans(session, project_id, by_scan) if by_scan else []
    scan = found[0] if found else None
    return _answer(session, project_id, (kind, ident), (scan, by_scan[scan.id] if scan else None), asked)


def _answer(
    session: Session,
    project_id: uuid.UUID,
    scope: tuple[Scope, uuid.UUID | None],
    counted: tuple[ScanConfig | None, SeriesRow | None],
    asked: Asked,
) -> EventMetrics:
    kind, ident = scope
    scan, row = counted
    chosen = signals.settings(session, project_id)
    signal = None
    body: dict[str, object] = {"data": [], "coverage": [], "week_total": None, "prior_week_total": None}
    if scan is not None and row is not None:
        signal_scope = SignalScope(kind, str(ident or scan.id))
        signal = signals.of_scope(session, project_id, signal_scope)
        body = _charted(session, scan, row, chosen, (signal_scope, signal, asked))
    return EventMetrics(
        scope=kind,
        event_id=ident if kind == "event" else None,
        event_type_id=ident if kind == "event_type" else None,
        scan_config_id=scan.id if scan else None,
        scan_config_name=scan.name if scan else None,
        interval=scan.interval if scan else None,
        latest_signal=signal,
        sigma_threshold=chosen.sigma_threshold,
        min_expected_count=chosen.min_expected_count,
        last_collected_at=scan.last_collection_at if scan else None,
        next_collection_at=next_collection(scan) if scan else None,
        as_of=scan.as_of if scan and scan.is_static else None,
        **body,
    )


def next_collection(scan: ScanConfig) -> datetime | None:
    """When the next bucket will be complete; ended data has none."""
    if scan.is_static or scan.interval is None or scan.collected_to is None:
        return None
    return scan.collected_to + INTERVALS[scan.interval]


def _charted(
    session: Session,
    scan: ScanConfig,
    row: SeriesRow,
    chosen: AnomalySettings,
    about: tuple[SignalScope, SignalOut | None, Asked],
) -> dict[str, object]:
    scope, signal, asked = about
    shown = window_of(scan, asked, back_to=signal.bucket - timedelta(days=1) if signal else None)
    known = shown.since(signals.history_start(shown.start))
    values, states = read(session, known, [row])
    from_ = shown.first - known.first
    expected = _expected(session, scan, scope, known)
    opinion = _opinion(values[0], expected, (known, from_), scan, chosen)
    stored = {each.bucket: each for each in repository.findings(session, scan.id, scope, shown.start, shown.end)}
    settled = signals.settled_end(scan, chosen.anomaly_ingestion_settling_minutes, utcnow())
    data = _points(shown, values[0][from_:], opinion, stored, settled)
    week, prior = _weeks(session, scan, row)
    return {
        "data": data,
        "coverage": coverage_of(states[from_:], shown),
        "week_total": week,
        "prior_week_total": prior,
    }


def _expected(session: Session, scan: ScanConfig, scope: SignalScope, known: Window) -> Bools | None:
    """Which buckets lie in an expected window; None where none does."""
    windows = annotations.expected(session, scan.project_id, known.start, known.end)
    if not windows.windows:
        return None
    subject = annotations.subject_of(session, scan.project_id, *scope)
    mask = windows.mask([subject], known.stamps(), int(INTERVALS[known.interval].total_seconds()))
    return None if mask is None else mask[0]


def _opinion(
    values: Floats, expected: Bools | None, window: tuple[Window, int], scan: ScanConfig, chosen: AnomalySettings
) -> Opinion | None:
    """The same pass that finds, over the buckets shown; nothing while detection is off."""
    if not chosen.anomaly_detection_enabled:
        return None
    known, from_ = window
    settled = signals.settled_end(scan, chosen.anomaly_ingestion_settling_minutes, utcnow())
    if settled is not None:
        values = values.copy()
        values[max(0, bucket_number(settled, known.interval) - known.first) :] = np.nan
    mask = np.zeros(len(values), bool) if expected is None else expected
    sigma, width = chosen.sigma_threshold, int(INTERVALS[known.interval].total_seconds())
    start = int(known.start.timestamp())
    scores = _scored(values.tobytes(), mask.tobytes(), start, width, (from_, sigma))
    strays = {}
    if mask.any():
        inside, least = scores.without(~mask), chosen.min_expected_count
        found = detection.find(inside, values, known.stamps(), width, sigma=sigma, min_expected=least)
        strays = {each.index - from_: each.direction for each in found}
    return Opinion(scores, mask[from_:], strays, from_)


@lru_cache(maxsize=256)
def _scored(values: bytes, mask: bytes, start: int, width: int, asked: tuple[int, float]) -> detection.Scores:
    """The numbers decide the scores alone, so a page that is read again between two collections costs no second pass.

    `values` float64 and `mask` bool per bucket, `start` of the first in seconds since 1970, `width` in seconds;
    `asked` is the first bucket to fill and sigma.
    """
    series, quiet = np.frombuffer(values, dtype=np.float64), np.frombuffer(mask, dtype=np.bool_)
    stamps = start + width * np.arange(len(series), dtype=np.int64)
    return detection.score(series, stamps, width, mask=quiet, evaluate_from=asked[0], sigma=asked[1])


def _points(
    shown: Window,
    values: Floats,
    opinion: Opinion | None,
    stored: Mapping[datetime, Anomaly],
    settled: datetime | None,
) -> list[Point]:
    points = []
    for i, bucket in enumerate(shown.buckets()):
        if not np.isfinite(values[i]):
            continue
        point = Point(bucket=bucket, count=int(values[i]), settling=settled is not None and bucket >= settled)
        if opinion is not None and not point.settling:
            _expect(point, opinion.scores, opinion.first + i)
        if opinion is not None and opinion.expected[i]:
            point.expected_stray = DIRECTIONS.get(opinion.strays.get(i, 0))
        elif bucket in stored:
            _mark(point, stored[bucket])
        points.append(point)
    return points


def _expect(point: Point, scores: detection.Scores, at: int) -> None:
    if not np.isfinite(scores.score[at]):
        return
    point.expected_count = point.baseline_expected = round(float(scores.expected[at]), ROUND)
    point.stddev = point.baseline_stddev = round(float(scores.stddev[at]), ROUND)
    point.lower, point.upper = round(float(scores.lower[at]), ROUND), round(float(scores.upper[at]), ROUND)
    point.z_score = round(float(scores.score[at]) * float(scores.direction[at]), ROUND)


def _mark(point: Point, finding: Anomaly) -> None:
    """Every number of a finding is read from its row: page, alert and API agree."""
    point.is_anomaly = True
    point.anomaly_direction = "spike" if finding.direction == "spike" else "drop"
    point.detector_kind = finding.detector_kind
    point.expected_count = point.baseline_expected = finding.expected_count
    point.stddev = point.baseline_stddev = finding.stddev
    point.lower, point.upper = finding.lower, finding.upper
    point.z_score = finding.score if finding.direction == "spike" else -finding.score


def _weeks(session: Session, scan: ScanConfig, row: SeriesRow) -> tuple[float | None, float | None]:
    """Totals of the last seven days of data and of the seven before; null where nothing was collected."""
    end = data_end(scan)
    this, before = (window_of(scan, Asked(end - n * WEEK, end - (n - 1) * WEEK)) for n in (1, 2))
    both = this.since(before.start)
    values, states = read(session, both, [row])
    edge = this.first - both.first
    return _total(values[0][edge:], states[edge:]), _total(values[0][:edge], states[:edge])


def _total(values: Floats, states: States) -> float | None:
    return float(np.nansum(values)) if states.any() and np.isfinite(values).any() else None
