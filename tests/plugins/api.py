"""The whole application in a test, over the same rolled-back transaction as `session` and with the recording queue.

    def test_rename(owner, viewer, project):
        assert viewer.patch(f"/projects/{project.slug}", json={"name": "New"}).status_code == 403
        assert owner.patch(f"/projects/{project.slug}", json={"name": "New"}).json()["name"] == "New"

Fixtures: `project` (a ProjectContext with main branch and detection settings) and the clients `anonymous`, `owner`,
`editor`, `viewer`, `stranger` (who may not see the project). `make_client(role, key_scope=None, fence=None)` makes
further ones: an owner, admin or member of the organisation, or an editor, viewer or stranger of `project`; with
`key_scope` ("read" or "write") it uses an API key instead of a cookie, fenced to the ProjectContext `fence`.
Addresses are below /api/v1 and cookies are kept. `make_settings(**over)` gives valid production settings;
`make_app(settings, **over_of_the_wiring)` an app of its own. An unhandled error is a 500 and in the captured log.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import pytest
from cryptography.fernet import Fernet
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session, sessionmaker
from starlette.types import ASGIApp

from tests.factories.accounts import make_key, make_session, make_user
from tests.factories.projects import make_member, make_project
from tripl import bootstrap, policies
from tripl.api.factory import create_app
from tripl.db.cache import NoCache
from tripl.edge.wiring import Wiring
from tripl.features.accounts.schemas import AccountPolicy
from tripl.kit.principal import ProjectContext
from tripl.models.accounts import User
from tripl.settings import Settings

SECRET = "a test secret that is long enough"
KEY = Fernet.generate_key().decode()
ORGANIZATION_ROLES = {"owner", "admin", "member"}
PROJECT_ROLES = {"editor": "editor", "viewer": "viewer", "stranger": "none"}
CHEAP = 16


class Client(TestClient):
    """Speaks for `user`, below /api/v1."""

    user: User | None = None


class MakeClient(Protocol):
    def __call__(self, role: str, key_scope: str | None = None, fence: ProjectContext | None = None) -> Client: ...


@pytest.fixture
def make_settings(postgres_url: str) -> Callable[..., Settings]:
    def make(**over: Any) -> Settings:
        values = {
            "database_url": postgres_url,
            "rabbitmq_url": "amqp://app:not-the-sample@localhost:1//",
            "secret_key": SECRET,
            "encryption_key": KEY,
            "app_base_url": "https://tripl.example.com",
            "session_cookie_secure": True,
            **over,
        }
        return Settings(_env_file=None, **values)

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(session_cookie_secure=False, debug=True, rate_limit_enabled=False)


def make_wiring(settings: Settings, sessions: sessionmaker[Session], **over: Any) -> Wiring:
    """What bootstrap makes, over the sessions of the test and with cheap password hashes."""
    cache = over.pop("cache", NoCache())
    known = {**policies.filled(settings), **bootstrap.listeners(cache, settings), **over.pop("policies", {})}
    known[AccountPolicy] = replace(known[AccountPolicy], scrypt_cost=CHEAP)
    values = {
        "sessions": sessions,
        "cache": cache,
        **bootstrap.bindings(settings),
        "session_cookie": settings.session_cookie_name,
        "verified_only": settings.deployment_mode == "hosted",
        "policies": known,
        "live": bootstrap.LiveSettings(settings),
        **over,
    }
    return Wiring(**values)


@pytest.fixture
def make_app(settings: Settings, sessions: sessionmaker[Session]) -> Callable[..., FastAPI]:
    def make(chosen: Settings = settings, **over: Any) -> FastAPI:
        return create_app(chosen, make_wiring(chosen, over.pop("sessions", sessions), **over))

    return make


@pytest.fixture
def app(make_app: Callable[..., FastAPI]) -> FastAPI:
    return make_app()


@pytest.fixture
def project(session: Session) -> ProjectContext:
    made = make_project(session)
    session.commit()
    return made


@pytest.fixture
def make_client(app: FastAPI, session: Session, settings: Settings, project: ProjectContext) -> MakeClient:
    def make(role: str, key_scope: str | None = None, fence: ProjectContext | None = None) -> Client:
        user = make_user(session, role if role in ORGANIZATION_ROLES else "member")
        if role in PROJECT_ROLES:
            make_member(session, project, user, PROJECT_ROLES[role])
        client = open_client(app)
        client.user = user
        if key_scope:
            key = make_key(session, user, key_scope, project_id=fence.id if fence else None)
            client.headers["Authorization"] = f"Bearer {key}"
        else:
            client.cookies.set(settings.session_cookie_name, make_session(session, user, settings.secret_key))
        session.commit()
        return client

    return make


def open_client(app: ASGIApp) -> Client:
    return Client(app, base_url="http://testserver/api/v1", raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def anonymous(app: FastAPI) -> Client:
    return open_client(app)


@pytest.fixture
def owner(make_client: MakeClient) -> Client:
    return make_client("owner")


@pytest.fixture
def editor(make_client: MakeClient) -> Client:
    return make_client("editor")


@pytest.fixture
def viewer(make_client: MakeClient) -> Client:
    return make_client("viewer")


@pytest.fixture
def stranger(make_client: MakeClient) -> Client:
    return make_client("stranger")
