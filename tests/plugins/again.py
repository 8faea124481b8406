"""Runs again, alone, the few tests that failed beside others: a busy machine is no verdict, a second failure is.

`python -m tests.plugins.again build/junit` after a whole run; ends with 0 when all of them pass now, and names them.
"""

import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ET

MOST = 3
"""More than this at once is no matter of chance."""


def failed(report: pathlib.Path) -> list[str]:
    """Names of the tests of a JUnit report that failed or broke."""
    cases = ET.parse(report).getroot().iter("testcase")
    bad = (case for case in cases if {"failure", "error"} & {child.tag for child in case})
    return [f"{case.get('classname')}.{case.get('name')}" for case in bad]


def main(folder: pathlib.Path) -> int:
    names = failed(folder / "python.xml")
    if not 0 < len(names) <= MOST:
        return 1
    print(f"failed beside other tests, once more alone: {', '.join(names)}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "0", "--last-failed", "--last-failed-no-failures", "none"]
    return subprocess.run([*command, "--junitxml", str(folder / "python_again.xml")], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
