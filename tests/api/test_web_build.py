"""Which path the web build answers, and what browsers may keep."""

import pytest
from fastapi.testclient import TestClient

from tripl.api.spa import find_build

HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def dist(tmp_path):
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<div id=root></div>")
    (folder / "assets" / "app-1a2b.js").write_text("1")
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("outside")
    return folder


@pytest.fixture
def web(make_app, make_settings, dist):
    app = make_app(make_settings(serve_frontend=True, frontend_dist_dir=dist))
    return TestClient(app, follow_redirects=False)


@pytest.mark.spec("O-45", "O-46")
def test_navigation_gets_the_shell(web):
    answer = web.get("/p/shop/events?status=live", headers=HTML)
    assert answer.status_code == 200
    assert "id=root" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    again = web.get("/p/shop", headers={**HTML, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.spec("O-45")
@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/avif,image/webp,*/*;q=0.8", ""])
def test_what_is_no_navigation_is_a_real_404(web, accept):
    answer = web.get("/p/shop", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.json() == {"detail": "Not Found"}


@pytest.mark.spec("O-45", "O-46")
def test_files_of_the_build(web):
    asset = web.get("/assets/app-1a2b.js")
    assert asset.status_code == 200
    assert "max-age=31536000" in asset.headers["cache-control"]
    assert "immutable" in asset.headers["cache-control"]
    assert web.get("/favicon.svg", headers={"Accept": "*/*"}).headers["content-type"] == "image/svg+xml"
    assert web.get("/assets/gone.js").status_code == 404


@pytest.mark.spec("O-44")
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api", "/metrics", "/docs/nothing.js", "/health/x"])
def test_the_shell_never_hides_a_server_path(web, path):
    answer = web.get(path, headers=HTML)
    assert answer.status_code == 404
    assert "root" not in answer.text


@pytest.mark.parametrize("path", ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt"])
def test_nothing_outside_the_build_is_served(web, path):
    assert "outside" not in web.get(path, headers=HTML).text


@pytest.mark.spec("O-44")
def test_without_a_build_only_the_api_answers(make_app, make_settings):
    client = TestClient(make_app(make_settings(serve_frontend=False)))
    assert client.get("/", headers=HTML).status_code == 404
    assert client.get("/health").status_code == 200


@pytest.mark.spec("API-21")
def test_a_wrong_method_is_405_even_for_navigation(web):
    answer = web.get("/api/v1/auth/login", headers=HTML)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


def test_a_folder_without_a_shell_is_no_build(tmp_path):
    assert find_build(tmp_path) is None


@pytest.mark.spec("API-1", "O-44", "AC-65")
def test_the_reference_uses_only_its_own_files(web):
    page = web.get("/docs")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    body = page.text
    assert "//" not in body.replace("<!doctype", "")
    assert "<script>" not in body
    for file, kind in (("reference.js", "javascript"), ("reference.css", "css")):
        assert f"/docs/{file}" in body
        answer = web.get(f"/docs/{file}")
        assert answer.status_code == 200
        assert kind in answer.headers["content-type"]
        assert "innerHTML" not in answer.text
