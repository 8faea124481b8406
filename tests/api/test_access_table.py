"""Every route of the document, tried by everyone: who is refused, in which order, and with which words."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session
from tests.api.access_table import LIMITS, ROUTES, Row
from tests.api.documented import has_body, operations, parameters
from tests.factories.projects import make_branch, make_project
from tests.plugins.api import Client, MakeClient

from tripl.kit.principal import ProjectContext

JSON = {"Content-Type": "application/json"}
LAST = ("DELETE /projects/{slug}", "POST /auth/logout")
"""They end the session or the project that the other rows need."""
VISIBLE = {"viewer": "V", "editor": "VE", "owner": "VEO", "admin": "VEO"}


def call(client: Client, route: str, slug: str, **options: Any) -> Any:
    """With unknown ids in the path, and an empty body where there is one."""
    verb, path = route.split(" ")
    address = re.sub(r"\{\w+\}", lambda _: str(uuid.uuid4()), path.replace("{slug}", slug))
    if has_body(route) and "content" not in options:
        options.setdefault("json", {})
    return client.request(verb, address, **options)


def in_order() -> Iterator[tuple[str, Row]]:
    yield from ((route, row) for route, row in ROUTES.items() if route not in LAST)
    yield from ((route, ROUTES[route]) for route in LAST)


def refusals(client: Client, slug: str) -> dict[str, int]:
    """Routes that say 401 or 403; an error of the server fails at once."""
    refused: dict[str, int] = {}
    for route, _ in in_order():
        answer = call(client, route, slug)
        assert answer.status_code < 500, f"{route}: {answer.text}"
        if answer.status_code in {401, 403}:
            assert isinstance(answer.json()["detail"], str), route
            refused[route] = answer.status_code
    return refused


def of(wanted: Any) -> dict[str, int]:
    return {route: 403 for route, row in ROUTES.items() if not wanted(route, row)}


def test_every_route_has_a_row():
    assert set(operations()) == set(ROUTES)


@pytest.mark.spec("AC-27", "API-21", "CO-12")
def test_anonymous(anonymous: Client, project: ProjectContext):
    assert refusals(anonymous, project.slug) == {r: 401 for r, row in ROUTES.items() if row.level != "-"}


@pytest.mark.spec("AC-27", "API-16", "CO-12", "CO-23")
@pytest.mark.parametrize("role", ["viewer", "editor", "owner", "admin"])
def test_people(make_client: MakeClient, project: ProjectContext, role: str):
    """403 is said of an unknown id and of a body that is not valid: it comes before both."""
    levels = VISIBLE[role] + "-M"
    assert refusals(make_client(role), project.slug) == of(lambda _, row: row.level in levels)


@pytest.mark.spec("API-12", "API-14", "AC-50", "CO-41")
@pytest.mark.parametrize(
    ("role", "scope", "levels", "keys"),
    [
        ("owner", "read", "VEOM-", "r-"),
        ("owner", "write", "VEOM-", "rw-"),
        ("editor", "write", "VEM-", "rw-"),
        ("viewer", "write", "VM-", "rw-"),
    ],
)
def test_keys(make_client: MakeClient, project: ProjectContext, role: str, scope: str, levels: str, keys: str):
    client = make_client(role, key_scope=scope)
    assert refusals(client, project.slug) == of(lambda _, row: row.level in levels and row.key in keys)


@pytest.mark.spec("API-13", "AC-47", "CO-42")
def test_a_fenced_key(make_client: MakeClient, session: Session, project: ProjectContext):
    fenced = make_client("owner", key_scope="write", fence=project)
    inside = of(lambda route, row: row.level == "-" or ("{slug}" in route and row.key in "rw"))
    assert refusals(fenced, project.slug) == inside
    other = make_project(session)
    session.commit()
    assert refusals(fenced, other.slug) == of(lambda _, row: row.level == "-")


@pytest.mark.spec("AC-34", "CO-22", "API-15")
def test_a_hidden_project_does_not_exist(stranger: Client, project: ProjectContext):
    unlike: dict[str, Any] = {}
    for route in (r for r in ROUTES if "{slug}" in r):
        answer, unknown = call(stranger, route, project.slug), call(stranger, route, "no-such-project")
        if not answer.status_code == unknown.status_code == 404 or answer.json() != unknown.json():
            unlike[route] = (answer.status_code, unknown.status_code, answer.json())
    assert unlike == {}


@pytest.mark.spec("API-16")
def test_malformed_json_is_refused_first(anonymous: Client, project: ProjectContext):
    with_body = [route for route in ROUTES if has_body(route)]
    answers = {r: call(anonymous, r, project.slug, content="{", headers=JSON).status_code for r in with_body}
    assert answers == dict.fromkeys(with_body, 422)


@pytest.mark.spec("API-16", "API-21", "CO-62")
def test_an_unknown_id_is_404_before_the_body_is_looked_at(owner: Client, project: ProjectContext):
    inner = [r for r in ROUTES if r.count("{") > ("{slug}" in r)]
    answers = {route: call(owner, route, project.slug).status_code for route in inner}
    assert answers == dict.fromkeys(inner, 404)


@pytest.mark.spec("API-35", "API-3")
def test_an_unknown_branch(owner: Client, session: Session, project: ProjectContext):
    """Of another project, of none, and what is no id."""
    foreign = make_branch(session, make_project(session))
    session.commit()
    plan = [route for route in ROUTES if "branch" in parameters(route)]
    assert plan
    for branch, status in ((str(foreign), 404), (str(uuid.uuid4()), 404), ("main", 400), ("'", 400)):
        answers = {r: call(owner, r, project.slug, params={"branch": branch}).status_code for r in plan}
        assert answers == dict.fromkeys(plan, status), branch


@pytest.mark.spec("API-36", "API-16")
@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("merged", "Branch 'spring' is merged, so its plan is read-only"),
        ("closed", "Branch 'spring' is closed; reopen it before editing its plan"),
    ],
)
def test_a_finished_branch_is_read_only(owner, viewer, session, project, status, words):
    branch = make_branch(session, project, "spring", status)
    session.commit()
    chosen = {"params": {"branch": str(branch)}}
    for route in (r for r in ROUTES if "branch" in parameters(r)):
        if ROUTES[route].level == "E":
            refused = call(owner, route, project.slug, **chosen)
            assert (refused.status_code, refused.json()["detail"]) == (409, words), route
            assert call(viewer, route, project.slug, **chosen).status_code == 403
        else:
            assert call(viewer, route, project.slug, **chosen).status_code in {200, 404}, route


@pytest.mark.spec("API-31", "SC-7")
def test_limits(owner: Client, project: ProjectContext):
    found = {r: (s["limit"]["default"], s["limit"]["maximum"]) for r in ROUTES if "limit" in (s := parameters(r))}
    assert found == LIMITS
    for route, (_, most) in LIMITS.items():
        for wrong in (0, most + 1, "many"):
            answer = call(owner, route, project.slug, params={"limit": wrong})
            assert answer.status_code in {422, 404}, route  # 404: below an unknown id
            if "{" not in route.replace("{slug}", ""):
                assert answer.json()["detail"][0]["loc"] == ["query", "limit"]
        assert call(owner, route, project.slug, params={"limit": most}).status_code in {200, 404}


@pytest.mark.spec("API-31")
def test_offsets(owner: Client, project: ProjectContext):
    for route in (r for r in ROUTES if "offset" in parameters(r)):
        assert call(owner, route, project.slug, params={"offset": -1}).status_code == 422, route
        assert call(owner, route, project.slug, params={"offset": 10**30}).status_code == 422, route
        beyond = call(owner, route, project.slug, params={"offset": 10**6}).status_code
        assert beyond == (404 if "{" in route.replace("{slug}", "") else 200), route


@pytest.mark.spec("API-43", "API-4")
def test_no_answer_is_public_or_a_redirect(owner: Client, project: ProjectContext):
    for route in (r for r in ROUTES if r.startswith("GET")):
        answer = call(owner, route, project.slug)
        assert not answer.is_redirect, route
        assert {"private", "no-store"} & set(re.split(r",\s*", answer.headers.get("cache-control", ""))), route
