"""The running stack, and the ways in which an operator and a visitor reach it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from tests.acceptance.stack import Api
from tests.image.engine import Engine

IMAGE = "ghcr.io/vladenisov/tripl:latest"
SERVERS = ("postgres", "rabbitmq", "redis")
ROLES = ("app", "celery-worker", "celery-beat")
PATIENCE = 120


@dataclass(frozen=True)
class Stack:
    engine: Engine
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def compose(self, *words: str) -> str:
        ran = self.engine.compose(self.folder, *words)
        return ran.stdout + ran.stderr

    def up(self) -> None:
        """Podman's Compose does not wait for health, so this does."""
        self.compose("up", "-d", "--no-deps", *SERVERS)
        for name in SERVERS:
            self.wait(partial(self.healthy, name), f"healthy {name}")
        self.compose("up", "-d", "--no-deps", "migrate")
        self.wait(lambda: self.inspect("migrate", "{{.State.Status}}") == "exited", "the end of migrate")
        self.compose("up", "-d", "--no-deps", *ROLES)
        self.wait(self.answers, "an answer of the app")

    def down(self) -> None:
        """Compose leaves what was scaled; nothing else is in this engine, so everything goes."""
        self.engine.compose(self.folder, "down", "--volumes", "--timeout", "10", check=False)
        self.engine.podman("rm", "--all", "--force", "--time", "10", "--volumes", check=False)
        self.engine.podman("volume", "prune", "--force", check=False)

    def healthy(self, service: str) -> bool:
        return self.inspect(service, "{{.State.Health.Status}}") == "healthy"

    def verified(self) -> bool:
        """By the command of the runbook."""
        words = ("run", "--rm", "--no-deps", "migrate", "tripl", "verify-deploy", "--url", "http://app:8000")
        return self.engine.compose(self.folder, *words, check=False).returncode == 0

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def inspect(self, service: str, template: str) -> str:
        return self.engine.podman("inspect", "--format", template, f"tripl_{service}_1").stdout.strip()

    def logs(self, service: str) -> str:
        ran = self.engine.podman("logs", f"tripl_{service}_1")
        return ran.stdout + ran.stderr

    def sql(self, statement: str) -> str:
        words = ("exec", "-T", "postgres", "psql", "-U", "tripl", "-d", "tripl", "-At", "-c", statement)
        return self.engine.compose(self.folder, *words).stdout.strip()

    def api(self) -> Api:
        """Carries the cookie itself: it is for https, and TLS would end at a proxy."""
        api = Api(self.url)
        api.sign_up()
        cookies = "; ".join(f"{name}={value}" for name, value in api.http.cookies.items())
        api.http.headers.update({"Cookie": cookies})
        return api

    def wait(self, until: Callable[[], bool], for_what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, f"waited in vain for {for_what}"
            time.sleep(0.5)
