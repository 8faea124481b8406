"""What the pages are told, and how often somebody may try."""

import pytest
from tests.fakes.openid import CLIENT_SECRET
from tests.features.accounts.providers.visiting import code_of
from tests.plugins.api import open_client


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
