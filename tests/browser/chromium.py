"""Whether a journey of web/e2e can be driven on this machine."""

import os
import pathlib
import shutil

WEB = pathlib.Path(__file__).resolve().parents[2] / "web"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def why_not() -> str | None:
    if not pathlib.Path(CHROMIUM).exists():
        return f"Chromium is not at {CHROMIUM}"
    if shutil.which("node") is None:
        return "Node is not on the path"
    if not (WEB / "node_modules" / "playwright-core").exists():
        return "the web's packages are not installed: run make setup"
    if not (WEB / "dist" / "index.html").exists():
        return "the web is not built: run make setup"
    return None
