"""`tripl users`, for an operator who has the machine and no session."""

import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from tests.factories.accounts import make_organization, make_user
from tests.ops.processes import environment

from tripl.features.accounts.schemas import AccountPolicy, Credentials, ResetConfirm
from tripl.features.accounts.service import confirm_reset, login
from tripl.kit.errors import Impossible, Unauthenticated

PASSWORD = "a-new-password-7"
POLICY = AccountPolicy(secret_key="a secret of this test that is long enough")


@pytest.fixture
def people(database: Engine) -> Engine:
    with Session(database) as session:
        make_organization(session)
        make_user(session, "owner", email="ann@example.com", name="Ann")
        make_user(session, "member", email="bo@example.com", name=None)
        session.commit()
    return database


def users(database: Engine, *words: str, given: str = "", program: str = "main") -> subprocess.CompletedProcess:
    code = f'import sys; from tripl.cli import {program}; {program}(sys.argv[1:], prog_name="tripl")'
    return subprocess.run(
        [sys.executable, "-c", code, "users", *words],
        env=environment(DATABASE_URL=database.url.render_as_string(hide_password=False)),
        cwd="/",
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def roles(database: Engine) -> dict[str, str]:
    with database.connect() as connection:
        rows = connection.execute(
            text("SELECT email, role FROM users JOIN organization_members ON user_id = users.id ORDER BY email")
        )
        return {email: role for email, role in rows}  # noqa: C416


def audited(database: Engine) -> list[Any]:
    query = text("SELECT action, user_email, target_name, payload FROM audit_entries ORDER BY created_at")
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_everybody_is_listed(people):
    ran = users(people, "list", program="admin")
    assert ran.returncode == 0, ran.stderr
    assert [line.split()[:2] for line in ran.stdout.splitlines()] == [
        ["ann@example.com", "owner"],
        ["bo@example.com", "member"],
    ]


@pytest.mark.spec("O-101")
def test_owners_come_and_go_and_the_last_one_stays(people):
    alone = users(people, "demote", "ann@example.com")
    assert alone.returncode == 1
    assert "The last owner cannot give up the role; make another owner first" in alone.stderr
    assert roles(people) == {"ann@example.com": "owner", "bo@example.com": "member"}

    assert users(people, "make-owner", "Bo@Example.com").stdout == "Bo@Example.com is an owner\n"
    assert users(people, "demote", "ann@example.com", "--to", "admin").returncode == 0
    assert roles(people) == {"ann@example.com": "admin", "bo@example.com": "owner"}
    by = "operator (command line)"
    assert audited(people) == [
        ("org.member_role_update", by, "bo@example.com", {"before": "member", "after": "owner"}),
        ("org.member_role_update", by, "ann@example.com", {"before": "owner", "after": "admin"}),
    ]


@pytest.mark.spec("O-101")
def test_an_unknown_address_is_an_error(people):
    for words in (("make-owner", "x@example.com"), ("demote", "x@example.com"), ("set-password", "x@example.com")):
        ran = users(people, *words, given=f"{PASSWORD}\n")
        assert (ran.returncode, ran.stderr) == (1, "Error: no account has the address x@example.com\n")


def test_a_new_password_signs_in_and_the_old_sessions_end(people):
    weak = users(people, "set-password", "bo@example.com", given="short\n")
    assert weak.returncode == 1
    assert "the password needs at least 12 characters with a digit and a symbol" in weak.stderr
    assert users(people, "set-password", "bo@example.com", given=f"{PASSWORD}\n").returncode == 0
    who = Credentials(email="bo@example.com", password=PASSWORD)
    with Session(people) as session:
        login(session, POLICY, who)
        session.commit()
    again = users(people, "set-password", "bo@example.com", given="another-password-8\r\n")
    assert again.stdout == "bo@example.com has a new password; sessions ended: 1\n"
    assert PASSWORD not in again.stdout + again.stderr
    with Session(people) as session, pytest.raises(Unauthenticated):
        login(session, POLICY, who)
    with people.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM user_sessions")) == 0
    assert audited(people)[-1][3] == {"sessions_ended": 1}


def alone(database: Engine, *words: str) -> subprocess.CompletedProcess:
    """Through the alias, where the name of the group is left out."""
    code = 'import sys; from tripl.cli import admin; admin(sys.argv[1:], prog_name="tripl-admin")'
    url = database.url.render_as_string(hide_password=False)
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment(SYNC_DATABASE_URL=url, DATABASE_URL="", APP_BASE_URL="https://tripl.example.com"),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.spec("O-101", "AC-41")
def test_platform_admins_come_and_go_and_the_last_one_stays(people):
    assert alone(people, "list-platform-admins").stdout == "ann@example.com\n"
    last = alone(people, "revoke-platform-admin", "ann@example.com")
    assert (last.returncode, last.stderr) == (
        1,
        "Error: The last platform admin cannot give that up; make another one first\n",
    )
    with people.begin() as connection:
        connection.execute(text("UPDATE users SET email_verified = false"))
    assert alone(people, "grant-platform-admin", "Bo@Example.com").returncode == 0
    assert users(people, "list-platform-admins").stdout == "ann@example.com\nbo@example.com\n"
    with people.connect() as connection:
        verified = connection.scalars(text("SELECT email FROM users WHERE email_verified")).all()
    assert verified == ["bo@example.com"]
    assert alone(people, "revoke-platform-admin", "ann@example.com").returncode == 0
    assert alone(people, "revoke-platform-admin", "ann@example.com").returncode == 1
    assert alone(people, "list-platform-admins").stdout == "bo@example.com\n"
    assert [action for action, *_ in audited(people)] == ["user.platform_admin_grant", "user.platform_admin_revoke"]


@pytest.mark.spec("O-101", "AC-19")
def test_a_link_for_a_new_password_is_printed_once(people):
    made = alone(people, "password-reset-link", "bo@example.com")
    assert made.returncode == 0, made.stderr
    begin = "https://tripl.example.com/reset-password#"
    assert made.stdout.startswith(begin)
    token = made.stdout.strip().removeprefix(begin)
    with people.connect() as connection:
        query = "SELECT expires_at - created_at = interval '1 hour', token_digest FROM password_resets"
        hour, digest = connection.execute(text(query)).one()
    assert hour and token != digest
    assert [(action, who) for action, who, *_ in audited(people)] == [
        ("user.password_reset_link", "operator (command line)")
    ]
    assert token not in str(audited(people))
    with Session(people) as session:
        secret = AccountPolicy(secret_key=environment()["SECRET_KEY"])
        given = ResetConfirm(token=token, new_password=PASSWORD)
        confirm_reset(session, secret, given)
        with pytest.raises(Impossible):
            confirm_reset(session, secret, given)


@pytest.mark.spec("O-101")
def test_an_unknown_address_is_an_error_for_the_alias_too(people):
    for word in ("grant-platform-admin", "revoke-platform-admin", "password-reset-link"):
        ran = alone(people, word, "x@example.com")
        assert (ran.returncode, ran.stderr) == (1, "Error: no account has the address x@example.com\n")
    assert alone(people, "backup").returncode == 2
