"""The way to the provider and back belongs to one browser, and leads to pages of ours."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, update
from tests.features.accounts.providers.visiting import code_of, come_back, leave, sign_in
from tests.plugins.api import open_client

from tripl.kit.clock import utcnow
from tripl.models.accounts import SignInAttempt


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
