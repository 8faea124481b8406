import uuid
from datetime import timedelta

import pytest
from tests.factories.plan import make_event, make_event_type, make_field, make_value
from tests.factories.projects import make_branch, make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.kit.clock import utcnow
from tripl.models.series import MetricSeries, MetricTail

COMMON = {
    *("id", "project_id", "event_type_id", "name", "title", "description", "order", "status", "reviewed"),
    *("source_name", "owner_id", "sunset_at", "first_seen_at", "last_seen_at", "drift_count", "tags", "field_values"),
    *("meta_values", "metric_breakdown_columns", "created_at", "updated_at"),
}
ROW = COMMON | {"open_question_count", "monitored", "lifecycle_warning"}
DETAIL = COMMON | {"event_type", "branch_id", "main_event_id", "superseded_by_event_id", "lifecycle_findings"}


@pytest.fixture
def path(project):
    return f"/projects/{project.slug}/events"


@pytest.fixture
def kind(session, project):
    made = make_event_type(session, project, "visit", display_name="Visit")
    session.commit()
    return made


def names(client, path, **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["items"]]


@pytest.mark.spec("SC-13", "API-30", "P-30")
def test_rows_and_detail_have_all_their_members(viewer, path, session, kind):
    event = make_event(session, kind, "home", tags=("web", "core"), title="Home")
    field = make_field(session, kind, "platform")
    make_value(session, event, field, "ios", is_authored=True)
    session.commit()
    page = viewer.get(path).json()
    assert page["total"] == 1
    (row,) = page["items"]
    assert set(row) == ROW
    assert [tag["name"] for tag in row["tags"]] == ["core", "web"]
    (value,) = row["field_values"]
    assert (value["value"], value["is_authored"], value["variable_values"]) == ("ios", True, [])
    detail = viewer.get(f"{path}/{event.id}").json()
    assert set(detail) == DETAIL
    assert detail["event_type"] == {"id": str(kind.id), "name": "visit", "display_name": "Visit", "color": "#6366f1"}
    assert detail["branch_id"] == str(kind.branch_id)
    assert detail["main_event_id"] is None


@pytest.mark.spec("P-71", "P-72", "API-7")
def test_filters(viewer, path, session, project, kind):
    other = make_event_type(session, project)
    now = utcnow()
    make_event(session, kind, "fresh", last_seen_at=now, status="live", reviewed=True, description="100%_sure", order=0)
    make_event(session, kind, "silent", last_seen_at=now - timedelta(days=40), status="live", tags=("Web",), order=1)
    make_event(session, kind, "never", status="draft", order=2)
    make_event(session, kind, "gone", status="archived", order=3)
    make_event(session, other, "other", status="in_review", order=4, last_seen_at=now)
    session.commit()
    assert names(viewer, path) == ["fresh", "silent", "never", "other"]
    assert names(viewer, path, status="archived") == ["gone"]
    assert names(viewer, path, status=["draft", "live"]) == ["fresh", "silent", "never"]
    assert names(viewer, path, event_type_id=str(other.id)) == ["other"]
    assert names(viewer, path, reviewed="true") == ["fresh"]
    assert names(viewer, path, tag="WEB ") == ["silent"]
    assert names(viewer, path, silent_since_days=30) == ["silent", "never"]
    assert names(viewer, path, search="SIL") == ["silent"]
    assert names(viewer, path, search="0%_s") == ["fresh"]
    assert names(viewer, path, search="_") == ["fresh"]
    assert viewer.get(path, params={"status": "nope"}).status_code == 422
    assert viewer.get(path, params={"silent_since_days": 3651}).status_code == 422


