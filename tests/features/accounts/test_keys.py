"""API keys, through the door."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.factories.accounts import make_key, make_user
from tests.factories.projects import make_project
from tests.plugins.api import open_client

from tripl.kit.clock import utcnow
from tripl.kit.crypto import plain_digest
from tripl.models.accounts import ApiKey
from tripl.models.audit import AuditEntry


def bearer(app, token: str):
    client = open_client(app)
    client.headers["Authorization"] = f"Bearer {token}"
    return client


@pytest.mark.spec("API-11", "AC-45", "AC-46", "CO-40")
def test_a_key_is_shown_once(app, editor, session):
    made = editor.post("/me/api-keys", json={"name": "CI", "scope": "write", "expires_in_days": 30})
    assert made.status_code == 201
    body = made.json()
    assert set(body) == {
        "id", "name", "key_prefix", "scope", "project_id", "expires_at", "revoked_at", "last_used_at", "created_at",
        "token",
    }  # fmt: skip
    token = body["token"]
    assert token.startswith("tk_w_")
    assert token.startswith(body["key_prefix"])
    assert len(token) > len(body["key_prefix"]) + 30
    stored = session.scalars(select(ApiKey)).one()
    assert stored.token_digest == plain_digest(token)
    assert abs(stored.expires_at - utcnow() - timedelta(days=30)) < timedelta(minutes=1)
    listed = editor.get("/me/api-keys").json()
    assert listed == [{name: value for name, value in body.items() if name != "token"}]
    assert token not in str(listed)
    me = bearer(app, token).get("/auth/me").json()
    assert (me["id"], me["api_key_scope"]) == (str(editor.user.id), "write")


@pytest.mark.spec("AC-46", "SC-11")
def test_defaults_and_limits(editor):
    made = editor.post("/me/api-keys", json={"name": " CI "}).json()
    assert (made["name"], made["scope"], made["project_id"], made["expires_at"]) == ("CI", "read", None, None)
    assert made["token"].startswith("tk_r_")
    for wrong in (
        {"name": ""},
        {"name": "x" * 101},
        {"scope": "admin"},
        {"expires_in_days": 0},
        {"expires_in_days": 3651},
    ):
        refused = editor.post("/me/api-keys", json={"name": "CI", **wrong})
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"] == ["body", next(iter(wrong))]


@pytest.mark.spec("AC-46", "CO-40", "AC-50", "API-14")
def test_keys_manage_no_keys(anonymous, make_client):
    writer = make_client("owner", key_scope="write")
    assert anonymous.get("/me/api-keys").status_code == 401
    assert anonymous.post("/me/api-keys", json={"name": "CI"}).status_code == 401
    assert writer.post("/me/api-keys", json={"name": "CI"}).status_code == 403
    key_id = writer.get("/me/api-keys").json()[0]["id"]
    assert writer.delete(f"/me/api-keys/{key_id}").status_code == 403
    assert writer.get("/audit").status_code == 403
    assert writer.patch(f"/users/{writer.user.id}", json={"role": "member"}).status_code == 403


@pytest.mark.spec("AC-46", "AC-48")
def test_everyone_has_only_their_own(app, owner, editor, session):
    made = editor.post("/me/api-keys", json={"name": "CI"}).json()
    assert owner.get("/me/api-keys").json() == []
    assert owner.delete(f"/me/api-keys/{made['id']}").status_code == 404
    client = bearer(app, made["token"])
    assert client.get("/auth/me").status_code == 200
    for _ in range(2):
        assert editor.delete(f"/me/api-keys/{made['id']}").status_code == 204
    assert client.get("/auth/me").status_code == 401
    assert editor.get("/me/api-keys").json()[0]["revoked_at"] is not None
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)).all()
    assert actions == ["api_key.create", "api_key.revoke"]
    assert made["token"] not in str([vars(entry) for entry in session.scalars(select(AuditEntry))])


@pytest.mark.spec("AC-48", "CO-41", "API-11")
def test_expired_and_unknown_keys_open_nothing(app, session):
    user = make_user(session)
    expired = make_key(session, user, expires_at=utcnow() - timedelta(seconds=1))
    session.commit()
    for token in (expired, "tk_w_unknown", ""):
        answer = bearer(app, token).get("/auth/me")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.spec("AC-48")
def test_the_last_use_is_noted_at_most_once_a_minute(app, session):
    user = make_user(session)
    client = bearer(app, make_key(session, user))
    session.commit()
    client.get("/auth/me")
    key = session.scalars(select(ApiKey)).one()
    session.refresh(key)
    first = key.last_used_at
    assert first is not None
    client.get("/auth/me")
    session.refresh(key)
    assert key.last_used_at == first
    key.last_used_at = first - timedelta(minutes=2)
    session.commit()
    client.get("/auth/me")
    session.refresh(key)
    assert key.last_used_at > first


@pytest.mark.spec("AC-45")
def test_a_key_wins_over_the_cookie(editor, session):
    other = make_user(session)
    token = make_key(session, other)
    session.commit()
    answer = editor.get("/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["id"] == str(other.id)
    assert editor.get("/auth/me", headers={"Authorization": "Bearer nonsense"}).status_code == 401


@pytest.mark.spec("API-12", "CO-41", "AC-27")
def test_a_read_key_reads(make_client, project):
    reader = make_client("owner", key_scope="read")
    assert reader.get(f"/projects/{project.slug}").status_code == 200
    assert reader.get("/projects").json()[0]["can_mutate"] is False
    refused = reader.post("/projects", json={"name": "A", "slug": "a-shop"})
    assert refused.status_code == 403
    assert refused.json() == {"detail": "API key has read-only scope"}


@pytest.mark.spec("API-13", "AC-47", "CO-42")
def test_a_fenced_key_stays_in_its_project(make_client, project, session):
    other = make_project(session)
    session.commit()
    fenced = make_client("owner", key_scope="write", fence=project)
    assert fenced.get(f"/projects/{project.slug}").status_code == 200
    for path in ("/auth/me", "/projects", "/users", "/me/api-keys", "/audit"):
        refused = fenced.get(path)
        assert refused.status_code == 403
    assert fenced.get("/projects").json() == {"detail": "API key is scoped to a single project"}
    for slug in (other.slug, "unknown"):
        refused = fenced.get(f"/projects/{slug}")
        assert refused.status_code == 403
        assert refused.json() == {"detail": "API key is not authorized for this project"}


@pytest.mark.spec("AC-46", "API-13")
def test_a_fence_needs_a_project_that_its_maker_sees(app, editor, stranger, project):
    made = editor.post("/me/api-keys", json={"name": "CI", "project_slug": project.slug}).json()
    assert made["project_id"] == str(project.id)
    assert bearer(app, made["token"]).get("/projects").status_code == 403
    assert stranger.post("/me/api-keys", json={"name": "CI", "project_slug": project.slug}).status_code == 404
    assert editor.post("/me/api-keys", json={"name": "CI", "project_slug": "unknown"}).status_code == 404


@pytest.mark.spec("API-11", "API-12")
def test_a_key_has_the_role_its_maker_has_now(app, make_client, project, owner):
    writer = make_client("owner", key_scope="write")
    assert writer.get("/projects").json()[0]["my_role"] == "owner"
    assert owner.patch(f"/users/{writer.user.id}", json={"role": "member"}).status_code == 200
    assert writer.get("/projects").json()[0]["my_role"] == "editor"
