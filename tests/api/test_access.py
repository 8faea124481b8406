"""Nobody gets in: every route, person and credential of the access table is tried, and the trial itself is tried."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import Request
from fastapi.routing import APIRoute, iter_route_contexts
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker
from tests.api.access_table import TABLE, P
from tests.api.visitors import BOUND, ELSEWHERE, ENDED, KEYS, SESSION, World, differences, expected, people_the_world
from tests.fakes.door import Door

from tripl.edge import deps
from tripl.edge.deps import PrincipalDep, SessionDep, Slug, WiringDep
from tripl.edge.wiring import Authenticator
from tripl.features.accounts.router import organizations
from tripl.features.projects.router import manage_project
from tripl.features.projects.service import ProjectsGate
from tripl.kit.errors import NotFound, Unauthenticated
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.accounts import ApiKey, OrganizationMember

OUTSIDE = {"/health", "/docs", "/openapi.json"}
"""Beside the API, open to everybody: whether it is up, and its reference."""


@pytest.fixture
def world(session: Session, settings) -> World:
    return people_the_world(session, settings)


@pytest.fixture
def door(app, sessions: sessionmaker[Session]) -> Iterator[Door]:
    with Door(app, sessions.kw["bind"]) as door:
        yield door


@pytest.mark.spec("AC-28")
def test_every_route_stands_in_the_table(app):
    contexts = [(each.path or "", each) for each in iter_route_contexts(app.routes)]
    inside = {
        f"{verb} {path.removeprefix('/api/v1')}"
        for path, each in contexts
        if isinstance(each.original_route, APIRoute) and path.startswith("/api/v1")
        for verb in (each.methods or set()) - {"HEAD"}
    }
    assert inside == set(TABLE)
    assert {path for path, _ in contexts if not path.startswith("/api/v1")} == OUTSIDE


@pytest.mark.spec("AC-27", "AC-34", "AC-31", "AC-43")
def test_people_in_a_browser(door, world):
    assert list(differences(door, world, *SESSION)) == []


@pytest.mark.spec("AC-27", "AC-34")
def test_nobody_in_particular(door, world):
    assert list(differences(door, world, "none")) == []


@pytest.mark.spec("AC-44", "AC-45", "AC-46", "AC-50")
@pytest.mark.parametrize("credential", KEYS)
def test_keys(door, world, credential):
    assert list(differences(door, world, credential)) == []


@pytest.mark.spec("AC-47", "API-13", "CO-42")
@pytest.mark.parametrize("credential", [*BOUND, *ELSEWHERE])
def test_keys_of_one_project(door, world, credential):
    assert list(differences(door, world, credential)) == []


@pytest.mark.spec("AC-48", "AC-12")
@pytest.mark.parametrize("credential", ENDED)
def test_what_has_ended_opens_nothing(door, world, credential):
    assert list(differences(door, world, credential)) == []


@pytest.mark.spec("AC-44", "AC-43", "API-14")
def test_running_a_stored_scan_is_for_editors_and_writing_one_for_owners():
    """The table itself, where texts of different ages contradict each other: the newer one holds."""
    run, create = TABLE[f"POST {P}/scans/{{scan_id}}/run"], TABLE[f"POST {P}/scans"]
    assert expected(run, "editor", "write key") == "in"
    assert [expected(create, who, "session") for who in ("editor", "admin", "owner")] == ["403", "in", "in"]
    assert expected(create, "owner", "write key") == "403"


class TestTheTrial:
    """Each check of the door is taken away in turn; the trial must see it."""

    @pytest.mark.spec("AC-27", "AC-28")
    def test_sees_when_a_check_is_gone(self, door, world, broken):
        about, person, credential, take_away = broken
        take_away(door.app)
        first = next(differences(door, world, credential, only=person), None)
        assert first is not None, f"{about} can go without being missed"


def any_owner(request: Request, wiring: WiringDep, session: SessionDep) -> Principal:
    """Asks nobody who they are."""
    try:
        return deps.get_principal(request, wiring, session)
    except Unauthenticated:
        user = session.scalars(select(OrganizationMember).where(OrganizationMember.role == "owner").limit(1)).one()
        return Principal(user.user_id, "", None, user.organization_id, "default", "owner")


def unfenced(request: Request, wiring: WiringDep, session: SessionDep) -> Principal:
    """Forgets the fence of a key where no project is named."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        return deps.get_principal(request, wiring, session)
    return wiring.authenticator.by_key(session, token)


