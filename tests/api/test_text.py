"""Text that cannot be stored is refused at the door, and values at the ends of their types break nothing."""

from typing import Any

import pytest
from tests.api.documented import form, has_body, operations, parameters, resolved
from tests.api.test_access_table import call, in_order

JSON = {"Content-Type": "application/json"}
HUGE = 10**30
INSTANTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1000-01-01T00:00:00Z", "2026-01-01T00:00:00")
WORDS = ("'\"\\%_;--", "x" * 20_000, "\u202e\U0001f600", "")
EXTREMES = [*INSTANTS, *WORDS, -HUGE, HUGE, 2**31, 2**63 - 1, -1, 1e308, True, [], {}, [None], [[]], {"": None}]


@pytest.mark.spec("API-16", "API-20")
@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a\\u0000b", "slug": "a-b"}',
        b'{"name": "a", "slug": "a-b", "surprise": [{"\\uD800": 1}]}',
        b'{"name": "a", "slug": "a-b", "description": "\\udc00\\ud800"}',
        b'{"name": "\xff", "slug": "a-b"}',
        '{"name": "a", "slug": "a-b"}'.encode("utf-16"),
    ],
)
def test_a_body_that_is_no_text(owner, anonymous, body):
    for client in (owner, anonymous):
        refused = client.post("/projects", content=body, headers=JSON)
        assert refused.status_code == 422
        assert {"loc", "msg", "type"} <= set(refused.json()["detail"][0])


def test_text_with_every_other_sign_is_kept(owner):
    """An escaped backslash before `u0000` spells no NUL; a whole pair is one sign."""
    body = rb'{"name": "\\u0000 \ud83d\ude00 \u001f", "slug": "a-b"}'
    assert owner.post("/projects", content=body, headers=JSON).json()["name"] == "\\u0000 \U0001f600 \x1f"


def test_an_address_that_is_no_text(owner, project):
    assert owner.get("/projects/%00").status_code == 404
    for query in ("search=%00", "search=%ED%A0%80", "tag=%FF"):
        assert owner.get(f"/projects/{project.slug}/events?{query}").status_code == 422


@pytest.mark.spec("API-6")
@pytest.mark.parametrize(
    ("path", "name"),
    [("/audit", "since"), ("/projects/{}/metrics/total", "from"), ("/projects/{}/alert-deliveries", "date_from")],
)
def test_an_instant_without_a_zone_is_utc(owner, project, path, name):
    """Every zone is taken, and the last days of the calendar are refused, not stumbled over."""
    for instant in ("2026-11-01T00:00:00", "2026-11-01T00:00:00Z", "2026-11-01T05:00:00+05:00"):
        assert owner.get(path.format(project.slug), params={name: instant}).status_code == 200, instant
    for instant in INSTANTS[:2]:
        refused = owner.get(path.format(project.slug), params={name: instant})
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"] == ["query", name]


@pytest.mark.spec("API-6")
def test_an_instant_of_a_body_without_a_zone_is_utc(owner, project):
    window = {"event_ids": [], "time_from": "2026-11-01T00:00:00", "time_to": "2026-11-02T00:00:00"}
    assert owner.post(f"/projects/{project.slug}/events/window-metrics", json=window).status_code == 200


KNOWN = [route for route, _ in in_order() if "{" not in route.replace("{slug}", "")]
"""Routes without the id of a row: behind the others an unknown id ends the matter."""


@pytest.mark.spec("API-21", "SC-7")
def test_extreme_parameters(owner, project):
    """None breaks a route, alone."""
    broken = {}
    for route in KNOWN:
        for name in parameters(route):
            for value in (each for each in EXTREMES if isinstance(each, str | int | float)):
                status = call(owner, route, project.slug, params={name: value}).status_code
                if status >= 500:
                    broken[route, name, str(value)[:40]] = status
    assert broken == {}


@pytest.mark.spec("API-21", "SC-7")
def test_extreme_members(owner, project):
    """Forms to change are sent member by member, forms to create with the same value in all."""
    broken = {}
    for route in (r for r in KNOWN if has_body(r) and not r.startswith("POST /auth")):
        members = form(route)["properties"]
        for value in EXTREMES:
            bodies = (
                [{name: value} for name in members] if route.startswith("PATCH") else [dict.fromkeys(members, value)]
            )
            for body in bodies:
                status = call(owner, route, project.slug, json=body).status_code
                if status >= 500:
                    broken[route, str(body)[:80]] = status
        nothings: tuple[Any, ...] = (None, [], "x", 1)
        for nothing in nothings:
            assert call(owner, route, project.slug, json=nothing).status_code == 422, (route, nothing)
    assert broken == {}


@pytest.mark.spec("API-20", "API-3")
def test_the_document_says_what_a_refusal_looks_like():
    for route, operation in operations().items():
        schema = operation["responses"]["4XX"]["content"]["application/json"]["schema"]
        kinds = resolved(schema)["properties"]["detail"]["anyOf"]
        assert [kind["type"] for kind in kinds] == ["string", "array", "object"], route
