"""The overview page, through the door."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.factories.alerts import make_scan
from tests.factories.projects import make_branch
from tests.factories.series import collect
from tests.features.overview.test_summary import add_events, counted

from tripl.features.metrics.schemas import SeriesKey, SeriesOwner
from tripl.kit.clock import bucket_start, utcnow
from tripl.models.plan import Event

HOUR = timedelta(hours=1)
PAGES = ("top-events", "kpi-series")


@pytest.mark.spec("AC-34", "API-15")
@pytest.mark.parametrize("page", PAGES)
def test_who_reads_it(anonymous, viewer, stranger, make_client, project, page):
    path = f"/projects/{project.slug}/overview/{page}"
    assert anonymous.get(path).status_code == 401
    assert stranger.get(path).status_code == 404
    assert viewer.get(path).status_code == 200
    assert make_client("editor", key_scope="read", fence=project).get(path).status_code == 200


@pytest.fixture
def events(session, project):
    kind = add_events(session, project, project.main_branch_id, "live", "live", "live")
    return kind, sorted(session.query(Event).filter_by(event_type_id=kind.id), key=lambda event: event.name)


@pytest.mark.spec("M-120", "N-70", "SC-14")
def test_top_events_are_summed_over_scans(owner, session, project, events):
    kind, (first, second, _) = events
    start = bucket_start(utcnow(), "1h") - 3 * HOUR
    for scan in (make_scan(session, project), make_scan(session, project)):
        series = {SeriesKey("event", first.id): [1.0, 2.0, 3.0], SeriesKey("event", second.id): [10.0, 0.0, 10.0]}
        collect(session, SeriesOwner(project.id, scan.id, "1h"), start, series)
    session.commit()
    rows = owner.get(f"/projects/{project.slug}/overview/top-events").json()
    kept = {"event_type_id": str(kind.id), "window_total_count": 52}
    assert rows == [
        {"event_id": str(second.id), "name": "e1", "total_count": 40, **kept},
        {"event_id": str(first.id), "name": "e0", "total_count": 12, **kept},
    ]
    limited = owner.get(f"/projects/{project.slug}/overview/top-events", params={"limit": 1}).json()
    assert [row["name"] for row in limited] == ["e1"]


@pytest.mark.spec("M-120")
def test_the_window_of_top_events(owner, session, project, events, engine):
    _, (first, second, _) = events
    hour = bucket_start(utcnow(), "1h")
    scan = make_scan(session, project)
    static = make_scan(session, project, is_static=True, as_of=hour - timedelta(days=900))
    old = {SeriesKey("event", first.id): [5.0]}
    collect(session, SeriesOwner(project.id, scan.id, "1h"), hour - 60 * HOUR, old)
    collect(
        session,
        SeriesOwner(project.id, static.id, "1h"),
        hour - timedelta(days=900) - HOUR,
        {SeriesKey("event", second.id): [7.0]},
    )
    session.commit()
    path = f"/projects/{project.slug}/overview/top-events"
    assert [(row["name"], row["total_count"]) for row in owner.get(path).json()] == [("e1", 7)]
    with counted(engine) as statements:
        longer = owner.get(path, params={"window_hours": 72}).json()
    assert [row["total_count"] for row in longer] == [7, 5]
    assert len(statements) <= 3
    for wrong in ({"window_hours": 0}, {"window_hours": 721}, {"limit": 0}, {"limit": 101}):
        assert owner.get(path, params=wrong).status_code == 422


@pytest.mark.spec("N-70", "M-120")
def test_new_events_a_day(owner, session, project, events):
    _, (first, *_) = events
    add_events(session, project, make_branch(session, project), "live")
    earlier = utcnow() - timedelta(days=3)
    session.execute(update(Event).where(Event.id == first.id).values(created_at=earlier))
    session.commit()
    body = owner.get(f"/projects/{project.slug}/overview/kpi-series").json()
    assert body["days"] == len(body["data"]) == 14
    assert body["data"][-1] == {"date": utcnow().date().isoformat(), "new_events": 2}
    assert body["data"][-4] == {"date": earlier.date().isoformat(), "new_events": 1}
    assert sum(point["new_events"] for point in body["data"]) == 3
    assert owner.get(f"/projects/{project.slug}/overview/kpi-series", params={"days": 91}).status_code == 422
