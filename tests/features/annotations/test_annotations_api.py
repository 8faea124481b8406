"""Annotations through the door: what is stored, refused, repeated and forgotten."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from tests.factories.plan import make_event, make_event_type
from tests.factories.projects import make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source
from tests.fakes.statements import statements

from tripl.features.annotations import service
from tripl.features.annotations.schemas import AnnotationCreate
from tripl.kit.clock import utcnow
from tripl.models.annotations import Annotation
from tripl.models.audit import AuditEntry

AT = "2026-11-20T10:00:00Z"
MOMENT = {"bucket": AT, "label": "Push campaign"}


@pytest.fixture
def url(project) -> str:
    return f"/projects/{project.slug}/annotations"


@pytest.fixture
def plan(session, project):
    kind = make_event_type(session, project, "page")
    made = {"event": make_event(session, kind, "home"), "event_type": kind}
    made["project_total"] = make_scan_of(session, project, make_source(session, project))
    session.commit()
    return made


@pytest.mark.spec("M-110", "SC-30")
def test_a_moment_is_stored_as_it_was_sent_and_deleted(editor, viewer, url, plan, session):
    body = {**MOMENT, "description": "To all buyers", "color": "#00aa00", "url": "https://example.com/a?b=1"}
    sent = {**body, "scope_type": "event", "scope_ref": str(plan["event"].id).upper()}
    made = editor.post(url, json=sent)
    assert made.status_code == 201, made.text
    told = made.json()
    assert told == {
        **sent,
        "scope_ref": str(plan["event"].id),
        "id": told["id"],
        "project_id": str(plan["event"].project_id),
        "expected_until": None,
        "source": "manual",
        "created_by_user_id": str(editor.user.id),
        "created_at": told["created_at"],
    }
    assert viewer.get(url).json() == [told]
    assert editor.delete(f"{url}/{told['id']}").status_code == 204
    assert viewer.get(url).json() == []
    assert editor.delete(f"{url}/{told['id']}").status_code == 404
    trail = session.scalars(select(AuditEntry).where(AuditEntry.target_type == "annotation")).all()
    assert {each.action for each in trail} == {"annotation.create", "annotation.delete"}
    assert {each.target_name for each in trail} == {"Push campaign"}


@pytest.mark.spec("M-110", "SC-30")
def test_what_is_left_out_has_a_default(editor, url):
    told = editor.post(url, json={"bucket": "2026-11-20T10:00:00", "label": "  Trimmed ", "description": " "}).json()
    assert (told["label"], told["bucket"], told["color"]) == ("Trimmed", AT, "#ef4444")
    assert all(told[name] is None for name in ("description", "scope_type", "scope_ref", "url", "expected_until"))


@pytest.mark.spec("M-110", "M-111", "SC-30")
@pytest.mark.parametrize(
    ("wrong", "member"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"description": "x" * 2001}, "description"),
        ({"color": "x" * 21}, "color"),
        ({"source": "release"}, "source"),
        ({"source": "robot"}, "source"),
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://example.com/" + "x" * 481}, "url"),
        ({"scope_type": "event"}, "scope_ref"),
        ({"scope_ref": str(uuid.uuid4())}, "scope_type"),
        ({"scope_type": "event", "scope_ref": str(uuid.uuid4())}, "scope_ref"),
        ({"scope_type": "event_type", "scope_ref": "page"}, "scope_ref"),
        ({"scope_type": "project_total", "scope_ref": str(uuid.uuid4())}, "scope_ref"),
        ({"scope_type": "metric", "scope_ref": str(uuid.uuid4())}, "scope_type"),
        ({"scope_type": "slice", "scope_ref": "x"}, "scope_type"),
        ({"expected_until": AT}, "expected_until"),
        ({"expected_until": "2026-12-22T10:00:00Z"}, "expected_until"),
        ({"bucket": "0001-01-01T00:00:00Z"}, "bucket"),
    ],
)
def test_a_wrong_member_is_named_and_nothing_is_stored(editor, url, wrong, member):
    refused = editor.post(url, json={**MOMENT, **wrong})
    assert refused.status_code == 422, refused.text
    assert member in [each["loc"][-1] for each in refused.json()["detail"]], refused.text
    assert editor.get(url).json() == []


@pytest.mark.spec("M-111", "SC-30")
def test_a_release_marker_is_the_server_s(editor, url, session, project):
    refused = editor.post(url, json={**MOMENT, "source": "release"})
    assert "made by the server" in refused.text
    wanted = AnnotationCreate(bucket=AT, label="1.4.0", source="release")
    service.leave(session, project.id, wanted)
    service.leave(session, make_project(session).id, wanted)
    with pytest.raises(IntegrityError), session.begin_nested():
        service.leave(session, project.id, wanted)


@pytest.mark.spec("M-112", "API-41")
def test_a_machine_that_repeats_a_label_within_a_day_gets_the_one_that_is_there(editor, make_client, url, session):
    machine = make_client("editor", key_scope="write")
    body = {**MOMENT, "source": "api", "label": "deploy 42"}
    first = machine.post(url, json=body)
    assert first.status_code == 201
    again = machine.post(url, json={**body, "bucket": "2026-11-20T11:00:00Z", "description": "other"})
    assert (again.status_code, again.json()) == (200, first.json())
    assert machine.post(url, json={**body, "label": "deploy 43"}).status_code == 201
    by_hand = [editor.post(url, json={**body, "source": "manual"}) for _ in range(2)]
    assert [each.status_code for each in by_hand] == [201, 201], "people are never merged"
    session.execute(update(Annotation).values(created_at=utcnow() - timedelta(hours=24, minutes=1)))
    session.commit()
    later = machine.post(url, json=body)
    assert later.status_code == 201 and later.json()["id"] != first.json()["id"]
    other = make_project(session)
    session.commit()
    owner = make_client("owner", key_scope="write")
    assert owner.post(f"/projects/{other.slug}/annotations", json=body).status_code == 201


@pytest.mark.spec("M-111", "SC-30")
def test_who_may(viewer, editor, stranger, make_client, url):
    assert viewer.post(url, json=MOMENT).status_code == 403
    assert make_client("editor", key_scope="read").post(url, json=MOMENT).status_code == 403
    made = make_client("editor", key_scope="write").post(url, json=MOMENT).json()
    assert viewer.delete(f"{url}/{made['id']}").status_code == 403
    assert viewer.get(url).json() == [made]
    assert stranger.get(url).status_code == 404


@pytest.mark.spec("M-110")
def test_an_annotation_of_another_project_is_out_of_reach(owner, url, session):
    other = make_project(session)
    session.commit()
    theirs = owner.post(f"/projects/{other.slug}/annotations", json=MOMENT).json()
    assert owner.get(url).json() == []
    assert owner.delete(f"{url}/{theirs['id']}").status_code == 404


def labels(client, url, **asked) -> list[str]:
    answer = client.get(url, params=asked)
    assert answer.status_code == 200, answer.text
    return [each["label"] for each in answer.json()]


@pytest.mark.spec("M-110", "SC-30")
def test_filters(editor, viewer, url, plan, project):
    for name, row in plan.items():
        editor.post(url, json={**MOMENT, "label": name, "scope_type": name, "scope_ref": str(row.id)})
    all_totals = {"label": "totals", "scope_type": "project_total", "scope_ref": str(project.id)}
    assert editor.post(url, json={**MOMENT, **all_totals}).status_code == 201
    editor.post(url, json={"bucket": "2026-11-20T12:00:00Z", "label": "project"})
    window = {"bucket": "2026-11-19T00:00:00Z", "expected_until": AT, "label": "window"}
    assert editor.post(url, json=window).status_code == 201
    event, total = (str(plan[name].id) for name in ("event", "project_total"))
    assert labels(viewer, url) == ["window", "event", "event_type", "project_total", "totals", "project"]
    assert labels(viewer, url, scope_type="event") == ["event"]
    assert labels(viewer, url, scope_type="event", scope_ref=event) == ["event"]
    assert labels(viewer, url, scope_type="event", scope_ref=total) == []
    assert labels(viewer, url, time_from="2026-11-20T10:00:01Z") == ["project"]
    assert labels(viewer, url, time_from="2026-11-20T09:00:00Z", time_to=AT) == ["window"]
    assert labels(viewer, url, time_to="2026-11-19T00:00:00Z") == []
    around = {"scope_type": "event", "scope_ref": event, "applying": True}
    assert labels(viewer, url, **around) == ["window", "event", "event_type", "project"]
    around = {"scope_type": "project_total", "scope_ref": total, "applying": True}
    assert labels(viewer, url, **around) == ["window", "project_total", "totals", "project"]
    assert viewer.get(url, params={"applying": True}).status_code == 422
    assert viewer.get(url, params={"scope_type": "slice"}).status_code == 422


def test_a_long_list_costs_no_more_questions(editor, url, session):
    def cost() -> int:
        with statements(session) as said:
            assert editor.get(url).status_code == 200
        return len(said)

    editor.post(url, json=MOMENT)
    few = cost()
    for _ in range(30):
        editor.post(url, json=MOMENT)
    assert cost() == few


@pytest.mark.spec("P-92", "S-124")
def test_what_is_deleted_takes_its_annotations_along(owner, url, plan, project, session):
    for name, row in plan.items():
        assert owner.post(url, json={**MOMENT, "label": name, "scope_type": name, "scope_ref": str(row.id)}).is_success
    owner.post(url, json=MOMENT)
    assert owner.delete(f"/projects/{project.slug}/event-types/{plan['event_type'].id}").status_code == 204
    assert labels(owner, url) == ["project_total", "Push campaign"]
    assert owner.delete(f"/projects/{project.slug}/scans/{plan['project_total'].id}").status_code == 204
    assert labels(owner, url) == ["Push campaign"]
    assert owner.delete(f"/projects/{project.slug}").status_code == 204
    assert session.scalars(select(Annotation)).all() == []
