"""The sample proxies in front of a server that tells what reached it: who the visitor is, and when an event leaves."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import crossplane
import httpx
import pytest
from tests.acceptance.stack import free_port

PROXY = Path(__file__).parents[2] / "infra" / "proxy"
STREAM = "/api/v1/projects/shop/events/stream"
SPOOFED = {"X-Real-IP": "6.6.6.6", "X-Forwarded-For": "6.6.6.6, 7.7.7.7"}
LARGE = b"x" * 3_000_000
PATIENCE = 20


@dataclass
class Behind:
    """A server that answers with the headers that reached it; its stream ends when it is told to."""

    over: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    port: int = 0


@pytest.fixture
def behind() -> Iterator[Behind]:
    told = Behind()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == STREAM:
                self.answer("text/event-stream", b"data: first\n\n", length=None)
                told.over.wait(PATIENCE / 2)
                told.ended.set()
                self.close_connection = True
            else:
                self.answer("application/json", json.dumps({k.lower(): v for k, v in self.headers.items()}).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.answer("application/json", json.dumps({"bytes": len(body)}).encode())

        def answer(self, kind: str, body: bytes, length: int | None = 0) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "max-age=31536000, immutable")
            self.send_header("ETag", '"kept"')
            if length is None:
                self.send_header("Connection", "close")
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield told
    told.over.set()
    server.shutdown()


@contextmanager
def running(command: list[str], port: int, folder: Path, **over: str) -> Iterator[None]:
    """The program, once its port answers."""
    output = folder / "output"
    environment = {**os.environ, "HOME": str(folder), **over}
    with output.open("wb") as file:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=file, stderr=file)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < until, output.read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def caddy(folder: Path, behind: int) -> Iterator[str]:
    port, admin = free_port(), free_port()
    program = shutil.which("caddy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert program, "the development requirements bring it"
    command = [program, "run", "--adapter", "caddyfile", "--config", str(PROXY / "Caddyfile")]
    address = f"http://127.0.0.1:{port}"
    over = {"TRIPL_DOMAIN": address, "TRIPL_APP_PORT": str(behind), "CADDY_ADMIN": f"127.0.0.1:{admin}"}
    with running(command, port, folder, **over):
        yield address


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[str]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("needs nginx")
    plain, tls = free_port(), free_port()
    certificate = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run(
        [*certificate, "-keyout", "privkey.pem", "-out", "fullchain.pem"], cwd=folder, check=True, capture_output=True
    )
    sample = (PROXY / "nginx.conf").read_text()
    for said, here in [
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{tls} "),
        ("/etc/ssl/tripl", str(folder)),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{behind};"),
    ]:
        assert sample.count(said) >= 1, said
        sample = sample.replace(said, here)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{sample}\n}}\n"
    )
    folder.chmod(0o755)
    with running([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], tls, folder):
        moved = httpx.get(f"http://127.0.0.1:{plain}/x", headers={"Host": "tripl.example.com"})
        assert (moved.status_code, moved.headers["location"]) == (301, "https://tripl.example.com/x")
        yield f"https://127.0.0.1:{tls}"


def client_of(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, verify=False, timeout=PATIENCE)


@pytest.fixture(params=[caddy, nginx], ids=["caddy", "nginx"])
def visitor(request, tmp_path_factory, behind) -> Iterator[httpx.Client]:
    """Somebody who comes through the proxy."""
    folder = tmp_path_factory.mktemp("proxy")
    with request.param(folder, behind.port) as url, client_of(url) as client:
        yield client


@pytest.mark.spec("O-55", "O-109", "O-46")
def test_what_a_visitor_says_about_himself_is_replaced_and_what_the_app_says_is_kept(visitor, behind):
    answer = visitor.get("/api/v1/projects", headers=SPOOFED)
    reached = answer.json()
    assert (reached["x-real-ip"], reached["x-forwarded-for"]) == ("127.0.0.1", "127.0.0.1")
    assert answer.headers["cache-control"] == "max-age=31536000, immutable"
    assert answer.headers["etag"] == '"kept"'
    assert visitor.get("/api/v1/auth/login", headers=SPOOFED).json()["x-real-ip"] == "127.0.0.1"


@pytest.mark.spec("O-109", "O-50")
def test_an_event_leaves_before_the_stream_ends(visitor, behind):
    with visitor.stream("GET", STREAM, headers={"Accept-Encoding": "gzip"}) as answer:
        first = next(answer.iter_text())
        assert not behind.ended.is_set()
        assert first == "data: first\n\n"
        assert "content-encoding" not in answer.headers
        behind.over.set()


@pytest.mark.spec("O-79")
def test_metrics_stay_inside_and_dropped_files_pass(visitor):
    assert visitor.get("/metrics").status_code == 404
    assert visitor.post("/api/v1/files", content=LARGE).json() == {"bytes": len(LARGE)}


def idle_seconds(said: str) -> int:
    return int(said[:-1]) * {"s": 1, "m": 60, "h": 3600}[said[-1]]


@pytest.mark.spec("O-109")
def test_a_quiet_stream_is_not_cut():
    """Longer than the 15 seconds between two heartbeats, and than a night's sleep of most proxies."""
    for name in ("Caddyfile", "nginx.conf"):
        allowed = re.findall(r"read_timeout (\w+)", (PROXY / name).read_text())
        assert max(idle_seconds(each) for each in allowed) >= 3600, name


@pytest.mark.spec("O-53")
def test_nginx_limits_sign_ins_for_all_apps_together(tmp_path_factory, behind):
    with nginx(tmp_path_factory.mktemp("proxy"), behind.port) as url, client_of(url) as client:
        answers = [client.get("/api/v1/auth/login").status_code for _ in range(8)]
        assert answers == [200] * 6 + [429] * 2
        assert client.get("/api/v1/projects").status_code == 200


def test_nginx_sample_can_be_read():
    payload = crossplane.parse(str(PROXY / "nginx.conf"), single=True, check_ctx=False)
    assert (payload["status"], payload["errors"]) == ("ok", [])
    names = {line["directive"] for line in payload["config"][0]["parsed"]}
    assert names == {"limit_req_zone", "upstream", "server"}
