"""The people of the organisation, through the door."""

import pytest
from sqlalchemy import select
from tests.factories.accounts import make_organization, make_user

from tripl.models.audit import AuditEntry


@pytest.mark.spec("AC-30", "SC-11", "API-31")
def test_everyone_signed_in_sees_the_roster(anonymous, owner, viewer, make_client, session):
    make_user(session, organization=make_organization(session, "other"))
    session.commit()
    assert anonymous.get("/users").status_code == 401
    rows = viewer.get("/users").json()
    assert [set(row) for row in rows] == [{"id", "email", "name", "role", "created_at"}] * 2
    assert {row["role"] for row in rows} == {"owner", "member"}
    assert make_client("member", key_scope="read").get("/users").status_code == 200
    assert len(owner.get("/users", params={"limit": 1}).json()) == 1
    assert len(owner.get("/users", params={"limit": 10, "offset": 2}).json()) == 1
    for wrong in ({"limit": 0}, {"limit": 1001}, {"offset": -1}):
        assert owner.get("/users", params=wrong).status_code == 422


@pytest.mark.spec("AC-27", "AC-29", "API-14", "CO-13")
def test_who_may_change_a_role(anonymous, owner, editor, make_client, session):
    path, body = f"/users/{editor.user.id}", {"role": "admin"}
    assert anonymous.patch(path, json=body).status_code == 401
    refused = editor.patch(path, json=body)
    assert (refused.status_code, refused.json()) == (403, {"detail": "Owner role required"})
    refused = make_client("owner", key_scope="write").patch(path, json=body)
    assert (refused.status_code, refused.json()) == (403, {"detail": "Owner session required"})
    changed = owner.patch(path, json=body)
    assert (changed.status_code, changed.json()["role"]) == (200, "admin")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.payload) == ("org.member_role_update", {"before": "member", "after": "admin"})
    assert editor.get("/auth/me").json()["role"] == "admin"


@pytest.mark.spec("AC-29")
def test_the_last_owner_stays(owner, make_client):
    refused = owner.patch(f"/users/{owner.user.id}", json={"role": "member"})
    assert refused.status_code == 400
    other = make_client("owner")
    assert owner.patch(f"/users/{owner.user.id}", json={"role": "member"}).status_code == 200
    assert other.patch(f"/users/{other.user.id}", json={"role": "admin"}).status_code == 400


@pytest.mark.spec("CO-20")
def test_an_admin_leaves_owners_alone(owner, editor, make_client):
    admin = make_client("admin")
    assert admin.patch(f"/users/{editor.user.id}", json={"role": "admin"}).status_code == 200
    assert admin.patch(f"/users/{editor.user.id}", json={"role": "owner"}).status_code == 403
    assert admin.patch(f"/users/{owner.user.id}", json={"role": "member"}).status_code == 403
    assert owner.get("/auth/me").json()["role"] == "owner"


@pytest.mark.spec("SC-11", "API-21")
def test_old_words_and_unknown_people(owner, editor, session):
    for word in ("editor", "viewer", None):
        assert owner.patch(f"/users/{editor.user.id}", json={"role": word}).status_code == 422
    foreigner = make_user(session, organization=make_organization(session, "other"))
    session.commit()
    for ident in (foreigner.id, "00000000-0000-0000-0000-000000000000"):
        assert owner.patch(f"/users/{ident}", json={"role": "admin"}).status_code == 404
    assert owner.patch("/users/nonsense", json={"role": "admin"}).status_code == 422
