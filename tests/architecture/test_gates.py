"""Every route passes a gate; every route that changes something passes one for writers."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from tripl.edge import deps
from tripl.features.demo.router import own_demo
from tripl.features.projects.router import manage_project

OPEN = {
    "auth_status", "auth_register", "auth_login", "auth_request_password_reset", "auth_confirm_password_reset",
    "auth_preview_invitation", "auth_accept_invitation", "auth_google_start", "auth_google_callback",
    "auth_oidc_start", "auth_oidc_callback",
}  # fmt: skip
"""For people who have not signed in; resets and invitations hang on the token of a link, ways to a provider on it."""
ASKS = {deps.get_principal, deps.get_person, deps.passing_owner}
READING_POSTS = {"monitoring_window_metrics", "signals_query", "signals_series"}
"""Questions too long for an address; a read key may ask them."""
WRITE_GATES = {
    deps.writer, deps.interactive, deps.own_account, deps.owner_session, deps.operator_session, deps.passing_owner,
    deps.edit_project, deps.own_project, deps.replay_project, manage_project,
}  # fmt: skip
PROJECT_GATES = {deps.read_project, deps.edit_project, deps.own_project, deps.replay_project, manage_project, own_demo}


def calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def routes(app: FastAPI) -> list[Any]:
    """Every route with its effective path and dependencies, those of included routers too."""
    found = [context for context in iter_route_contexts(app.routes) if isinstance(context.original_route, APIRoute)]
    return [context for context in found if (context.path or "").startswith("/api/v1")]


@pytest.fixture
def table(app) -> list[Any]:
    found = routes(app)
    assert len(found) > 20
    return found


def test_every_route_asks_who_is_there(table):
    free = {route.unique_id for route in table if not ASKS & set(calls(route.dependant))}
    assert free == OPEN


@pytest.mark.spec("AC-28", "AC-27")
def test_every_change_passes_a_write_gate(table):
    ungated = {
        route.unique_id
        for route in table
        if route.methods - {"GET", "HEAD"} and not WRITE_GATES & set(calls(route.dependant))
    }
    assert ungated - OPEN - READING_POSTS == set()


@pytest.mark.spec("AC-34")
def test_every_route_of_a_project_passes_its_door(table):
    wrong = {
        route.unique_id for route in table if "{slug}" in route.path and not PROJECT_GATES & set(calls(route.dependant))
    }
    assert wrong == set()


@pytest.mark.spec("API-13")
def test_the_slug_of_a_project_is_called_slug_everywhere(table):
    """A fenced key is let in by that name."""
    wrong = {
        route.path for route in table if route.path.startswith("/api/v1/projects/{") and "/{slug}" not in route.path
    }
    assert wrong == set()


def test_routes_are_plain_functions(table):
    """They run in the thread pool; only the live feed and the upload of a file are written for the event loop."""
    assert {r.path for r in table if inspect.iscoroutinefunction(r.endpoint)} == {
        "/api/v1/projects/{slug}/events/stream",
        "/api/v1/files",
    }
