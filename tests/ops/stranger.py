"""`python -m tests.ops.stranger TRIPL FOLDER`: the first minutes with an installed tripl on a machine without network.

Runs inside a network namespace of its own, so the checks are made here and told as one JSON object.
"""

import contextlib
import fcntl
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from typing import Any

import httpx
from tests.acceptance.stack import ROOT, Api
from tests.acceptance.story import make_project, make_scan
from tests.browser.chromium import CHROMIUM, WEB, why_not

HOURS = 72
PER_HOUR = 10
SET_FLAGS, UP = 0x8914, 0x1


def raise_loopback() -> None:
    """A new network namespace has a loopback that is down, and nothing else."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SET_FLAGS, struct.pack("16sh", b"lo", UP))


def reaches_out() -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("192.0.2.1", 80), timeout=2):
        return True
    return [name for _, name in socket.if_nameindex()] != ["lo"]


def start(tripl: pathlib.Path, folder: pathlib.Path) -> tuple[subprocess.Popen[str], str]:
    """In an empty folder, with an empty home and no other variable; until the last line of a start."""
    environment = {"PATH": os.defpath, "HOME": str(folder / "home")}
    process = subprocess.Popen(
        [str(tripl), "up", "--no-browser"],
        cwd=folder / "work",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if found := re.match(r"tripl is running: (\S+)", line):
            return process, found[1]
    raise AssertionError("".join(lines))


def pages(url: str) -> dict[str, Any]:
    """Status of everything a browser is sent to, and the page itself."""
    with httpx.Client(base_url=url) as http:
        shell = http.get("/", headers={"Accept": "text/html"}).text
        reference = http.get("/docs").text
        paths = re.findall(r'(?:src|href)="(/[^"]+)"', shell + reference)
        manifest = http.get("/.vite/manifest.json").json()
        built = [f"/{file}" for entry in manifest.values() for file in [entry["file"], *entry.get("assets", [])]]
        asked = sorted({"/health", "/docs", "/openapi.json", "/licences.md", *paths, *built})
        return {
            "shell": shell,
            "health": http.get("/health").text,
            "routes": len(http.get("/openapi.json").json()["paths"]),
            "status": {path: http.get(path).status_code for path in asked},
        }


def counted(url: str, files: pathlib.Path) -> dict[str, Any]:
    """Register, then a file from source to counts."""
    write_visits(files / "web_requests.csv")
    api = Api(url)
    api.sign_up()
    source = api.post("/data-sources", {"name": "Files", "db_type": "duckdb", "host": "file", "database_name": "."})
    make_project(api, "shop")
    scan = make_scan(api, "shop", source["id"], "web_requests", is_static=True)
    job = api.run("shop", scan["id"])
    total = api.get(
        "/projects/shop/metrics/total",
        scan_config_id=scan["id"],
        **{"from": "2026-03-02T00:00:00Z", "to": "2026-03-06T00:00:00Z"},
    )
    return {
        "status": job["status"],
        "error": job["error_message"],
        "total": sum(point["count"] for point in total["data"]),
        "events": sorted(event["name"] for event in api.get("/projects/shop/events", limit=10)["items"]),
    }


def write_visits(path: pathlib.Path) -> None:
    rows = [
        f"2026-03-0{2 + hour // 24}T{hour % 24:02}:{minute * 5:02}:00Z,{'blog' if minute % 5 else 'home'},web"
        for hour in range(HOURS)
        for minute in range(PER_HOUR)
    ]
    path.write_text("event_time,section,platform\n" + "\n".join(rows) + "\n", encoding="utf-8")
    path.chmod(0o644)


def browsed(url: str, folder: pathlib.Path) -> dict[str, str | None]:
    """What went wrong in a browser, step by step; nothing where this machine has none."""
    if why_not():
        return {}
    ran = subprocess.run(
        ["node", "e2e/run.mjs", "offline"],
        cwd=WEB,
        env={**os.environ, "TRIPL_URL": url, "CHROMIUM": CHROMIUM, "SCREENSHOTS": str(folder / "seen")},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    steps = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    return {step["step"]: step["error"] for step in steps} or {"no step": ran.stderr}


def processes(supervisor: int, checkout: str) -> dict[str, list[str]]:
    """The supervisor with its descendants, and what any of them has of the checkout."""
    family: dict[int, str] = {}
    while True:
        found = {
            int(entry.name): (entry / "cmdline").read_text().replace("\0", " ").strip()
            for entry in pathlib.Path("/proc").glob("[0-9]*")
            if int(entry.name) == supervisor or _parent(entry) in family
        }
        if found.keys() == family.keys():
            break
        family = found
    open_files = {
        f"{command}: {line.split()[-1]}"
        for pid, command in family.items()
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
        if checkout in line
    }
    return {"commands": sorted(family.values()), "of_the_checkout": sorted(open_files)}


def _parent(entry: pathlib.Path) -> int:
    with contextlib.suppress(OSError):
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return -1


def main(tripl: pathlib.Path, folder: pathlib.Path) -> dict[str, Any]:
    raise_loopback()
    told: dict[str, Any] = {"reaches_out": reaches_out()}
    began = time.monotonic()
    process, url = start(tripl, folder)
    try:
        told["first_start"] = round(time.monotonic() - began, 1)
        told["pages"] = pages(url)
        told["file"] = counted(url, folder / "work" / ".tripl" / "files")
        told["browser"] = browsed(url, folder)
        told["processes"] = processes(process.pid, f"{ROOT}/")
    finally:
        process.send_signal(signal.SIGINT)
        told["exit"] = process.wait(20)
    told["home"] = sorted(str(path) for path in (folder / "home").rglob("*"))
    return told


if __name__ == "__main__":
    print(json.dumps(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))))
