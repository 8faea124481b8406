"""Journeys of web/e2e in Chromium against a real stack: each titled step is one test."""

import json
import os
import pathlib
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.acceptance.stack import running_stack
from tests.browser.chromium import CHROMIUM, WEB, why_not
from tests.browser.worlds import WORLDS
from tests.fakes.receiver import Received, Receiver
from tests.plugins.browser import MEASURED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1260)]
ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT = 1200
MOMENTS = ["start", "sign-up", "drop", "preview", "chart", "first finding"]
FIVE_MINUTES = 300
PAGED = {"events", "last events", "events found", "runs", "deliveries", "audit"}
PATIENCE = 1000
"""Milliseconds that a page of fifty may take beside a browser at work; alone it takes a fraction of it."""


def _steps() -> list[Any]:
    """Titles as the journeys write them; ids in brackets are the requirements a step shows."""
    found = []
    for journey in WORLDS:
        source = (WEB / "e2e" / f"{journey}.journey.ts").read_text(encoding="utf-8")
        for title in re.findall(r'\bstep\(\s*"([^"]+)"', source):
            ids = re.findall(r"\b[A-Z]{1,3}-\d+[a-z]?\b", " ".join(re.findall(r"\[([^\]]+)\]", title)))
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
    times: dict[str, float]
    """Seconds from the call of `tripl up` to each moment a journey names, in the order they came."""
    measured: dict[str, int]
    """Milliseconds that a journey took the 95th percentile of, by what it asked for."""


@pytest.fixture(scope="module")
def outcomes(warehouse_source: dict[str, Any]) -> Callable[[str], Outcome]:
    """Runs a journey when the first of its steps is asked for."""
    if reason := why_not():
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
        # A crowd of people signs up from one address.
        environment.setenv("RATE_LIMIT_REGISTER_PER_HOUR", "0")
        began = time.time()
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
                    "STARTED_AT": str(began),
                },
                capture_output=True,
                text=True,
                timeout=LIMIT,
                check=False,
            )
            lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            return Outcome(
                {line["step"]: line for line in lines if "step" in line},
                list(receiver.requests),
                done.stdout + done.stderr,
                {line["moment"]: line["seconds"] for line in lines if "moment" in line},
                next((line["measured"] for line in lines if "measured" in line), {}),
            )


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


def test_a_stranger_sees_a_finding_in_their_file_within_five_minutes(
    outcomes: Callable[[str], Outcome], record_property: Callable[[str, object], None]
):
    outcome = outcomes("minutes")
    assert list(outcome.times) == MOMENTS, outcome.output
    assert list(outcome.times.values()) == sorted(outcome.times.values())
    told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in outcome.times.items())
    record_property(MEASURED, f"from tripl up: {told}")
    assert outcome.times["first finding"] < FIVE_MINUTES


def test_lists_answer_quickly_with_ten_thousand_rows(
    outcomes: Callable[[str], Outcome], record_property: Callable[[str, object], None]
):
    outcome = outcomes("states")
    assert outcome.measured.keys() >= PAGED, outcome.output
    told = ", ".join(f"{name} {milliseconds} ms" for name, milliseconds in outcome.measured.items())
    record_property(MEASURED, f"p95 of lists with ten thousand rows behind them: {told}")
    assert {name for name in PAGED if outcome.measured[name] > PATIENCE} == set()
