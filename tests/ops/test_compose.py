"""What compose.yaml promises the operator."""

import configparser
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tripl.worker.celery_app import HARD_LIMIT

ROOT = Path(__file__).parents[2]
APP_ROLES = ("migrate", "app", "celery-worker", "celery-beat")
LONG_RUNNING = ("postgres", "rabbitmq", "redis", "app", "celery-worker", "celery-beat", "mcp")
HOURS = 3600 * 1000


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return document


@pytest.fixture(scope="module")
def services(compose) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def words(command: str | list[str]) -> list[str]:
    return command.split() if isinstance(command, str) else command


def named(service: dict[str, Any]) -> list[str]:
    """Volumes that outlive the container, not files of the host."""
    return [each for each in service.get("volumes", []) if not each.startswith(".")]


@pytest.mark.spec("O-1", "O-3", "O-14")
def test_names(compose, services):
    assert compose["name"] == "tripl"
    assert set(services) == {*APP_ROLES, "postgres", "rabbitmq", "redis", "mcp"}
    assert [name for name, service in services.items() if "profiles" in service] == ["mcp"]
    assert set(compose["volumes"]) == {"pgdata18"}


@pytest.mark.spec("O-2")
def test_one_image_in_every_role(services):
    images = {services[name]["image"] for name in APP_ROLES}
    assert images == {"${TRIPL_IMAGE:-ghcr.io/vladenisov/tripl}:${TRIPL_VERSION:-latest}"}


@pytest.mark.spec("O-3")
def test_commands(services):
    assert words(services["migrate"]["command"]) == ["alembic", "upgrade", "head"]
    worker, beat = words(services["celery-worker"]["command"]), words(services["celery-beat"]["command"])
    assert worker == ["celery", "-A", "tripl.worker.celery_app", "worker", "--loglevel=info"]
    assert beat[:4] == ["celery", "-A", "tripl.worker.celery_app", "beat"]
    assert beat[-2:] == ["--schedule", "/tmp/celerybeat-schedule"]
    assert "command" not in services["app"]
    assert words(services["redis"]["command"]) == [
        "redis-server", "--maxmemory", "256mb", "--maxmemory-policy", "allkeys-lru", "--save", '""',
    ]  # fmt: skip


@pytest.mark.spec("O-3", "O-21")
def test_probes(services):
    assert services["celery-worker"]["healthcheck"] == services["celery-beat"]["healthcheck"] == {"disable": True}
    assert "healthcheck" not in services["app"]
    assert "healthcheck" not in services["migrate"]


@pytest.mark.spec("O-7")
@pytest.mark.parametrize(
    ("name", "probe", "timing"),
    [
        ("postgres", "pg_isready -U tripl", ("5s", "5s", 5, None)),
        ("rabbitmq", "rabbitmq-diagnostics -q ping", ("10s", "10s", 10, "30s")),
        ("redis", "redis-cli ping", ("5s", "5s", 5, None)),
    ],
)
def test_probe_timings(services, name, probe, timing):
    check = services[name]["healthcheck"]
    assert " ".join(check["test"][1:]) == probe
    assert (check["interval"], check["timeout"], check["retries"], check.get("start_period")) == timing


@pytest.mark.spec("O-4", "O-58", "O-65")
def test_where_the_data_is(services):
    postgres = services["postgres"]
    assert postgres["image"] == "pgvector/pgvector:0.8.2-pg18-trixie"
    assert postgres["volumes"] == ["pgdata18:/var/lib/postgresql"]
    environment = postgres["environment"]
    assert environment["PGDATA"] == "/var/lib/postgresql/18/docker"
    assert (environment["POSTGRES_USER"], environment["POSTGRES_DB"]) == ("tripl", "tripl")
    assert [name for name, service in services.items() if named(service)] == ["postgres"], "nothing else is durable"


@pytest.mark.spec("O-5", "O-6")
def test_nothing_starts_on_an_old_schema(services):
    conditions = {
        name: {other: wait["condition"] for other, wait in services[name]["depends_on"].items()} for name in APP_ROLES
    }
    done, healthy = "service_completed_successfully", "service_healthy"
    assert conditions == {
        "migrate": {"postgres": healthy},
        "app": {"migrate": done, "postgres": healthy, "rabbitmq": healthy, "redis": healthy},
        "celery-worker": {"migrate": done, "rabbitmq": healthy, "redis": healthy},
        "celery-beat": {"migrate": done, "rabbitmq": healthy},
    }


@pytest.mark.spec("O-8", "O-51")
def test_what_restarts_and_what_is_published(services):
    for name, service in services.items():
        assert (service.get("restart") == "unless-stopped") is (name in LONG_RUNNING)
        assert "container_name" not in service
        assert service.get("stop_grace_period", "30s") == "30s"
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"app": ["8000:8000"], "mcp": ["127.0.0.1:8765:8765"]}