def anyone(principal: PrincipalDep) -> Principal:
    return principal


def anywhere(request: Request, wiring: WiringDep, session: SessionDep) -> Principal:
    """Takes an organisation of the caller for the one of the path."""
    return wiring.authenticator.by_session(session, request.cookies[wiring.session_cookie], anywhere=True)


def opened(slug: Slug, wiring: WiringDep, session: SessionDep, principal: PrincipalDep) -> ProjectContext:
    """Looks at neither the role nor the credential."""
    return wiring.gate.open(session, principal, slug)


def keyless_owner(slug: Slug, wiring: WiringDep, session: SessionDep, principal: PrincipalDep) -> ProjectContext:
    """An owner, also by key."""
    return deps.own_project(slug, wiring, session, replace(principal, key_scope=None))


class OpenGate(ProjectsGate):
    """Shows every project of the organisation to all of it."""

    def open(self, session: Session, principal: Principal, slug: str) -> ProjectContext:
        try:
            return super().open(session, principal, slug)
        except NotFound:
            found = super().open(session, replace(principal, org_role="owner"), slug)
            return replace(found, role="viewer")


class FencelessGate(ProjectsGate):
    def open(self, session: Session, principal: Principal, slug: str) -> ProjectContext:
        return super().open(session, replace(principal, fence=None), slug)


class Forgetful:
    """Takes keys that were revoked."""

    def __init__(self, real: Authenticator) -> None:
        self._real = real

    def by_session(self, session: Session, token: str) -> Principal:
        return self._real.by_session(session, token)

    def by_key(self, session: Session, token: str) -> Principal:
        session.execute(update(ApiKey).values(revoked_at=None))
        return self._real.by_key(session, token)


def instead(check: Callable[..., Any], other: Callable[..., Any]) -> Callable[[Any], None]:
    return lambda app: app.dependency_overrides.update({check: other})


def wired(**over: Callable[[Any], Any]) -> Callable[[Any], None]:
    """With another collaborator, made out of the real one."""

    def change(app: Any) -> None:
        wiring = app.state.wiring
        made = {name: make(getattr(wiring, name)) for name, make in over.items()}
        app.state.wiring = replace(wiring, **made)

    return change


CHECKS: dict[str, tuple[str, str, Callable[[Any], None]]] = {
    "who is asking": ("anonymous", "none", instead(deps.get_principal, any_owner)),
    "a bound key stays with its project": ("owner", "bound read key", instead(deps.get_principal, unfenced)),
    "a read key changes nothing": ("owner", "read key", instead(deps.writer, anyone)),
    "keys are no browsers": ("owner", "write key", instead(deps.interactive, anyone)),
    "owners only": ("editor", "session", instead(deps.owner_session, anyone)),
    "owners only, before an upload": ("editor", "session", instead(deps.passing_owner, anyone)),
    "editors only": ("viewer", "session", instead(deps.edit_project, opened)),
    "owners of a project only": ("editor", "session", instead(deps.own_project, opened)),
    "no keys for owners' work in a project": ("owner", "write key", instead(deps.own_project, keyless_owner)),
    "creators and owners only": ("editor", "session", instead(manage_project, opened)),
    "people of the organisation only": (
        "outsider",
        "session",
        lambda app: app.dependency_overrides.update({deps.get_principal: anywhere, organizations.insider: anyone}),
    ),
    "owners of the organisation only": ("admin", "session", instead(organizations.ender, anyone)),
    "platform admins only": ("admin", "session", instead(deps.operator_session, anyone)),
    "keys know nothing of one's own account": ("owner", "write key", instead(deps.own_account, anyone)),
    "hidden projects": ("stranger", "session", wired(gate=lambda _: OpenGate())),
    "the fence around a key": ("owner", "read key of another project", wired(gate=lambda _: FencelessGate())),
    "revoked keys": ("owner", "revoked key", wired(authenticator=Forgetful)),
}
"""Whom each check keeps out, by what, and how it goes."""


@pytest.fixture(params=CHECKS)
def broken(request) -> tuple[str, str, str, Callable[[Any], None]]:
    return request.param, *CHECKS[request.param]
