"""`web`: what a browser loads before the first chart, and when the largest part of a page is painted."""

import json
import os
import re
import subprocess

from bench.serve import collected_demo
from bench.table import Row, limited
from tests.browser.chromium import WEB, why_not
from tests.cli.conftest import open_folder
from tests.ops.running import ADDRESS, RunningUp

NAME = "web"
GOOD_PAINT = 2.5  # seconds; what the Web Vitals call good
PAGES = {
    "sign-in": "/sign-in",
    "projects": "/",
    "overview": "/p/{slug}/overview",
    "events": "/p/{slug}/events",
    "anomalies": "/p/{slug}/anomalies",
}


def run() -> list[Row]:
    if reason := why_not():
        raise SystemExit(f"the bench web needs a browser: {reason}")
    weighed = _node("scripts/check-sizes.mjs")
    found = re.search(r"first load ([\d.]+) of \S+ kB, largest route ([\d.]+)", weighed)
    assert found, weighed
    rows = [
        limited(NAME, "gzipped JavaScript before the first chart", float(found[1]), "kB", 180),
        limited(NAME, "gzipped JavaScript of the largest route", float(found[2]), "kB", 60),
    ]
    with RunningUp(open_folder() / "data") as up:
        up.wait_for(ADDRESS)
        slug, cookie = collected_demo(up.url)
        for name, path in PAGES.items():
            session = "" if name == "sign-in" else cookie
            [milliseconds] = json.loads(_node("scripts/paint.mjs", up.url + path.format(slug=slug), cookie=session))
            rows.append(limited(NAME, f"largest paint of {name}, cold browser", milliseconds / 1000, "s", GOOD_PAINT))
    return rows


def _node(*command: str, cookie: str = "") -> str:
    """Raises: CalledProcessError with what the script said."""
    done = subprocess.run(
        ["node", *command], cwd=WEB, env={**os.environ, "COOKIE": cookie}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