@pytest.mark.spec("O-9")
def test_the_broker_waits_longer_than_any_task(services):
    rabbit = services["rabbitmq"]
    assert rabbit["volumes"] == ["./infra/rabbitmq/rabbitmq.conf:/etc/rabbitmq/rabbitmq.conf:ro"]
    assert rabbit["environment"]["RABBITMQ_DEFAULT_USER"] == "tripl"
    parser = configparser.ConfigParser()
    parser.read_string("[all]\n" + (ROOT / "infra" / "rabbitmq" / "rabbitmq.conf").read_text())
    timeout = parser.getint("all", "consumer_timeout")
    assert timeout == 26 * HOURS
    assert timeout > max(25 * HOURS, HARD_LIMIT * 1000)


@pytest.mark.spec("O-10")
def test_compose_refuses_to_render_without_secrets():
    text = (ROOT / "compose.yaml").read_text()
    for name in ("POSTGRES_PASSWORD", "RABBITMQ_PASSWORD", "ENCRYPTION_KEY", "SECRET_KEY", "APP_BASE_URL"):
        uses = re.findall(r"\$\{" + name + r"([^}]*)\}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses)


@pytest.mark.spec("O-11", "O-12")
def test_the_environment_of_the_roles(compose, services):
    anchor = compose["x-app-environment"]
    assert all(services[name]["environment"] == anchor for name in APP_ROLES)
    assert "env_file" not in str(compose)
    assert anchor["DATABASE_URL"].startswith("postgresql+asyncpg://tripl:")
    assert anchor["SYNC_DATABASE_URL"].startswith("postgresql+psycopg://tripl:")
    assert anchor["DATABASE_URL"].split("@")[1] == anchor["SYNC_DATABASE_URL"].split("@")[1] == "postgres:5432/tripl"
    assert anchor["REDIS_URL"] == "redis://redis:6379/0"
    fixed = ("SESSION_COOKIE_SECURE", "SECURITY_HEADERS_ENABLED", "RATE_LIMIT_ENABLED")
    assert [anchor[name] for name in fixed] == ["true"] * 3
    assert (anchor["HSTS_ENABLED"], anchor["LOG_JSON"]) == ("${HSTS_ENABLED:-true}", "${LOG_JSON:-true}")


@pytest.mark.spec("O-13")
def test_the_optional_mcp_service(services):
    mcp = services["mcp"]
    assert mcp["profiles"] == ["mcp"]
    assert words(mcp["command"]) == ["--transport", "streamable-http", "--host", "0.0.0.0", "--port", "8765"]
    assert mcp["environment"] == {"TRIPL_BASE_URL": "http://app:8000"}
    assert "8765" in mcp["healthcheck"]["test"][-1]


SHARING = ("app", "celery-worker", "celery-beat")


@pytest.fixture(scope="module")
def metrics() -> dict[str, Any]:
    """What an operator who wants the workers' figures lays over the stack."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "compose.metrics.example.yaml").read_text())
    return document


@pytest.mark.spec("O-81")
def test_the_folder_of_figures_is_shared_and_emptied_before_anybody_opens_it(compose, services, metrics):
    assert "metrics-init" not in services
    assert set(metrics["services"]) == {"metrics-init", *SHARING}
    assert set(metrics["volumes"]) == {"prometheus-multiproc"}
    init = metrics["services"]["metrics-init"]
    assert init["image"] == services["app"]["image"]
    assert "restart" not in init
    for service in metrics["services"].values():
        assert service["volumes"] == ["prometheus-multiproc:/app/var/prometheus"]
        assert service["environment"] == {"PROMETHEUS_MULTIPROC_DIR": "/app/var/prometheus"}
    for name in SHARING:
        assert metrics["services"][name]["depends_on"] == {
            "metrics-init": {"condition": "service_completed_successfully"}
        }
    assert compose["x-app-environment"]["PROMETHEUS_METRICS_ENABLED"] == "${PROMETHEUS_METRICS_ENABLED:-}"


@pytest.mark.spec("O-81")
def test_emptying_takes_the_figures_and_nothing_else(metrics, tmp_path):
    command = [part.replace("$$", "$") for part in metrics["services"]["metrics-init"]["command"]]
    environment = {"PATH": os.environ["PATH"], "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for name in ("counter_7.db", "histogram_12.db", "notes.txt"):
        (tmp_path / name).write_bytes(b"old")
    for _ in range(2):  # the second time there is nothing to do, which is no failure
        subprocess.run(command, env=environment, check=True)
        assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
