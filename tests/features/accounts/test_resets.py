"""A new password for somebody who lost theirs, through the door and through a real relay."""

import logging
import re
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from tests.factories.accounts import make_key, make_organization, make_user
from tests.fakes.relay import Manners, Relay
from tests.plugins.api import make_wiring, open_client

from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.accounts.service import RESET_MAIL_TASK, mail_reset
from tripl.kit.clock import utcnow
from tripl.models.accounts import PasswordReset, UserSession
from tripl.models.audit import AuditEntry

NEW = "another pass phrase 7!"
ASK, CONFIRM = "/auth/password-reset/request", "/auth/password-reset/confirm"
DEAD = {"detail": "This link was used, has expired or never was one; ask for a new one"}


@pytest.fixture
def relay():
    with Relay() as relay:
        yield relay


@pytest.fixture
def mailing(make_settings, relay):
    """Settings of a server with a relay."""
    return make_settings(
        debug=True,
        session_cookie_secure=False,
        rate_limit_enabled=False,
        smtp_host="127.0.0.1",
        smtp_port=relay.port,
        smtp_security="none",
        smtp_from_address="tripl <tripl@example.com>",
    )


@pytest.fixture
def wiring(mailing, sessions):
    return make_wiring(mailing, sessions)


@pytest.fixture
def door(make_app, mailing):
    return open_client(make_app(mailing))


@pytest.fixture
def person(session):
    made = make_user(session)
    session.commit()
    return made


def work(queue, wiring):
    """What the worker does with what waits."""
    for _, ident in queue.sent:
        mail_reset(wiring.transaction, wiring.policy(AccountPolicy), uuid.UUID(ident))
    queue.sent.clear()


def token_of(mail):
    (token,) = re.findall(r"https://tripl\.example\.com/reset-password#(\S+)", mail.message.get_content())
    return token


@pytest.mark.spec("AC-16", "AC-17", "AC-18", "SC-34")
def test_a_link_by_mail_opens_the_account_once(door, wiring, queue, relay, person, session, make_client):
    asked = door.post(ASK, json={"email": person.email.upper()})
    assert (asked.status_code, asked.json()["email_configured"]) == (200, True)
    work(queue, wiring)
    (mail,) = relay.mails
    assert mail.recipient == person.email
    token = token_of(mail)
    stored = session.scalars(select(PasswordReset)).one()
    assert token not in {stored.token_digest, str(stored.id)}
    assert stored.expires_at - stored.created_at == timedelta(hours=1)
    done = door.post(CONFIRM, json={"token": token, "new_password": NEW})
    assert (done.status_code, set(done.json())) == (200, {"message"})
    assert door.post("/auth/login", json={"email": person.email, "password": NEW}).status_code == 200
    again = door.post(CONFIRM, json={"token": token, "new_password": NEW})
    assert (again.status_code, again.json()) == (400, DEAD)


@pytest.mark.spec("AC-16")
def test_asking_tells_nothing_about_addresses(door, wiring, queue, relay, person):
    known = door.post(ASK, json={"email": person.email})
    unknown = door.post(ASK, json={"email": "nobody@example.com"})
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert [name for name, _ in queue.sent] == [RESET_MAIL_TASK] * 2
    work(queue, wiring)
    assert [mail.recipient for mail in relay.mails] == [person.email]
    assert door.post(ASK, json={"email": "no address"}).status_code == 422


@pytest.mark.spec("AC-16")
def test_without_mail_nothing_is_minted(anonymous, queue, person, session):
    asked = anonymous.post(ASK, json={"email": person.email})
    assert (asked.status_code, asked.json()["email_configured"]) == (200, False)
    assert queue.sent == []
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 0


@pytest.mark.spec("AC-17", "AC-7")
def test_unknown_expired_and_used_links_look_the_same(door, wiring, queue, relay, person, session):
    door.post(ASK, json={"email": person.email})
    work(queue, wiring)
    token = token_of(relay.mails[0])
    weak = door.post(CONFIRM, json={"token": token, "new_password": "short"})
    assert [row["loc"] for row in weak.json()["detail"]] == [["body", "new_password"]]
    session.execute(update(PasswordReset).values(expires_at=utcnow()))
    session.commit()
    for dead in (token, "nonsense", "x" * 512):
        refused = door.post(CONFIRM, json={"token": dead, "new_password": NEW})
        assert (refused.status_code, refused.json()) == (400, DEAD)
    assert door.post(CONFIRM, json={"token": "x" * 513, "new_password": NEW}).status_code == 422


@pytest.mark.spec("AC-18")
def test_a_new_password_ends_sessions_keys_and_other_links(door, wiring, queue, relay, editor, session):
    key = make_key(session, editor.user)
    session.commit()
    for _ in range(2):
        door.post(ASK, json={"email": editor.user.email})
    work(queue, wiring)
    first, second = (token_of(mail) for mail in relay.mails)
    assert door.post(CONFIRM, json={"token": second, "new_password": NEW}).status_code == 200
    assert door.post(CONFIRM, json={"token": first, "new_password": NEW}).json() == DEAD
    assert editor.get("/auth/me").status_code == 401
    bearer = {"Authorization": f"Bearer {key}"}
    assert door.get("/auth/me", headers=bearer).status_code == 401
    count = select(func.count()).select_from(UserSession).where(UserSession.user_id == editor.user.id)
    assert session.scalar(count) == 0
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.target_id) == ("user.password_reset", editor.user.id)


def test_a_relay_that_refuses_leaves_no_link_and_no_secret(door, wiring, queue, relay, person, session, caplog):
    relay.manners = Manners(replies={"RCPT": f"550 who is {person.email}"})
    door.post(ASK, json={"email": person.email})
    with caplog.at_level(logging.DEBUG):
        work(queue, wiring)
    assert "was not mailed: The mail server does not take mail for this address (code 550)" in caplog.text
    assert person.email not in caplog.text
    assert session.scalar(select(func.count()).select_from(PasswordReset)) == 0


@pytest.mark.spec("AC-19")
def test_an_owner_hands_over_a_link(owner, editor, anonymous, session):
    path = f"/orgs/default/members/{editor.user.id}/password-reset-link"
    made = owner.post(path)
    assert made.status_code == 201
    assert set(made.json()) == {"user_id", "email", "reset_path", "expires_at"}
    token = made.json()["reset_path"].removeprefix("/reset-password#")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.target_name, token in str(entry.payload)) == (
        "user.password_reset_link",
        editor.user.email,
        False,
    )
    assert anonymous.post(CONFIRM, json={"token": token, "new_password": NEW}).status_code == 200


@pytest.mark.spec("AC-19")
def test_for_whom_there_is_no_link(owner, editor, make_client, session):
    def ask(client, user):
        return client.post(f"/orgs/default/members/{user.id}/password-reset-link").status_code

    admin, both = make_client("admin"), make_client("member")
    make_member_of(session, make_organization(session, "other"), both.user)
    assert ask(owner, owner.user) == 400
    assert ask(admin, owner.user) == 403
    assert ask(owner, both.user) == 403
    assert ask(editor, admin.user) == 403
    assert ask(admin, editor.user) == 201


def make_member_of(session, organization, user):
    from tripl.models.accounts import OrganizationMember

    session.add(OrganizationMember(organization_id=organization.id, user_id=user.id, role="member"))
    session.commit()
