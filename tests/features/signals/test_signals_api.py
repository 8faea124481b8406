"""Settings and signals through the door."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.factories.plan import make_event, make_event_type
from tests.factories.scans import make_scan_of
from tests.factories.series import collect
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.features.metrics.schemas import SeriesKey, SeriesOwner
from tripl.features.signals import service as signals
from tripl.features.signals.schemas import Scope, wider
from tripl.kit.clock import bucket_start, utcnow
from tripl.models.audit import AuditEntry
from tripl.models.signals import Anomaly

HOUR = timedelta(hours=1)
DEFAULTS = {
    "anomaly_detection_enabled": False,
    "detect_project_total": True,
    "detect_event_types": True,
    "detect_events": True,
    "detect_metrics": True,
    "baseline_window_buckets": 14,
    "min_history_buckets": 7,
    "sigma_threshold": 4.0,
    "min_expected_count": 50,
    "recent_signal_window_hours": 24,
    "anomaly_ingestion_settling_minutes": 120,
}
SIGNAL = {
    *("scope_type", "scope_ref", "scope_name", "scan_config_id", "event_id", "event_type_id", "state", "bucket"),
    *("actual_count", "expected_count", "stddev", "z_score", "direction", "unit", "detected_at", "relative_effect"),
    *("anomaly_id", "incident_child", "incident_id", "incident_status", "acknowledged_at", "expected", "muted"),
    *("hidden", "expected_note", "muted_until", "owners"),
}


@pytest.fixture
def settings_url(project):
    return f"/projects/{project.slug}/anomaly-settings"


@pytest.mark.spec("D-1", "SC-15")
def test_settings_start_as_specified(viewer, settings_url):
    body = viewer.get(settings_url).json()
    assert {name: body[name] for name in DEFAULTS} == DEFAULTS
    assert set(body) == {*DEFAULTS, "id", "project_id", "created_at", "updated_at"}


@pytest.mark.spec("D-3")
def test_settings_are_changed_in_part(editor, settings_url, session, project):
    body = editor.patch(settings_url, json={"sigma_threshold": 6, "detect_events": False}).json()
    assert {name: body[name] for name in DEFAULTS} == {**DEFAULTS, "sigma_threshold": 6.0, "detect_events": False}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "anomaly_settings.update")).one()
    assert entry.payload == {"changed": {"sigma_threshold": [4.0, 6.0], "detect_events": [True, False]}}


@pytest.mark.spec("D-2")
@pytest.mark.parametrize(
    "body",
    [
        {"recent_signal_window_hours": 2},
        {"anomaly_ingestion_settling_minutes": 1440},
        {"recent_signal_window_hours": 10, "anomaly_ingestion_settling_minutes": 600},
    ],
)
def test_a_bucket_must_settle_while_it_is_recent(editor, settings_url, body):
    refused = editor.patch(settings_url, json=body)
    hours = body.get("recent_signal_window_hours", 24)
    minutes = body.get("anomaly_ingestion_settling_minutes", 120)
    assert refused.status_code == 422
    assert all(f"{n}" in str(refused.json()["detail"]) for n in (hours, minutes))
    assert editor.patch(settings_url, json={"recent_signal_window_hours": 3}).status_code == 200


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("sigma_threshold", 0),
        ("recent_signal_window_hours", 721),
        ("recent_signal_window_hours", 0),
        ("anomaly_ingestion_settling_minutes", 1441),
        ("baseline_window_buckets", 0),
        ("min_expected_count", -1),
    ],
)
def test_values_out_of_range_are_refused(editor, settings_url, member, value):
    refused = editor.patch(settings_url, json={member: value})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", member]


def test_nothing_can_be_cleared(editor, settings_url):
    refused = editor.patch(settings_url, json={"sigma_threshold": None, "detect_events": None})
    assert refused.status_code == 422
    assert refused.json()["detail"] == "Field(s) cannot be null: detect_events, sigma_threshold"


def test_who_may(anonymous, viewer, stranger, make_client, settings_url):
    assert anonymous.get(settings_url).status_code == 401
    assert viewer.patch(settings_url, json={"sigma_threshold": 5}).status_code == 403
    assert stranger.get(settings_url).status_code == 404
    assert make_client("editor", key_scope="read").patch(settings_url, json={"sigma_threshold": 5}).status_code == 403
    assert make_client("editor", key_scope="write").patch(settings_url, json={"sigma_threshold": 5}).status_code == 200


class Story:
    """A drop of one event that its type and the total share, and a spike of another event alone."""

    def __init__(self, session, project) -> None:
        self.session, self.project = session, project
        self.scan = make_scan_of(session, project, make_source(session, project))
        self.kind = make_event_type(session, project)
        self.dropped, self.spiked = (make_event(session, self.kind, status="live") for _ in range(2))
        self.edge = bucket_start(utcnow(), "1h")
        shared = self.edge - 5 * HOUR
        self.add("project_total", str(self.scan.id), shared)
        self.add("event_type", str(self.kind.id), shared, event_type_id=self.kind.id)
        self.add("event", str(self.dropped.id), shared, event_id=self.dropped.id, event_type_id=self.kind.id)
        self.add(
            "event",
            str(self.spiked.id),
            self.edge - 4 * HOUR,
            event_id=self.spiked.id,
            event_type_id=self.kind.id,
            direction="spike",
            actual_count=900,
        )

    def add(self, scope_type: str, ref: str, bucket: datetime, **over) -> None:
        values = {
            "direction": "drop",
            "actual_count": 38,
            "expected_count": 100,
            "lower": 80,
            "upper": 120,
            "stddev": 5,
            "score": 7.5,
            "detector_kind": "point",
            "sigma_used": 4,
            "min_expected_used": 50,
            "detected_at": utcnow(),
            "last_bucket": bucket,
            **over,
        }
        self.session.add(
            Anomaly(
                project_id=self.project.id,
                scan_config_id=self.scan.id,
                scope_type=scope_type,
                scope_ref=ref,
                bucket=bucket,
                **values,
            )
        )
        self.session.flush()


@pytest.fixture
def story(session, project):
    return Story(session, project)


@pytest.mark.spec("SC-15", "D-73", "API-62")
def test_collapsed_and_expanded(viewer, project, story):
    url = f"/projects/{project.slug}/anomalies/signals"
    collapsed = viewer.get(url).json()
    assert [s["scope_type"] for s in collapsed] == ["project_total"]
    expanded = viewer.get(url, params={"expanded": True}).json()
    assert next((s["scope_type"], s["direction"], s["incident_child"]) for s in expanded) == ("event", "spike", False)
    assert {(s["scope_type"], s["incident_child"]) for s in expanded[1:]} == {
        ("project_total", False),
        ("event_type", True),
        ("event", True),
    }
    assert set(expanded[0]) >= SIGNAL


@pytest.mark.spec("D-74", "D-75")
def test_a_signal_says_how_far_off_it_is(viewer, project, story):
    url = f"/projects/{project.slug}/anomalies/signals"
    found = viewer.get(url, params={"event_id": [str(story.dropped.id)]}).json()
    (signal,) = found
    assert signal["scope_name"] == story.dropped.name
    assert signal["relative_effect"] == pytest.approx(0.62)
    assert signal["z_score"] == -7.5
    at = (story.edge - 5 * HOUR).astimezone(UTC)
    assert signal["sentence"] == f"At {at:%H:%M} UTC on {at.day} {at:%b} this event came 62% below its expected level."
    asked = viewer.post(f"{url}/query", json={"event_ids": [str(story.dropped.id)]}).json()
    assert asked == found


@pytest.mark.spec("API-12")
def test_reads_sent_as_post_need_no_right_to_write(make_client, project, story):
    reader = make_client("viewer", key_scope="read")
    url = f"/projects/{project.slug}/anomalies/signals"
    assert reader.post(f"{url}/query", json={}).status_code == 200
    assert reader.post(f"{url}/series", json={"scopes": []}).status_code == 200


@pytest.mark.spec("D-77")
def test_small_series_around_a_finding(viewer, project, story, session):
    owner = SeriesOwner(project.id, story.scan.id, "1h")
    start = story.edge - 60 * HOUR
    collect(session, owner, start, {SeriesKey("event", story.dropped.id): [n % 7 for n in range(60)]})
    bucket = story.edge - 5 * HOUR
    scope = {"scope_type": "event", "scope_ref": str(story.dropped.id), "bucket": bucket.isoformat()}
    unknown = {"scope_type": "event", "scope_ref": str(story.spiked.id), "bucket": bucket.isoformat()}
    scan = {"scan_config_id": str(story.scan.id)}
    answer = viewer.post(
        f"/projects/{project.slug}/anomalies/signals/series", json={"scopes": [scope | scan, unknown | scan]}
    ).json()
    assert [len(each["data"]) for each in answer] == [24, 0]
    assert [p["count"] for p in answer[0]["data"]] == [n % 7 for n in range(36, 60)]
    assert answer[0]["interval"] == "1h"


def test_the_list_costs_two_queries_whatever_its_length(viewer, project, story, session):

    with statements(session) as few:
        signals.open_signals(session, project.id, expanded=True)
    for n in range(6, 26):
        story.add("event", str(story.spiked.id), story.edge - n * HOUR, event_id=story.spiked.id)
    with statements(session) as many:
        signals.open_signals(session, project.id, expanded=True)
    assert len(few) == len(many) == 1


@pytest.mark.spec("D-71")
def test_the_history_tells_its_strongest_findings(viewer, project, story):
    for hours, score, over in ((80, 9.0, {}), (60, 5.0, {}), (40, 12.0, {"closed_at": utcnow()})):
        event = story.dropped
        more = {"event_id": event.id, "event_type_id": story.kind.id, "score": score, **over}
        story.add("event", str(event.id), story.edge - hours * HOUR, **more)
    story.add("project_total", str(story.scan.id), story.edge - 60 * HOUR, score=6.0)
    past = viewer.get(f"/projects/{project.slug}/anomalies/past", params={"limit": 3}).json()
    assert [(s["scope_type"], s["z_score"]) for s in past["items"]] == [
        ("event", -12.0),
        ("event", -9.0),
        ("project_total", -6.0),
    ], "open ones and what the total explains are left out"
    assert (past["total"], {s["state"] for s in past["items"]}) == (4, {"past"})


class Asked:
    """Cannot be walked: whoever walks it for every finding takes seconds for ten thousand."""

    def __init__(self, *held: Scope) -> None:
        self._held = held

    def __contains__(self, scope: object) -> bool:
        return scope in self._held


def test_a_finding_asks_for_the_wider_ones_and_walks_none():
    total, of_type = Scope("project_total", "scan"), Scope("event_type", "type")
    event = Scope("event", "event")
    assert wider(event, "type", Asked(total, event), "scan")
    assert wider(event, "type", Asked(of_type, event), "scan")
    assert wider(of_type, "type", Asked(total), "scan")
    assert not wider(event, "another", Asked(of_type, event), "scan")
    assert not wider(total, None, Asked(total, of_type), "scan")
