"""Projects, through the door."""

import pytest
from sqlalchemy import func, select
from tests.factories.accounts import make_organization
from tests.factories.projects import make_project

from tripl.models.accounts import Organization
from tripl.models.audit import AuditEntry
from tripl.models.plan import PlanBranch
from tripl.models.projects import Project, ProjectMember
from tripl.models.signals import AnomalySettings

NEW = {"name": "Web shop", "slug": "web-shop"}


@pytest.mark.spec("SC-10", "SC-2")
def test_a_project_has_every_member(owner):
    created = owner.post("/projects", json=NEW)
    assert created.status_code == 201
    body = created.json()
    assert set(body) == {
        "id", "name", "slug", "description", "timezone", "created_by_user_id", "is_demo", "generation_status",
        "generation_stage", "generation_error", "demo_seeded_at", "demo_last_tick_at", "demo_recipe_version",
        "demo_outdated", "demo_state", "app_version_keep_releases", "can_mutate", "my_role", "summary", "created_at",
        "updated_at", "template_branch_id",
    }  # fmt: skip
    assert body["generation_status"] == "ready"
    assert body["app_version_keep_releases"] == 5
    assert body["timezone"] == "UTC"
    assert body["my_role"] == "owner"
    assert body["created_by_user_id"] == str(owner.user.id)
    read = owner.get("/projects/web-shop").json()
    assert read == {name: value for name, value in body.items() if name != "template_branch_id"}


@pytest.mark.spec("API-6", "SC-1")
def test_times_carry_a_zone(owner):
    created = owner.post("/projects", json=NEW).json()
    assert created["created_at"].endswith("Z")
    assert created["updated_at"].endswith("Z")


@pytest.mark.spec("API-35")
def test_a_new_project_has_a_main_branch_and_detection_settings(owner, session):
    ident = owner.post("/projects", json=NEW).json()["id"]
    branch = session.scalars(select(PlanBranch).where(PlanBranch.project_id == ident)).one()
    assert (branch.kind, branch.status, branch.name) == ("main", "merged", "main")
    assert session.scalar(select(func.count()).where(AnomalySettings.project_id == ident)) == 1


@pytest.mark.spec("API-40", "SC-10", "AC-35")
def test_a_slug_is_unique_in_its_organization(owner, stranger, project, session):
    make_project(session, make_organization(session, "other"), slug="web-shop")
    session.commit()
    assert owner.post("/projects", json=NEW).status_code == 201
    for client in (owner, stranger):
        refused = client.post("/projects", json=NEW)
        assert refused.status_code == 409
        assert refused.json() == {"detail": "Project with this slug already exists"}
    assert owner.patch(f"/projects/{project.slug}", json={"slug": "web-shop"}).status_code == 409


@pytest.mark.spec("SC-7", "SC-10", "AC-35", "N-62")
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 256),
        ("slug", ""),
        ("slug", "Web-Shop"),
        ("slug", "web--shop"),
        ("slug", "-web"),
        ("slug", "web_shop"),
        ("slug", "x" * 256),
        *(("slug", word) for word in ("demo", "orgs", "new", "settings", "api", "p", "o")),
        ("timezone", "Mars/Olympus"),
        ("timezone", "x" * 65),
        ("app_version_keep_releases", 0),
        ("app_version_keep_releases", 101),
        ("app_version_keep_releases", None),
    ],
)
def test_what_creation_refuses(owner, member, value):
    refused = owner.post("/projects", json={**NEW, member: value})
    assert refused.status_code == 422
    assert [row["loc"] for row in refused.json()["detail"]] == [["body", member]]


@pytest.mark.spec("AC-27", "AC-33", "API-15")
def test_who_may_create(anonymous, owner, editor, make_client, session):
    assert anonymous.post("/projects", json=NEW).status_code == 401
    assert make_client("owner", key_scope="read").post("/projects", json=NEW).status_code == 403
    created = editor.post("/projects", json=NEW)
    assert created.status_code == 201
    assert created.json()["my_role"] == "editor"
    assert make_client("owner", key_scope="write").post("/projects", json={**NEW, "slug": "b"}).status_code == 201
    member = session.scalars(select(ProjectMember).where(ProjectMember.user_id == editor.user.id)).all()
    assert {row.role for row in member} == {"editor"}


@pytest.mark.spec("AC-34", "CO-22", "API-15")
def test_a_hidden_project_looks_like_an_unknown_one(anonymous, stranger, project, session):
    foreign = make_project(session, make_organization(session, "other"))
    session.commit()
    assert stranger.get("/projects").json() == []
    hidden = [stranger.get(f"/projects/{slug}") for slug in (project.slug, foreign.slug, "unknown")]
    assert {answer.status_code for answer in hidden} == {404}
    assert {answer.json()["detail"] for answer in hidden} == {"Project not found"}
    assert anonymous.get(f"/projects/{project.slug}").status_code == 401
    for method in ("PATCH", "DELETE"):
        assert stranger.request(method, f"/projects/{project.slug}", json={}).status_code in {403, 404}


