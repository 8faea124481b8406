"""Whether an address is verified: asked for by hosted instances only."""

import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from tests.factories.accounts import make_key, make_session, make_user
from tests.fakes.relay import Relay
from tests.plugins.api import make_wiring, open_client

from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.accounts.service import VERIFICATION_MAIL_TASK, mail_verification
from tripl.kit.clock import utcnow
from tripl.models.accounts import EmailVerification, User, UserSession
from tripl.preflight import assert_production_ready

ASK, CONFIRM = "/auth/verify-email/request", "/auth/verify-email/confirm"
PASSWORD = "a pass phrase of 7 words!"
DEAD = {"detail": "This link was used, has expired or never was one; ask for a new one"}
BOSS = "boss@example.com"


@pytest.fixture
def relay():
    with Relay() as relay:
        yield relay


@pytest.fixture
def hosted(make_settings, relay):
    return make_settings(
        debug=True,
        session_cookie_secure=False,
        rate_limit_enabled=False,
        deployment_mode="hosted",
        registration_mode="open",
        platform_admin_emails=BOSS.upper(),
        smtp_host="127.0.0.1",
        smtp_port=relay.port,
        smtp_security="none",
        smtp_from_address="tripl <tripl@example.com>",
    )


@pytest.fixture
def mailed(hosted, sessions, queue, relay):
    """Does what waits; the token of the newest mail."""
    wiring = make_wiring(hosted, sessions)

    def work():
        for name, ident in queue.sent:
            assert name == VERIFICATION_MAIL_TASK
            mail_verification(wiring.transaction, wiring.policy(AccountPolicy), uuid.UUID(ident))
        queue.sent.clear()
        (token,) = re.findall(r"https://tripl\.example\.com/verify-email#(\S+)", relay.mails[-1].message.get_content())
        return token

    return work


@pytest.fixture
def door(make_app, hosted):
    return open_client(make_app(hosted))


def register(door, email):
    return door.post("/auth/register", json={"email": email, "password": PASSWORD})


@pytest.mark.spec("AC-23", "AC-24", "SC-34")
def test_a_hosted_instance_opens_after_the_address_is_verified(door, mailed, session, relay):
    made = register(door, "ann@example.com")
    assert (made.status_code, made.json()["email_verified"], made.json()["is_platform_admin"]) == (201, False, False)
    assert door.get("/auth/status").json()["email_verification_required"] is True
    for path in ("/projects", "/orgs", "/users", "/me/sessions"):
        refused = door.get(path)
        assert (refused.status_code, refused.json()) == (403, {"detail": "Email address not verified"}), path
    user = session.scalars(select(User).where(User.email == "ann@example.com")).one()
    key = {"Authorization": f"Bearer {make_key(session, user, 'read')}"}
    other = make_session(session, user, "a test secret that is long enough")
    session.commit()
    assert open_client(door.app).get("/projects", headers=key).json() == {"detail": "Email address not verified"}
    assert door.get("/auth/me").status_code == 200

    token = mailed()
    stored = session.scalars(select(EmailVerification)).one()
    assert token not in stored.token_digest
    assert timedelta(hours=23) < stored.expires_at - utcnow() <= timedelta(hours=24)
    assert door.post(CONFIRM, json={"token": token}).status_code == 204
    assert door.get("/projects").status_code == 200
    assert open_client(door.app).get("/projects", headers=key).status_code == 200
    ended = open_client(door.app).get("/auth/me", headers={"Cookie": f"tripl_session={other}"})
    assert ended.status_code == 401
    assert session.scalar(select(func.count()).select_from(UserSession).where(UserSession.user_id == user.id)) == 1
    again = door.post(CONFIRM, json={"token": token})
    assert (again.status_code, again.json()) == (400, DEAD)


