"""Groups of an organisation, through the door."""

import uuid

import pytest
from sqlalchemy import select
from tests.factories.accounts import make_group, make_organization, make_user

from tripl.models.audit import AuditEntry

GROUPS = "/orgs/default/groups"


@pytest.mark.spec("AC-39", "AX-1")
def test_a_group_comes_changes_and_goes(owner, editor, session):
    made = owner.post(GROUPS, json={"name": " Analysts "})
    assert (made.status_code, made.json()["name"], made.json()["member_count"]) == (201, "Analysts", 0)
    path = f"{GROUPS}/{made.json()['id']}"
    added = owner.post(f"{path}/members", json={"user_id": str(editor.user.id)})
    assert (added.status_code, added.json()["email"]) == (201, editor.user.email)
    assert owner.post(f"{path}/members", json={"user_id": str(editor.user.id)}).status_code == 409
    assert owner.patch(path, json={"name": "analysts"}).json()["name"] == "analysts"
    assert [row["member_count"] for row in editor.get(GROUPS).json()] == [1]
    assert [row["user_id"] for row in editor.get(path).json()["members"]] == [str(editor.user.id)]
    assert owner.delete(f"{path}/members/{editor.user.id}").status_code == 204
    assert owner.delete(f"{path}/members/{editor.user.id}").status_code == 404
    assert owner.delete(path).status_code == 204
    assert editor.get(GROUPS).json() == []
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.created_at)).all()
    assert [row.action.removeprefix("org.group.") for row in rows] == [
        "create",
        "member_add",
        "update",
        "member_remove",
        "delete",
    ]


@pytest.mark.spec("AC-39")
def test_names_are_unique_without_case_in_one_organization(owner, session):
    make_group(session, make_organization(session, "elsewhere"), name="Analysts")
    session.commit()
    first = owner.post(GROUPS, json={"name": "Analysts"}).json()
    other = owner.post(GROUPS, json={"name": "Readers"}).json()
    for refused in (
        owner.post(GROUPS, json={"name": "ANALYSTS"}),
        owner.patch(f"{GROUPS}/{other['id']}", json={"name": "analysts"}),
    ):
        assert (refused.status_code, refused.json()) == (409, {"detail": "A group with this name already exists"})
    assert owner.patch(f"{GROUPS}/{first['id']}", json={"name": "ANALYSTS"}).status_code == 200
    assert owner.post(GROUPS, json={"name": " "}).status_code == 422


@pytest.mark.spec("AC-39")
def test_who_reads_and_who_changes(owner, editor, make_client, session):
    foreign = make_group(session, make_organization(session, "elsewhere"))
    outsider = make_user(session, organization=make_organization(session, "elsewhere"))
    session.commit()
    group = owner.post(GROUPS, json={"name": "Analysts"}).json()
    path = f"{GROUPS}/{group['id']}"
    assert editor.get(path).status_code == 200
    for refused in (
        editor.post(GROUPS, json={"name": "Mine"}),
        editor.patch(path, json={"name": "Mine"}),
        editor.delete(path),
        editor.post(f"{path}/members", json={"user_id": str(editor.user.id)}),
    ):
        assert (refused.status_code, refused.json()) == (403, {"detail": "Owner role required"})
    assert make_client("admin").patch(path, json={"name": "Ours"}).status_code == 200
    assert make_client("owner", key_scope="write").get(path).status_code == 403
    assert owner.get(f"{GROUPS}/{foreign.id}").status_code == 404
    outside = owner.post(f"{path}/members", json={"user_id": str(outsider.id)})
    assert (outside.status_code, outside.json()["detail"][0]["loc"]) == (422, ["body", "user_id"])
    assert owner.post(f"{path}/members", json={"user_id": str(uuid.uuid4())}).status_code == 422
