"""What strays in an expected window is no signal, teaches nothing, and is shown muted; the rest is as before."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import delete
from tests.factories.alerts import make_destination, make_rule
from tests.features.monitoring.test_series_api import World, world
from tests.features.signals.test_detecting import EDGE, HOUR, NOW, Shop, hour

from tripl.features.alerts.service import evaluate, forget_expected
from tripl.features.annotations import service
from tripl.features.annotations.hooks import AnnotationHooks
from tripl.features.annotations.schemas import AnnotationCreate
from tripl.features.signals import service as signals
from tripl.features.signals.service import close_expected
from tripl.kit.clock import utcnow
from tripl.models.alerts import AlertDelivery, AlertState
from tripl.models.annotations import Annotation

__all__ = ["world"]
HOOKS = AnnotationHooks(planned=(close_expected, forget_expected))


def plan(shop: Shop, first: int, stop: int, scope: tuple[str, object] | None = None) -> None:
    """A window from so many hours before the edge to so many."""
    wanted = AnnotationCreate(bucket=EDGE - first * HOUR, expected_until=EDGE - stop * HOUR, label="Promo")
    if scope is not None:
        wanted = wanted.model_copy(update={"scope_type": scope[0], "scope_ref": str(scope[1])})
    service.leave(shop.session, shop.project.id, wanted)
    HOOKS.announce_planned(shop.session, shop.project.id)


def scopes(shop: Shop) -> set[str]:
    return {each.scope_type for each in shop.findings() if each.closed_at is None}


@pytest.fixture
def shop(session) -> Shop:
    return Shop(session)


@pytest.fixture
def spiking(shop: Shop) -> Shop:
    """The first event is four times the usual for its last hours, and its type and the total with it."""
    shop.counts[0][hour(shop, 8) :] *= 4
    shop.collect()
    return shop


@pytest.mark.spec("M-110")
@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (lambda _: None, set()),
        (lambda shop: ("event_type", shop.type_id), {"project_total"}),
        (lambda shop: ("event", shop.events[0].id), {"project_total", "event_type"}),
        (lambda shop: ("event", shop.events[1].id), {"project_total", "event_type", "event"}),
        (lambda shop: ("project_total", shop.scan.id), {"event_type", "event"}),
        (lambda shop: ("project_total", shop.project.id), {"event_type", "event"}),
    ],
    ids=["project", "type", "event", "another event", "one total", "all totals"],
)
def test_a_window_reaches_downwards_only(spiking, scope, left):
    plan(spiking, 8, 0, scope(spiking))
    spiking.detect()
    assert scopes(spiking) == left


@pytest.mark.spec("M-110")
def test_every_bucket_that_a_window_touches_is_expected(spiking):
    expected = service.expected(spiking.session, spiking.project.id)
    assert expected.windows == ()
    plan(spiking, 8, 5)
    subject = service.Subject("event", str(spiking.events[0].id), spiking.type_id)
    expected = service.expected(spiking.session, spiking.project.id)

    def touched(interval: timedelta, start: datetime, buckets: int) -> list[int]:
        width = int(interval.total_seconds())
        stamps = int(start.timestamp()) + width * np.arange(buckets)
        mask = expected.mask([subject], stamps, width)
        return [] if mask is None else [int(at) for at in np.flatnonzero(mask[0])]

    assert touched(HOUR, EDGE - 10 * HOUR, 10) == [2, 3, 4]
    assert touched(6 * HOUR, EDGE - 15 * HOUR, 3) == [1], "07:00 to 10:00 lies in 06:00 to 12:00"
    assert touched(24 * HOUR, EDGE - 15 * HOUR - 24 * HOUR, 3) == [1]
    assert touched(HOUR, EDGE - 5 * HOUR, 5) == []
    assert expected.covers(subject, EDGE - 8 * HOUR, EDGE - 6 * HOUR, HOUR)
    assert not expected.covers(subject, EDGE - 8 * HOUR, EDGE - 5 * HOUR, HOUR)


@pytest.mark.spec("M-110", "D-42")
def test_what_is_expected_teaches_nothing(session):
    """A promo of four days hides a later spike, unless it was planned."""

    def spike(*, promo: bool, planned: bool) -> list[float]:
        shop = Shop(session)
        if promo:
            shop.counts[1][hour(shop, 200) : hour(shop, 100)] *= 3
        shop.counts[1][hour(shop, 6)] *= 5
        shop.collect()
        if planned:
            plan(shop, 200, 100)
        shop.detect()
        found = [f for f in shop.findings() if f.event_id == shop.events[1].id]
        return [f.expected_count for f in found if f.bucket == EDGE - 6 * HOUR]

    [plain] = spike(promo=False, planned=False)
    assert spike(promo=True, planned=False) == []
    assert spike(promo=True, planned=True) == pytest.approx([plain], rel=0.1)


@pytest.mark.spec("M-110", "D-70")
def test_a_signal_that_is_open_closes_with_its_window_and_its_alert(spiking):
    session = spiking.session
    make_rule(session, make_destination(session, spiking.project), scan_config_id=spiking.scan.id, cooldown_minutes=0)
    spiking.detect()
    assert len(scopes(spiking)) == 3
    evaluate(session, spiking.scan.id, None, NOW)
    assert session.query(AlertState).filter_by(is_open=True).count() == 3
    plan(spiking, 8, 0)
    assert scopes(spiking) == set()
    assert signals.open_signals(session, spiking.project.id, now=NOW, expanded=True) == []
    assert signals.candidates(session, spiking.scan.id, NOW) == []
    assert session.query(AlertState).filter_by(is_open=True).count() == 0
    assert spiking.detect().added == 0
    assert evaluate(session, spiking.scan.id, None, NOW).queued == 0
    assert session.query(AlertDelivery).count() == 1, "the one that was there before the window"


@pytest.mark.spec("D-71")
def test_what_outlasts_its_window_is_told_from_the_end_of_the_window_on(shop):
    shop.counts[1][hour(shop, 20) :] = 0
    shop.collect()
    shop.detect()
    began = {f.bucket for f in shop.findings() if f.event_id == shop.events[1].id}
    assert began == {EDGE - 20 * HOUR}
    plan(shop, 20, 10, ("event", shop.events[1].id))
    [still] = [f for f in shop.findings() if f.event_id == shop.events[1].id]
    assert still.closed_at is None, "it goes on after the window"
    shop.detect()
    [now] = [f for f in shop.findings() if f.event_id == shop.events[1].id and f.closed_at is None]
    assert now.bucket == EDGE - 10 * HOUR
    assert now.direction == "drop"


@pytest.mark.spec("D-71")
def test_one_that_began_before_its_window_goes_on(shop):
    shop.counts[1][hour(shop, 40) :] = 0
    shop.collect(EDGE - 35 * HOUR)
    shop.detect(NOW - 35 * HOUR)
    plan(shop, 36, 10, ("event", shop.events[1].id))
    shop.collect()
    shop.detect()
    [outage] = [f for f in shop.findings() if f.event_id == shop.events[1].id]
    assert (outage.bucket, outage.closed_at) == (EDGE - 40 * HOUR, None)
    assert outage.last_bucket == EDGE - 3 * HOUR


@pytest.mark.spec("M-110")
def test_a_window_that_is_deleted_is_forgotten_by_the_next_run(spiking):
    plan(spiking, 8, 0)
    spiking.detect()
    assert spiking.findings() == []
    spiking.session.execute(delete(Annotation))
    spiking.detect()
    assert scopes(spiking) == {"project_total", "event_type", "event"}


@pytest.mark.spec("M-93", "M-110", "SC-4")
def test_the_chart_shows_a_muted_marker_and_the_band(editor, viewer, project, world: World):
    before = viewer.get(world.url(project)).json()
    [marked] = [point for point in before["data"] if point["is_anomaly"]]
    assert before["latest_signal"] is not None
    assert not any(point["expected_stray"] for point in before["data"])
    at = datetime.fromisoformat(marked["bucket"])
    window = {"bucket": at.isoformat(), "expected_until": (at + HOUR).isoformat(), "label": "Maintenance"}
    other = {**window, "bucket": (at - 5 * HOUR).isoformat(), "expected_until": (at - 4 * HOUR).isoformat()}
    assert editor.post(f"/projects/{project.slug}/annotations", json=other).status_code == 201
    assert [each for each in viewer.get(world.url(project)).json()["data"] if each["is_anomaly"]] == [marked]
    made = editor.post(f"/projects/{project.slug}/annotations", json=window).json()
    after = viewer.get(world.url(project)).json()
    assert after["latest_signal"] is None
    [muted] = [point for point in after["data"] if point["expected_stray"]]
    assert (muted["bucket"], muted["expected_stray"], muted["is_anomaly"]) == (marked["bucket"], "drop", False)
    assert muted["upper"] > muted["lower"] > muted["count"]
    assert editor.delete(f"/projects/{project.slug}/annotations/{made['id']}").status_code == 204
    again = viewer.get(world.url(project)).json()
    assert [point["bucket"] for point in again["data"] if point["is_anomaly"]] == [marked["bucket"]]
    assert again["latest_signal"] is None, "it is a signal again with the next run"
    assert viewer.get(f"/projects/{project.slug}/anomalies/signals", params={"expanded": True}).json() == []


def test_the_page_and_the_pass_agree(session, editor, viewer, project, world: World):
    """The same mask in both: what the chart expects is what the next finding stores."""
    at = world.end - 40 * HOUR
    body = {"bucket": at.isoformat(), "expected_until": (at + 30 * HOUR).isoformat(), "label": "Sale"}
    assert editor.post(f"/projects/{project.slug}/annotations", json=body).status_code == 201
    signals.detect_scan(session, world.scan.id, utcnow())
    session.commit()
    answer = viewer.get(world.url(project)).json()
    signal = answer["latest_signal"]
    [point] = [each for each in answer["data"] if each["bucket"] == signal["bucket"]]
    assert point["expected_count"] == pytest.approx(signal["expected_count"], abs=1e-5)
