"""Registration, sign-in and sessions, through the door."""

import hashlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text
from tests.factories.accounts import make_session, make_user
from tests.plugins.api import CHEAP, make_wiring, open_client

from tripl.db.session import make_sessions
from tripl.features.accounts import service
from tripl.features.accounts.schemas import AccountPolicy, Registration
from tripl.features.accounts.service import passwords
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest
from tripl.kit.errors import Forbidden
from tripl.models.accounts import Organization, OrganizationMember, User, UserSession
from tripl.models.audit import AuditEntry

GOOD = "correct horse 9!"
ANN = {"email": "Ann@Example.com", "password": GOOD, "name": "Ann"}


@pytest.fixture
def client(make_app, make_settings):
    """An empty instance; `open` so that more than one person can register."""

    def make(mode: str = "open"):
        settings = make_settings(
            debug=True, registration_mode=mode, rate_limit_enabled=False, session_cookie_secure=False
        )
        return open_client(make_app(settings))

    return make


@pytest.fixture
def committed(engine, queue, bus):
    """Real commits, of which nothing stays."""
    sessions = make_sessions(engine, queue, bus)
    yield sessions
    with sessions.begin() as session:
        for kind in (AuditEntry, Organization, User):
            session.execute(delete(kind))


@pytest.mark.spec("AC-1", "AC-2", "CO-11", "SC-34")
def test_the_first_account_owns_the_instance(client):
    someone = client()
    assert someone.get("/auth/status").json() == {
        "has_users": False, "registration_enabled": True, "email_configured": False,
        "session_cookie_secure": False, "deployment_mode": "self_hosted", "email_verification_required": False,
        "sign_in_buttons": [],
    }  # fmt: skip
    ann = someone.post("/auth/register", json=ANN)
    assert ann.status_code == 201
    body = ann.json()
    assert body["email"] == "ann@example.com"
    assert (body["role"], body["org"], body["is_platform_admin"]) == ("owner", "default", True)
    assert body["orgs"] == [{"slug": "default", "name": "Default", "role": "owner"}]
    assert body["api_key_scope"] is None
    assert someone.get("/auth/me").json() == body
    bob = client().post("/auth/register", json={"email": "bob@example.com", "password": GOOD}).json()
    assert (bob["role"], bob["name"], bob["is_platform_admin"]) == ("member", None, False)


@pytest.mark.spec("AC-2", "AC-3", "AC-4", "AC-5")
@pytest.mark.parametrize("mode", ["first", "disabled"])
def test_a_closed_instance_takes_the_first_account_and_no_other(client, mode):
    someone = client(mode)
    assert someone.get("/auth/status").json()["registration_enabled"] is True
    assert someone.post("/auth/register", json=ANN).status_code == 201
    assert someone.get("/auth/status").json()["registration_enabled"] is False
    known = someone.post("/auth/register", json=ANN)
    unknown = someone.post("/auth/register", json={**ANN, "email": "bob@example.com"})
    assert known.status_code == unknown.status_code == 403
    assert known.json() == unknown.json()


@pytest.mark.spec("AC-1")
def test_an_address_is_taken_without_regard_to_case(client):
    client().post("/auth/register", json=ANN)
    again = client().post("/auth/register", json={**ANN, "email": "aNN@example.com"})
    assert again.status_code == 409
    assert client().post("/auth/login", json={"email": "ANN@EXAMPLE.COM", "password": GOOD}).status_code == 200


@pytest.mark.spec("AC-1", "AC-7", "SC-7")
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("email", "no address"),
        ("email", "a@b"),
        ("password", "short 1!"),
        ("password", "nodigitshere!"),
        ("password", "nosymbols12345"),
        ("password", "1!" * 130),
        ("name", "x" * 256),
    ],
)
def test_what_registration_refuses(client, member, value):
    refused = client().post("/auth/register", json={**ANN, member: value})
    assert refused.status_code == 422
    assert [row["loc"] for row in refused.json()["detail"]] == [["body", member]]


