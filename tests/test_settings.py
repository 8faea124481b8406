"""Where settings come from, and what keeps a process from starting."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from fastapi.testclient import TestClient

from tests.plugins.api import make_wiring
from tripl.api.factory import create_app
from tripl.preflight import BadSettings, assert_production_ready, load_settings
from tripl.preflight import warnings as worth_a_line
from tripl.settings import Settings

VARIABLES = [name.upper() for name in Settings.model_fields]
GOOD = {
    "DATABASE_URL": "postgresql://tripl:s3cr3t@db/tripl",
    "RABBITMQ_URL": "amqp://tripl:s3cr3t@mq:5672//",
    "ENCRYPTION_KEY": Fernet.generate_key().decode(),
    "SECRET_KEY": "k" * 40,
    "APP_BASE_URL": "https://tripl.example.com",
    "SESSION_COOKIE_SECURE": "true",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An empty environment in an empty folder; a dictionary sets variables."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper() in VARIABLES:
            monkeypatch.delenv(name)

    def use(values: dict[str, str]) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return use


@pytest.mark.spec("CF-1")
def test_a_variable_is_found_whatever_its_case(environment):
    environment({"session_ttl_hours": "7", "SESSION_COOKIE_NAME": "mine", "UNKNOWN_TO_US": "1"})
    settings = Settings()
    assert (settings.session_ttl_hours, settings.session_cookie_name) == (7, "mine")


@pytest.mark.spec("CF-1")
def test_the_file_of_the_working_folder_is_read_and_the_environment_wins(environment, tmp_path):
    (tmp_path / ".env").write_text("SESSION_TTL_HOURS=9\nVITE_API_URL=x\nHSTS_ENABLED=true\n")
    environment({"SESSION_TTL_HOURS": "8"})
    settings = Settings()
    assert (settings.session_ttl_hours, settings.hsts_enabled) == (8, True)


@pytest.mark.spec("CF-2")
def test_missing_secrets_break_no_import(tmp_path):
    code = "import tripl.settings, tripl.main, tripl.worker.celery_app; print('ok')"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={}, cwd=tmp_path, check=False
    )
    assert ran.stdout.strip() == "ok", ran.stderr


@pytest.mark.spec("CF-3")
def test_an_empty_variable_counts_as_unset(environment):
    defaults = Settings(_env_file=None)
    environment(dict.fromkeys(VARIABLES, ""))
    assert Settings() == defaults


@pytest.mark.spec("CF-4")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SESSION_TTL_HOURS", "soon"),
        ("DEBUG", "perhaps"),
        ("LOG_LEVEL", "LOUD"),
        ("REGISTRATION_MODE", "maybe"),
        ("DATABASE_URL", "mysql://a/b"),
        ("RATE_LIMIT_LOGIN_PER_MINUTE", "-1"),
        ("OIDC_ISSUER", "login.example.com"),
        ("OIDC_ISSUER", "https://login.example.com/?tenant=1"),
        ("OIDC_SCOPES", "openid profile"),
        ("OIDC_SCOPES", "email"),
        ("OIDC_SCOPES", 'openid email "all"'),
        ("OIDC_BUTTON_LABEL", "two\nlines"),
        ("OIDC_ALLOWED_DOMAINS", "example.com, @example.org"),
        ("OIDC_AUTO_CREATE_USERS", "sometimes"),
        ("GOOGLE_ALLOWED_DOMAINS", "https://example.com"),
    ],
)
def test_a_value_that_cannot_be_read_stops_the_process_by_name(environment, name, value):
    environment({**GOOD, name: value})
    with pytest.raises(BadSettings, match=name) as stopped:
        load_settings()
    assert GOOD["SECRET_KEY"] not in str(stopped.value)


@pytest.mark.spec("CF-4")
def test_a_process_says_which_variable_it_was(tmp_path):
    environment = {**GOOD, "SESSION_TTL_HOURS": "soon", "PATH": os.environ["PATH"]}
    for arguments in (["-m", "tripl.preflight"], ["-c", "import tripl.main"]):
        ran = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )
        assert ran.returncode != 0
        assert "SESSION_TTL_HOURS" in ran.stderr


def test_two_database_urls_must_agree(environment):
    environment({**GOOD, "SYNC_DATABASE_URL": "postgresql+psycopg://tripl:s3cr3t@other/tripl"})
    with pytest.raises(BadSettings, match="DATABASE_URL and SYNC_DATABASE_URL"):
        load_settings()


@pytest.mark.spec("CF-5")
@pytest.mark.parametrize(
    ("word", "debug"),
    [
        ("release", False), ("prod", False), ("Production", False), ("dev", True), ("development", True),
        ("1", True), ("false", False), ("", False),
    ],
)  # fmt: skip
def test_words_for_debug(environment, word, debug):
    environment({"DEBUG": word})
    assert Settings().debug is debug


@pytest.mark.spec("CF-31")
def test_a_good_configuration_starts(environment):
    environment(GOOD)
    assert_production_ready(load_settings())


@pytest.mark.spec("AC-53")
def test_a_list_of_keys_starts_too(environment):
    keys = ",".join([Fernet.generate_key().decode(), GOOD["ENCRYPTION_KEY"]])
    environment({**GOOD, "ENCRYPTION_KEY": keys})
    assert_production_ready(load_settings())
    environment({"SECRET_KEY": GOOD["ENCRYPTION_KEY"]})
    assert worth_a_line(load_settings()) == ["SECRET_KEY equals ENCRYPTION_KEY: one leak opens both"]


@pytest.mark.spec("CF-31")
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"ENCRYPTION_KEY": ""}, "ENCRYPTION_KEY is empty"),
        ({"ENCRYPTION_KEY": "short"}, "ENCRYPTION_KEY is not a Fernet key"),
        ({"ENCRYPTION_KEY": " , "}, "ENCRYPTION_KEY holds no key"),
        ({"ENCRYPTION_KEY": f"{GOOD['ENCRYPTION_KEY']},short"}, "ENCRYPTION_KEY: key 2 of 2 is not a Fernet key"),
        ({"SESSION_COOKIE_SECURE": "false"}, "SESSION_COOKIE_SECURE"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is empty"),
        ({"APP_BASE_URL": ""}, "CORS_ALLOW_ORIGINS"),
        ({"CORS_ALLOW_ORIGINS": "*"}, "CORS_ALLOW_ORIGINS"),
        ({"DATABASE_URL": "postgresql://tripl:tripl@db/tripl"}, "DATABASE_URL"),
        ({"RABBITMQ_URL": "amqp://guest:guest@mq//"}, "RABBITMQ_URL"),
        (
            {"SYNC_DATABASE_URL": "postgresql://tripl:tripl@db/tripl", "DATABASE_URL": ""},
            "SYNC_DATABASE_URL",
        ),
    ],
)
def test_each_unsafe_value_is_found(environment, wrong, named):
    environment({**GOOD, **wrong})
    with pytest.raises(RuntimeError) as stopped:
        assert_production_ready(load_settings())
    first, *bullets = str(stopped.value).splitlines()
    assert first == "Production startup checks failed:"
    assert len(bullets) == 1
    assert bullets[0].startswith("- ")
    assert named in bullets[0]


@pytest.mark.spec("CF-31")
def test_all_problems_are_told_at_once_and_debug_tells_none(environment):
    with pytest.raises(RuntimeError) as stopped:
        assert_production_ready(load_settings())
    assert len(str(stopped.value).splitlines()) == 1 + 6
    environment({"DEBUG": "dev"})
    assert_production_ready(load_settings())


def test_the_local_posture_waives_only_the_secure_cookie(environment):
    environment({**GOOD, "SESSION_COOKIE_SECURE": "false", "DEPLOYMENT_POSTURE": "local"})
    assert_production_ready(load_settings())
    environment({"SECRET_KEY": ""})
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        assert_production_ready(load_settings())


@pytest.mark.spec("CF-31", "CF-2")
def test_the_api_does_not_start_unsafe(sessions):
    settings = Settings(_env_file=None)
    app = create_app(settings, make_wiring(settings, sessions))
    with pytest.raises(RuntimeError, match="Production startup checks failed:"), TestClient(app):
        pass


@pytest.mark.spec("CF-31")
def test_preflight_is_told_once_and_ends_with_an_error(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "tripl.preflight"], capture_output=True, text=True, env={}, cwd=tmp_path, check=False
    )
    assert ran.returncode == 1
    assert ran.stderr.count("Production startup checks failed:") == 1
    assert "Traceback" not in ran.stderr


@pytest.mark.spec("CF-33")
def test_weak_secrets_are_worth_a_line(environment):
    environment({**GOOD, "SECRET_KEY": GOOD["ENCRYPTION_KEY"]})
    assert len(worth_a_line(load_settings())) == 1
    environment({"SECRET_KEY": "short"})
    assert len(worth_a_line(load_settings())) == 1
    environment(GOOD)
    assert worth_a_line(load_settings()) == []


def test_mail_settings_that_cannot_work_are_named(environment):
    environment({**GOOD, "SMTP_FROM_ADDRESS": "tripl <nobody>"})
    with pytest.raises(BadSettings, match="SMTP_FROM_ADDRESS"):
        load_settings()
    environment({"SMTP_FROM_ADDRESS": "tripl <tripl@example.com>", "SMTP_PASSWORD": "p", "SMTP_HOST": "relay"})
    with pytest.raises(RuntimeError, match="SMTP_USERNAME"):
        assert_production_ready(load_settings())


PROVIDER = {"OIDC_ISSUER": "https://id.example.com", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}


@pytest.mark.spec("AC-74")
def test_a_provider_that_cannot_work_stops_the_start(environment):
    environment(
        {**GOOD, **PROVIDER, "OIDC_ALLOWED_DOMAINS": "Example.COM , example.org", "OIDC_SCOPES": "email openid"}
    )
    settings = load_settings()
    assert_production_ready(settings)
    assert (settings.oidc_allowed_domains, settings.oidc_scopes) == (["example.com", "example.org"], "email openid")
    environment({"OIDC_ISSUER": "http://id.example.com"})
    with pytest.raises(RuntimeError, match="OIDC_ISSUER is not https"):
        assert_production_ready(load_settings())
    environment({"DEBUG": "true"})
    assert_production_ready(load_settings())
    environment({"DEBUG": "false", **PROVIDER, "APP_BASE_URL": "", "CORS_ALLOW_ORIGINS": "https://a.example.com"})
    with pytest.raises(RuntimeError, match="APP_BASE_URL is empty: a provider"):
        assert_production_ready(load_settings())


@pytest.mark.spec("AC-74")
def test_half_a_provider_is_worth_a_line(environment):
    environment({**GOOD, "GOOGLE_CLIENT_ID": "a"})
    assert ["GOOGLE_CLIENT_SECRET" in line for line in worth_a_line(load_settings())] == [True]
    environment({"GOOGLE_CLIENT_SECRET": "b", "OIDC_ISSUER": "https://id.example.com"})
    assert ["OIDC_CLIENT_ID" in line for line in worth_a_line(load_settings())] == [True]


def test_mail_settings_that_rarely_fit_are_worth_a_line(environment):
    environment({**GOOD, "SMTP_HOST": "relay", "SMTP_PORT": "465", "SMTP_FROM_ADDRESS": "tripl@example.com"})
    assert ["SMTP_SECURITY=implicit_tls" in line for line in worth_a_line(load_settings())] == [True]
    environment({"SMTP_SECURITY": "implicit_tls", "SMTP_FROM_ADDRESS": ""})
    assert ["SMTP_FROM_ADDRESS" in line for line in worth_a_line(load_settings())] == [True]
    environment({"SMTP_HOST": "", "SMTP_USE_TLS": "false", "SMTP_SECURITY": ""})
    assert (worth_a_line(load_settings()), load_settings().mail_security) == ([], "none")


def marked(mark: str) -> set[str]:
    fields: dict[str, Any] = {name: field.json_schema_extra or {} for name, field in Settings.model_fields.items()}
    return {name.upper() for name, extra in fields.items() if extra.get(mark)}


@pytest.mark.spec("CF-6", "O-11")
def test_compose_forwards_every_setting_but_these():
    import yaml

    document = yaml.safe_load((Path(__file__).parents[1] / "compose.yaml").read_text())
    anchor = set(document["x-app-environment"])
    assert marked("not_forwarded") == {"DEBUG", "SERVE_FRONTEND", "FRONTEND_DIST_DIR"}
    assert anchor == set(VARIABLES) - marked("not_forwarded") - marked("local_only")
