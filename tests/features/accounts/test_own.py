"""One's own account, through the door."""

import uuid

import pytest
from sqlalchemy import select
from tests.factories.accounts import make_key
from tests.plugins.api import open_client

from tripl.models.accounts import ApiKey, OrganizationMember, User, UserSession
from tripl.models.audit import AuditEntry
from tripl.models.projects import ProjectMember

OLD, NEW = "a good pass phrase 1!", "another pass phrase 2!"


@pytest.fixture
def ada(owner, app):
    """Somebody who came by an invitation and knows their password; the owner stays."""
    made = owner.post("/users/invitations", json={"email": "ada@example.com", "role": "admin"}).json()
    client = open_client(app)
    token = made["link"].partition("#")[2]
    assert client.post(f"/auth/invitations/{token}/accept", json={"password": OLD, "name": "Ada"}).status_code == 201
    return client


def again(app, password=OLD):
    client = open_client(app)
    return client, client.post("/auth/login", json={"email": "ada@example.com", "password": password}).status_code


@pytest.mark.spec("AC-15")
def test_sessions_are_listed_and_ended(app, ada, owner):
    other, third = again(app)[0], again(app)[0]
    rows = ada.get("/me/sessions").json()
    assert [set(row) for row in rows] == [{"id", "created_at", "expires_at", "is_current"}] * 3
    assert [row["is_current"] for row in rows] == [False, False, True]
    mine = next(row for row in other.get("/me/sessions").json() if row["is_current"])
    assert owner.delete(f"/me/sessions/{mine['id']}").status_code == 404
    assert ada.delete(f"/me/sessions/{mine['id']}").status_code == 204
    assert (other.get("/auth/me").status_code, third.get("/auth/me").status_code) == (401, 200)
    assert ada.delete("/me/sessions").status_code == 204
    assert (third.get("/auth/me").status_code, ada.get("/auth/me").status_code) == (401, 200)
    assert ada.delete(f"/me/sessions/{uuid.uuid4()}").status_code == 404


@pytest.mark.spec("AC-15", "AC-7")
def test_the_password_is_changed_in_place(app, ada, session):
    other = again(app)[0]

    def change(**over):
        return ada.post("/me/password", json={"current_password": OLD, "new_password": NEW, **over})

    wrong = change(current_password="not my pass phrase 1!")
    assert (wrong.status_code, wrong.json()["detail"][0]["loc"]) == (422, ["body", "current_password"])
    assert change(new_password="short").json()["detail"][0]["loc"] == ["body", "new_password"]
    assert again(app)[1] == 200
    assert change().status_code == 204
    assert (ada.get("/auth/me").status_code, other.get("/auth/me").status_code) == (200, 401)
    assert (again(app)[1], again(app, NEW)[1]) == (401, 200)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "user.password_change")).one()
    assert (entry.target_name, entry.payload) == ("ada@example.com", {})


@pytest.mark.spec("AC-72")
def test_a_copy_of_everything_without_a_secret(ada, session, project):
    key = ada.post("/me/api-keys", json={"name": "ci"}).json()
    ada.post(f"/projects/{project.slug}/members", json={"user_id": ada.get("/auth/me").json()["id"], "role": "editor"})
    answer = ada.get("/me/export")
    data = answer.json()
    assert set(data) == {"exported_at", "account", "project_roles", "sessions", "api_keys", "audit"}
    assert data["account"]["email"] == "ada@example.com"
    assert [(row["project_slug"], row["role"]) for row in data["project_roles"]] == [(project.slug, "editor")]
    assert [row["name"] for row in data["api_keys"]] == ["ci"]
    assert [row["is_current"] for row in data["sessions"]] == [True]
    assert {row["action"] for row in data["audit"]} == {"user.invite_accept", "api_key.create", "project.member_add"}
    for secret in (key["token"], "scrypt$", "digest"):
        assert secret not in answer.text


@pytest.mark.spec("AC-72")
def test_a_deleted_account_leaves_an_id_and_nothing_else(app, ada, owner, session, project):
    ident = uuid.UUID(ada.get("/auth/me").json()["id"])
    created = ada.post("/projects", json={"name": "Hers", "slug": "hers"}).json()
    ada.post("/users/invitations", json={"email": "bob@example.com"})
    owner.post(f"/projects/{project.slug}/members", json={"user_id": str(ident), "role": "editor"})
    make_key(session, session.get_one(User, ident))
    session.commit()
    assert ada.post("/me/deletion", json={"password": "not my pass phrase 1!"}).status_code == 422
    assert ada.post("/me/deletion", json={"password": OLD}).status_code == 204
    assert ada.get("/auth/me").status_code == 401
    assert again(app)[1] == 401
    session.expire_all()
    for owned in (UserSession, ApiKey, OrganizationMember, ProjectMember):
        assert session.scalars(select(owned).where(owned.user_id == ident)).all() == []
    assert session.get(User, ident) is None
    entries = session.scalars(select(AuditEntry)).all()
    assert "ada@example.com" not in {name for entry in entries for name in (entry.user_email, entry.target_name)}
    hers = {entry.action for entry in entries if entry.user_id == ident}
    assert hers == {"user.invite_accept", "project.create", "user.invite", "user.delete"}
    assert owner.get("/projects/hers").json()["id"] == created["id"]
    assert "ada@example.com" not in owner.get("/audit", params={"limit": 200}).text


@pytest.mark.spec("AC-72", "AC-29")
def test_the_last_owner_cannot_vanish(app):
    client = open_client(app)
    given = {"email": "ann@example.com", "password": OLD}
    assert client.post("/auth/register", json=given).status_code == 201
    refused = client.post("/me/deletion", json={"password": OLD})
    assert (refused.status_code, refused.json()["detail"][:14]) == (400, "The last owner")
    assert client.get("/auth/me").status_code == 200
