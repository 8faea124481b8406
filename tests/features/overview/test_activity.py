"""The feed of a project, through the door."""

import uuid
from datetime import timedelta

import pytest
from tests.factories.alerts import make_delivery, make_destination, make_rule, make_scan
from tests.factories.plan import make_event, make_event_type
from tests.factories.projects import make_branch
from tests.features.overview.test_summary import add_job, add_signal, counted

from tripl.kit.clock import utcnow

HOUR = timedelta(hours=1)


@pytest.fixture
def path(project):
    return f"/activity/projects/{project.slug}"


@pytest.mark.spec("N-70", "G-140", "AC-34")
def test_who_reads_it(anonymous, viewer, stranger, make_client, project, path):
    assert anonymous.get(path).status_code == 401
    assert stranger.get(path).status_code == 404
    assert viewer.get(path).json() == []
    assert make_client("editor", key_scope="read", fence=project).get(path).status_code == 200
    assert viewer.get(path, params={"limit": 101}).status_code == 422


@pytest.mark.spec("N-70", "G-140", "G-141")
def test_runs_findings_messages_and_changes(owner, session, project, path):
    scan = make_scan(session, project)
    kind = make_event_type(session, project, "orders")
    event = make_event(session, kind, "Purchase")
    done = add_job(session, project, scan, "completed", HOUR)
    done.result_summary = {"events_created": 1, "points_written": 2400, "signals_added": 0}
    add_job(session, project, scan, "completed", 2 * HOUR)
    failed = add_job(session, project, scan, "failed", 3 * HOUR)
    failed.error_message = "The table is gone"
    add_signal(session, project, scan, str(event.id), event_id=event.id, event_type_id=kind.id)
    rule = make_rule(session, make_destination(session, project, name="Ops"))
    make_delivery(session, rule, scan, status="failed", error_message="410 Gone")
    session.commit()
    owner.patch(f"/projects/{project.slug}/event-types/{kind.id}", json={"description": "Sales"})
    items = owner.get(path).json()
    said = {(item["type"], item["title"], item["detail"], item["severity"]) for item in items}
    assert ("scan", f"{scan.name} has run", "1 new event, 2,400 points", "info") in said
    assert ("scan", f"{scan.name} has run", "Nothing new was found", "info") in said
    assert ("scan", f"{scan.name} failed", "The table is gone", "error") in said
    assert ("alert", "Ops could not be told", "410 Gone", "error") in said
    assert ("event", "orders: event type changed", None, "info") in said
    finding = next(item for item in items if item["type"] == "anomaly")
    assert finding["title"] == "Purchase: drop"
    assert finding["path"] == f"/p/{project.slug}/monitoring/event/{event.id}?scan={scan.id}"
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)


@pytest.mark.spec("N-70")
def test_what_is_gone_has_no_link_and_branches_are_left_out(owner, session, project, path):
    base = f"/projects/{project.slug}/event-types"
    gone = owner.post(base, json={"name": "gone", "display_name": "Gone"}).json()
    kept = owner.post(base, json={"name": "kept", "display_name": "Kept"}).json()
    branch = make_branch(session, project)
    session.commit()
    owner.post(base, params={"branch": str(branch)}, json={"name": "copy", "display_name": "Copy"})
    assert owner.delete(f"{base}/{gone['id']}").status_code == 204
    links = {(item["title"], item["path"]) for item in owner.get(path).json()}
    assert links == {
        ("gone: event type created", None),
        ("gone: event type deleted", None),
        ("kept: event type created", f"/p/{project.slug}/event-types/{kept['id']}"),
    }


@pytest.mark.spec("N-70")
def test_it_asks_as_much_for_many_rows_as_for_few(owner, session, project, path, engine):
    scan = make_scan(session, project)
    for age in range(40):
        add_job(session, project, scan, "completed", age * HOUR)
        add_signal(session, project, scan, str(uuid.uuid4()))
    session.commit()
    with counted(engine) as statements:
        assert len(owner.get(path, params={"limit": 100}).json()) == 80
    assert len(statements) <= 6
    assert len(owner.get(path).json()) == 20


@pytest.mark.spec("N-11")
def test_the_badge_is_as_long_as_the_list_of_signals(owner, session, project):
    live, still = make_scan(session, project), make_scan(session, project)
    for ref in ("a", "b", "c"):
        add_signal(session, project, live, ref)
    add_signal(session, project, live, "a", bucket=_earlier(2))
    add_signal(session, project, still, "a", direction="spike")
    add_signal(session, project, live, "old", bucket=_earlier(60))
    add_signal(session, project, live, "closed", closed_at=_earlier(0))
    session.commit()
    badge = owner.get(f"/projects/{project.slug}").json()["summary"]["monitoring_signal_count"]
    listed = owner.get(f"/projects/{project.slug}/anomalies/signals", params={"expanded": True}).json()
    everywhere = {each["slug"]: each["summary"]["monitoring_signal_count"] for each in owner.get("/projects").json()}
    assert badge == len(listed) == everywhere[project.slug] == 4


def _earlier(hours: int):
    return utcnow() - hours * HOUR
