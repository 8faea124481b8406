"""Findings out of the store: planted oddities are found once, and a second look changes nothing."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from tests.factories.plan import make_event, make_event_type
from tests.factories.projects import make_project
from tests.factories.scans import make_scan_of
from tests.factories.series import collect
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.db.outbox import flush_outbox
from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import SeriesKey, SeriesOwner, State
from tripl.features.signals import service as signals
from tripl.features.signals.schemas import DetectReport
from tripl.models.plan import Event
from tripl.models.scans import ScanConfig
from tripl.models.signals import Anomaly, AnomalySettings

NOW = datetime(2026, 3, 11, 15, 10, tzinfo=UTC)
EDGE = datetime(2026, 3, 11, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
WEEKS = 6


class Shop:
    """A project whose scan has counted six hourly weeks of two events of one type."""

    def __init__(self, session: Session, **over: object) -> None:
        self.session = session
        self.project = make_project(session)
        self.scan = make_scan_of(session, self.project, make_source(session, self.project), **over)
        kind = make_event_type(session, self.project)
        self.type_id = kind.id
        self.events = [make_event(session, kind, status="live") for _ in range(2)]
        self.owner = SeriesOwner(self.project.id, self.scan.id, "1h")
        self.hours = WEEKS * 168
        self.start = EDGE - self.hours * HOUR
        at = np.arange(self.hours)
        level = 300 + 120 * np.sin(2 * np.pi * ((at + self.start.hour) % 24) / 24)
        generator = np.random.default_rng(11)
        self.counts = [generator.poisson(level * share).astype(float) for share in (1.0, 0.6)]

    def collect(self, until: datetime = EDGE) -> None:
        """Write everything up to `until`, as a collection would."""
        keys = [SeriesKey("event", each.id) for each in self.events]
        both = self.counts[0] + self.counts[1]
        rows = [*self.counts, both, both]
        stop = (until - self.start) // HOUR
        series = dict(
            zip([*keys, SeriesKey("event_type", self.type_id), SeriesKey("project_total")], rows, strict=True)
        )
        collect(self.session, self.owner, self.start, {key: row[:stop].tolist() for key, row in series.items()})
        self.scan.collected_to = until
        self.session.flush()

    def detect(self, now: datetime = NOW) -> DetectReport:
        return signals.detect_scan(self.session, self.scan.id, now)

    def findings(self) -> list[Anomaly]:
        query = select(Anomaly).where(Anomaly.scan_config_id == self.scan.id).order_by(Anomaly.bucket)
        return list(self.session.scalars(query.execution_options(populate_existing=True)))

    def settings(self) -> AnomalySettings:
        return signals.settings(self.session, self.project.id)


def hour(shop: Shop, back: int) -> int:
    """Index of the bucket so many hours before the edge."""
    return shop.hours - back


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


@pytest.mark.spec("D-12", "D-46", "D-70", "O-80")
def test_a_planted_spike_is_found_once_and_stays_itself(shop, heard):
    shop.counts[0][hour(shop, 6)] *= 4
    shop.collect()
    report = shop.detect()
    found = [f for f in shop.findings() if f.scope_type == "event"]
    assert [(f.event_id, f.direction, f.bucket) for f in found] == [(shop.events[0].id, "spike", EDGE - 6 * HOUR)]
    (spike,) = found
    assert spike.actual_count == shop.counts[0][hour(shop, 6)]
    assert spike.lower < spike.expected_count < spike.upper < spike.actual_count
    assert report.added == len(shop.findings())
    flush_outbox(shop.session)
    counted = Counter((f.scope_type, f.direction) for f in shop.findings())
    assert heard == {("tripl_anomalies_detected_total", *labels): times for labels, times in counted.items()}
    assert heard["tripl_anomalies_detected_total", "event", "spike"] == 1
    before = [(f.id, f.detected_at, f.score) for f in shop.findings()]
    assert shop.detect().added == 0
    flush_outbox(shop.session)
    assert heard == {("tripl_anomalies_detected_total", *labels): times for labels, times in counted.items()}
    assert [(f.id, f.detected_at, f.score) for f in shop.findings()] == before


@pytest.mark.spec("D-20", "D-21")
def test_what_has_not_settled_is_not_judged(shop):
    shop.counts[0][hour(shop, 2)] *= 5
    shop.collect()
    shop.detect()
    assert not shop.findings(), "two hours are withheld"
    shop.settings().anomaly_ingestion_settling_minutes = 60
    shop.detect()
    assert {f.bucket for f in shop.findings()} == {EDGE - 2 * HOUR}


@pytest.mark.spec("D-52", "D-71")
def test_an_outage_is_one_finding_that_stays_open_until_the_event_is_back(shop):
    silent = 60
    shop.counts[1][hour(shop, silent) :] = 0
    shop.collect(EDGE - 50 * HOUR)
    shop.detect(NOW - 50 * HOUR)
    for back in (30, 10, 0):
        shop.collect(EDGE - back * HOUR)
        shop.detect(NOW - back * HOUR)
    outage = [f for f in shop.findings() if f.event_id == shop.events[1].id]
    assert len(outage) == 1
    assert outage[0].closed_at is None
    assert outage[0].last_bucket == EDGE - 3 * HOUR
    open_ = signals.open_signals(shop.session, shop.project.id, now=NOW, expanded=True)
    assert shop.events[1].id in {s.event_id for s in open_}, "however old its bucket is"


@pytest.mark.spec("D-35")
def test_findings_close_when_the_series_is_back(shop):
    shop.counts[0][hour(shop, 12) : hour(shop, 9)] = 0
    shop.collect(EDGE - 7 * HOUR)
    shop.detect(NOW - 7 * HOUR)
    assert [f.closed_at for f in shop.findings() if f.scope_type == "event"] == [None]
    shop.collect()
    shop.detect()
    first, *echo = [f for f in shop.findings() if f.scope_type == "event"]
    assert (first.bucket, first.last_bucket) == (EDGE - 12 * HOUR, EDGE - 10 * HOUR)
    assert all(f.closed_at is not None for f in (first, *echo))
    assert not [c for c in signals.candidates(shop.session, shop.scan.id, NOW) if c.event_id == shop.events[0].id]


@pytest.mark.spec("D-60", "M-5")
def test_late_buckets_are_no_drop(shop):
    """A source that is silent is late; nobody says that its events fell to zero."""
    for counts in shop.counts:
        counts[hour(shop, 8) :] = 0
    shop.collect()
    metrics.mark_coverage(shop.session, shop.owner, EDGE - 8 * HOUR, np.full(8, State.LATE, np.int8))
    shop.detect()
    assert shop.findings() == []


@pytest.mark.spec("D-10", "D-13")
def test_archived_events_and_scopes_switched_off_are_not_judged(shop):
    shop.counts[0][hour(shop, 6)] *= 4
    shop.collect()
    shop.session.get_one(Event, shop.events[0].id).status = "archived"
    chosen = shop.settings()
    chosen.detect_project_total = False
    shop.session.flush()
    shop.detect()
    assert {f.scope_type for f in shop.findings()} <= {"event_type"}


def test_a_person_who_switched_it_off_is_obeyed(shop):
    shop.counts[0][hour(shop, 6)] *= 4
    shop.collect()
    chosen = shop.settings()
    chosen.anomaly_detection_enabled, chosen.decided = False, ["anomaly_detection_enabled"]
    shop.detect()
    assert shop.findings() == []
    assert not shop.settings().anomaly_detection_enabled


@pytest.mark.spec("D-71", "D-72")
def test_ended_data_has_its_own_now(session):
    """Years later its last findings are open signals and candidates still."""
    shop = Shop(session, is_static=True, as_of=EDGE)
    shop.counts[0][hour(shop, 1)] *= 4
    shop.collect()
    shop.detect(EDGE)
    assert {f.bucket for f in shop.findings()} == {EDGE - HOUR}, "nothing is left to settle"
    later = NOW + timedelta(days=3000)
    assert signals.open_signals(session, shop.project.id, now=later, expanded=True)
    assert signals.candidates(session, shop.scan.id, later)
    session.get_one(ScanConfig, shop.scan.id).is_static = False
    session.flush()
    assert not signals.open_signals(session, shop.project.id, now=later, expanded=True)


@pytest.mark.spec("D-71")
def test_the_window_is_never_shorter_than_three_buckets(session):
    shop = Shop(session)
    shop.counts[0][hour(shop, 6)] *= 4
    shop.collect()
    shop.detect()
    chosen = shop.settings()
    chosen.recent_signal_window_hours, chosen.anomaly_ingestion_settling_minutes = 1, 0
    for row in shop.findings():
        row.last_bucket, row.closed_at = EDGE - 6 * HOUR, None
    session.flush()

    def seen(now: datetime) -> bool:
        return bool(signals.open_signals(session, shop.project.id, now=now, expanded=True))

    assert seen(EDGE - 3 * HOUR)
    assert not seen(EDGE - 2 * HOUR)


def test_scores_do_not_depend_on_the_number_of_series(shop):
    """A pass costs the same statements for two series as for many."""
    shop.collect()
    shop.detect()
    with statements(shop.session) as few:
        shop.detect()
    kind = shop.type_id
    more = [
        Event(
            project_id=shop.project.id,
            branch_id=shop.project.main_branch_id,
            event_type_id=kind,
            name=f"e{n}",
            status="live",
            source_name=f"e{n}",
        )
        for n in range(20)
    ]
    shop.session.add_all(more)
    shop.session.flush()
    collect(shop.session, shop.owner, EDGE - HOUR, {SeriesKey("event", each.id): [5] for each in more})
    with statements(shop.session) as many:
        shop.detect()
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("scope", "interval", "actual", "expected", "words"),
    [
        ("event", "1h", 38, 100, "At 14:00 UTC on 23 Nov this event came 62% below its expected level."),
        ("project_total", "1d", 150, 100, "On 23 Nov (UTC) the project total came 50% above its expected level."),
        ("event_type", "1h", 0, 99, "At 14:00 UTC on 23 Nov this event type dropped to zero, where 99 were expected."),
        ("event", "1w", 7, 0, "In the week of 23 Nov (UTC) this event came to 7, where nothing was expected."),
    ],
)
def test_a_finding_in_one_sentence(scope, interval, actual, expected, words):
    assert signals.sentence(scope, datetime(2026, 11, 23, 14, tzinfo=UTC), interval, actual, expected) == words