@pytest.mark.spec("AC-33", "CO-21", "AC-40")
def test_a_membership_beats_the_default_in_both_directions(make_client, project, session):
    member, editor, viewer, stranger = (make_client(role) for role in ("member", "editor", "viewer", "stranger"))
    organization = session.get_one(Organization, project.organization_id)
    for default, seen in (("editor", "editor"), ("viewer", "viewer"), ("none", None)):
        organization.default_project_role = default
        session.commit()
        answer = member.get(f"/projects/{project.slug}")
        assert answer.status_code == (200 if seen else 404)
        assert answer.json().get("my_role") == seen
        roles = [client.get(f"/projects/{project.slug}").json() for client in (editor, viewer)]
        assert [(row["my_role"], row["can_mutate"]) for row in roles] == [("editor", True), ("viewer", False)]
        assert stranger.get(f"/projects/{project.slug}").status_code == 404


@pytest.mark.spec("CO-21", "AC-31")
def test_a_creator_keeps_editing_under_any_default(editor, session):
    editor.post("/projects", json=NEW)
    session.scalars(select(Organization)).one().default_project_role = "none"
    session.commit()
    assert editor.get("/projects/web-shop").json()["my_role"] == "editor"
    assert editor.patch("/projects/web-shop", json={"name": "Mine"}).json()["name"] == "Mine"


@pytest.mark.spec("SC-3", "API-8", "CO-60")
def test_an_update_is_partial(owner, project):
    path = f"/projects/{project.slug}"
    before = owner.get(path).json()
    after = owner.patch(path, json={"description": "Ours", "timezone": "Europe/Berlin"}).json()
    changed = {name for name in before if before[name] != after[name]}
    assert changed - {"updated_at"} == {"description", "timezone"}
    refused = owner.patch(path, json={"name": None, "timezone": None})
    assert refused.status_code == 422
    assert refused.json() == {"detail": "Field(s) cannot be null: name, timezone"}
    moved = owner.patch(path, json={"slug": "moved"})
    assert moved.json()["slug"] == "moved"
    assert owner.get(path).status_code == 404
    assert owner.get("/projects/moved").json()["id"] == str(project.id)


@pytest.mark.spec("AC-27", "AC-31", "CO-24", "API-14")
def test_who_may_rename(anonymous, owner, editor, viewer, stranger, make_client, project):
    path, body = f"/projects/{project.slug}", {"name": "New"}
    assert anonymous.patch(path, json=body).status_code == 401
    for client in (editor, viewer):
        refused = client.patch(path, json=body)
        assert (refused.status_code, refused.json()) == (403, {"detail": "Owner role required"})
    assert stranger.patch(path, json=body).status_code == 404
    for scope in ("read", "write"):
        refused = make_client("owner", key_scope=scope).patch(path, json=body)
        assert (refused.status_code, refused.json()) == (403, {"detail": "Owner session required"})
    assert owner.patch(path, json=body).json()["name"] == "New"
    assert make_client("admin").patch(path, json={"name": "Newer"}).json()["name"] == "Newer"


@pytest.mark.spec("AC-31", "AC-27", "API-14")
def test_who_may_delete(anonymous, owner, editor, viewer, make_client, project, session):
    path = f"/projects/{project.slug}"
    assert anonymous.delete(path).status_code == 401
    for client in (editor, viewer):
        assert client.delete(path).json() == {"detail": "Owner role required"}
    assert make_client("owner", key_scope="write").delete(path).json() == {"detail": "Owner session required"}
    gone = owner.delete(path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert owner.get(path).status_code == 404
    assert session.scalar(select(func.count()).select_from(Project)) == 0


@pytest.mark.spec("AC-66", "AC-67", "AC-68")
def test_the_trail_outlives_the_project_and_a_new_slug_inherits_nothing(owner, session):
    owner.post("/projects", json=NEW)
    owner.patch("/projects/web-shop", json={"name": "Shop"})
    assert actions(owner) == ["project.update", "project.create"]
    owner.delete("/projects/web-shop")
    owner.post("/projects", json=NEW)
    assert actions(owner) == ["project.create"]
    kept = session.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)).all()
    assert kept == ["project.create", "project.update", "project.delete", "project.create"]


def actions(client) -> list[str]:
    rows = client.get("/audit", params={"project_slug": "web-shop"}).json()["items"]
    return [row["action"] for row in rows]
