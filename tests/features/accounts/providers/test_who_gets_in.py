"""Which accounts a provider opens, makes and refuses."""

import pytest
from sqlalchemy import select, update
from tests.factories.accounts import make_user
from tests.features.accounts.providers.visiting import ADA, PASSWORD, code_of, people, sign_in
from tests.plugins.api import open_client

from tripl.kit.clock import utcnow
from tripl.models.accounts import UserSession
from tripl.models.audit import AuditEntry


@pytest.mark.spec("AC-74", "AC-2", "AC-66")
@pytest.mark.parametrize("name", ["google", "oidc"])
def test_the_first_sign_in_makes_an_account_and_the_next_one_finds_it(app, provider, session, name):
    client = open_client(app)
    arrived = sign_in(client, provider, name, next="/p/shop/overview?range=7d#top")
    assert (arrived.status_code, arrived.headers["location"]) == (303, "/p/shop/overview?range=7d#top")
    cookie = next(each for each in arrived.headers.get_list("set-cookie") if each.startswith("tripl_session="))
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"} <= set(cookie.split("; "))
    ada = client.get("/auth/me").json()
    assert (ada["email"], ada["name"], ada["role"], ada["has_password"]) == (ADA, "Ada", "owner", False)
    provider.person["email"] = "bob@example.com"
    assert sign_in(bob := open_client(app), provider, name).headers["location"] == "/"
    assert bob.get("/auth/me").json()["role"] == "member"
    assert sign_in(again := open_client(app), provider, name).status_code == 303
    assert again.get("/auth/me").json()["id"] == bob.get("/auth/me").json()["id"]
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.created_at)).all()
    assert [(row.action, row.user_email, row.payload) for row in rows] == [
        (f"user.{name}_sign_in", ADA, {"created": True}),
        (f"user.{name}_sign_in", "bob@example.com", {"created": True}),
        (f"user.{name}_sign_in", "bob@example.com", {"created": False}),
    ]


@pytest.mark.spec("AC-74")
def test_an_existing_account_with_the_address_signs_in_and_keeps_its_password(app, provider, session):
    owner = open_client(app)
    owner.post("/auth/register", json={"email": ADA, "password": PASSWORD})
    assert sign_in(client := open_client(app), provider).status_code == 303
    assert client.get("/auth/me").json()["has_password"] is True
    assert open_client(app).post("/auth/login", json={"email": ADA, "password": PASSWORD}).status_code == 200
    assert people(session) == 1


@pytest.mark.spec("AC-74", "AC-3")
@pytest.mark.parametrize(
    ("over", "first", "second"),
    [
        ({"registration": "first"}, "/", "no_account"),
        ({"registration": "disabled"}, "/", "no_account"),
        ({"oidc_auto_create_users": False}, "no_account", "no_account"),
    ],
)
def test_accounts_are_made_where_registration_is_open(instance, provider, session, over, first, second):
    """The first account of an instance is welcome as ever, unless accounts are not made by themselves."""
    app = instance(**over)
    arrived = sign_in(open_client(app), provider)
    assert first in (arrived.headers["location"], code_of(arrived) if first != "/" else "")
    if first != "/":
        make_user(session, "owner", email=ADA)
        session.commit()
        assert sign_in(open_client(app), provider).headers["location"] == "/"
    provider.person["email"] = "bob@example.com"
    assert code_of(sign_in(open_client(app), provider)) == second
    assert people(session) == 1


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize("name", ["google", "oidc"])
def test_domains_let_in_their_addresses(instance, provider, session, name):
    """Google's never shuts an owner out; the operator's own is for everybody."""
    app = instance(google_allowed_domains=["example.org"], oidc_allowed_domains=["example.org"])
    make_user(session, "owner", email=ADA)
    make_user(session, "admin", email="bob@example.com")
    session.commit()
    owner = sign_in(open_client(app), provider, name)
    assert owner.headers["location"] == "/" if name == "google" else code_of(owner) == "email_domain_not_allowed"
    for refused in ("bob@example.com", "new@example.com", "x@sub.example.org", "x@notexample.org"):
        provider.person["email"] = refused
        assert code_of(sign_in(open_client(app), provider, name)) == "email_domain_not_allowed"
    provider.person["email"] = "New@Example.ORG"
    assert sign_in(open_client(app), provider, name).headers["location"] == "/"


@pytest.mark.spec("AC-74")
def test_somebody_who_was_removed_comes_in_by_an_invitation(app, provider, session):
    owner = open_client(app)
    owner.post("/auth/register", json={"email": "owner@example.com", "password": PASSWORD})
    sign_in(ada := open_client(app), provider)
    ident = ada.get("/auth/me").json()["id"]
    assert owner.delete(f"/orgs/default/members/{ident}").status_code == 204
    assert code_of(sign_in(open_client(app), provider)) == "membership_removed"
    link = owner.post("/users/invitations", json={"email": ADA, "role": "member"}).json()["link"]
    token = link.partition("#")[2]
    assert open_client(app).get(f"/auth/invitations/{token}").json()["way"] == "register"
    assert ada.post(f"/auth/invitations/{token}/accept", json={"password": PASSWORD}).status_code == 201
    assert ada.get("/auth/me").json()["has_password"] is True
    assert sign_in(open_client(app), provider).headers["location"] == "/"


@pytest.mark.spec("AC-15", "AC-72", "AC-74")
def test_somebody_without_a_password_is_told_what_to_do(app, provider, session):
    owner = open_client(app)
    owner.post("/auth/register", json={"email": "owner@example.com", "password": PASSWORD})
    ada = open_client(app)
    sign_in(ada, provider)
    assert owner.post("/auth/login", json={"email": ADA, "password": ""}).status_code == 401
    assert ada.get("/me/export").json()["account"]["has_password"] is False
    session.execute(update(UserSession).values(created_at=utcnow().replace(year=2020)))
    session.commit()
    late = ada.post("/me/password", json={"new_password": PASSWORD}).json()["detail"][0]
    assert late["loc"] == ["body", "current_password"]
    assert "sign in again through your provider" in late["msg"]
    late = ada.post("/me/deletion", json={"password": "anything"}).json()["detail"][0]
    assert (late["loc"], "no password" in late["msg"]) == (["body", "password"], True)
    sign_in(ada, provider)
    assert ada.post("/me/password", json={"new_password": PASSWORD}).status_code == 204
    assert ada.get("/auth/me").json()["has_password"] is True
    assert ada.post("/me/password", json={"new_password": PASSWORD}).status_code == 422
    assert open_client(app).post("/auth/login", json={"email": ADA, "password": PASSWORD}).status_code == 200


@pytest.mark.spec("AC-72")
def test_somebody_without_a_password_deletes_their_account_after_a_fresh_sign_in(app, provider, session):
    owner = open_client(app)
    owner.post("/auth/register", json={"email": "owner@example.com", "password": PASSWORD})
    ada = open_client(app)
    sign_in(ada, provider)
    assert ada.post("/me/deletion", json={}).status_code == 204
    assert people(session) == 1
    assert owner.post("/me/deletion", json={}).status_code == 422
