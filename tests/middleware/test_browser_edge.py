"""Headers, origins and the posture local."""

import pytest
from fastapi import Response
from fastapi.testclient import TestClient

ORIGIN = "https://tripl.example.com"


def client_of(app, **over) -> TestClient:
    return TestClient(app, **{"base_url": "http://testserver", "raise_server_exceptions": False, **over})


@pytest.fixture
def edge(make_app, make_settings):
    return lambda **over: client_of(make_app(make_settings(**over)))


@pytest.mark.spec("AC-63", "AC-65", "O-48")
@pytest.mark.parametrize("path", ["/health", "/api/v1/projects", "/api/v1/nothing", "/openapi.json"])
def test_steady_headers_on_every_answer(edge, path):
    headers = edge().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    for sense in ("camera", "microphone", "geolocation", "payment"):
        assert f"{sense}=()" in headers["permissions-policy"]
    assert "content-security-policy" not in headers
    assert "strict-transport-security" not in headers
    assert headers["x-request-id"]


@pytest.mark.spec("AC-63")
def test_a_header_that_is_set_stays(make_app, make_settings):
    app = make_app(make_settings())

    @app.get("/framed")
    def framed(response: Response) -> None:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"

    assert client_of(app).get("/framed").headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.spec("AC-64")
def test_hsts_only_on_request(edge):
    headers = edge(hsts_enabled=True, hsts_max_age_seconds=600).get("/health").headers
    assert headers["strict-transport-security"] == "max-age=600; includeSubDomains"


@pytest.mark.spec("AC-65")
def test_the_policy_of_the_pages(edge):
    policy = edge(serve_frontend=True).get("/health").headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["script-src"] == rules["connect-src"] == "'self'"
    assert rules["style-src"] == "'self' 'unsafe-inline'"
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'self'"
    assert all("figma.com" in host for host in rules["frame-src"].split())
    verbatim = edge(serve_frontend=True, content_security_policy="default-src 'none'").get("/health")
    assert verbatim.headers["content-security-policy"] == "default-src 'none'"


@pytest.mark.spec("AC-63")
def test_the_switch(edge):
    assert "x-frame-options" not in edge(security_headers_enabled=False).get("/health").headers


@pytest.mark.spec("API-43")
def test_answers_of_the_api_are_kept_by_nobody(owner):
    assert owner.get("/projects").headers["cache-control"] == "no-store"


@pytest.mark.spec("CF-8")
@pytest.mark.parametrize(
    ("over", "origin", "allowed", "credentials"),
    [
        ({}, ORIGIN, ORIGIN, True),
        ({}, "https://evil.example", None, None),
        ({"cors_allow_origins": ["https://a.example"]}, "https://a.example", "https://a.example", True),
        ({"cors_allow_origins": ["https://a.example"]}, ORIGIN, None, None),
        ({"debug": True}, "https://evil.example", "*", False),
        ({"debug": True, "cors_allow_origins": ["https://a.example"]}, "https://evil.example", None, None),
        ({"debug": True, "cors_allow_origins": ["https://a.example"]}, "https://a.example", "https://a.example", True),
        ({"cors_allow_origins": ["*"]}, "https://evil.example", "*", False),
        ({}, "null", None, None),
        ({}, f"{ORIGIN}.evil.example", None, None),
        ({}, "http://tripl.example.com", None, None),
        ({"app_base_url": ""}, ORIGIN, None, None),
    ],
)
def test_cross_origin(edge, over, origin, allowed, credentials):
    headers = edge(**over).get("/api/v1/auth/status", headers={"Origin": origin}).headers
    assert headers.get("access-control-allow-origin") == allowed
    if allowed:
        assert (headers.get("access-control-allow-credentials") == "true") is credentials


@pytest.mark.spec("CF-8")
def test_preflight_request(edge):
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type,x-request-id",
    }
    answer = edge().options("/api/v1/projects/a", headers=asked)
    assert answer.status_code == 200
    for method in ("GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"):
        assert method in answer.headers["access-control-allow-methods"]


@pytest.mark.spec("CF-8")
def test_a_preflight_request_of_a_foreign_page_is_refused(edge):
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PATCH"}
    answer = edge().options("/api/v1/projects/a", headers=asked)
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.spec("AC-13")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"Origin": "http://testserver"}, 204),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 204),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.com"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_foreign_page_changes_nothing(owner, headers, status):
    assert owner.post("/auth/logout", headers=headers).status_code == status


@pytest.mark.spec("AC-13")
@pytest.mark.parametrize("path", ["/auth/login", "/auth/register", "/auth/password-reset/request"])
def test_a_foreign_page_signs_nobody_in(anonymous, path):
    """Without a cookie too: whoever is signed in as somebody else works for them."""
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert anonymous.post(path, json={}, headers=foreign).status_code == 403
    assert anonymous.post(path, json={}).status_code == 422
    assert anonymous.post(path, json={}, headers={"Origin": "http://testserver"}).status_code == 422


@pytest.mark.spec("AC-13")
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None])
def test_what_a_form_can_send_is_no_body(owner, kind):
    """Only JSON that says so is read: a form of another page cannot say it without being asked about first."""
    headers = {"Content-Type": kind} if kind else {}
    body = b'{"name": "A", "slug": "a-shop"}'
    assert owner.post("/projects", content=body, headers=headers).status_code == 422
    assert owner.get("/projects/a-shop").status_code == 404


@pytest.mark.spec("AC-13")
def test_keys_work_from_anywhere(make_client):
    client = make_client("owner", key_scope="write")
    client.cookies.set("unrelated", "1")
    body = {"name": "A", "slug": "a-shop"}
    assert client.post("/projects", json=body, headers={"Origin": "https://ci.example"}).status_code == 201


@pytest.fixture
def local(make_app, make_settings):
    return make_app(make_settings(deployment_posture="local", session_cookie_secure=False))


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "tripl.localhost"])
def test_local_posture_serves_its_own_machine(local, host):
    client = client_of(local, base_url="http://127.0.0.1:8000")
    assert client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5:8000", "", "[::1"])
def test_local_posture_refuses_a_rebound_name(local, host):
    client = client_of(local, base_url="http://127.0.0.1:8000")
    answer = client.get("/health", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.headers["x-frame-options"] == "DENY"


def test_local_posture_refuses_another_socket(local):
    client = client_of(local, base_url="http://192.168.1.5:8000")
    assert client.get("/health", headers={"Host": "localhost"}).status_code == 403
