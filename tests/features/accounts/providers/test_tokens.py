"""What a token must say, and who must have signed it."""

import time

import pytest
from sqlalchemy import func, select
from tests.factories.accounts import make_user
from tests.fakes.openid import CLIENT_ID, Provider
from tests.features.accounts.providers.visiting import ADA, DISCOVERY, KEYS, code_of, sign_in
from tests.plugins.api import open_client

from tripl.models.accounts import UserSession

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