@pytest.mark.spec("AC-24")
def test_a_link_is_for_one_account_and_the_newest_one(door, mailed, session):
    register(door, "ann@example.com")
    first = mailed()
    assert door.post(ASK).status_code == 204
    second = mailed()
    bo = open_client(door.app)
    register(bo, "bo@example.com")
    assert open_client(door.app).post(CONFIRM, json={"token": second}).status_code == 401
    for client, token in ((bo, second), (door, first), (door, "nonsense")):
        refused = client.post(CONFIRM, json={"token": token})
        assert (refused.status_code, refused.json()) == (400, DEAD)
    session.execute(update(EmailVerification).values(expires_at=utcnow()))
    session.commit()
    assert door.post(CONFIRM, json={"token": second}).json() == DEAD


@pytest.mark.spec("AC-24", "AC-41")
def test_named_addresses_become_platform_admins_when_verified(door, mailed):
    assert register(door, BOSS).json()["is_platform_admin"] is False
    assert door.post(CONFIRM, json={"token": mailed()}).status_code == 204
    assert door.get("/auth/me").json()["is_platform_admin"] is True
    assert door.get("/settings").status_code == 200


@pytest.mark.spec("AC-24")
def test_without_mail_nobody_can_register_at_a_hosted_instance(make_app, hosted, session):
    silent = open_client(make_app(hosted.model_copy(update={"smtp_host": ""})))
    refused = register(silent, "ann@example.com")
    assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    assert session.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.spec("AC-23", "AC-24")
def test_a_self_hosted_instance_verifies_nobody(anonymous, queue, session):
    made = register(anonymous, "ann@example.com").json()
    assert (made["email_verified"], made["is_platform_admin"]) == (True, True)
    assert anonymous.post(ASK).status_code == 204
    assert queue.sent == []
    assert anonymous.post(CONFIRM, json={"token": "nonsense"}).json() == DEAD
    assert anonymous.get("/auth/status").json()["deployment_mode"] == "self_hosted"
    session.execute(update(User).values(email_verified=False))
    session.commit()
    assert anonymous.get("/projects").status_code == 200


@pytest.mark.spec("AC-22")
def test_joining_needs_a_verified_address_where_that_counts(door, session, hosted):
    from tests.factories.accounts import make_organization

    inviter = make_user(session, "owner")
    person = make_user(session, organization=make_organization(session, "elsewhere"), email_verified=False)
    door.cookies.set("tripl_session", make_session(session, inviter, hosted.secret_key))
    session.commit()
    link = door.post("/users/invitations", json={"email": person.email}).json()["link"]
    visitor = open_client(door.app)
    visitor.cookies.set("tripl_session", make_session(session, person, hosted.secret_key))
    session.commit()
    accept = f"/auth/invitations/{link.partition('#')[2]}/accept"
    refused = visitor.post(accept, json={})
    assert (refused.status_code, refused.json()) == (403, {"detail": "Email address not verified"})
    session.execute(update(User).where(User.id == person.id).values(email_verified=True))
    session.commit()
    assert visitor.post(accept, json={}).status_code == 200


@pytest.mark.parametrize("debug", [True, False])
def test_hosting_needs_an_extension(make_settings, debug):
    with pytest.raises(RuntimeError, match="DEPLOYMENT_MODE is hosted: that needs an extension with a tenancy policy"):
        assert_production_ready(make_settings(deployment_mode="hosted", debug=debug))


def test_another_mode_stops_the_start(make_settings):
    with pytest.raises(ValueError, match="deployment_mode"):
        make_settings(deployment_mode="cloud")


@pytest.mark.spec("AC-24", "AC-25")
def test_asking_is_limited(make_app, make_settings, session):
    limited = make_settings(debug=True, session_cookie_secure=False)
    client = open_client(make_app(limited))
    client.cookies.set("tripl_session", make_session(session, make_user(session), limited.secret_key))
    session.commit()
    assert [client.post(ASK).status_code for _ in range(11)] == [204] * 10 + [429]
    statuses = [client.post(CONFIRM, json={"token": "x"}).status_code for _ in range(6)]
    assert statuses == [400] * 5 + [429]
