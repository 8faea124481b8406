"""`make image-check`: builds the image and runs the stack of compose.yaml from it.

Ends with 77 where this machine cannot run containers, and says why.
"""

import os
import sys
from pathlib import Path

import pytest

from tests.image.engine import ASKED_FOR

HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "build" / "junit" / "image.xml"

if __name__ == "__main__":
    os.environ[ASKED_FOR] = "yes"
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    options = ["-n", "0", "-p", "no:cacheprovider", "--timeout", "900", f"--junitxml={REPORT}"]
    sys.exit(pytest.main([*options, *sys.argv[1:], str(HERE)]))
