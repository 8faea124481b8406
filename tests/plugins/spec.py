"""Writes build/spec.json: which requirement is named by which test, and how that test ended.

`python -m tests.plugins.spec build/junit/web.xml` adds what the web tests name.
"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ET

import pytest

MOST_IDS = 4
IDENT = r"[A-Z]{1,3}-\d+[a-z]?"
IN_TITLE = re.compile(rf"\[({IDENT}(?:, {IDENT})*)\]")
ENDED = {"failure": "failed", "error": "failed", "skipped": "skipped"}
REPORT = pathlib.Path("build/spec.json")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        ids = [i for mark in item.iter_markers("spec") for i in mark.args]
        if len(ids) > MOST_IDS:
            raise pytest.UsageError(f"{item.nodeid} names {len(ids)} requirements; at most {MOST_IDS} a test")
        item.user_properties.extend(("spec", i) for i in ids)


def note(outcomes: dict[str, tuple[str, list[str]]]) -> None:
    """Put {test: (outcome, requirements)} into the report, in place of what it had of these tests."""
    known: dict[str, list[list[str]]] = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    kept = {ident: [test for test in tests if test[0] not in outcomes] for ident, tests in known.items()}
    for name, (outcome, ids) in outcomes.items():
        for ident in ids:
            kept.setdefault(ident, []).append([name, outcome])
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({ident: tests for ident, tests in sorted(kept.items()) if tests}, indent=1))


def web_outcomes(junit: str) -> dict[str, tuple[str, list[str]]]:
    """What the web tests of a JUnit report name by [S-12] in their titles; raises ValueError for a crowded one."""
    outcomes: dict[str, tuple[str, list[str]]] = {}
    for case in ET.fromstring(junit).iter("testcase"):
        title = case.get("name", "")
        ids = [ident for group in IN_TITLE.findall(title) for ident in group.split(", ")]
        if len(ids) > MOST_IDS:
            raise ValueError(f"{title} names {len(ids)} requirements; at most {MOST_IDS} a test")
        if ids:
            ended = [child.tag for child in case if child.tag in ENDED]
            outcomes[f"{case.get('classname')} > {title}"] = (ENDED[ended[0]] if ended else "passed", ids)
    return outcomes


class Collector:
    def __init__(self) -> None:
        self.outcomes: dict[str, tuple[str, list[str]]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = [str(value) for name, value in report.user_properties if name == "spec"]
        if not ids or (report.when != "call" and report.passed):
            return
        self.outcomes[report.nodeid] = (report.outcome, ids)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not hasattr(session.config, "workerinput"):
            note(self.outcomes)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Collector(), "spec-collector")


if __name__ == "__main__":
    note(web_outcomes(pathlib.Path(sys.argv[1]).read_text()))
