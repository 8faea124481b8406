"""Series through the door: coverage, expectation, findings, slices and windows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy.orm import Session
from tests.factories.plan import make_event, make_event_type
from tests.factories.scans import make_scan_of
from tests.factories.series import collect
from tests.factories.sources import make_source

from tripl.features.metrics import service as metrics
from tripl.features.metrics.schemas import SeriesKey, SeriesOwner, State
from tripl.features.signals import service as signals
from tripl.kit.clock import bucket_start, utcnow
from tripl.kit.principal import ProjectContext
from tripl.models.plan import Event
from tripl.models.scans import ScanConfig

HOUR = timedelta(hours=1)
DAYS = 21


@dataclass
class World:
    scan: ScanConfig
    event: Event
    silent: Event
    owner: SeriesOwner
    start: datetime
    end: datetime
    values: list[float]

    def url(self, project: ProjectContext, tail: str = "") -> str:
        return f"/projects/{project.slug}/events/{self.event.id}/metrics{tail}"


def rhythm(hours: int) -> list[float]:
    rng = np.random.default_rng(5)
    rate = 200 * (1 + 0.4 * np.sin(np.arange(hours) * 2 * np.pi / 24))
    return [float(n) for n in rng.poisson(rate)]


@pytest.fixture
def world(session: Session, project: ProjectContext) -> World:
    """Three weeks of hours up to the newest complete one; the last settled hour fell to 20."""
    end = bucket_start(utcnow(), "1h")
    start = end - timedelta(days=DAYS)
    scan = make_scan_of(session, project, make_source(session, project), collected_to=end, last_collection_at=end)
    kind = make_event_type(session, project, "page")
    event, silent = make_event(session, kind, "home"), make_event(session, kind, "never")
    values = rhythm(DAYS * 24)
    values[-3] = 20.0
    owner = SeriesOwner(project.id, scan.id, "1h")
    web = [float(int(v) // 3) for v in values]
    series = {
        SeriesKey("project_total"): values,
        SeriesKey("event_type", kind.id): values,
        SeriesKey("event", event.id): values,
        SeriesKey("event", event.id, "platform", "web"): web,
        SeriesKey("event", event.id, "platform", None): [v - w for v, w in zip(values, web, strict=True)],
    }
    collect(session, owner, start, series)
    signals.detect_scan(session, scan.id, utcnow())
    session.commit()
    return World(scan, event, silent, owner, start, end, values)


def test_anonymous_and_strangers_are_refused(anonymous, stranger, project, world: World):
    assert anonymous.get(world.url(project)).status_code == 401
    assert stranger.get(world.url(project)).status_code == 404


@pytest.mark.spec("SC-14", "M-93", "M-94", "D-20")
def test_an_event_has_points_band_and_its_finding(viewer, project, world: World):
    body = viewer.get(world.url(project)).json()
    assert set(body) >= {
        *("scope", "event_id", "event_type_id", "scan_config_id", "scan_config_name", "interval", "data", "forecast"),
        *("latest_signal", "sigma_threshold", "week_total", "prior_week_total"),
        *("last_collected_at", "next_collection_at"),
    }
    points = body["data"]
    assert len(points) == 7 * 24
    assert [p["count"] for p in points] == [int(v) for v in world.values[-7 * 24 :]]
    assert body["week_total"] == sum(world.values[-7 * 24 :])
    assert body["prior_week_total"] == sum(world.values[-14 * 24 : -7 * 24])
    assert [p["settling"] for p in points[-3:]] == [False, True, True]
    assert all(p["expected_count"] is None for p in points[-2:])
    assert all(p["lower"] <= p["expected_count"] <= p["upper"] for p in points[:-2])
    marked = [p for p in points if p["is_anomaly"]]
    assert [p["bucket"] for p in marked] == [points[-3]["bucket"]]
    signal = body["latest_signal"]
    assert signal["direction"] == marked[0]["anomaly_direction"] == "drop"
    assert (signal["expected_count"], signal["z_score"]) == (marked[0]["expected_count"], marked[0]["z_score"])
    assert marked[0]["z_score"] <= -4


def test_type_and_total_answer_alike(viewer, project, world: World):
    base = f"/projects/{project.slug}"
    total = viewer.get(f"{base}/metrics/total").json()
    kind = viewer.get(f"{base}/event-types/{world.event.event_type_id}/metrics").json()
    assert total["scope"] == "project_total" and kind["scope"] == "event_type"
    assert [p["count"] for p in total["data"]] == [p["count"] for p in kind["data"]]
    assert total["scan_config_id"] == str(world.scan.id)


@pytest.mark.spec("M-5", "M-105")
def test_a_bucket_that_was_not_collected_is_absent_and_zero_is_zero(session, viewer, project, world: World):
    gap = world.start + timedelta(days=16)
    metrics.mark_coverage(session, world.owner, gap, np.full(3, State.MISSING, np.int8))
    collect(session, world.owner, gap + 5 * HOUR, {SeriesKey("event", world.event.id): [0.0]})
    session.commit()
    body = viewer.get(world.url(project)).json()
    at = {datetime.fromisoformat(p["bucket"]): p for p in body["data"]}
    assert not any(gap + i * HOUR in at for i in range(3))
    assert at[gap + 5 * HOUR]["count"] == 0
    stretches = [(c["state"], c["from"]) for c in body["coverage"]]
    assert ("missing", gap.isoformat().replace("+00:00", "Z")) in stretches


@pytest.mark.spec("M-98")
def test_breakdowns_name_their_columns_and_add_up(viewer, project, world: World):
    body = viewer.get(world.url(project, "/breakdowns")).json()
    assert body["columns"] == ["platform"] and body["selected_column"] == "platform"
    assert {s["breakdown_value"] for s in body["series"]} == {"web", None}
    sums = [sum(counts) for counts in zip(*([p["count"] for p in s["data"]] for s in body["series"]), strict=True)]
    assert sums == [int(v) for v in world.values[-7 * 24 :]]
    other = viewer.get(world.url(project, "/breakdowns"), params={"column": "nothing"}).json()
    assert other["series"] == [] and other["selected_column"] == "nothing"


@pytest.mark.spec("API-12", "API-6")
def test_window_volumes_keep_the_order_and_are_open_to_read_keys(make_client, project, world: World):
    client = make_client("viewer", key_scope="read")
    span = {"time_from": (world.end - 6 * HOUR).isoformat(), "time_to": world.end.isoformat()}
    ids = [str(world.silent.id), str(world.event.id)]
    body = client.post(f"/projects/{project.slug}/events/window-metrics", json={"event_ids": ids, **span}).json()
    assert [row["event_id"] for row in body] == ids
    assert body[0] == {
        "event_id": ids[0],
        "total_count": 0,
        "interval": None,
        "scan_config_id": None,
        "data": [],
    }
    assert body[1]["total_count"] == sum(world.values[-6:])
    assert [p["count"] for p in body[1]["data"]] == [int(v) for v in world.values[-6:]]


@pytest.mark.spec("W-91")
def test_from_and_to_are_half_open_and_naive_instants_are_utc(viewer, project, world: World):
    since, to = world.end - 5 * HOUR, world.end - 2 * HOUR
    naive = {"from": since.replace(tzinfo=None).isoformat(), "to": to.replace(tzinfo=None).isoformat()}
    aware = {"from": since.isoformat(), "to": to.isoformat()}
    one, two = (viewer.get(world.url(project), params=params).json() for params in (naive, aware))
    assert one["data"] == two["data"]
    assert [datetime.fromisoformat(p["bucket"]) for p in one["data"]] == [since, since + HOUR, since + 2 * HOUR]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, 422),
        ({"from": "1970-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, 422),
        ({"from": "yesterday"}, 422),
    ],
)
def test_bad_ranges_say_what_is_wrong(viewer, project, world: World, params: dict[str, Any], status: int):
    assert viewer.get(world.url(project), params=params).status_code == status


def test_unknown_things_are_404(viewer, project, world: World):
    base = f"/projects/{project.slug}"
    for path in ("events/{}/metrics", "events/{}/metrics/breakdowns", "event-types/{}/metrics"):
        assert viewer.get(f"{base}/{path.format(world.scan.id)}").status_code == 404
    assert viewer.get(f"{base}/metrics/total", params={"scan_config_id": str(world.event.id)}).status_code == 404


def test_an_event_that_was_never_counted_is_an_empty_chart(viewer, project, world: World):
    body = viewer.get(f"/projects/{project.slug}/events/{world.silent.id}/metrics").json()
    assert body["data"] == [] and body["scan_config_id"] is None and body["latest_signal"] is None


@pytest.mark.spec("M-91")
def test_the_default_range_reaches_back_to_an_open_signal_and_static_data_ends_where_it_ends(
    session, viewer, project, world: World
):
    world.scan.is_static, world.scan.as_of = True, world.end - 10 * HOUR
    session.commit()
    body = viewer.get(world.url(project)).json()
    assert datetime.fromisoformat(body["data"][-1]["bucket"]) == world.end - 11 * HOUR
    assert datetime.fromisoformat(body["as_of"]) == world.end - 10 * HOUR
    assert body["next_collection_at"] is None
    assert datetime.fromisoformat(body["as_of"]).tzinfo == UTC
