"""The branches of a plan, and reads on one of them, through the door."""

import uuid

import pytest
from tests.factories.plan import make_event, make_event_type
from tests.factories.projects import make_branch


@pytest.mark.spec("N-4", "SC-35")
def test_main_stands_first(anonymous, viewer, stranger, session, project):
    path = f"/projects/{project.slug}/branches"
    make_branch(session, project, "a-checkout")
    session.commit()
    assert anonymous.get(path).status_code == 401
    assert stranger.get(path).status_code == 404
    body = viewer.get(path).json()
    assert body["total"] == 2
    assert [(each["name"], each["kind"], each["status"]) for each in body["items"]] == [
        ("main", "main", "merged"),
        ("a-checkout", "working", "draft"),
    ]
    assert body["items"][0]["id"] == str(project.main_branch_id)
    assert body["items"][0]["ahead"] is body["items"][0]["behind_base"] is None


@pytest.mark.spec("N-32")
@pytest.mark.parametrize("page", ["event-types", "events", "events/tags"])
def test_plan_reads_follow_the_branch(owner, session, project, page):
    branch = make_branch(session, project)
    kind = make_event_type(session, project, "on_branch", branch_id=branch)
    make_event(session, kind, "Only there", tags=("staged",))
    session.commit()
    path = f"/projects/{project.slug}/{page}"
    assert "staged" not in owner.get(path).text
    assert "on_branch" not in owner.get(path, params={"branch": str(project.main_branch_id)}).text
    there = owner.get(path, params={"branch": str(branch)}).text
    assert "staged" in there or "on_branch" in there
    assert owner.get(path, params={"branch": "main"}).status_code == 400
    assert owner.get(path, params={"branch": str(uuid.uuid4())}).status_code == 404
