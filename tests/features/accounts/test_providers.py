"""Signing in through a provider, through the door: a browser, our server and a provider over real HTTP."""

import json
import logging
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, update
from tests.factories.accounts import make_user
from tests.fakes.openid import CLIENT_ID, CLIENT_SECRET, Provider
from tests.fakes.receiver import Answer
from tests.plugins.api import open_client

from tripl import bootstrap
from tripl.features.accounts.schemas import AccountPolicy
from tripl.kit.clock import utcnow
from tripl.models.accounts import SignInAttempt, User, UserSession
from tripl.models.audit import AuditEntry

ADA = "ada@example.com"
PASSWORD = "correct horse 9!"
KEYS, TOKEN, DISCOVERY = "/keys", "/token", "/.well-known/openid-configuration"


@pytest.fixture
def provider():
    with Provider() as running:
        yield running


@pytest.fixture
def instance(make_app, make_settings, provider):
    """Apps whose OIDC and Google buttons both lead to the provider of the test."""

    def make(registration="open", seconds=10.0, **over):
        settings = make_settings(
            debug=True,
            session_cookie_secure=False,
            rate_limit_enabled=over.pop("rate_limit_enabled", False),
            registration_mode=registration,
            google_client_id=CLIENT_ID,
            google_client_secret=CLIENT_SECRET,
            oidc_issuer=over.pop("oidc_issuer", provider.issuer),
            oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
            **over,
        )
        policy = bootstrap.policies(settings)[AccountPolicy]
        google, oidc = policy.providers
        google = replace(google, issuer=provider.issuer, plain_http=True)
        ready = replace(policy, providers=(google, replace(oidc, seconds=seconds)))
        return make_app(settings, policies={AccountPolicy: ready})

    return make


@pytest.fixture
def app(instance):
    return instance()


def leave(client, name="oidc", **params):
    """Where the browser is sent."""
    answer = client.get(f"/auth/{name}/start", params=params)
    assert answer.status_code == 303
    return answer.headers["location"]


def come_back(client, address):
    parts = urlsplit(address)
    return client.get(f"http://testserver{parts.path}?{parts.query}")


def sign_in(client, provider, name="oidc", **params):
    return come_back(client, provider.authorize(leave(client, name, **params)))


def code_of(answer):
    """The fixed code with which somebody arrives at the sign-in page; nobody may be signed in then."""
    assert answer.status_code == 303
    assert "tripl_session=" not in answer.headers.get("set-cookie", "")
    parts = urlsplit(answer.headers["location"])
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/sign-in")
    return parse_qs(parts.query)["sso_error"][0]


def people(session):
    return session.scalar(select(func.count()).select_from(User))


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


CLAIMS = {
    "another issuer": ({"iss": "https://elsewhere.example.com"}, "invalid_token"),
    "another audience": ({"aud": "somebody else"}, "invalid_token"),
    "two audiences and no party": ({"aud": [CLIENT_ID, "somebody else"]}, "invalid_token"),
    "another party": ({"aud": [CLIENT_ID, "other"], "azp": "other"}, "invalid_token"),
    "another party alone": ({"azp": "other"}, "invalid_token"),
    "another nonce": ({"nonce": "guessed"}, "invalid_token"),
    "no nonce": ({"nonce": None}, "invalid_token"),
    "expired": ({"exp": int(time.time()) - 500}, "invalid_token"),
    "never expires": ({"exp": None}, "invalid_token"),
    "no subject": ({"sub": None}, "invalid_token"),
    "no time": ({"iat": None}, "invalid_token"),
    "from tomorrow": ({"iat": int(time.time()) + 86_400}, "invalid_token"),
    "not yet": ({"nbf": int(time.time()) + 86_400}, "invalid_token"),
    "not verified": ({"email_verified": False}, "email_not_verified"),
    "nothing said of it": ({"email_verified": None}, "email_not_verified"),
    "a word of it": ({"email_verified": "false"}, "email_not_verified"),
    "no address": ({"email": None}, "email_missing"),
    "an empty address": ({"email": ""}, "email_missing"),
    "no address at all": ({"email": "nobody"}, "invalid_token"),
    "an address that is none": ({"email": ["ada@example.com"]}, "invalid_token"),
}


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize(("claims", "code"), CLAIMS.values(), ids=CLAIMS.keys())
def test_what_an_id_token_must_say(app, provider, session, claims, code):
    make_user(session, "owner", email=ADA)
    session.commit()
    provider.fail(claims=claims)
    client = open_client(app)
    assert code_of(sign_in(client, provider)) == code
    assert client.get("/auth/me").status_code == 401
    assert session.scalar(select(func.count()).select_from(UserSession)) == 0
    provider.fail()
    assert sign_in(client, provider).headers["location"] == "/"


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize("seconds", [-100, 100])
def test_a_clock_may_be_off_by_two_minutes(app, provider, seconds):
    provider.fail(claims={"iat": int(time.time()) + seconds, "exp": int(time.time()) + min(seconds, 50)})
    assert sign_in(open_client(app), provider).headers["location"] == "/"
    provider.fail(claims={"iat": int(time.time()) + seconds * 2, "exp": int(time.time()) + min(seconds * 2, 50)})
    assert code_of(sign_in(open_client(app), provider)) == "invalid_token"


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize(
    "fault", [{"algorithm": "none"}, {"algorithm": "HS256"}, {"foreign_key": True}], ids=["none", "HS256", "foreign"]
)
def test_only_the_provider_can_sign(app, provider, fault):
    assert sign_in(open_client(app), provider).headers["location"] == "/"
    provider.fail(**fault)
    assert code_of(sign_in(open_client(app), provider)) == "invalid_token"


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize("no_kid", [False, True])
def test_keys_are_kept_and_fetched_once_more_after_a_rotation(make_app, instance, algorithm, no_kid):
    with Provider(algorithm=algorithm) as provider:
        provider.fail(no_kid=no_kid)
        app = instance(oidc_issuer=provider.issuer)
        for _ in range(2):
            assert sign_in(open_client(app), provider).headers["location"] == "/"
        assert (provider.asked(KEYS), provider.asked(DISCOVERY)) == (1, 1)
        provider.rotate()
        assert sign_in(open_client(app), provider).headers["location"] == "/"
        assert provider.asked(KEYS) == 2
        provider.fail(no_kid=no_kid, foreign_key=True)
        assert code_of(sign_in(open_client(app), provider)) == "invalid_token"
        assert provider.asked(KEYS) == 3


