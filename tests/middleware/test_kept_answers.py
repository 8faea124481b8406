"""Whole answers handed out again: never to another caller, never after a write, over a real cache and database."""

import asyncio
import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from sqlalchemy import delete, event, text
from sqlalchemy.exc import DataError
from tests.factories.accounts import make_session, make_user
from tests.factories.projects import make_project
from tests.plugins.api import make_wiring, open_client

from tripl.api.factory import create_app
from tripl.cli.embedded import EmbeddedValkey
from tripl.db.session import make_sessions, transaction
from tripl.db.writes import KEY, NewestWrite, WriteMarker
from tripl.middleware.kept_answers import MOST_OF_ONE, SECONDS, Answer, Shelf
from tripl.models.accounts import Organization, OrganizationMember, User
from tripl.models.audit import AuditEntry
from tripl.models.projects import Project, ProjectMember


@pytest.fixture
def valkey() -> Iterator[EmbeddedValkey]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tripl-kept-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedValkey(folder / "data")
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def bus_client(valkey) -> redis.Redis:
    return redis.Redis.from_url(valkey.url, socket_timeout=1)


class Place:
    """Two processes of one instance, a project, and people with sessions; all committed."""

    def __init__(self, engine, queue, bus, valkey, make_settings) -> None:
        settings = make_settings(
            debug=True, rate_limit_enabled=False, session_cookie_secure=False, redis_url=valkey.url
        )
        self.engine, self.settings = engine, settings
        self.sessions = make_sessions(engine, queue, bus, WriteMarker(redis.Redis.from_url(valkey.url)))
        self.apps = [create_app(settings, make_wiring(settings, self.sessions)) for _ in range(2)]
        with transaction(self.sessions) as session:
            organization = session.merge(Organization(slug="kept", name="Kept"))
            session.flush()
            self.organization_id = organization.id
            self.project = make_project(session, organization)
            self.people = {name: make_user(session, name, organization) for name in ("owner", "member")}
            self.tokens = {name: make_session(session, user, settings.secret_key) for name, user in self.people.items()}

    def client(self, name: str, process: int = 0):
        client = open_client(self.apps[process])
        client.cookies.set(self.settings.session_cookie_name, self.tokens[name])
        return client

    @property
    def path(self) -> str:
        return f"/projects/{self.project.slug}"

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What the database is asked meanwhile."""
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_) -> None:
            seen.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(self.engine, "before_cursor_execute", note)


@pytest.fixture
def place(engine, queue, bus, valkey, make_settings) -> Iterator[Place]:
    place = Place(engine, queue, bus, valkey, make_settings)
    yield place
    with place.sessions.begin() as session:
        session.execute(delete(AuditEntry))
        session.execute(delete(Organization).where(Organization.id == place.organization_id))
        session.execute(delete(User).where(User.id.in_([user.id for user in place.people.values()])))


def test_an_unchanged_answer_is_handed_out_again_without_the_database(place):
    owner = place.client("owner")
    first = owner.get(place.path)
    assert first.status_code == 200
    with place.statements() as seen:
        again = owner.get(place.path)
    assert (again.status_code, again.content) == (200, first.content)
    assert seen == []
    for header in ("content-type", "cache-control", "x-content-type-options"):
        assert again.headers[header] == first.headers[header]
    ids = {answer.headers[place.settings.request_id_header] for answer in (first, again)}
    assert len(ids) == 2, "each answer carries the id of its own request"


def test_a_write_through_another_process_is_read_at_once(place):
    here, there = place.client("owner", 0), place.client("owner", 1)
    for turn in range(10):
        here.get(place.path)
        renamed = there.patch(place.path, json={"name": f"Name {turn}"})
        assert renamed.status_code == 200, renamed.text
        assert here.get(place.path).json()["name"] == f"Name {turn}"


def test_a_session_that_was_ended_elsewhere_reads_nothing_more(place):
    here, there = place.client("owner", 0), place.client("owner", 1)
    assert here.get(place.path).status_code == 200
    assert there.post("/auth/logout").status_code in {200, 204}
    assert here.get(place.path).status_code == 401


def test_a_lost_role_reads_nothing_more(place):
    member = place.client("member")
    before = member.get(place.path)
    assert before.status_code == 200
    with transaction(place.sessions) as session:
        ident = place.people["member"].id
        session.execute(delete(ProjectMember).where(ProjectMember.user_id == ident))
        session.execute(delete(OrganizationMember).where(OrganizationMember.user_id == ident))
    assert member.get(place.path).status_code in {401, 403, 404}


def test_an_answer_belongs_to_its_caller(place):
    owner = place.client("owner")
    assert owner.get(place.path).status_code == 200
    assert open_client(place.apps[0]).get(place.path).status_code == 401
    member = place.client("member").get(place.path).json()
    assert member != owner.get(place.path).json(), "rights differ, so the answers do"


def test_refusals_and_answers_of_other_routes_are_not_kept(place):
    owner = place.client("owner")
    for path, status in (("/projects/none", 404), (f"{place.path}/scans", 200)):
        assert owner.get(path).status_code == status
        with place.statements() as seen:
            assert owner.get(path).status_code == status
        assert seen, path


def test_an_address_and_its_query_have_answers_of_their_own(place):
    owner = place.client("owner")
    days = [owner.get(f"{place.path}/overview/kpi-series?days={days}").json()["days"] for days in (3, 7, 3)]
    assert days == [3, 7, 3]
    qualified = owner.get(f"/orgs/kept{place.path}")
    assert qualified.json() == owner.get(place.path).json()
    assert owner.get(f"/orgs/other{place.path}").status_code == 404


def test_without_the_cache_every_answer_comes_from_the_database(place, valkey):
    owner = place.client("owner")
    owner.get(place.path)
    valkey.stop()
    with place.statements() as seen:
        assert owner.get(place.path).status_code == 200
    assert seen
    assert owner.patch(place.path, json={"name": "Alone"}).status_code == 200
    assert owner.get(place.path).json()["name"] == "Alone"


def test_only_a_committed_change_moves_the_mark(place, bus_client):
    def mark() -> object:
        return bus_client.get(KEY)

    def rename(session, name: str) -> None:
        session.execute(text("UPDATE projects SET name = :name WHERE id = :id"), {"name": name, "id": place.project.id})

    before = mark()
    with transaction(place.sessions) as session:
        session.get(Project, place.project.id)
    assert mark() == before, "a read"
    with pytest.raises(DataError), transaction(place.sessions) as session:
        rename(session, "never" * 100)
    assert mark() == before, "a roll-back"
    with transaction(place.sessions) as session:
        rename(session, "by SQL")
    by_sql = mark()
    assert by_sql != before
    with transaction(place.sessions) as session:
        session.get_one(Project, place.project.id).name = "by an object that the commit flushes"
    assert mark() != by_sql


def test_callers_share_a_question_but_never_one_already_under_way(valkey, bus_client):
    async def crowd() -> list[bytes | str | None]:
        newest = NewestWrite(valkey.url)
        early = asyncio.ensure_future(newest.mark())
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # its question is on the way
        await asyncio.to_thread(bus_client.set, KEY, "after")
        late = await asyncio.gather(*(newest.mark() for _ in range(40)))
        return [await early, *late]

    bus_client.set(KEY, "before")
    bus_client.config_resetstat()
    marks = asyncio.run(crowd())
    assert marks[1:] == [b"after"] * 40
    assert bus_client.info("commandstats")["cmdstat_get"]["calls"] == 2


def answer(mark: bytes = b"m", made: float = 0.0, size: int = 10) -> Answer:
    return Answer(mark, made, [], b"x" * size)


def test_the_shelf_gives_up_the_old_and_the_changed():
    shelf = Shelf()
    shelf.put(b"k", answer())
    assert shelf.take(b"k", b"m", SECONDS) is not None
    assert shelf.take(b"k", b"m", SECONDS + 0.1) is None
    shelf.put(b"k", answer())
    assert shelf.take(b"k", b"other", 0) is None
    assert shelf.held == 0


def test_the_shelf_holds_a_bounded_number_of_bytes():
    shelf = Shelf(most=3 * MOST_OF_ONE)
    for number in range(5):
        shelf.put(bytes([number]), answer(size=MOST_OF_ONE))
        shelf.take(b"\0", b"m", 0)
    assert shelf.held == 3 * MOST_OF_ONE
    assert shelf.take(b"\0", b"m", 0) is not None, "what is used stays"
    assert shelf.take(b"\1", b"m", 0) is None
