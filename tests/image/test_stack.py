"""The stack of compose.yaml, run from the image: schema, roles, a scan that counts, and what an operator does."""

import re
import time
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx
import pytest

from tests.acceptance.story import make_project, make_scan, points
from tests.image.stack import ROLES, SERVERS, Stack

SLUG = "shop"
ROWS = 5
PLAIN = {"sslmode": "disable"}
HOURS = 48
FILL = f"""
create schema warehouse;
create table warehouse.visits as
select date_trunc('hour', now()) - make_interval(hours => hour) + interval '7 minutes' as event_time,
       'checkout' as section, 'web' as platform
from generate_series(1, {HOURS}) as hour, generate_series(1, {ROWS})
"""


@pytest.mark.spec("O-2", "O-5", "O-23")
def test_the_schema_came_first(stack: Stack):
    assert stack.inspect("migrate", "{{.State.ExitCode}}") == "0"
    assert "Running upgrade" in stack.logs("migrate")
    ended = datetime.fromisoformat(when(stack.inspect("migrate", "{{.State.FinishedAt}}")))
    images = {stack.inspect(name, "{{.Image}}") for name in ("migrate", *ROLES)}
    assert len(images) == 1
    for name in ROLES:
        assert datetime.fromisoformat(when(stack.inspect(name, "{{.State.StartedAt}}"))) > ended


def when(said: str) -> str:
    """Podman's time without its nanoseconds and its name of the zone."""
    found = re.match(r"(\S+ \S+?)(?:\.\d+)? ([+-]\d{2})(\d{2})", said)
    assert found, said
    return f"{found[1]}{found[2]}:{found[3]}"


@pytest.mark.spec("O-69", "O-43", "O-44")
def test_the_five_checks_after_a_deploy(stack: Stack):
    for name in SERVERS:
        stack.wait(partial(stack.healthy, name), f"healthy {name}")
    for name in ROLES:
        assert stack.inspect(name, "{{.State.Status}}") == "running"
    health = httpx.get(f"{stack.url}/health")
    assert (health.status_code, health.text) == (200, '{"status":"ok"}')
    stack.wait(lambda: re.search(r"celery@\S+ ready", stack.logs("celery-worker")) is not None, "a worker")
    stack.wait(lambda: "Scheduler: Sending due task" in stack.logs("celery-beat"), "a tick of the scheduler")
    assert "Traceback" not in stack.logs("app")
    stack.wait(stack.verified, "a good deploy")


@pytest.mark.spec("O-17", "O-45")
def test_the_pages_are_in_it(stack: Stack):
    shell = httpx.get(f"{stack.url}/projects/x", headers={"Accept": "text/html"})
    assert shell.status_code == 200
    assert '<div id="root">' in shell.text
    for asset in re.findall(r'(?:src|href)="(/assets/[^"]+)"', shell.text):
        assert httpx.get(stack.url + asset).status_code == 200
    assert httpx.get(f"{stack.url}/assets/gone.js").status_code == 404


@pytest.mark.spec("O-21")
def test_the_probe_of_the_image_is_on_for_the_app_alone(stack: Stack):
    asked = {name: stack.engine.podman("healthcheck", "run", f"tripl_{name}_1", check=False) for name in ROLES}
    assert asked["app"].returncode == 0, asked["app"].stderr
    for name in ("celery-worker", "celery-beat"):
        assert "has no defined healthcheck" in asked[name].stderr


@pytest.mark.spec("O-15", "O-32")
def test_a_scan_counts(stack: Stack):
    stack.sql(FILL)
    api = stack.api()
    make_project(api, SLUG)
    password = re.search(r"POSTGRES_PASSWORD=(\w+)", (stack.folder / ".env").read_text())
    assert password
    address = {"host": "postgres", "port": 5432, "username": "tripl", "password": password[1], "database_name": "tripl"}
    source = api.post(
        "/data-sources", {"name": "visits", "db_type": "postgres", **address, "connection_settings": PLAIN}
    )
    scan = make_scan(api, SLUG, source["id"], "warehouse.visits")
    job = api.run(SLUG, scan["id"])
    assert job["status"] == "completed", job["error_message"]
    now = datetime.now(UTC)
    span = {"from": (now - timedelta(hours=HOURS + 2)).isoformat(), "to": now.isoformat()}
    total = points(api.get(f"/projects/{SLUG}/metrics/total", scan_config_id=scan["id"], **span))
    assert [count for count in total.values() if count] == [ROWS] * HOURS


@pytest.mark.spec("O-18", "O-55")
def test_what_a_visitor_says_about_himself_changes_nothing(stack: Stack):
    """With a new address in each request nobody gets a new bucket; four processes let through five each."""
    wrong = {"email": "nobody@example.com", "password": "a wrong password"}
    answers = []
    for number in range(24):
        invented = {"X-Real-IP": f"6.6.6.{number}", "X-Forwarded-For": f"6.6.6.{number}"}
        with httpx.Client(headers=invented) as client:  # a connection each, so that every process gets some
            answers.append(client.post(f"{stack.url}/api/v1/auth/login", json=wrong).status_code)
    assert set(answers) == {401, 429}
    assert answers.count(401) <= 20
    assert "6.6.6." not in stack.logs("app")


@pytest.mark.spec("O-51")
def test_three_workers(stack: Stack):
    stack.compose("up", "-d", "--no-deps", "--no-recreate", "--scale", "celery-worker=3", "celery-worker")
    for number in (1, 2, 3):
        name = f"tripl_celery-worker_{number}"
        stack.wait(partial(ready, stack, name), f"{name} to be ready")
    consumers = stack.compose("exec", "-T", "rabbitmq", "rabbitmqctl", "-q", "list_queues", "name", "consumers")
    assert re.search(r"^celery\s+3$", consumers, re.MULTILINE), consumers


def ready(stack: Stack, container: str) -> bool:
    ran = stack.engine.podman("logs", container, check=False)
    return " ready." in ran.stdout + ran.stderr


@pytest.mark.spec("O-19", "O-24", "O-29")
def test_the_schema_goes_back_by_command_and_forward_again(stack: Stack):
    """Last, with the roles stopped as the runbook says."""
    stack.compose("stop", "--timeout", "10", *ROLES)
    head = stack.sql("select version_num from alembic_version")
    went = stack.compose("run", "--rm", "--no-deps", "migrate", "alembic", "downgrade", "-1")
    assert "Running downgrade" in went
    assert stack.sql("select version_num from alembic_version") != head
    for _ in range(2):
        stack.compose("run", "--rm", "--no-deps", "migrate")
        assert stack.sql("select version_num from alembic_version") == head


@pytest.mark.spec("O-19")
def test_it_stops_when_it_is_told(stack: Stack):
    """The shell of the command gives its place to the server, so the signal arrives."""
    stack.compose("start", "app")
    stack.wait(stack.answers, "an answer of the app")
    began = time.monotonic()
    stack.compose("stop", "--timeout", "60", "app")
    assert time.monotonic() - began < 40
    assert stack.inspect("app", "{{.State.ExitCode}}") == "0"
