"""The live feed of a project, over a real message bus."""

import json
import pathlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Self

import httpx
import pytest
import redis
import uvicorn
from sqlalchemy import delete, update
from tests.factories.accounts import make_session, make_user
from tests.factories.projects import make_project
from tests.plugins.api import make_wiring

from tripl.api.factory import create_app
from tripl.api.live import Streams
from tripl.cli.embedded import EmbeddedValkey
from tripl.db.live import RedisBus
from tripl.db.session import make_sessions
from tripl.kit.clock import utcnow
from tripl.models.accounts import Organization, OrganizationMember, User
from tripl.models.audit import AuditEntry
from tripl.models.projects import ProjectMember

HEARTBEAT = 0.3


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-live-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedValkey(folder / "data")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


class Site:
    """The application behind a real server, with committed rows that are removed at the end."""

    def __init__(self, settings, engine, queue, bus, live_url: str) -> None:
        self.sessions = make_sessions(engine, queue, bus)
        self.app = create_app(settings, make_wiring(settings, self.sessions, live_url=live_url))
        self.app.state.streams = Streams(heartbeat=HEARTBEAT)
        self.server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_config=None, lifespan="off"))
        self.thread = threading.Thread(target=self.server.run)
        self.settings = settings

    def __enter__(self) -> Self:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/api/v1"
        with self.sessions.begin() as session:
            organization = session.merge(Organization(slug="live", name="Live"))
            session.flush()
            self.organization_id = organization.id
            self.user = make_user(session, "member", organization)
            self.project = make_project(session, organization)
            self.token = make_session(session, self.user, self.settings.secret_key)
        return self

    def __exit__(self, *_: object) -> None:
        self.app.state.streams.closing.set()
        self.server.should_exit = True
        self.thread.join(10)
        with self.sessions.begin() as session:
            session.execute(delete(AuditEntry))
            session.execute(delete(Organization).where(Organization.id == self.organization_id))
            session.execute(delete(User).where(User.id == self.user.id))

    def stream(self, slug: str | None = None):
        cookies = {self.settings.session_cookie_name: self.token}
        path = f"{self.url}/projects/{slug or self.project.slug}/events/stream"
        return httpx.stream("GET", path, cookies=cookies, timeout=5)


@pytest.fixture
def site(settings, engine, queue, bus, valkey) -> Iterator[Site]:
    with Site(settings, engine, queue, bus, valkey.url) as site:
        yield site


def read(lines: Iterator[str]) -> tuple[str, dict]:
    """The next event; heartbeats are skipped."""
    for line in lines:
        if line.startswith("event: "):
            return line.removeprefix("event: "), json.loads(next(lines).removeprefix("data: "))
    raise AssertionError("the stream has ended")


@pytest.mark.spec("API-50", "O-50")
def test_a_page_hears_its_project_and_no_other(site, valkey):
    bus = RedisBus(redis.Redis.from_url(valkey.url))
    with site.stream() as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        assert "connection" not in answer.headers
        assert "keep-alive" not in answer.headers
        assert "content-encoding" not in answer.headers
        lines = answer.iter_lines()
        assert read(lines) == ("status", {"backend": "ok"})
        bus.publish("00000000-0000-0000-0000-000000000000", "job", {"of": "another project"})
        bus.publish(str(site.project.id), "job", {"status": "running"})
        assert read(lines) == ("job", {"status": "running"})


@pytest.mark.spec("API-50", "O-50")
def test_it_beats_while_nothing_happens(site):
    with site.stream() as answer:
        lines = answer.iter_lines()
        read(lines)
        start = time.monotonic()
        assert [line for line in (next(lines) for _ in range(4)) if line] == [": heartbeat"] * 2
        assert time.monotonic() - start >= HEARTBEAT


@pytest.mark.spec("API-50", "CO-27")
@pytest.mark.parametrize("table", [OrganizationMember, ProjectMember])
def test_it_closes_for_a_removed_member(site, table):
    with site.stream() as answer:
        lines = answer.iter_lines()
        read(lines)
        with site.sessions.begin() as session:
            if table is OrganizationMember:
                session.execute(delete(table).where(table.user_id == site.user.id))
            else:
                session.add(table(project_id=site.project.id, user_id=site.user.id, role="none", added_at=utcnow()))
        start = time.monotonic()
        assert "event" not in "".join(lines)
        assert time.monotonic() - start < 5 * HEARTBEAT


@pytest.mark.spec("API-50", "AC-37")
@pytest.mark.parametrize("going", ["being deleted", "gone"])
def test_it_closes_when_its_organization_goes(site, going):
    row = Organization.id == site.organization_id
    change = update(Organization).where(row).values(deleting_since=utcnow())
    with site.stream() as answer:
        lines = answer.iter_lines()
        read(lines)
        with site.sessions.begin() as session:
            session.execute(change if going == "being deleted" else delete(Organization).where(row))
        start = time.monotonic()
        assert "event" not in "".join(lines)
        assert time.monotonic() - start < 5 * HEARTBEAT


@pytest.mark.spec("API-50", "O-50")
def test_without_a_bus_it_stays_open(settings, engine, queue, bus):
    for live_url in ("", "redis://127.0.0.1:1/0"):
        with Site(settings, engine, queue, bus, live_url) as site, site.stream() as answer:
            lines = answer.iter_lines()
            assert read(lines) == ("status", {"backend": "degraded"})
            assert next(line for line in lines if line) == ": heartbeat"


@pytest.mark.spec("O-50")
def test_a_bus_that_goes_away_is_said_and_its_return_too(settings, engine, queue, bus, tmp_path_factory):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-live-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedValkey(folder / "data")
    server.start()
    try:
        with Site(settings, engine, queue, bus, server.url) as site, site.stream() as answer:
            lines = answer.iter_lines()
            assert read(lines) == ("status", {"backend": "ok"})
            server.stop()
            assert read(lines) == ("status", {"backend": "degraded"})
            server.start()
            while read(lines) != ("status", {"backend": "ok"}):
                pass
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.spec("AC-34")
def test_nobody_else_gets_in(site):
    assert httpx.get(f"{site.url}/projects/{site.project.slug}/events/stream").status_code == 401
    with site.stream("unknown") as answer:
        assert answer.status_code == 404


def test_open_streams_hold_no_connection_and_no_place(site, engine):
    """More streams than there are places, and ordinary requests still pass."""
    cookies = {site.settings.session_cookie_name: site.token}
    opened = []
    try:
        for _ in range(14):
            context = site.stream()
            answer = context.__enter__()
            read(answer.iter_lines())
            opened.append(context)
        assert httpx.get(f"{site.url}/projects", cookies=cookies, timeout=5).status_code == 200
    finally:
        for context in opened:
            context.__exit__(None, None, None)


def test_a_stop_ends_open_streams(site):
    with site.stream() as answer:
        lines = answer.iter_lines()
        read(lines)
        start = time.monotonic()
        site.server.servers[0].get_loop().call_soon_threadsafe(site.app.state.streams.closing.set)
        list(lines)
        assert time.monotonic() - start < 1
