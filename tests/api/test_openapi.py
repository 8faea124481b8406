"""The document that clients are made from."""

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def document(app):
    return TestClient(app).get("/openapi.json").json()


@pytest.mark.spec("API-3", "O-47")
def test_its_frame(document):
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "tripl"
    assert "servers" not in document


@pytest.mark.spec("API-1", "API-3")
def test_every_route_has_an_area_and_a_readable_name(document):
    operations = [(path, op) for path, item in document["paths"].items() for op in item.values()]
    names = [op["operationId"] for _, op in operations]
    assert len(set(names)) == len(names)
    assert all(path.startswith("/api/v1/") for path, _ in operations)
    assert [op["operationId"] for _, op in operations if not op.get("tags")] == []
    assert "auth_login" in names


@pytest.mark.spec("API-4", "API-5", "API-50")
def test_what_it_leaves_out(document):
    paths = list(document["paths"])
    assert not any(path.startswith("/api/v1/orgs/") and "/projects" in path for path in paths)
    assert not any(path.endswith("/stream") for path in paths)
    assert not any(path != "/" and path.endswith("/") for path in paths)