@pytest.mark.spec("AC-74")
def test_the_way_back_belongs_to_one_browser_and_works_once(app, provider, session):
    left, other = open_client(app), open_client(app)
    back = provider.authorize(leave(left))
    leave(other)
    assert code_of(come_back(other, back)) == "invalid_state"
    assert code_of(come_back(open_client(app), back)) == "invalid_state"
    assert come_back(left, back).headers["location"] == "/"
    assert code_of(come_back(left, back)) == "invalid_state"
    assert code_of(left.get("/auth/oidc/callback")) == "invalid_state"
    assert code_of(left.get("/auth/oidc/callback", params={"state": "guessed", "code": "x"})) == "invalid_state"


@pytest.mark.spec("AC-74")
def test_an_attempt_of_one_provider_is_none_of_the_other(app, provider):
    client = open_client(app)
    back = provider.authorize(leave(client, "google"))
    assert code_of(come_back(client, back.replace("/google/", "/oidc/"))) == "invalid_state"
    assert come_back(client, back).headers["location"] == "/"


@pytest.mark.spec("AC-74")
def test_two_tabs_of_one_browser_both_come_back(app, provider):
    client = open_client(app)
    one, two = (provider.authorize(leave(client, next=page)) for page in ("/one", "/two"))
    assert come_back(client, two).headers["location"] == "/two"
    assert come_back(client, one).headers["location"] == "/one"


@pytest.mark.spec("AC-74")
def test_an_attempt_lives_ten_minutes_and_only_its_digests_are_stored(app, provider, session):
    client = open_client(app)
    url = leave(client)
    kept = session.scalars(select(SignInAttempt)).one()
    asked = parse_qs(urlsplit(url).query)
    carried = [*asked["state"], *asked["nonce"], *(cookie.value for cookie in client.cookies.jar)]
    assert len(carried) == 3
    assert not {*carried} & {str(value) for value in vars(kept).values()}
    assert (kept.expires_at - kept.created_at).total_seconds() == 600
    cookie = client.get("/auth/oidc/start").headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/api/v1/auth", "Max-Age=600"} <= set(cookie.split("; "))
    session.execute(update(SignInAttempt).values(expires_at=utcnow()))
    session.commit()
    assert code_of(come_back(client, provider.authorize(url))) == "invalid_state"
    leave(client)
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


