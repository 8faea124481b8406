"""What a line of the log says."""

import io
import json
import logging

import pytest
from tests.plugins.api import open_client

from tripl.preflight import configure_logging, log_handler


@pytest.fixture
def lines(make_settings):
    """The log of the next requests, as it would be written."""
    root = logging.getLogger()
    opened: list[logging.Handler] = []

    def start(*, log_json: bool) -> io.StringIO:
        handler = log_handler(make_settings(log_json=log_json))
        assert isinstance(handler, logging.StreamHandler)
        stream = io.StringIO()
        handler.setStream(stream)
        opened.append(handler)
        root.addHandler(handler)
        return stream

    yield start
    for handler in opened:
        root.removeHandler(handler)


@pytest.fixture
def talking(app):
    @app.get("/api/v1/talks")
    def talks() -> None:
        logging.getLogger("tripl.talks").warning("something %s", "happened")

    return open_client(app)


@pytest.mark.spec("O-78")
def test_json_lines_carry_the_request(lines, talking):
    log = lines(log_json=True)
    answer = talking.get("/talks", headers={"X-Request-ID": "call-9"})
    assert answer.headers["x-request-id"] == "call-9"
    said = [json.loads(line) for line in log.getvalue().splitlines()]
    line = next(line for line in said if line["logger"] == "tripl.talks")
    assert (line["level"], line["message"], line["request_id"]) == ("WARNING", "something happened", "call-9")
    assert line["time"].endswith("+00:00")


@pytest.mark.spec("O-78")
def test_plain_lines_carry_it_too(lines, talking):
    log = lines(log_json=False)
    talking.get("/talks", headers={"X-Request-ID": "call-9"})
    assert "WARNING tripl.talks call-9 - - something happened" in log.getvalue()


@pytest.mark.spec("CF-7")
def test_the_start_names_what_is_not_a_default(make_settings, caplog):
    root = logging.getLogger()
    level, before = root.level, list(root.handlers)
    try:
        configure_logging(make_settings(session_ttl_hours=5))
        assert root.level == logging.INFO
    finally:
        root.setLevel(level)
        for handler in [handler for handler in root.handlers if handler not in before]:
            root.removeHandler(handler)
    said = caplog.text
    assert "SESSION_TTL_HOURS" in said
    assert "SECRET_KEY" in said
    assert "a test secret" not in said


@pytest.mark.spec("AC-74")
def test_what_opens_a_door_is_in_no_line(lines, caplog, monkeypatch):
    log = lines(log_json=False)
    access = logging.getLogger("uvicorn.access")
    monkeypatch.setattr(access, "propagate", True)  # as configure_logging leaves it; a server of another test may not
    with caplog.at_level(logging.INFO), caplog.at_level(logging.INFO, access.name):
        path = "/api/v1/auth/invitations/s3cr3t-token/accept?x=1"
        access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "POST", path, "1.1", 200)
        for back in ("google", "oidc"):
            path = f"/api/v1/auth/{back}/callback?code=s3cr3t-code&state=s3cr3t-state"
            access.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", path, "1.1", 303)
    for shown in ("invitations/…/accept?x=1", "google/callback?…", "oidc/callback?…"):
        assert f"/auth/{shown} HTTP/1.1" in log.getvalue()
    assert "s3cr3t" not in log.getvalue()
