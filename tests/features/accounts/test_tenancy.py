"""Several organisations in one instance: how they begin, who acts where, and how they end."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from tests.factories.accounts import make_group, make_key, make_organization, make_session, make_user
from tests.factories.plan import make_event_type
from tests.factories.projects import make_project
from tests.factories.scans import make_scan_of
from tests.factories.sources import make_source
from tests.plugins.api import make_wiring, open_client

from tripl.db.session import make_sessions
from tripl.features.accounts.hooks import AccountHooks
from tripl.features.accounts.service import PURGE_TASK, purge, requeue_deletions
from tripl.features.accounts.service.deletion import UNFINISHED_AFTER
from tripl.features.scans.service import due_scans
from tripl.kit.clock import utcnow
from tripl.models.accounts import ApiKey, Invitation, Organization, OrganizationMember, User
from tripl.models.audit import AuditEntry
from tripl.models.files import DroppedFile
from tripl.models.projects import Project
from tripl.models.sources import DataSource
from tripl.worker.schedule import TIMETABLE

UNKNOWN = {"detail": "Organization not found"}
SECOND = {"name": "Second", "slug": "second"}


def join(session, organization, user, role="member"):
    session.add(OrganizationMember(organization_id=organization.id, user_id=user.id, role=role))
    session.commit()


def actions(session):
    session.expire_all()
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at, AuditEntry.id)))


@pytest.fixture
def committed(engine, queue, bus):
    """Real commits, of which nothing stays."""
    sessions = make_sessions(engine, queue, bus)
    yield sessions
    with sessions.begin() as session:
        for kind in (AuditEntry, Organization, User):
            session.execute(delete(kind))


@pytest.fixture
def second(owner, session):
    """An organisation of the owner beside the default one."""
    assert owner.post("/orgs", json=SECOND).status_code == 201
    return session.scalars(select(Organization).where(Organization.slug == "second")).one()


@pytest.fixture
def purging(settings, sessions):
    wiring = make_wiring(settings, sessions)
    return lambda organization_id: purge(wiring.transaction, wiring.policy(AccountHooks), organization_id)


@pytest.mark.spec("AC-42", "AC-41", "API-15")
def test_a_platform_admin_makes_organizations(owner, make_client, session):
    made = owner.post("/orgs", json=SECOND)
    assert (made.status_code, made.json()["my_role"], made.json()["default_project_role"]) == (201, "owner", "none")
    assert owner.post("/orgs", json=SECOND).status_code == 409
    assert [row["slug"] for row in owner.get("/orgs").json()] == ["default", "second"]
    assert [row["slug"] for row in owner.get("/auth/me").json()["orgs"]] == ["default", "second"]
    for refused in (make_client("admin"), make_client("owner", key_scope="write")):
        answer = refused.post("/orgs", json={"name": "Third", "slug": "third"})
        assert (answer.status_code, answer.json()) == (403, {"detail": "Platform admin required"})
    assert actions(session) == ["org.create"]


@pytest.mark.spec("AC-35")
@pytest.mark.parametrize("slug", ["demo", "orgs", "new", "settings", "api", "p", "o", "Second", "a--b", ""])
def test_reserved_and_malformed_slugs(owner, slug):
    refused = owner.post("/orgs", json={"name": "Second", "slug": slug})
    assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", "slug"])


@pytest.mark.spec("AC-41")
def test_a_platform_admin_opens_nothing_inside(owner, make_client, session, project):
    """Running the instance and owning an organisation are two things."""
    admin, plain = make_client("member"), make_client("owner")
    session.execute(update(User).where(User.id == admin.user.id).values(is_platform_admin=True))
    session.execute(update(User).where(User.id == plain.user.id).values(is_platform_admin=False))
    owner.patch("/orgs/default", json={"default_project_role": "none"})
    session.commit()
    assert (admin.get("/settings").status_code, plain.get("/settings").status_code) == (200, 403)
    assert (admin.get("/auth/me").json()["is_platform_admin"], admin.get("/audit").status_code) == (True, 403)
    assert admin.get(f"/projects/{project.slug}").status_code == 404
    key = {"Authorization": f"Bearer {make_key(session, admin.user, 'write')}"}
    session.commit()
    assert admin.get("/settings", headers=key).json() == {"detail": "Platform admin required"}


@pytest.mark.spec("AC-36", "API-5", "AC-35")
def test_one_slug_in_two_organizations(owner, second, session, project):
    there = make_project(session, second, slug=project.slug, name="Theirs")
    session.commit()
    path = f"/projects/{project.slug}"
    assert owner.get(path).json()["id"] == str(project.id)
    assert owner.get(f"/orgs/default{path}").json()["id"] == str(project.id)
    assert owner.get(f"/orgs/second{path}").json()["id"] == str(there.id)
    assert [row["name"] for row in owner.get("/orgs/second/projects").json()] == ["Theirs"]
    made = owner.post("/orgs/second/projects", json={"name": "More", "slug": "more"})
    assert made.status_code == 201
    assert owner.get("/projects/more").status_code == 404
    assert {row["slug"] for row in owner.get("/orgs/second/data-sources").json()} == set()
    assert owner.get("/orgs/second/users").json()[0]["email"] == owner.user.email
    assert owner.get("/orgs/second/audit").json()["items"][0]["target_name"] == "More"


@pytest.mark.spec("AC-36", "API-5")
def test_where_somebody_outside_the_default_one_acts(anonymous, session, settings):
    """In their only organisation; with several of them they have to say."""
    far, further = make_organization(session, "far"), make_organization(session, "further")
    user = make_user(session, "owner", far)
    cookie = {"Cookie": f"{settings.session_cookie_name}={make_session(session, user, settings.secret_key)}"}
    session.commit()
    assert anonymous.get("/users", headers=cookie).status_code == 200
    assert anonymous.get("/orgs/default/users", headers=cookie).json() == UNKNOWN
    assert anonymous.get("/orgs/nowhere/users", headers=cookie).json() == UNKNOWN
    join(session, further, user)
    asked = anonymous.get("/users", headers=cookie)
    assert (asked.status_code, asked.json()) == (400, {"detail": "Organization required"})
    assert anonymous.get("/orgs/further/users", headers=cookie).status_code == 200
    for personal in ("/auth/me", "/orgs", "/me/sessions", "/me/export"):
        assert anonymous.get(personal, headers=cookie).status_code == 200, personal
    key = {"Authorization": f"Bearer {make_key(session, user, 'read', further)}"}
    session.commit()
    assert anonymous.get("/projects", headers=key).status_code == 200
    assert anonymous.get("/orgs/far/projects", headers=key).json() == UNKNOWN


@pytest.mark.spec("AC-36")
def test_a_hosted_instance_has_no_default(make_app, make_settings, session, settings):
    hosted = make_settings(session_cookie_secure=False, debug=True, rate_limit_enabled=False, deployment_mode="hosted")
    door, user = open_client(make_app(hosted)), make_user(session)
    door.cookies.set(settings.session_cookie_name, make_session(session, user, settings.secret_key))
    session.commit()
    assert door.get("/users").status_code == 200
    join(session, make_organization(session, "other"), user)
    assert door.get("/users").json() == {"detail": "Organization required"}
    assert door.get("/orgs/default/users").status_code == 200


@pytest.mark.spec("AC-35")
def test_the_database_keeps_organizations_apart(session, project):
    """A source or key of one cannot name a project of another, and nothing has an organisation by itself."""
    elsewhere = make_organization(session, "elsewhere")
    user = make_user(session, "owner", elsewhere)
    wrong = (
        lambda: make_source(session, make_project(session, elsewhere), project_id=project.id),
        lambda: make_key(session, user, "read", elsewhere, project_id=project.id),
        lambda: session.execute(text("INSERT INTO projects (id, slug, name) VALUES (gen_random_uuid(), 'x', 'x')")),
        lambda: session.execute(text("UPDATE data_sources SET organization_id = DEFAULT")),
    )
    make_source(session, project, project_id=project.id)
    for attempt in wrong:
        with pytest.raises(IntegrityError), session.begin_nested():
            attempt()


@pytest.mark.spec("AC-35")
def test_a_name_is_taken_in_its_own_organization_only(session, project):
    elsewhere = make_project(session, make_organization(session, "elsewhere"), slug=project.slug)
    make_source(session, project, name="Warehouse")
    make_source(session, elsewhere, name="Warehouse")
    with pytest.raises(IntegrityError), session.begin_nested():
        make_source(session, project, name="Warehouse")


@pytest.mark.spec("AC-37", "AX-1")
def test_ownership_is_handed_over(owner, second, make_client, session):
    heir, outsider = make_client("member"), make_client("member")
    join(session, second, heir.user)
    path = "/orgs/second/transfer-ownership"
    owner.post("/orgs/second/users/invitations", json={"email": "new@example.com", "role": "owner"})
    assert owner.post(path, json={"user_id": str(outsider.user.id)}).status_code == 404
    assert owner.post(path, json={"user_id": str(owner.user.id)}).status_code == 400
    assert heir.post(path, json={"user_id": str(heir.user.id)}).json() == {"detail": "Owner role required"}
    done = owner.post(path, json={"user_id": str(heir.user.id)})
    assert (done.status_code, done.json()["role"]) == (200, "owner")
    assert owner.get("/orgs/second").json()["my_role"] == "admin"
    assert session.scalars(select(Invitation)).all() == []
    assert owner.post(path, json={"user_id": str(owner.user.id)}).status_code == 403
    assert actions(session)[-1] == "org.transfer_ownership"


@pytest.mark.spec("AC-37")
def test_what_cannot_be_deleted(owner, second, make_client, session):
    admin = make_client("admin")
    join(session, second, admin.user, "admin")
    default = owner.request("DELETE", "/orgs/default", json={"confirm_slug": "default"})
    assert (default.status_code, default.json()) == (400, {"detail": "The default organization cannot be deleted"})
    typo = owner.request("DELETE", "/orgs/second", json={"confirm_slug": "sekond"})
    assert (typo.status_code, typo.json()["detail"][0]["loc"]) == (422, ["body", "confirm_slug"])
    refused = admin.request("DELETE", "/orgs/second", json={"confirm_slug": "second"})
    assert (refused.status_code, refused.json()) == (403, {"detail": "Owner role required"})
    assert owner.get("/orgs/second").status_code == 200


@pytest.mark.spec("AC-37", "AX-1")
def test_an_organization_goes(owner, second, make_client, session, queue, purging, tmp_path, project):
    member = make_client("member")
    join(session, second, member.user)
    theirs = make_project(session, second)
    make_event_type(session, theirs)
    make_source(session, theirs)
    make_group(session, second, member.user)
    key = {"Authorization": f"Bearer {make_key(session, member.user, 'write', second)}"}
    dropped = tmp_path / "there.csv"
    dropped.write_text("a")
    values = {"name": "there.csv", "size_bytes": 1, "format": "csv", "path": str(dropped)}
    session.add(DroppedFile(organization_id=second.id, **values))
    session.commit()
    invited = owner.post("/orgs/second/users/invitations", json={"email": "new@example.com"}).json()
    token = invited["link"].partition("#")[2]
    queue.sent.clear()
    told = owner.get("/orgs/second/deletion").json()
    counted = {"projects": 1, "sources": 1, "event_types": 1, "api_keys": 1}
    assert {name: count for name, count in told.items() if count} == counted

    done = owner.request("DELETE", "/orgs/second", json={"confirm_slug": "second"})
    assert (done.status_code, queue.sent) == (202, [(PURGE_TASK, str(second.id))])
    assert owner.get("/orgs/second/projects").json() == UNKNOWN
    assert owner.get("/orgs/second").json() == UNKNOWN
    assert [row["slug"] for row in owner.get("/orgs").json()] == ["default"]
    assert member.get("/projects", headers=key).status_code == 401
    assert owner.get(f"/auth/invitations/{token}").status_code == 400
    assert owner.post("/orgs", json=SECOND).status_code == 409

    gone = second.id
    purging(gone)
    session.expire_all()
    for kind in (Project, DataSource, ApiKey, Invitation, DroppedFile):
        left = session.scalar(select(func.count()).select_from(kind).where(kind.organization_id == gone))
        assert left == 0, kind
    assert not dropped.exists()
    assert session.scalars(select(Organization.slug)).all() == ["default"]
    trail = session.scalars(select(AuditEntry).where(AuditEntry.target_id == gone)).all()
    assert {entry.action for entry in trail} == {"org.create", "org.delete_request", "org.delete_complete"}
    assert {entry.organization_id for entry in trail} == {None}
    assert owner.get(f"/projects/{project.slug}").status_code == 200
    assert session.get(User, member.user.id) is not None
    purging(gone)
    purging(project.organization_id)
    assert owner.get("/orgs/default").status_code == 200


@pytest.mark.spec("AC-37", "AX-1")
def test_nothing_is_deleted_when_the_job_cannot_be_queued(committed, make_app, queue, settings):
    """With real commits: what the refusal rolls back, and the note of it that stays."""
    with committed() as session:
        owner = make_user(session, "owner")
        token = make_session(session, owner, settings.secret_key)
        join(session, make_organization(session, "second"), owner, "owner")
    door = open_client(make_app(sessions=committed))
    door.cookies.set(settings.session_cookie_name, token)
    queue.down = True
    refused = door.request("DELETE", "/orgs/second", json={"confirm_slug": "second"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert door.get("/orgs/second").status_code == 200
    with committed() as session:
        assert actions(session) == ["org.delete_request", "org.delete_cancel"]
        assert session.scalars(select(Organization.deleting_since)).all() == [None, None]


@pytest.mark.spec("AC-37")
def test_bytes_that_cannot_be_removed_keep_it_deleting(owner, second, session, purging, tmp_path):
    folder = tmp_path / "a-folder-where-a-file-should-be"
    folder.mkdir()
    values = {"name": "there.csv", "size_bytes": 1, "format": "csv", "path": str(folder)}
    session.add(DroppedFile(organization_id=second.id, **values))
    session.commit()
    owner.request("DELETE", "/orgs/second", json={"confirm_slug": "second"})
    ident = second.id
    with pytest.raises(OSError, match="a-folder"):
        purging(ident)
    session.expire_all()
    assert session.get_one(Organization, ident).deleting_since is not None
    folder.rmdir()
    purging(ident)
    session.expire_all()
    assert session.get(Organization, ident) is None


@pytest.mark.spec("O-39", "O-40", "AC-37")
def test_unfinished_deletions_are_queued_again_every_hour(owner, second, session, queue):
    entry = TIMETABLE["requeue-organization-deletions"]
    assert (entry["task"], entry["schedule"], entry["options"]) == (
        "accounts.requeue_deletions",
        3600.0,
        {"expires": 3600},
    )
    owner.request("DELETE", "/orgs/second", json={"confirm_slug": "second"})
    session.expire_all()
    assert requeue_deletions(session, utcnow()) == 0
    assert requeue_deletions(session, utcnow() + UNFINISHED_AFTER + timedelta(minutes=1)) == 1
    session.rollback()


@pytest.mark.spec("AC-37")
def test_nothing_is_collected_for_what_is_going(owner, second, session):
    theirs = make_project(session, second)
    scan = make_scan_of(session, theirs, make_source(session, theirs))
    session.commit()
    assert scan.id in {each.id for each in due_scans(session, utcnow())}
    owner.request("DELETE", "/orgs/second", json={"confirm_slug": "second"})
    session.expire_all()
    assert scan.id not in {each.id for each in due_scans(session, utcnow())}


@pytest.mark.spec("AC-37", "AC-29")
def test_the_last_of_a_kind_stays(owner, second, make_client, session):
    """Of every organisation the last owner, and of the instance the last platform admin."""
    make_client("owner")
    session.execute(update(User).where(User.id != owner.user.id).values(is_platform_admin=False))
    session.commit()
    from tripl.features.accounts.service.roster import keep_somebody
    from tripl.kit.errors import Impossible

    principal = owner.app.state.wiring.authenticator.by_session(session, owner.cookies["tripl_session"])
    with pytest.raises(Impossible, match="The last owner"):
        keep_somebody(session, principal)
    join(session, second, make_user(session), "owner")
    with pytest.raises(Impossible, match="The last platform admin"):
        keep_somebody(session, principal)
    make_user(session, is_platform_admin=True)
    keep_somebody(session, principal)


@pytest.mark.spec("AC-37", "AC-33")
def test_somebody_who_leaves_takes_everything_of_that_organization_along(owner, second, make_client, session):
    person = make_client("member")
    join(session, second, person.user, "admin")
    make_key(session, person.user, "read", second)
    make_key(session, person.user, "read")
    group = make_group(session, second, person.user)
    session.commit()
    assert person.post("/orgs/second/users/invitations", json={"email": "new@example.com"}).status_code == 201
    assert owner.delete(f"/orgs/second/members/{person.user.id}").status_code == 204
    assert person.get("/orgs/second/projects").json() == UNKNOWN
    assert person.get("/users").status_code == 200
    assert session.scalars(select(Invitation)).all() == []
    keys = session.scalars(select(ApiKey.organization_id).where(ApiKey.user_id == person.user.id)).all()
    assert second.id not in keys and len(keys) == 1
    assert owner.get(f"/orgs/second/groups/{group.id}").json()["members"] == []


@pytest.mark.spec("AC-19")
def test_a_link_by_hand_needs_everybody_who_could_lose_by_it(owner, second, make_client, session):
    person, elsewhere = make_client("member"), make_organization(session, "elsewhere")
    join(session, second, person.user)

    def ask(client=owner):
        return client.post(f"/orgs/default/members/{person.user.id}/password-reset-link").status_code

    assert ask() == 201
    assert ask(make_client("admin")) == 403
    join(session, elsewhere, person.user)
    assert ask() == 403
    session.execute(text("DELETE FROM organization_members WHERE organization_id = :id"), {"id": elsewhere.id})
    session.execute(update(User).where(User.id == person.user.id).values(is_platform_admin=True))
    session.commit()
    assert ask() == 201
    session.execute(update(User).where(User.id == owner.user.id).values(is_platform_admin=False))
    session.commit()
    assert ask() == 403
    session.execute(update(User).where(User.id == person.user.id).values(is_platform_admin=False, email_verified=False))
    session.commit()
    assert ask() == 409


def test_a_purge_of_nobody_is_nothing(purging):
    purging(uuid.uuid4())
