"""The files that stand beside compose.yaml: from source, scaled, for development."""

from pathlib import Path
from typing import Any

import pytest
from tests.ops.rendered import rendered, variables

ROOT = Path(__file__).parents[2]
APP_ROLES = {"migrate", "app", "celery-worker", "celery-beat"}


def stack() -> dict[str, Any]:
    wanted = ("APP_BASE_URL", "POSTGRES_PASSWORD", "RABBITMQ_PASSWORD", "SECRET_KEY", "ENCRYPTION_KEY")
    found: dict[str, Any] = rendered("compose.yaml", dict.fromkeys(wanted, "x"))["services"]
    return found


@pytest.fixture
def development() -> dict[str, Any]:
    found: dict[str, Any] = rendered("compose.dev.yaml", {})["services"]
    return found


def test_the_override_builds_every_role_from_this_checkout():
    services = rendered("compose.override.example.yaml", {})["services"]
    assert set(services) == APP_ROLES
    for service in services.values():
        assert service["build"] == {"context": ".", "target": "runtime"}
        assert service["image"] == "tripl:source"


@pytest.mark.spec("O-53", "O-55")
def test_scaled_apps_stand_behind_one_proxy():
    document = rendered("compose.scale.example.yaml", {"TRIPL_DOMAIN": "tripl.example.com"})
    app, proxy = document["services"]["app"], document["services"]["proxy"]
    assert app["ports"] == ("!reset", [])
    assert app["deploy"]["replicas"] > 1
    assert app["environment"] == {"RATE_LIMIT_TRUST_FORWARDED_FOR": "true"}
    assert proxy["ports"] == ["80:80", "443:443"]
    assert proxy["environment"] == {"TRIPL_DOMAIN": "tripl.example.com", "TRIPL_APP_HOST": "app"}
    for mounted in [each.split(":")[0] for each in proxy["volumes"] if each.startswith(".")]:
        assert (ROOT / mounted).is_file()


@pytest.mark.spec("O-86")
def test_the_development_stack(development):
    assert set(development) == {
        *("postgres", "rabbitmq", "redis", "api", "celery-worker", "celery-beat", "frontend", "mcp"),
    }  # fmt: skip
    published = {name: {port.rsplit(":", 1)[1] for port in each.get("ports", [])} for name, each in development.items()}
    assert published == {
        "postgres": {"5432"},
        "rabbitmq": {"5672", "15672"},
        "redis": {"6379"},
        "api": {"8000"},
        "frontend": {"5173"},
        "mcp": {"8765"},
        "celery-worker": set(),
        "celery-beat": set(),
    }
    assert all(port.startswith("127.0.0.1:") for each in development.values() for port in each.get("ports", []))
    assert [name for name, each in development.items() if "profiles" in each] == ["mcp"]
    api = development["api"]
    assert api["build"]["target"] == "server"
    assert "alembic upgrade head && exec uvicorn" in api["command"] and "--reload" in api["command"]
    assert api["environment"]["DEBUG"] == "true"
    assert api["environment"]["DATABASE_URL"].split("@")[0].endswith("//tripl:tripl")
    assert api["environment"]["RABBITMQ_URL"] == "amqp://guest:guest@rabbitmq:5672//"
    assert development["rabbitmq"]["environment"] == {
        "RABBITMQ_DEFAULT_USER": "guest",
        "RABBITMQ_DEFAULT_PASS": "guest",
    }
    assert api["env_file"] == ".env"
    assert {name for name in variables((ROOT / ".env.example").read_text()) if name.endswith("_PASSWORD")} == {
        "SMTP_PASSWORD"
    }, "no secret is needed"


@pytest.mark.spec("O-86", "O-9")
def test_the_development_stack_runs_what_the_production_stack_runs(development):
    production = stack()
    for name in ("postgres", "rabbitmq", "redis"):
        assert development[name]["image"] == production[name]["image"]
        assert development[name]["healthcheck"] == production[name]["healthcheck"]
    assert development["rabbitmq"]["volumes"] == production["rabbitmq"]["volumes"]
    assert development["postgres"]["volumes"] == production["postgres"]["volumes"]
    for name in ("celery-worker", "celery-beat"):
        assert development[name]["command"] == production[name]["command"]


@pytest.mark.spec("O-87")
def test_worker_and_beat_of_development_wait_for_the_api_and_everything_has_a_limit(development):
    for name in ("celery-worker", "celery-beat"):
        assert development[name]["depends_on"] == {"api": {"condition": "service_healthy"}}
        assert development[name]["healthcheck"] == {"disable": True}
    assert "healthcheck" in development["api"]
    assert {name: each.get("mem_limit") for name, each in development.items() if name != "mcp"} == {
        "postgres": "1g",
        "api": "1g",
        "celery-worker": "1g",
        "rabbitmq": "512m",
        "redis": "384m",
        "frontend": "768m",
        "celery-beat": "256m",
    }
