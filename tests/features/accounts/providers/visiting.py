"""A browser on its way to a provider and back."""

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

from tripl.models.accounts import User

ADA = "ada@example.com"
PASSWORD = "correct horse 9!"
KEYS, TOKEN, DISCOVERY = "/keys", "/token", "/.well-known/openid-configuration"


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