@pytest.mark.spec("P-71", "SR-2")
def test_filters_by_the_values_of_fields(viewer, path, session, kind):
    field = make_field(session, kind, "screen")
    for at, value in enumerate(("Checkout 50%", "checkout_done", "home")):
        make_value(session, make_event(session, kind, f"e{at}", order=at), field, value)
    session.commit()
    assert names(viewer, path, field_value="CHECKOUT") == ["e0", "e1"]
    assert names(viewer, path, field_value="0%") == ["e0"]
    assert names(viewer, path, field_value="t_d") == ["e1"]
    assert names(viewer, path, field_value="") == ["e0", "e1", "e2"]
    assert names(viewer, path, has_open_questions="false") == ["e0", "e1", "e2"]
    assert names(viewer, path, has_open_questions="true") == names(viewer, path, meta_value="x") == []


@pytest.mark.spec("API-30", "API-31")
def test_paging_counts_before_it_cuts(viewer, path, session, kind):
    for at in range(5):
        make_event(session, kind, f"e{at}", order=at)
    session.commit()
    page = viewer.get(path, params={"offset": 1, "limit": 2}).json()
    assert ([each["name"] for each in page["items"]], page["total"]) == (["e1", "e2"], 5)
    for bad in ({"limit": 0}, {"limit": 10_001}, {"offset": -1}, {"order_by": "health"}):
        assert viewer.get(path, params=bad).status_code == 422


def test_the_busiest_come_first_when_asked(viewer, path, session, project, kind):
    scan = make_scan_of(session, project, make_source(session, project))
    for at, total in enumerate([3.0, 50.0, 7.0]):
        event = make_event(session, kind, f"e{at}", order=at)
        series = MetricSeries(
            project_id=project.id, scan_config_id=scan.id, scope_type="event", scope_id=event.id, interval="1h"
        )
        session.add(series)
        session.flush()
        session.add(MetricTail(series_id=series.id, chunk_no=1, vals=[total, None, 1.0]))
    make_event(session, kind, "uncounted", order=9)
    session.commit()
    assert names(viewer, path, order_by="volume") == ["e1", "e2", "e0", "uncounted"]
    assert names(viewer, path) == ["e0", "e1", "e2", "uncounted"]
    rows = {each["name"]: each["monitored"] for each in viewer.get(path).json()["items"]}
    assert rows == {"e0": True, "e1": True, "e2": True, "uncounted": False}


@pytest.mark.spec("API-35", "P-96")
def test_branches_have_events_of_their_own_and_detail_answers_for_all(viewer, path, session, project, kind):
    branch = make_branch(session, project)
    copied = make_event_type(session, project, "visit", branch_id=branch)
    main = make_event(session, kind, "home")
    copy = make_event(session, copied, "home")
    make_event(session, copied, "new")
    foreign = make_event(session, make_event_type(session, make_project(session)))
    session.commit()
    assert names(viewer, path) == ["home"]
    assert sorted(names(viewer, path, branch=str(branch))) == ["home", "new"]
    detail = viewer.get(f"{path}/{copy.id}").json()
    assert (detail["branch_id"], detail["main_event_id"]) == (str(branch), str(main.id))
    assert viewer.get(f"{path}/{foreign.id}").status_code == 404
    assert viewer.get(f"{path}/{uuid.uuid4()}").json() == {"detail": "Event not found"}
    assert viewer.get(f"{path}/{main.id}", params={"branch": "x"}).status_code == 400


@pytest.mark.spec("P-63")
def test_tags_are_listed_once_whatever_their_spelling(viewer, anonymous, stranger, path, session, kind):
    make_event(session, kind, tags=("Web", "core"))
    make_event(session, kind, tags=("web",))
    session.commit()
    assert viewer.get(f"{path}/tags").json() == ["core", "web"]
    assert anonymous.get(f"{path}/tags").status_code == 401
    assert stranger.get(path).status_code == 404


def test_the_list_asks_a_fixed_number_of_queries(viewer, path, session, kind):
    field = make_field(session, kind, "platform")
    make_value(session, make_event(session, kind, tags=("a",)), field, "x")
    session.commit()
    with statements(session) as few:
        viewer.get(path)
    for _ in range(6):
        make_value(session, make_event(session, kind, tags=("a", "b")), field, "x")
    session.commit()
    with statements(session) as many:
        assert len(viewer.get(path).json()["items"]) == 7
    assert len(few) == len(many) > 0
