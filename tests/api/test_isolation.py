"""What belongs to one project, organisation or person cannot be had through another, whatever its id."""

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session
from tests.api.access_table import ROUTES, P
from tests.api.examples import Site
from tests.api.visitors import HIDDEN
from tests.factories.accounts import make_organization, make_session, make_user
from tests.factories.alerts import make_destination
from tests.factories.projects import make_project
from tests.factories.sources import make_source
from tests.fakes.door import Door, Headers

from tripl.settings import Settings

PERSONAL = {"DELETE /me/api-keys/{key_id}", "DELETE /me/sessions/{session_id}"}


def inner(route: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", route)) - {"slug", "org", "token"}


@pytest.mark.spec("AC-34", "AC-35", "CO-22")
def test_an_id_of_another_project_is_unknown(site: Site, site_door: Door, session: Session):
    """As an owner, who may see both; in its own project the same id is there."""
    other = make_project(session)
    session.commit()
    routes = [route for route in ROUTES if "{slug}" in route and inner(route) - {"user_id"}]
    assert len(routes) >= 40
    here = {route: site.ask(site_door, route).status for route in routes}
    assert {route: status for route, status in here.items() if status // 100 != 2} == {}
    there = {route: site.ask(site_door, route, slug=other.slug) for route in routes}
    assert {r: (a.status, a.detail) for r, a in there.items() if a.status != 404 or a.detail in HIDDEN} == {}


@pytest.fixture
def stranger(session: Session, settings: Settings) -> Headers:
    """Owns another organisation."""
    user = make_user(session, "owner", make_organization(session, "elsewhere"))
    token = make_session(session, user, settings.secret_key)
    session.commit()
    return {"cookie": f"{settings.session_cookie_name}={token}"}


@pytest.mark.spec("AC-35", "CO-22")
def test_an_id_of_another_organization_is_unknown(site: Site, site_door: Door, stranger: Headers):
    routes = [route for route in ROUTES if "{token}" not in route and ("{slug}" in route or inner(route))]
    assert len(routes) > 70
    found = {route: site.ask(site_door, route, stranger).status for route in routes}
    assert {route: status for route, status in found.items() if status != 404} == {}


@pytest.mark.spec("AC-35", "AC-30", "AC-32", "AC-68")
def test_lists_hold_nothing_of_another_organization(site: Site, site_door: Door, stranger: Headers):
    theirs = [site.project.slug, str(site.project.id), *site.ids.values()]
    theirs = [each for each in theirs if each != "default"]
    for route in (r for r in ROUTES if r.startswith("GET ") and "{" not in r):
        said = site.ask(site_door, route, stranger).body.decode()
        assert [each for each in theirs if each in said] == [], route


@pytest.mark.spec("AC-46")
def test_keys_and_sessions_are_each_persons_own(site: Site, site_door: Door, session: Session, settings: Settings):
    """Even for another owner of the same organisation."""
    token = make_session(session, make_user(session, "owner"), settings.secret_key)
    session.commit()
    other = {"cookie": f"{settings.session_cookie_name}={token}"}
    for route in PERSONAL:
        assert site.ask(site_door, route).status == 204, route
        assert site.ask(site_door, route, other).status == 404, route
    listed = site_door.ask("GET", "/me/api-keys", other)
    assert (listed.status, listed.body) == (200, b"[]")


@pytest.mark.spec("AC-57", "AC-35")
def test_an_id_in_a_body_is_looked_up_where_the_caller_is(site: Site, site_door: Door, session: Session):
    """Sent to another project, which has none of these things; a source is the organisation's unless a demo has it."""
    other = make_project(session)
    abroad = make_source(session, make_project(session, make_organization(session, "elsewhere")))
    bound = make_source(session, site.project, project_id=site.project.id)
    own = make_destination(session, other)
    session.commit()
    scan = site.there[f"POST {P}/scans"].json
    rules = f"POST {P}/alert-destinations/{{destination_id}}/rules"
    hook = site.there[f"POST {P}/alert-destinations/test"].json
    note: dict[str, Any] = site.there[f"POST {P}/annotations"].json
    wrong = [
        (f"POST {P}/scans", {**scan, "data_source_id": str(abroad.id)}),
        (f"POST {P}/scans", {**scan, "data_source_id": str(bound.id)}),
        (f"POST {P}/scans/preview", {**scan, "data_source_id": str(abroad.id)}),
        (f"POST {P}/scans/preview", {**scan, "data_source_id": str(bound.id)}),
        (f"POST {P}/scans/dry-run", {**scan, "data_source_id": str(abroad.id)}),
        (f"POST {P}/scans/dry-run", {**scan, "data_source_id": str(bound.id)}),
        (f"POST {P}/scans/dry-run", {"scan_config_id": site.ids["scan_id"]}),
        (f"POST {P}/scans", {**scan, "event_type_id": site.ids["type_id"], "event_type_column": None}),
        (rules, {"name": "Drops", "scan_config_id": site.ids["scan_id"]}),
        (f"POST {P}/alert-destinations/test", {**hook, "destination_id": site.ids["destination_id"]}),
        (f"POST {P}/annotations", {**note, "scope_type": "event", "scope_ref": site.ids["event_id"]}),
    ]
    taken = {}
    for route, body in wrong:
        verb, path = route.split(" ")
        address = path.replace("{slug}", other.slug).replace("{destination_id}", str(own.id))
        answer = site_door.ask(verb, address, site.owner, json=body)
        if answer.status not in {404, 422}:
            taken[f"{route} {body}"] = (answer.status, answer.body)
    assert taken == {}
