"""Writes build/spec.json: which requirement is named by which test, and how that test ended."""

import json
import pathlib

import pytest

MOST_IDS = 4
REPORT = pathlib.Path("build/spec.json")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        ids = [i for mark in item.iter_markers("spec") for i in mark.args]
        if len(ids) > MOST_IDS:
            raise pytest.UsageError(f"{item.nodeid} names {len(ids)} requirements; at most {MOST_IDS} a test")
        item.user_properties.extend(("spec", i) for i in ids)


class Collector:
    def __init__(self) -> None:
        self.outcomes: dict[str, tuple[str, list[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [str(value) for name, value in report.user_properties if name == "spec"]
        if not ids or (report.when != "call" and report.passed):
            return
        self.outcomes[report.nodeid] = (report.outcome, ids)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            return
        known: dict[str, list[list[str]]] = {}
        if REPORT.exists():
            known = json.loads(REPORT.read_text())
        ran = set(self.outcomes)
        kept = {i: [t for t in tests if t[0] not in ran] for i, tests in known.items()}
        for node, (outcome, ids) in self.outcomes.items():
            for ident in ids:
                kept.setdefault(ident, []).append([node, outcome])
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(json.dumps({i: t for i, t in sorted(kept.items()) if t}, indent=1))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Collector(), "spec-collector")