@pytest.mark.spec("AC-74")
def test_the_code_is_redeemed_with_a_verifier_of_its_own(app, provider):
    client = open_client(app)
    one, two = provider.authorize(leave(client)), provider.authorize(leave(client))
    stolen = parse_qs(urlsplit(two).query)["code"][0]
    mine = parse_qs(urlsplit(one).query)["code"][0]
    assert code_of(come_back(client, one.replace(mine, stolen))) == "idp_error"


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize(
    ("error", "code"), [("access_denied", "idp_denied"), ("server_error", "idp_error"), ("<script>", "idp_error")]
)
def test_what_the_provider_refuses(app, provider, error, code):
    provider.fail(denied=error)
    answer = sign_in(open_client(app), provider, next="/audit")
    assert code_of(answer) == code
    assert answer.headers["location"] == f"/sign-in?sso_error={code}&next=%2Faudit"


@pytest.mark.spec("AC-74")
def test_an_answer_that_names_another_sender_is_refused(app, provider):
    provider.fail(sent_issuer="https://elsewhere.example.com")
    assert code_of(sign_in(open_client(app), provider)) == "idp_error"
    provider.fail(sent_issuer=provider.issuer)
    assert sign_in(open_client(app), provider).headers["location"] == "/"


BROKEN = {
    "garbage": Answer(200, b"<html>"),
    "a list": Answer(200, b"[]"),
    "an error": Answer(500, b"{}"),
    "a redirect": Answer(302, b"", {"Location": "/keys"}),
    "deep": Answer(200, b"[" * 100_000),
    "endless": Answer(200, b"{" + b" " * (1024 * 1024) + b"}"),
    "silence": Answer(hang_up=True),
    "slow": Answer(200, b"{}", delay=3),
    "a drip": Answer(200, b" " * 1000, drip=0.05),
    "no token": Answer(200, b'{"id_token": "x.y.z", "keys": [1]}'),
    "odd keys": Answer(200, json.dumps({"keys": [{}, {"kty": "oct", "k": "AA"}, {"kty": "RSA", "n": 1}]}).encode()),
}


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize("path", [DISCOVERY, KEYS, TOKEN])
@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_provider_leads_back_to_the_page_in_time(instance, provider, path, answer):
    app = instance(seconds=0.5)
    provider.fail(answers={path: answer})
    client = open_client(app)
    began = time.monotonic()
    start = client.get("/auth/oidc/start")
    if path == DISCOVERY:
        assert code_of(start) == "idp_error"
    else:
        found = code_of(come_back(client, provider.authorize(start.headers["location"])))
        assert found in {"idp_error", "invalid_token"}
    assert time.monotonic() - began < 2.9
    provider.fail()
    assert sign_in(open_client(app), provider).headers["location"] == "/"


def test_a_call_may_take_ten_seconds(make_settings):
    assert {each.seconds for each in bootstrap.sign_in_providers(make_settings())} == {10.0}


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize(
    "said", [{"issuer": "https://elsewhere.example.com"}, {"token_endpoint": "ftp://x"}, {"jwks_uri": "https://["}]
)
def test_a_discovery_that_leads_elsewhere(app, provider, said):
    provider.fail(discovery=said)
    client = open_client(app)
    start = client.get("/auth/oidc/start")
    back = start if "issuer" in said else come_back(client, provider.authorize(start.headers["location"]))
    assert code_of(back) == "idp_error"


@pytest.mark.spec("AC-74")
def test_in_production_nothing_is_asked_over_plain_http(make_app, make_settings, provider):
    settings = make_settings(
        oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET,
        rate_limit_enabled=False,
    )  # fmt: skip
    client = open_client(make_app(settings))
    assert code_of(client.get("/auth/oidc/start")) == "idp_error"
    assert provider.requests == []


