"""One address for a route."""

import pytest


@pytest.mark.spec("API-4")
@pytest.mark.parametrize("path", ["/projects", "/projects/", "/auth/me/", "/users/"])
def test_no_route_redirects(owner, path):
    assert owner.get(path).status_code == 200


@pytest.mark.spec("API-4")
def test_a_write_with_a_trailing_slash_is_not_redirected(owner):
    created = owner.post("/projects/", json={"name": "A", "slug": "a-shop"})
    assert created.status_code == 201


@pytest.mark.spec("API-5", "AC-36")
def test_the_qualified_form_is_the_same_route(owner, project, anonymous):
    assert owner.get("/orgs/default/projects").json() == owner.get("/projects").json()
    answer = owner.get(f"/orgs/default/projects/{project.slug}")
    assert answer.json()["slug"] == project.slug
    assert owner.get("/orgs/default/users").status_code == 200
    assert owner.get("/orgs/default/me/api-keys").status_code == 200
    assert anonymous.get("/orgs/default/projects").status_code == 401


@pytest.mark.spec("API-5", "AC-36")
def test_another_organization_is_unknown(owner, anonymous, make_client):
    for client in (owner, make_client("owner", key_scope="write")):
        answer = client.get("/orgs/other/projects")
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Organization not found"}
    assert anonymous.get("/orgs/other/projects").status_code == 401


@pytest.mark.spec("API-5")
def test_sign_in_has_no_qualified_form_but_who_one_is_somewhere_has(owner):
    assert owner.post("/orgs/default/auth/login", json={}).status_code == 404
    assert owner.get("/orgs/default/auth/me").json()["org"] == "default"
    assert owner.get("/orgs/elsewhere/auth/me").status_code == 404