@pytest.mark.spec("AC-2")
def test_two_simultaneous_first_registrations_give_one_owner(settings, committed):
    """Real commits: the advisory lock decides."""
    policy = make_wiring(settings, committed).policy(AccountPolicy)
    together, ended = threading.Barrier(2), []

    def register(name: str) -> None:
        together.wait()
        try:
            with committed.begin() as session:
                service.register(session, policy, Registration(email=f"{name}@example.com", password=GOOD))
                session.execute(text("SELECT pg_sleep(0.2)"))
            ended.append("in")
        except Forbidden:
            ended.append("refused")

    threads = [threading.Thread(target=register, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with committed() as session:
        owners = select(func.count()).select_from(OrganizationMember).where(OrganizationMember.role == "owner")
        assert session.scalar(owners) == 1
    assert sorted(ended) == ["in", "refused"]


@pytest.mark.spec("AC-10", "AC-11", "API-10")
def test_the_cookie_and_what_is_stored_of_it(make_app, make_settings, session):
    settings = make_settings(registration_mode="open", session_ttl_hours=5, session_cookie_name="mine")
    client = open_client(make_app(settings))
    header = client.post("/auth/register", json=ANN).headers["set-cookie"]
    name_value, *attributes = [part.strip() for part in header.split(";")]
    name, token = name_value.split("=", 1)
    assert name == "mine"
    assert len(token) >= 43
    assert {a.lower() for a in attributes} == {"httponly", "samesite=lax", "secure", "path=/", "max-age=18000"}
    stored = session.scalars(select(UserSession)).one()
    assert stored.token_digest == keyed_digest(settings.secret_key, token)
    assert abs(stored.expires_at - utcnow() - timedelta(hours=5)) < timedelta(minutes=1)


@pytest.mark.spec("AC-10")
def test_a_new_secret_key_ends_every_session(make_app, make_settings, settings, session):
    user = make_user(session)
    token = make_session(session, user, settings.secret_key)
    for secret_key, status in ((settings.secret_key, 200), ("another secret that is long enough!", 401)):
        client = open_client(make_app(make_settings(debug=True, secret_key=secret_key)))
        client.cookies.set(settings.session_cookie_name, token)
        assert client.get("/auth/me").status_code == status


@pytest.mark.spec("AC-12")
def test_an_expired_session_is_deleted_on_access(make_app, settings, committed):
    with committed.begin() as session:
        user = make_user(session)
        token = make_session(session, user, settings.secret_key, utcnow() - timedelta(seconds=1))
    client = open_client(make_app(sessions=committed))
    client.cookies.set(settings.session_cookie_name, token)
    assert client.get("/auth/me").status_code == 401
    with committed() as session:
        assert count(session) == 0


@pytest.mark.spec("AC-12")
def test_signing_in_prunes_expired_sessions(client, settings, session):
    client().post("/auth/register", json=ANN)
    user = session.scalars(select(User)).one()
    make_session(session, user, settings.secret_key, utcnow() - timedelta(seconds=1))
    session.commit()
    client().post("/auth/login", json=ANN)
    assert count(session) == 2
    assert session.scalar(select(func.count()).where(UserSession.expires_at <= utcnow())) == 0


def count(session) -> int:
    return session.scalar(select(func.count()).select_from(UserSession)) or 0


@pytest.mark.spec("AC-12", "AC-1")
def test_signing_out_ends_the_session(client, session):
    visitor = client()
    assert visitor.post("/auth/logout").status_code == 401
    visitor.post("/auth/register", json=ANN)
    token = visitor.cookies["tripl_session"]
    answer = visitor.post("/auth/logout")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "tripl_session" not in visitor.cookies
    assert count(session) == 0
    visitor.cookies.set("tripl_session", token)
    assert visitor.get("/auth/me").status_code == 401


@pytest.mark.spec("AC-1", "API-20")
def test_a_wrong_password_and_an_unknown_address_look_the_same(client):
    client().post("/auth/register", json=ANN)
    wrong = client().post("/auth/login", json={"email": ANN["email"], "password": "something else 1!"})
    unknown = client().post("/auth/login", json={"email": "nobody@example.com", "password": GOOD})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


@pytest.mark.spec("AC-66", "AC-67")
def test_registration_is_audited_without_the_password(client, session):
    client().post("/auth/register", json=ANN)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.target_name, entry.user_email) == (
        "user.register",
        ANN["email"].lower(),
        "ann@example.com",
    )
    assert GOOD not in str(vars(entry))
    assert GOOD not in str(session.scalars(select(User.password_hash)).all())


POLICY = AccountPolicy(secret_key="", scrypt_cost=CHEAP)


@pytest.mark.spec("AC-8")
def test_a_stored_password_names_its_parameters():
    stored = passwords.hash_password(POLICY, GOOD)
    scheme, cost, block, lanes, salt, _ = stored.split("$")
    assert (scheme, cost, block, lanes) == ("scrypt", "16", "8", "1")
    assert len(salt) == 24
    assert passwords.matches(POLICY, GOOD, stored)
    assert not passwords.matches(POLICY, GOOD + "x", stored)
    assert passwords.hash_password(POLICY, GOOD) != stored
    assert AccountPolicy(secret_key="").scrypt_cost == 2**16


@pytest.mark.spec("AC-8")
def test_the_real_cost_fits_into_the_memory_limit():
    real = AccountPolicy(secret_key="")
    assert passwords.matches(real, GOOD, passwords.hash_password(real, GOOD))


@pytest.mark.spec("AC-8")
def test_a_weaker_hash_is_upgraded_at_the_next_sign_in(client, session):
    visitor = client()
    visitor.post("/auth/register", json=ANN)
    weak = passwords.hash_password(AccountPolicy(secret_key="", scrypt_cost=8), GOOD)
    session.scalars(select(User)).one().password_hash = weak
    session.commit()
    assert visitor.post("/auth/login", json=ANN).status_code == 200
    session.expire_all()
    assert session.scalars(select(User)).one().password_hash.startswith(f"scrypt${CHEAP}$")


@pytest.mark.spec("AC-8", "AC-9")
def test_an_unknown_address_costs_as_much_as_a_known_one(monkeypatch, client):
    """Counted, not timed: the same derivation with the same cost."""
    client().post("/auth/register", json=ANN)
    spent: list[tuple[int, ...]] = []
    real = hashlib.scrypt

    def counting(password, **given):
        spent.append((given["n"], given["r"], given["p"]))
        return real(password, **given)

    monkeypatch.setattr(hashlib, "scrypt", counting)
    client().post("/auth/login", json={"email": ANN["email"], "password": "wrong"})
    client().post("/auth/login", json={"email": "nobody@example.com", "password": "wrong"})
    assert spent == [(CHEAP, 8, 1)] * 2


@pytest.mark.spec("AC-9")
def test_only_so_many_hashes_run_at_once(monkeypatch):
    policy = AccountPolicy(secret_key="", scrypt_cost=2**14, hashes_at_once=2)
    running: list[int] = []
    most: list[int] = []
    real = hashlib.scrypt

    def watched(password, **given):
        running.append(1)
        most.append(len(running))
        try:
            return real(password, **given)
        finally:
            running.pop()

    monkeypatch.setattr(hashlib, "scrypt", watched)
    threads = [threading.Thread(target=passwords.hash_password, args=(policy, GOOD)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 6
    assert max(most) <= 2
