"""Who has a role of their own in a project, through the door."""

import uuid

import pytest
from sqlalchemy import select, update
from tests.factories.accounts import make_organization, make_user
from tests.fakes.statements import statements

from tripl.models.accounts import Organization
from tripl.models.audit import AuditEntry
from tripl.models.projects import Project


@pytest.fixture
def members(project):
    return f"/projects/{project.slug}/members"


@pytest.fixture
def closed(session, project):
    """Nobody sees a project by default."""
    session.execute(update(Organization).values(default_project_role="none"))
    session.commit()


def trail(session):
    session.expire_all()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.created_at)).all()
    return [(entry.action, entry.payload) for entry in entries if entry.action.startswith("project.member")]


@pytest.mark.spec("CO-29", "AC-38", "CO-21", "AC-33")
def test_a_row_opens_changes_and_closes_a_project(owner, make_client, session, project, members, closed):
    person = make_client("member")
    path, ident = f"/projects/{project.slug}", str(person.user.id)
    assert person.get(path).status_code == 404
    added = owner.post(members, json={"user_id": ident})
    assert added.status_code == 201
    assert set(added.json()) == {"user_id", "name", "email", "role", "added_at"}
    assert (added.json()["user_id"], added.json()["role"]) == (ident, "viewer")
    assert person.get(path).json()["my_role"] == "viewer"
    assert person.post(f"{path}/event-types", json={"name": "a", "display_name": "A"}).status_code == 403
    assert owner.patch(f"{members}/{ident}", json={"role": "editor"}).json()["role"] == "editor"
    assert person.get(path).json()["can_mutate"] is True
    assert owner.patch(f"{members}/{ident}", json={"role": "none"}).status_code == 200
    assert person.get(path).status_code == 404
    assert owner.delete(f"{members}/{ident}").status_code == 204
    assert owner.delete(f"{members}/{ident}").status_code == 404
    assert trail(session) == [
        ("project.member_add", {"role": "viewer"}),
        ("project.member_update", {"before": "viewer", "after": "editor"}),
        ("project.member_update", {"before": "editor", "after": "none"}),
        ("project.member_remove", {"role": "none"}),
    ]


@pytest.mark.spec("CO-29", "API-21", "SC-7")
def test_what_is_refused(owner, editor, make_client, session, members):
    ident, admin = str(editor.user.id), make_client("admin")
    foreigner = make_user(session, organization=make_organization(session, "other"))
    session.commit()

    def add(**body):
        answer = owner.post(members, json=body)
        return answer.status_code, answer.json()["detail"]

    assert add(user_id=ident)[0] == 409
    assert add(user_id=str(uuid.uuid4())) == (404, "User not found")
    status, (row,) = add(user_id=str(foreigner.id))
    assert (status, row["loc"]) == (422, ["body", "user_id"])
    status, (row,) = add(user_id=str(admin.user.id), role="none")
    assert (status, row["loc"]) == (422, ["body", "role"])
    assert add(user_id=ident, role="owner")[0] == 422
    assert owner.post(members, json={"user_id": str(admin.user.id), "role": "viewer"}).status_code == 201
    assert owner.patch(f"{members}/{admin.user.id}", json={"role": "none"}).status_code == 422
    assert owner.patch(f"{members}/{ident}", json={"role": None}).status_code == 422
    assert owner.patch(f"{members}/{owner.user.id}", json={"role": "editor"}).json() == {"detail": "Member not found"}


@pytest.mark.spec("CO-24", "CO-29", "AC-38")
def test_a_creator_manages_members_while_still_an_editor(owner, viewer, make_client, session, project, members, closed):
    creator = make_client("editor")
    session.execute(update(Project).where(Project.id == project.id).values(created_by_user_id=creator.user.id))
    session.commit()
    person, mine = make_client("member"), f"{members}/{creator.user.id}"
    assert creator.post(members, json={"user_id": str(person.user.id)}).status_code == 201
    assert owner.patch(mine, json={"role": "viewer"}).status_code == 200
    assert creator.delete(f"{members}/{person.user.id}").status_code == 403
    assert owner.delete(mine).status_code == 204
    assert creator.get(members).status_code == 404
    assert make_client("owner", key_scope="write").delete(f"{members}/{viewer.user.id}").status_code == 403


@pytest.mark.spec("CO-29")
def test_everybody_inside_reads_them_in_one_statement(owner, viewer, editor, make_client, session, members):
    names = {row["email"] for row in viewer.get(members).json()}
    assert names == {viewer.user.email, editor.user.email}
    assert make_client("viewer", key_scope="read").get(members).status_code == 200
    with statements(session) as few:
        owner.get(members)
    for _ in range(5):
        make_client("editor")
    with statements(session) as many:
        assert len(owner.get(members).json()) == 8
    assert len(many) == len(few)
