"""The document that clients are made from."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tripl.api.openapi import FILE, document


@pytest.fixture
def served(app):
    return TestClient(app).get("/openapi.json").json()


@pytest.mark.spec("API-3", "O-47")
def test_its_frame(served):
    assert served["openapi"].startswith("3.1")
    assert served["info"]["title"] == "tripl"
    assert "servers" not in served


@pytest.mark.spec("API-1", "API-3")
def test_every_route_has_an_area_and_a_readable_name(served):
    operations = [(path, op) for path, item in served["paths"].items() for op in item.values()]
    names = [op["operationId"] for _, op in operations]
    assert len(set(names)) == len(names)
    assert all(path.startswith("/api/v1/") for path, _ in operations)
    assert [op["operationId"] for _, op in operations if not op.get("tags")] == []
    assert "auth_login" in names


@pytest.mark.spec("API-4", "API-5", "API-50")
def test_what_it_leaves_out(served):
    paths = list(served["paths"])
    assert not any(path.startswith("/api/v1/orgs/") and "/projects" in path for path in paths)
    assert not any(path.endswith("/stream") for path in paths)
    assert not any(path != "/" and path.endswith("/") for path in paths)


@pytest.mark.spec("API-3")
def test_the_copy_in_the_repository_is_current():
    """`make client` writes it anew, and the typed web client with it."""
    committed = (Path(__file__).parents[2] / FILE).read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(document()), "openapi.json is stale: python -m tripl.api.openapi"
