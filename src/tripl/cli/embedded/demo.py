"""`tripl up --demo`: a local owner and a demo that has been collected, made through the page's own interface."""

import http.client
import http.cookies
import json
import secrets
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tripl.cli.embedded.errors import Cancelled, EmbeddedError
from tripl.cli.embedded.secrets import keep, parse_file

EMAIL = "demo@example.com"
COLLECTED_WITHIN = 180.0
ANSWERED_WITHIN = 60.0
PAUSE = 0.5


class DemoDoor:
    """Speaks to the running app as the local owner."""

    def __init__(self, host: str, port: int, root: Path, stopped: Callable[[], bool]) -> None:
        self._address = (host, port)
        self._root = root
        self._stopped = stopped
        self._cookie = ""

    def open(self) -> tuple[str, str, str] | None:
        """(path of the page, e-mail, password) once the demo is collected; None when somebody asked to stop.

        Raises:
            EmbeddedError: Other people's accounts are here, demos are switched off, or the first run failed.
        """
        try:
            password = self._sign_in()
            demo = self._demo()
            self._wait_collected(demo)
        except Cancelled:
            return None
        return f"/p/{demo['slug']}/overview", EMAIL, password

    def _sign_in(self) -> str:
        password = (
            parse_file(self._root).get("DEMO_PASSWORD") or f"{secrets.token_hex(8)}-{secrets.randbelow(90) + 10}!"
        )
        who = {"email": EMAIL, "password": password}
        status, _ = self._ask("POST", "/auth/login", who)
        if status != http.client.OK:
            keep(self._root, DEMO_PASSWORD=password)
            status, answer = self._ask("POST", "/auth/register", {**who, "name": "Demo owner"})
            if status >= http.client.BAD_REQUEST:
                raise EmbeddedError(
                    "--demo makes the first account, and this installation has accounts already "
                    f"({_detail(answer)}); start without --demo, sign in and choose Generate demo project"
                )
            self._ask("POST", "/auth/login", who)
        return password

    def _demo(self) -> dict[str, Any]:
        _, projects = self._ask("GET", "/projects")
        mine = next((each for each in projects if each["is_demo"]), None)
        if mine is not None:
            return dict(mine)
        status, made = self._ask("POST", "/projects/demo")
        if status != http.client.CREATED:
            raise EmbeddedError(f"the demo could not be made: {_detail(made)}")
        return dict(made)

    def _wait_collected(self, demo: dict[str, Any]) -> None:
        deadline = time.monotonic() + COLLECTED_WITHIN
        while True:
            _, seen = self._ask("GET", f"/projects/{demo['slug']}")
            job = seen["summary"]["latest_scan_job"] or {}
            if job.get("status") == "completed":
                return
            if job.get("status") in {"failed", "cancelled"}:
                raise EmbeddedError(f"the demo's first run {job['status']}: {job.get('error_message') or 'stopped'}")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the demo was not collected within {COLLECTED_WITHIN:.0f} s; see the worker's log")
            time.sleep(PAUSE)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        link = http.client.HTTPConnection(*self._address, timeout=ANSWERED_WITHIN)
        try:
            link.request(
                method,
                f"/api/v1{path}",
                body=json.dumps(body) if body is not None else None,
                headers={"Content-Type": "application/json", "Cookie": self._cookie},
            )
            self._wait_answered(link.sock)
            answer = link.getresponse()
            for _, line in ((name, value) for name, value in answer.getheaders() if name.lower() == "set-cookie"):
                jar = http.cookies.SimpleCookie(line)
                self._cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise EmbeddedError(f"the page did not answer while the demo was made: {error}") from error
        finally:
            link.close()

    def _wait_answered(self, sock: socket.socket) -> None:
        """Making the demo takes seconds; whoever wants to stop meanwhile does not wait for them."""
        deadline = time.monotonic() + ANSWERED_WITHIN
        while True:
            if self._stopped():
                raise Cancelled
            if select.select([sock], [], [], PAUSE)[0]:
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"it took longer than {ANSWERED_WITHIN:.0f} s")


def _detail(answer: Any) -> str:
    return str(answer.get("detail", "no reason was given")) if isinstance(answer, dict) else "no reason was given"
