"""A browser journey may be skipped on a machine without Chromium, never in CI: there such a skip is a failure.

What a journey measured stands at the end of the log, also when workers ran it.
"""

import os
from collections.abc import Generator

import pytest

MEASURED = "journey measured"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("CI")
        and item.get_closest_marker("browser")
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"browser journeys may not be skipped in CI: {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    told = [
        str(value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", ())
        if name == MEASURED
    ]
    if told:
        terminalreporter.section("journeys")
        for line in told:
            terminalreporter.write_line(line)
