"""What is saved lies over a process before it is built: middleware, limiter, cookies and log, in every role."""

import subprocess
import sys

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from tests.ops.processes import CELERY, environment, logged

from tripl.api.factory import create_app
from tripl.db.session import make_sessions
from tripl.features.settings import repository
from tripl.preflight import assert_production_ready, with_overrides

LOGIN = {"email": "nobody@example.com", "password": "wrong"}
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def save(engine, queue, bus):
    """Committed, as another process sees it; gone after the test."""
    sessions = make_sessions(engine, queue, bus)

    def do(**values):
        with sessions.begin() as session:
            for name, value in values.items():
                repository.save(session, name, value=value)

    yield do
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM setting_overrides"))


@pytest.mark.spec("CF-14", "CF-31")
def test_the_edge_of_the_api_is_built_from_what_is_saved(save, make_settings):
    save(
        request_id_header="X-Trace",
        rate_limit_login_per_minute=1,
        cors_allow_origins=["https://other.example.com"],
        content_security_policy="default-src 'none'",
        hsts_enabled=True,
        hsts_max_age_seconds=77,
    )
    client = TestClient(create_app(with_overrides(make_settings())), base_url="https://testserver")
    answer = client.get("/health", headers={"Origin": "https://other.example.com"})
    assert "x-trace" in answer.headers
    assert answer.headers["access-control-allow-origin"] == "https://other.example.com"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["strict-transport-security"].startswith("max-age=77")
    codes = [client.post("/api/v1/auth/login", json=LOGIN).status_code for _ in range(2)]
    assert codes == [401, 429]


@pytest.mark.spec("CF-14")
def test_figures_are_served_when_they_are_saved(save, make_settings):
    def served() -> bool:
        client = TestClient(create_app(with_overrides(make_settings())), base_url="https://testserver")
        return bool(client.get("/metrics").headers["content-type"].startswith("text/plain"))

    assert not served()
    save(prometheus_metrics_enabled=True)
    assert served()


@pytest.mark.spec("CF-14")
def test_the_cookie_is_the_saved_one(save, make_settings, session):
    save(session_cookie_name="mine", session_ttl_hours=2)
    app = create_app(with_overrides(make_settings(debug=True, session_cookie_secure=False)))
    from tripl.features.accounts.schemas import AccountPolicy

    policy = app.state.wiring.policy(AccountPolicy)
    assert (policy.cookie_name, policy.session_hours, app.state.wiring.session_cookie) == ("mine", 2, "mine")


@pytest.mark.spec("CF-14")
def test_what_is_used_live_is_not_frozen_at_the_start(save, make_settings, engine):
    from tripl.features.scans.schemas import ScanPolicy

    save(scan_row_limit_default=5)
    wiring = create_app(with_overrides(make_settings(scan_row_limit_default=9))).state.wiring
    assert wiring.policy(ScanPolicy).scan_row_limit == 5
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM setting_overrides"))
    assert wiring.policy(ScanPolicy).scan_row_limit == 9  # of the environment, not of the start


@pytest.mark.spec("CF-31", "CF-16")
def test_a_saved_value_cannot_slip_past_the_checks_of_a_start(save, postgres_url, tmp_path):
    save(session_cookie_secure=False)
    posture = {"DEPLOYMENT_POSTURE": "production", "SESSION_COOKIE_SECURE": "true", "RABBITMQ_URL": NOBODY}
    over = {**posture, "DATABASE_URL": postgres_url, "APP_BASE_URL": "https://tripl.example.com"}

    def preflight(**more):
        ran = subprocess.run(
            [sys.executable, "-m", "tripl.preflight"],
            env=environment(**over, **more), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return ran.returncode, ran.stderr

    code, said = preflight()
    assert code == 1
    assert "Production startup checks failed:" in said
    assert "SESSION_COOKIE_SECURE is false" in said
    _, said = preflight(SETTINGS_IGNORE_OVERRIDES="true")
    assert "SETTINGS_IGNORE_OVERRIDES" in said
    assert "SESSION_COOKIE_SECURE" not in said


@pytest.mark.spec("CF-14", "CF-31")
@pytest.mark.parametrize("role", ["worker", "beat"])
def test_worker_and_scheduler_log_as_it_is_saved(save, postgres_url, tmp_path, role):
    save(log_json=True, log_level="INFO")
    options = ["--schedule", str(tmp_path / "schedule")] if role == "beat" else ["--concurrency=1", "--pool=solo"]
    over = {"DATABASE_URL": postgres_url, "RABBITMQ_URL": NOBODY}
    with logged(tmp_path, '"logger": "tripl.preflight"', *CELERY, role, *options, **over) as lines:
        named = next(line for line in lines if "settings that are not the defaults" in line)
    assert '"level": "INFO"' in named
    assert "LOG_JSON" in named


@pytest.mark.spec("CF-14", "CF-31")
@pytest.mark.parametrize("role", ["worker", "beat"])
def test_worker_and_scheduler_refuse_what_the_checks_refuse(save, postgres_url, tmp_path, role):
    save(session_cookie_secure=False)
    over = {
        "DATABASE_URL": postgres_url, "RABBITMQ_URL": NOBODY, "DEPLOYMENT_POSTURE": "production",
        "SESSION_COOKIE_SECURE": "true", "APP_BASE_URL": "https://tripl.example.com",
    }  # fmt: skip
    ran = subprocess.run(
        [sys.executable, *CELERY, role], env=environment(**over), cwd=tmp_path,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode != 0
    assert "SESSION_COOKIE_SECURE is false" in ran.stderr


def test_a_value_that_passes_no_check_any_more_is_named_and_left_out(save, make_settings, caplog):
    save(log_level="LOUD", log_json=True, encryption_key="stolen", unheard_of=1)
    settings = make_settings()
    started = with_overrides(settings)
    assert (started.log_level, started.log_json, started.encryption_key) == ("INFO", True, settings.encryption_key)
    assert "LOG_LEVEL counts for nothing" in caplog.text


def test_a_start_without_its_database_runs_on_the_environment(make_settings, caplog):
    settings = make_settings(database_url="postgresql://app:not-the-sample@127.0.0.1:1/tripl")
    started = with_overrides(settings)
    assert started == settings
    assert "starting on the environment" in caplog.text
    assert_production_ready(started)


def test_a_database_from_before_the_table_is_no_trouble(make_settings, postgres_url, engine, caplog):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE setting_overrides RENAME TO elsewhere"))
    try:
        assert with_overrides(make_settings()) == make_settings()
        assert caplog.text == ""
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO setting_overrides"))
