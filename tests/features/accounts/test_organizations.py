"""An organisation: what its owners set, and who is in it, through the door."""

import uuid

import pytest
from sqlalchemy import func, select
from tests.factories.accounts import make_key, make_organization, make_user

from tripl.models.accounts import ApiKey, User
from tripl.models.audit import AuditEntry
from tripl.models.projects import ProjectMember

HERE, MEMBERS = "/orgs/default", "/orgs/default/members"


def count(session, model, user_id):
    return session.scalar(select(func.count()).select_from(model).where(model.user_id == user_id))


def newest(session):
    session.expire_all()
    return session.scalars(select(AuditEntry).order_by(AuditEntry.created_at.desc())).first()


@pytest.mark.spec("AC-33", "CO-21", "AX-1")
def test_the_default_role_opens_and_closes_projects(owner, make_client, session, project):
    person, path = make_client("member"), f"/projects/{project.slug}"
    assert person.get(path).json()["my_role"] == "editor"
    changed = owner.patch(HERE, json={"default_project_role": "viewer"})
    assert (changed.status_code, changed.json()["default_project_role"]) == (200, "viewer")
    entry = newest(session)
    assert (entry.action, entry.payload) == (
        "org.update",
        {"before": {"default_project_role": "editor"}, "after": {"default_project_role": "viewer"}},
    )
    assert person.get(path).json()["my_role"] == "viewer"
    assert owner.patch(HERE, json={"default_project_role": "none"}).status_code == 200
    assert person.get(path).status_code == 404


@pytest.mark.spec("AX-1", "API-8", "SC-7")
def test_what_an_organization_refuses(owner, make_client, session):
    assert owner.patch(HERE, json={"slug": "renamed"}).status_code == 422
    assert owner.patch(HERE, json={"default_project_role": "owner"}).status_code == 422
    assert owner.patch(HERE, json={"name": "  "}).status_code == 422
    assert owner.patch(HERE, json={"name": None}).json() == {"detail": "Field(s) cannot be null: name"}
    assert make_client("member").patch(HERE, json={"name": "Mine"}).status_code == 403
    renamed = owner.patch(HERE, json={"name": " Shop "}).json()
    assert (renamed["name"], renamed["slug"], renamed["my_role"]) == ("Shop", "default", "owner")
    assert owner.get("/orgs").json() == [renamed]
    assert owner.get(HERE).json() == renamed


@pytest.mark.spec("AC-37", "AC-30", "API-31")
def test_the_roster_below_the_organization(owner, viewer, session):
    make_user(session, organization=make_organization(session, "other"))
    session.commit()
    assert viewer.get(MEMBERS).json() == owner.get("/users").json()
    assert len(owner.get(MEMBERS, params={"limit": 1, "offset": 1}).json()) == 1
    path = f"{MEMBERS}/{viewer.user.id}"
    assert owner.patch(path, json={"role": "admin"}).json()["role"] == "admin"
    assert newest(session).action == "org.member_role_update"
    assert owner.patch(path, json={"role": "editor"}).status_code == 422


@pytest.mark.spec("AC-37", "CO-20")
def test_whoever_is_removed_loses_everything_but_the_account(owner, viewer, editor, session, project):
    key = make_key(session, viewer.user)
    session.commit()
    assert count(session, ProjectMember, viewer.user.id) == count(session, ApiKey, viewer.user.id) == 1
    assert owner.delete(f"{MEMBERS}/{viewer.user.id}").status_code == 204
    entry = newest(session)
    assert (entry.action, entry.target_name, entry.payload) == (
        "org.member_remove",
        viewer.user.email,
        {"role": "member"},
    )
    assert viewer.get("/auth/me").status_code == 401
    viewer.cookies.clear()
    assert viewer.get("/auth/me", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert count(session, ProjectMember, viewer.user.id) == count(session, ApiKey, viewer.user.id) == 0
    assert session.get(User, viewer.user.id) is not None
    assert count(session, ProjectMember, editor.user.id) == 1
    assert owner.delete(f"{MEMBERS}/{viewer.user.id}").json() == {"detail": "User not found"}


@pytest.mark.spec("AC-29", "CO-20", "AC-37")
def test_owners_are_removed_by_owners_and_never_the_last(owner, editor, make_client):
    admin = make_client("admin")
    assert admin.delete(f"{MEMBERS}/{owner.user.id}").status_code == 403
    assert editor.delete(f"{MEMBERS}/{admin.user.id}").status_code == 403
    assert owner.delete(f"{MEMBERS}/{owner.user.id}").status_code == 400
    other = make_client("owner")
    assert other.delete(f"{MEMBERS}/{owner.user.id}").status_code == 204
    assert other.delete(f"{MEMBERS}/{other.user.id}").status_code == 400
    assert admin.delete(f"{MEMBERS}/{editor.user.id}").status_code == 204
    assert other.delete(f"{MEMBERS}/{uuid.uuid4()}").status_code == 404
