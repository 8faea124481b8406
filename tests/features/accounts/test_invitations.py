"""How somebody new gets in, through the door."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from tests.factories.accounts import make_organization, make_session, make_user
from tests.fakes.relay import Manners, Relay
from tests.plugins.api import make_wiring, open_client

from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.accounts.service import mail_invitation
from tripl.kit.clock import utcnow
from tripl.models.accounts import Invitation, User
from tripl.models.audit import AuditEntry

PASSWORD = "a good pass phrase 1!"
NEW = {"password": PASSWORD, "name": "Ada"}
HERE = "/users/invitations"
DEAD = {"detail": "This invitation was used, revoked, has expired or never was one; ask for a new one"}


def invite(client, email="ada@example.com", **over):
    made = client.post(HERE, json={"email": email, **over})
    assert made.status_code == 201, made.text
    return made.json()


def token_of(made):
    return made["link"].partition("#")[2]


def accept(client, token, body=NEW):
    return client.post(f"/auth/invitations/{token}/accept", json=body)


@pytest.fixture
def door(app):
    """A browser of its own each time."""
    return lambda: open_client(app)


@pytest.mark.spec("AC-20", "AC-21", "CO-31", "SC-11")
def test_an_invitation_makes_an_account_once(owner, door, session):
    made = invite(owner, "Ada@Example.com")
    assert set(made) == {"id", "email", "role", "created_at", "expires_at", "link", "mailed"}
    assert (made["email"], made["role"], made["mailed"]) == ("ada@example.com", "member", False)
    assert made["link"].startswith("https://tripl.example.com/invitation#")
    (listed,) = owner.get(HERE).json()
    assert set(listed) == {"id", "email", "role", "created_at", "expires_at"}
    stored = session.scalars(select(Invitation)).one()
    assert stored.expires_at - stored.created_at == timedelta(hours=72)
    assert stored.token_digest != token_of(made)
    ada, path = door(), f"/auth/invitations/{token_of(made)}"
    assert ada.get(path).json() == {
        "email": "ada@example.com",
        "role": "member",
        "organization_name": "Default",
        "expires_at": made["expires_at"],
        "way": "register",
    }
    accepted = accept(ada, token_of(made))
    assert (accepted.status_code, accepted.json()["email"], accepted.json()["name"]) == (
        201,
        "ada@example.com",
        "Ada",
    )
    assert ada.get("/auth/me").json() == accepted.json()
    assert owner.get(HERE).json() == []
    assert (door().get(path).status_code, door().get(path).json()) == (400, DEAD)
    assert (accept(door(), token_of(made)).status_code, accept(door(), token_of(made)).json()) == (400, DEAD)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.created_at)).all()
    assert actions == ["user.invite", "user.invite_accept"]


@pytest.mark.spec("AC-21")
def test_revoked_replaced_expired_and_unknown_links_look_the_same(owner, door, session):
    earlier, revoked, expired = invite(owner), invite(owner, "b@example.com"), invite(owner, "c@example.com")
    invite(owner)
    assert owner.delete(f"{HERE}/{revoked['id']}").status_code == 204
    assert owner.delete(f"{HERE}/{revoked['id']}").status_code == 404
    session.execute(update(Invitation).where(Invitation.email == "c@example.com").values(expires_at=utcnow()))
    session.commit()
    for token in (token_of(earlier), token_of(revoked), token_of(expired), "nonsense"):
        for answer in (door().get(f"/auth/invitations/{token}"), accept(door(), token)):
            assert (answer.status_code, answer.json()) == (400, DEAD)
    assert [row["email"] for row in owner.get(HERE).json()] == ["ada@example.com"]


@pytest.mark.spec("AC-20", "AC-21", "CO-20")
def test_who_may_invite_to_what(anonymous, owner, viewer, make_client):
    admin = make_client("admin")
    assert anonymous.post(HERE, json={}).status_code == 401
    assert viewer.post(HERE, json={"email": "a@example.com"}).status_code == 403
    assert make_client("owner", key_scope="write").get(HERE).status_code == 403
    assert invite(admin, role="admin")["role"] == "admin"
    refused = admin.post(HERE, json={"email": "b@example.com", "role": "owner"})
    assert (refused.status_code, refused.json()["detail"]) == (403, "Only an owner makes, changes or removes owners")
    made = invite(owner, "b@example.com", role="owner")
    assert admin.delete(f"{HERE}/{made['id']}").status_code == 403
    assert owner.post(HERE, json={"email": viewer.user.email}).status_code == 409
    for wrong in ({"email": "no address"}, {"email": "a@example.com", "role": "editor"}, {}):
        assert owner.post(HERE, json=wrong).status_code == 422
    assert owner.delete(f"{HERE}/{uuid.uuid4()}").status_code == 404


@pytest.mark.spec("AC-22", "AC-21")
def test_an_account_joins_only_when_it_is_signed_in(owner, viewer, door, session, settings):
    user = make_user(session, organization=make_organization(session, "other"))
    mine = door()
    mine.cookies.set(settings.session_cookie_name, make_session(session, user, settings.secret_key))
    session.commit()
    token = token_of(invite(owner, user.email, role="admin"))
    assert door().get(f"/auth/invitations/{token}").json()["way"] == "sign_in"
    assert accept(door(), token).status_code == 403
    assert accept(viewer, token).status_code == 403
    joined = accept(mine, token, {})
    assert (joined.status_code, joined.json()["id"]) == (200, str(user.id))
    assert {row["slug"]: row["role"] for row in joined.json()["orgs"]} == {"other": "member", "default": "admin"}


@pytest.mark.spec("AC-22", "AC-37")
def test_somebody_who_was_removed_comes_back_with_their_password(owner, door, session):
    ada = door()
    accept(ada, token_of(invite(owner)))
    ident = ada.get("/auth/me").json()["id"]
    owner.delete(f"/orgs/default/members/{ident}")
    assert ada.get("/auth/me").status_code == 401
    token = token_of(invite(owner, role="admin"))
    assert door().get(f"/auth/invitations/{token}").json()["way"] == "password"
    assert accept(door(), token, {"password": "a wrong pass phrase 1!"}).status_code == 401
    back = door()
    assert (accept(back, token).status_code, back.get("/auth/me").json()["id"]) == (200, ident)
    assert back.get("/auth/me").json()["role"] == "admin"


@pytest.mark.spec("AC-7", "AC-21")
def test_a_refused_acceptance_leaves_the_link(owner, door, session):
    token = token_of(invite(owner))
    for wrong, member in (({}, "password"), ({"password": "short"}, "password"), ({**NEW, "name": "x" * 256}, "name")):
        refused = accept(door(), token, wrong)
        assert (refused.status_code, [row["loc"] for row in refused.json()["detail"]]) == (422, [["body", member]])
    assert session.scalar(select(User).where(User.email == "ada@example.com")) is None
    assert accept(door(), token).status_code == 201


@pytest.mark.spec("AC-37")
def test_invitations_go_with_the_right_to_issue_them(owner, make_client, session):
    first, second = make_client("owner"), make_client("admin")
    invite(first, "a@example.com", role="owner")
    invite(first, "b@example.com", role="admin")
    invite(second, "c@example.com")
    owner.patch(f"/users/{first.user.id}", json={"role": "admin"})
    assert {row["email"] for row in owner.get(HERE).json()} == {"b@example.com", "c@example.com"}
    owner.delete(f"/orgs/default/members/{second.user.id}")
    assert {row["email"] for row in owner.get(HERE).json()} == {"b@example.com"}
    owner.patch(f"/users/{first.user.id}", json={"role": "member"})
    assert owner.get(HERE).json() == []


@pytest.mark.spec("AC-21")
@pytest.mark.parametrize("manners", [Manners(), Manners(replies={"DATA": "554 no"})])
def test_it_is_mailed_too_where_mail_works(make_settings, make_app, sessions, session, queue, manners):
    with Relay(manners) as relay:
        settings = make_settings(
            debug=True,
            session_cookie_secure=False,
            smtp_host="127.0.0.1",
            smtp_port=relay.port,
            smtp_use_tls=False,
            smtp_from_address="tripl@example.com",
        )
        client = open_client(make_app(settings))
        user = make_user(session, "owner")
        client.cookies.set(settings.session_cookie_name, make_session(session, user, settings.secret_key))
        session.commit()
        made = invite(client)
        assert made["mailed"] is True
        ((ident,),) = queue.named("accounts.mail_invitation")
        wiring = make_wiring(settings, sessions)
        for _ in range(2):  # a message may come twice
            mail_invitation(wiring.transaction, wiring.policy(AccountPolicy), uuid.UUID(ident))
    sent = [re.findall(r"https://\S+", mail.message.get_content())[-1] for mail in relay.mails]
    assert sent == ([made["link"]] if not manners.replies else [])
    session.expire_all()
    assert session.scalars(select(Invitation.token_to_mail)).all() == [None]
    assert accept(open_client(make_app(settings)), token_of(made)).status_code == 201
