"""Journeys of web/e2e in Chromium against a real stack: each titled step is one test."""

import json
import os
import pathlib
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.acceptance.stack import running_stack
from tests.browser.worlds import WORLDS
from tests.fakes.receiver import Received, Receiver

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("browser")]
ROOT = pathlib.Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
LIMIT = 500


def _steps() -> list[Any]:
    """Titles as the journeys write them; ids in brackets are the requirements a step shows."""
    found = []
    for journey in WORLDS:
        source = (WEB / "e2e" / f"{journey}.journey.ts").read_text(encoding="utf-8")
        for title in re.findall(r'\bstep\(\s*"([^"]+)"', source):
            ids = re.findall(r"\b[A-Z]{1,3}-\d+[a-z]?\b", "".join(re.findall(r"\[([^\]]+)\]", title)))
            marks = [pytest.mark.spec(*ids)] if ids else []
            name = re.sub(r"\s*\[[^\]]*\]", "", title)
            found.append(pytest.param(journey, title, id=f"{journey}: {name}", marks=marks))
    return found


@dataclass(frozen=True)
class Outcome:
    """What the steps said, in the order they ran, and what the receiver got."""

    steps: dict[str, dict[str, Any]]
    received: list[Received]
    output: str


def _why_not() -> str | None:
    if not pathlib.Path(CHROMIUM).exists():
        return f"Chromium is not at {CHROMIUM}"
    if shutil.which("node") is None:
        return "Node is not on the path"
    if not (WEB / "node_modules" / "playwright-core").exists():
        return "the web's packages are not installed: run make setup"
    if not (WEB / "dist" / "index.html").exists():
        return "the web is not built: run make setup"
    return None


@pytest.fixture(scope="module")
def outcomes(warehouse_source: dict[str, Any]) -> Callable[[str], Outcome]:
    """Runs a journey when the first of its steps is asked for."""
    if reason := _why_not():
        pytest.skip(reason)
    done: dict[str, Outcome] = {}

    def outcome(journey: str) -> Outcome:
        if journey not in done:
            done[journey] = _drive(journey, warehouse_source)
        return done[journey]

    return outcome


def _drive(journey: str, warehouse: dict[str, Any]) -> Outcome:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REGISTRATION_MODE", "open")
        with running_stack() as stack, Receiver() as receiver:
            world = WORLDS[journey](stack, warehouse)
            done = subprocess.run(
                ["node", "e2e/run.mjs", journey],
                cwd=WEB,
                env={
                    **os.environ,
                    "TRIPL_URL": stack.url,
                    "RECEIVER_URL": receiver.url,
                    "CHROMIUM": CHROMIUM,
                    "SCREENSHOTS": str(ROOT / "build" / "screenshots"),
                    "WORLD": json.dumps(world),
                },
                capture_output=True,
                text=True,
                timeout=LIMIT,
                check=False,
            )
            lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            return Outcome({line["step"]: line for line in lines}, list(receiver.requests), done.stdout + done.stderr)


@pytest.mark.parametrize(("journey", "title"), _steps())
def test_step(outcomes: Callable[[str], Outcome], journey: str, title: str):
    outcome = outcomes(journey)
    told = outcome.steps.get(title)
    if told is None:
        failed = next((name for name, step in outcome.steps.items() if not step["ok"]), None)
        pytest.fail(f"not reached: “{failed}” failed" if failed else f"the journey did not run:\n{outcome.output}")
    assert told["ok"], told["error"]


@pytest.mark.spec("A-80")
def test_what_the_receiver_got_is_what_the_pages_showed(outcomes: Callable[[str], Outcome]):
    outcome = outcomes("main")
    assert all(step["ok"] for step in outcome.steps.values()), "a step failed"
    probe, *messages = [request for request in outcome.received if request.path == "/journey"]
    assert probe.headers["x-tripl-signature"].startswith("t=")
    (message,) = messages
    body = json.loads(message.body)
    assert body["matched_count"] == len(body["items"]) >= 1
    assert {item["direction"] for item in body["items"]} == {"drop"}
