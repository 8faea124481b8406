"""A provider that is broken, odd or hostile."""

import json
import logging
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.fakes.openid import CLIENT_ID, CLIENT_SECRET
from tests.fakes.receiver import Answer
from tests.features.accounts.providers.visiting import DISCOVERY, KEYS, TOKEN, code_of, come_back, leave, sign_in
from tests.plugins.api import open_client

from tripl import policies

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
    assert {each.seconds for each in policies.sign_in_providers(make_settings())} == {10.0}


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
