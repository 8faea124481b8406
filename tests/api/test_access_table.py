"""Every route of the document: what is said first, hidden projects, branches, lists. Who gets in: test_access.py."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session
from tests.api.access_table import LIMITS, ROUTES, Row
from tests.api.documented import has_body, operations, parameters
from tests.factories.accounts import make_organization
from tests.factories.projects import make_branch, make_project
from tests.plugins.api import Client

from tripl.kit.principal import ProjectContext

JSON = {"Content-Type": "application/json"}
LAST = ("DELETE /projects/{slug}", "POST /auth/logout")
"""They end the session or the project that the other rows need."""


def call(client: Client, route: str, slug: str, **options: Any) -> Any:
    """With unknown ids in the path of the own organisation, and an empty body where there is one."""
    verb, path = route.split(" ")
    named = path.replace("{slug}", slug).replace("{org}", options.pop("org", "default"))
    address = re.sub(r"\{\w+\}", lambda _: str(uuid.uuid4()), named)
    if has_body(route) and "content" not in options:
        options.setdefault("json", {})
    return client.request(verb, address, **options)


def is_inner(route: str) -> bool:
    """Below an id beside the project's slug and the organisation's; a token is no id."""
    return len(set(re.findall(r"\{\w+\}", route)) - {"{slug}", "{org}", "{token}"}) > 0


def in_order() -> Iterator[tuple[str, Row]]:
    yield from ((route, row) for route, row in ROUTES.items() if route not in LAST)
    yield from ((route, ROUTES[route]) for route in LAST)


def test_every_route_has_a_row():
    assert set(operations()) == set(ROUTES)


@pytest.mark.spec("AC-34", "CO-22", "API-15")
def test_a_hidden_project_does_not_exist(stranger: Client, project: ProjectContext):
    unlike: dict[str, Any] = {}
    for route in (r for r in ROUTES if "{slug}" in r):
        answer, unknown = call(stranger, route, project.slug), call(stranger, route, "no-such-project")
        if not answer.status_code == unknown.status_code == 404 or answer.json() != unknown.json():
            unlike[route] = (answer.status_code, unknown.status_code, answer.json())
    assert unlike == {}


@pytest.mark.spec("API-5", "AC-36")
def test_another_organization_does_not_exist(owner: Client, session: Session, project: ProjectContext):
    make_organization(session, "elsewhere")
    session.commit()
    routes = [route for route in ROUTES if "{org}" in route]
    assert routes
    for org in ("elsewhere", "no-such-organization"):
        answers = {r: call(owner, r, project.slug, org=org) for r in routes}
        assert {answer.status_code for answer in answers.values()} == {404}
        assert {answer.text for answer in answers.values()} == {'{"detail":"Organization not found"}'}


@pytest.mark.spec("API-16")
def test_malformed_json_is_refused_first(anonymous: Client, project: ProjectContext):
    with_body = [route for route in ROUTES if has_body(route)]
    answers = {r: call(anonymous, r, project.slug, content="{", headers=JSON).status_code for r in with_body}
    assert answers == dict.fromkeys(with_body, 422)


@pytest.mark.spec("API-16", "API-21", "CO-62")
def test_an_unknown_id_is_404_before_the_body_is_looked_at(owner: Client, project: ProjectContext):
    inner = [route for route in ROUTES if is_inner(route)]
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
        if ROUTES[route].is_edit:
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
            if not is_inner(route):
                assert answer.json()["detail"][0]["loc"] == ["query", "limit"]
        assert call(owner, route, project.slug, params={"limit": most}).status_code in {200, 404}


@pytest.mark.spec("API-31")
def test_offsets(owner: Client, project: ProjectContext):
    for route in (r for r in ROUTES if "offset" in parameters(r)):
        assert call(owner, route, project.slug, params={"offset": -1}).status_code == 422, route
        assert call(owner, route, project.slug, params={"offset": 10**30}).status_code == 422, route
        beyond = call(owner, route, project.slug, params={"offset": 10**6}).status_code
        assert beyond == (404 if is_inner(route) else 200), route


@pytest.mark.spec("API-43", "API-4")
def test_no_answer_is_public_or_a_redirect(owner: Client, project: ProjectContext):
    """But for those that a browser opens as a page, which lead it on."""
    for route in (r for r in ROUTES if r.startswith("GET")):
        answer = call(owner, route, project.slug)
        assert answer.is_redirect == (ROUTES[route].admitted == 303), route
        assert {"private", "no-store"} & set(re.split(r",\s*", answer.headers.get("cache-control", ""))), route
