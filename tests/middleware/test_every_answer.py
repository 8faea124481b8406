"""The security headers stand on every kind of answer, whoever gives it."""

import pytest
from fastapi.testclient import TestClient

FIGMA = "https://www.figma.com https://embed.figma.com"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    f"font-src 'self' data:; connect-src 'self'; frame-src {FIGMA}; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "content-security-policy": POLICY,
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
PAGE = {"Accept": "text/html"}
JSON = {"Content-Type": "application/json"}
EVIL = {"Origin": "https://evil.example"}
ASKED = {"Access-Control-Request-Method": "PATCH"}


@pytest.fixture
def client(make_app, make_settings, tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<div id=root></div>")
    (tmp_path / "assets" / "app.js").write_text("1")
    serving = {"serve_frontend": True, "frontend_dist_dir": tmp_path}
    app = make_app(make_settings(hsts_enabled=True, rate_limit_login_per_minute=1, **serving))

    @app.get("/api/v1/breaks")
    def breaks() -> None:
        raise RuntimeError("of this test")

    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.spec("AC-63", "AC-64", "AC-65", "O-48")
@pytest.mark.parametrize(
    ("status", "verb", "path", "sent"),
    [
        (200, "GET", "/", {"headers": PAGE}),
        (200, "GET", "/assets/app.js", {}),
        (404, "GET", "/assets/gone.js", {}),
        (200, "GET", "/docs", {}),
        (200, "GET", "/openapi.json", {}),
        (200, "GET", "/health", {}),
        (200, "GET", "/api/v1/auth/status", {}),
        (401, "GET", "/api/v1/projects", {}),
        (404, "GET", "/api/v1/nothing", {}),
        (404, "GET", "/api/v1/%00", {}),
        (405, "DELETE", "/api/v1/auth/status", {}),
        (422, "POST", "/api/v1/auth/login", {"content": b"{", "headers": JSON}),
        (422, "POST", "/api/v1/auth/login", {"content": b'"\\u0000"', "headers": JSON}),
        (413, "POST", "/api/v1/auth/login", {"content": b"x" * (2 * 2**20 + 1), "headers": JSON}),
        (403, "POST", "/api/v1/auth/login", {"json": {}, "headers": EVIL}),
        (400, "OPTIONS", "/api/v1/projects", {"headers": EVIL | ASKED}),
        (500, "GET", "/api/v1/breaks", {}),
    ],
)
def test_they_stand_on(client, status, verb, path, sent):
    answer = client.request(verb, path, **sent)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.spec("AC-63", "AC-25")
def test_they_stand_on_a_refusal_of_the_limiter(client):
    answers = [client.post("/api/v1/auth/login", json={}) for _ in range(5)]
    assert answers[-1].status_code == 429
    assert {name: answers[-1].headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.spec("O-49")
def test_a_large_body_is_refused_before_anybody_is_asked_who_they_are(client):
    """Not even a limited attempt is counted, and a wrong key makes no difference."""
    large = {"content": b"x" * (2 * 2**20 + 1), "headers": {**JSON, "Authorization": "Bearer tk_w_nobody"}}
    for path in ("/api/v1/auth/login", "/api/v1/projects", "/api/v1/projects/p/scans"):
        assert {client.post(path, **large).status_code for _ in range(3)} == {413}, path
    assert client.post("/api/v1/auth/login", json={}).status_code == 422
