"""The document of the API, by route."""

import json
from functools import cache
from typing import Any

from tripl.api.openapi import document

PREFIX = "/api/v1"


@cache
def _served() -> dict[str, Any]:
    served: dict[str, Any] = json.loads(document())
    return served


@cache
def operations() -> dict[str, dict[str, Any]]:
    """`GET /projects/{slug}` and so on, with what the document says of it."""
    return {
        f"{verb.upper()} {path.removeprefix(PREFIX)}": operation
        for path, item in _served()["paths"].items()
        for verb, operation in item.items()
    }


def schemas() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _served()["components"]["schemas"]
    return found


def parameters(route: str) -> dict[str, dict[str, Any]]:
    """Schemas of the query parameters."""
    return {each["name"]: each["schema"] for each in operations()[route].get("parameters", ()) if each["in"] == "query"}


def has_body(route: str) -> bool:
    """A JSON body."""
    return "application/json" in operations()[route].get("requestBody", {}).get("content", {})


def form(route: str) -> dict[str, Any]:
    """Schema of the body."""
    schema = operations()[route]["requestBody"]["content"]["application/json"]["schema"]
    return resolved(schema)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return schemas()[schema["$ref"].rsplit("/", 1)[-1]]
    return schema