@pytest.mark.spec("AC-74")
def test_a_secret_in_the_form_where_the_provider_wants_it_there(app, provider):
    provider.fail(discovery={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    assert sign_in(open_client(app), provider).headers["location"] == "/"


@pytest.mark.spec("AC-74")
def test_an_address_that_only_the_userinfo_tells(app, provider):
    told = {"sub": "7", "email": "cyd@example.com", "email_verified": True}
    without = {"email": None, "email_verified": None}
    provider.fail(claims=without, user_info=told)
    client = open_client(app)
    assert sign_in(client, provider).headers["location"] == "/"
    assert client.get("/auth/me").json()["email"] == "cyd@example.com"
    for wrong, code in (({"sub": "8"}, "invalid_token"), ({"email_verified": False}, "email_not_verified")):
        provider.fail(claims=without, user_info={**told, **wrong})
        assert code_of(sign_in(open_client(app), provider)) == code


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


OUTSIDE = (
    "https://evil.example.com", "//evil.example.com", "/\\evil.example.com", "\\\\evil.example.com", "/%2Fevil.com",
    "/%5Cevil.com", "/%252Fevil.com", "/%2e%2e//evil.com", "/.//evil.com", "evil.com", "javascript:alert(1)",
    "/\tevil", "/\n/evil.com", "/a b", "/%09/evil.com", "/" + "a" * 600, "%2F%2Fevil.com", "/p//evil.com",
)  # fmt: skip


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize("page", OUTSIDE)
def test_the_way_back_leads_nowhere_else(app, session, page):
    answer = open_client(app).get("/auth/oidc/start", params={"next": page})
    assert answer.status_code == 303
    assert code_of(answer) == "invalid_next"
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


@pytest.mark.spec("AC-74")
@pytest.mark.parametrize("page", ["/p/shop/events?q=a%20b%2Fc&next=//x", "/p/shop/monitoring/event/1#a//b", "/"])
def test_pages_of_ours_are_found_again(app, provider, page):
    assert sign_in(open_client(app), provider, next=page).headers["location"] == page


@pytest.mark.spec("AC-5", "AC-74")
def test_the_sign_in_page_learns_which_buttons_there_are(instance, make_app, make_settings):
    def shown(app):
        return open_client(app).get("/auth/status").json()["sign_in_buttons"]

    assert shown(instance(oidc_button_label="Continue with Example ID")) == [
        {"provider": "google", "label": "Continue with Google", "start": "/api/v1/auth/google/start"},
        {"provider": "oidc", "label": "Continue with Example ID", "start": "/api/v1/auth/oidc/start"},
    ]
    bare = {"debug": True, "session_cookie_secure": False, "rate_limit_enabled": False}
    half = make_app(make_settings(**bare, google_client_id="x", oidc_issuer="https://id.example.com"))
    assert shown(half) == []
    assert code_of(open_client(half).get("/auth/google/start")) == "sso_unavailable"
    assert code_of(open_client(half).get("/auth/oidc/callback?state=x&code=y")) == "sso_unavailable"
    whole = {"oidc_issuer": "https://id.example.com", "oidc_client_id": "a", "oidc_client_secret": "b"}
    assert shown(make_app(make_settings(**bare, **whole, app_base_url=""))) == []


@pytest.mark.spec("AC-74", "CF-18")
def test_the_settings_say_what_is_set_and_no_secret(instance, make_app, make_settings, make_client, session):
    owner = make_client("owner")
    answer = owner.get("/system/sign-in")
    google, oidc = answer.json()
    assert (google["state"], google["missing"], google["creates_accounts"]) == ("on", [], True)
    assert oidc["redirect_uri"] == "https://tripl.example.com/api/v1/auth/oidc/callback"
    assert CLIENT_SECRET not in answer.text
    half = make_settings(
        debug=True, session_cookie_secure=False, google_client_id="x", app_base_url="", rate_limit_enabled=False
    )
    other = open_client(make_app(half))
    other.cookies.update(owner.cookies)
    google, oidc = other.get("/system/sign-in").json()
    assert (google["state"], google["missing"]) == ("incomplete", ["GOOGLE_CLIENT_SECRET", "APP_BASE_URL"])
    assert (oidc["state"], oidc["missing"], oidc["creates_accounts"]) == ("off", [], False)


@pytest.mark.spec("AC-74", "AC-25")
def test_twenty_ways_a_minute(instance, provider):
    client = open_client(instance(rate_limit_enabled=True, rate_limit_login_per_minute=1))
    for turn in range(20):
        way = ("google/start", "google/callback", "oidc/start", "oidc/callback")[turn % 4]
        assert client.get(f"/auth/{way}").status_code == 303
    refused = client.get("/auth/oidc/start")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 3
    browser = client.get("/auth/google/callback", headers={"Accept": "text/html,*/*;q=0.8"})
    assert code_of(browser) == "rate_limited"
    assert browser.headers["retry-after"] == refused.headers["retry-after"]


@pytest.mark.spec("AC-74")
def test_neither_log_nor_page_holds_a_code_or_a_token(app, provider, caplog):
    with caplog.at_level(logging.DEBUG):
        for fault in (
            {},
            {"claims": {"nonce": "n"}},
            {"answers": {TOKEN: Answer(400, b'{"error": "invalid_client"}')}},
        ):
            provider.fail(**fault)
            client = open_client(app)
            url = leave(client)
            back = provider.authorize(url)
            answer = come_back(client, back)
            secrets = [parse_qs(urlsplit(back).query)["code"][0], "the-access-token", "eyJ", CLIENT_SECRET]
            shown = answer.headers["location"] + answer.text
            ours = "\n".join(r.getMessage() for r in caplog.records if r.name not in {"httpx", "httpcore.http11"})
            assert not [secret for secret in secrets if secret in shown or secret in ours]
    assert "invalid_client" in caplog.text


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
