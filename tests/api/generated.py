"""Requests that schemathesis makes up from the document of the API: what fits a schema, and what almost does."""

import json
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import hypothesis
import requests
import schemathesis
from hypothesis import strategies
from schemathesis import GenerationMode
from tests.api.documented import PREFIX, operations
from tests.api.examples import Site
from tests.fakes.door import Answer, Door

from tripl.api.openapi import document

HOST = "http://testserver"


@cache
def _schema() -> Any:
    return schemathesis.openapi.from_dict(json.loads(document()))


def _operation(route: str) -> Any:
    verb, path = route.split(" ")
    return _schema()[PREFIX + path][verb]


def _cases(route: str, site: Site) -> Any:
    """Three in four go to rows that are there; of those, as many fit the document as do not."""
    operation = _operation(route)
    known = {**site.ids, **(site.there[route].ids if route in site.there else {})}
    there = {name: value for name, value in known.items() if f"{{{name}}}" in route}
    fits, fits_not = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    makers = [operation.as_strategy(fits, path_parameters=there), operation.as_strategy(fits)]
    if parts(route):
        makers += [operation.as_strategy(fits_not, path_parameters=there)] * 2
    return strategies.one_of(makers)


def parts(route: str) -> bool:
    """Whether there is anything in it, beside its path, that can be wrong."""
    operation = operations()[route]
    return "requestBody" in operation or any(each["in"] == "query" for each in operation.get("parameters", ()))


def prepared(case: Any, site: Site) -> tuple[str, str, bytes, dict[str, str], bytes]:
    """Verb, path, query, headers and body as they go over the wire."""
    request = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
    address = urlsplit(str(request.url))
    body: Any = request.body or b""
    headers = {name: str(value) for name, value in request.headers.items()}
    return (
        str(request.method),
        unquote(address.path, errors="surrogateescape"),
        address.query.encode(),
        {**headers, "Accept-Encoding": "identity", **site.owner},
        body.encode() if isinstance(body, str) else body,
    )


def complaint(case: Any, answer: Answer) -> str | None:
    """What is wrong with an answer, by the document that promised another."""
    if answer.status >= 500:
        return f"{answer.status}: {answer.body[:200]!r}"
    request = requests.Request(case.method, HOST).prepare()
    response = schemathesis.Response(
        answer.status,
        {name: [value] for name, value in answer.headers.items()},
        answer.body,
        request,
        0.0,
        verify=False,
    )
    try:
        case.operation.validate_response(response, case=case)
    except Exception as wrong:  # noqa: BLE001 - a group of whatever the checks raise
        return f"{answer.status}: {wrong}"
    return None


def try_out(door: Door, site: Site, route: str, examples: int, seed: int) -> dict[str, str]:
    """{complaint: the request that led to it}, the first of each kind."""
    found: dict[str, str] = {}

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=_cases(route, site))
    def run(case: Any) -> None:
        verb, path, query, headers, body = prepared(case, site)
        answer = door.send(verb, path, query, headers, body)
        if why := complaint(case, answer):
            found.setdefault(why, f"{verb} {path}?{query.decode()} {body[:300]!r}")

    run()
    return found
