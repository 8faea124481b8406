"""A provider over real HTTP, and apps that lead to it."""

from dataclasses import replace

import pytest
from tests.fakes.openid import CLIENT_ID, CLIENT_SECRET, Provider

from tripl import policies
from tripl.features.accounts.schemas import AccountPolicy


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
        policy = policies.filled(settings)[AccountPolicy]
        google, oidc = policy.providers
        google = replace(google, issuer=provider.issuer, plain_http=True)
        ready = replace(policy, providers=(google, replace(oidc, seconds=seconds)))
        return make_app(settings, policies={AccountPolicy: ready})

    return make


@pytest.fixture
def app(instance):
    return instance()
