import os
import pathlib
import pwd
import signal
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy
from tests.cli.conftest import needs_root

from tripl.cli.embedded import DataFolder, EmbeddedError, EmbeddedPostgres
from tripl.cli.embedded.errors import Cancelled
from tripl.cli.embedded.folder import LONGEST_SOCKET, SOCKET_PATH_LIMIT
from tripl.cli.embedded.postgres import shared_memory
from tripl.cli.embedded.schema import current_revision, dump, shipped_head

SECRET = "p@ss/word: 100%"


@pytest.fixture(scope="module")
def server(shared_folder: pathlib.Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres(shared_folder / "data", password=SECRET, durable=False) as server:
        yield server


def rows(url: str, statement: str) -> list[tuple]:
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(sqlalchemy.text(statement))]


def test_it_is_postgresql_18_with_our_user_database_and_extensions(server):
    assert rows(server.url, "select current_user::text, current_database()::text") == [("tripl", "tripl")]
    assert rows(server.url, "select current_setting('server_version_num')::int / 10000") == [(18,)]
    available = rows(server.url, "select name::text from pg_available_extensions")
    assert {("vector",), ("pg_trgm",), ("unaccent",)} <= set(available)


def test_nothing_listens_on_the_network_and_the_password_counts(server):
    assert rows(server.url, "show listen_addresses") == [("",)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(user="tripl", password="wrong", dbname="tripl", host=str(server.folder.sockets))


def test_its_times_are_utc_and_its_text_is_unicode(server):
    assert rows(server.url, "show timezone") == [("UTC",)]
    assert rows(server.url, "select lower('ÄÖ'), current_setting('server_encoding')") == [("äö", "UTF8")]


@needs_root
def test_as_root_the_server_and_its_files_belong_to_nobody(server):
    nobody = pwd.getpwnam("nobody").pw_uid
    assert pathlib.Path(f"/proc/{server.process.pid}").stat().st_uid == nobody
    assert server.cluster.stat().st_uid == nobody
    assert server.cluster.stat().st_mode & 0o777 == 0o700


def test_a_query_without_a_driver_tells_what_went_wrong(server):
    assert server.query("select 1 + 1") == "2"
    with pytest.raises(EmbeddedError, match="missing_table"):
        server.query("select * from missing_table")


def test_the_newest_three_dumps_are_kept_and_restorable(server, folder):
    backups = server.folder.root / "backups"
    server.query("create table kept (n int); insert into kept values (7)")
    for name in ("2020-01-01T000000-a", "2021-01-01T000000-b", "2022-01-01T000000-c"):
        backups.mkdir(exist_ok=True)
        (backups / f"{name}.dump").touch()
    newest = dump(server, "rev")
    assert sorted(path.name for path in backups.iterdir()) == [
        "2021-01-01T000000-b.dump",
        "2022-01-01T000000-c.dump",
        newest.name,
    ]
    assert newest.read_bytes().startswith(b"PGDMP")


def test_whoever_wants_to_stop_does_not_wait_for_a_dump(server, folder):
    server.query("create table held (id int)")
    engine = sqlalchemy.create_engine(server.url, poolclass=sqlalchemy.pool.NullPool)
    server.cancelled, begin = (lambda: True), time.monotonic()
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("lock table held in access exclusive mode"))  # it waits for this one
            with pytest.raises(Cancelled):
                server.dump(folder / "half.dump")
    finally:
        server.cancelled = lambda: False
    assert time.monotonic() - begin < 5
    assert not list(folder.iterdir())


def test_without_room_for_shared_memory_it_shares_in_its_folder(server):
    """Containers have 64 MB of it or less."""
    options = shared_memory(server.cluster / "no such place")
    assert options == (() if sys.platform != "linux" else ("dynamic_shared_memory_type=mmap",))
    assert shared_memory(pathlib.Path("/proc")) == options, "a place of no size"


def test_data_survives_a_restart_and_a_half_made_cluster_does_not(folder):
    data = folder / "data"
    server = EmbeddedPostgres(data, durable=False)
    (data / "postgres.new").mkdir()
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert server.fresh
    with server:
        server.query("create table t (n int); insert into t values (42)")
    assert not server.process.running
    assert not (data / "postgres.new").exists()
    with EmbeddedPostgres(data, durable=False) as again:
        assert rows(again.url, "select n from t") == [(42,)]


def test_a_killed_server_starts_again_once_its_traces_are_cleared(folder):
    server = EmbeddedPostgres(folder / "data", durable=False)
    server.start()
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(5)
    again = EmbeddedPostgres(folder / "data", durable=False)
    again.clear_stale()
    with again:
        assert again.query("select 'here'") == "here"


def test_a_server_that_cannot_start_says_why(folder):
    server = EmbeddedPostgres(folder / "data", durable=False, options=("no_such_setting=1",))
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        server.start()


def test_sockets_of_a_long_path_lie_elsewhere_and_are_ours_alone(folder):
    deep = folder.joinpath(*["a-rather-long-folder-name"] * 5) / "data"
    with EmbeddedPostgres(deep, durable=False) as server:
        sockets = server.folder.sockets
        assert not sockets.is_relative_to(deep)
        assert len(os.fsencode(sockets / LONGEST_SOCKET)) <= SOCKET_PATH_LIMIT
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert rows(server.url, "select 1") == [(1,)]
    sockets.rename(folder / "moved")
    sockets.symlink_to(folder / "moved")
    with pytest.raises(EmbeddedError, match="belongs to another account"):
        DataFolder.prepare(deep)
    sockets.unlink()


@needs_root
def test_a_folder_the_servers_may_not_reach_is_refused_in_one_sentence(folder):
    (folder / "home").mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match=r"may not enter .*/home; choose another folder") as refused:
        DataFolder.prepare(folder / "home" / "data")
    assert "\n" not in str(refused.value)


def test_the_head_is_read_from_the_files_as_alembic_reads_it(server):
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "tripl:migrations")
    assert shipped_head() == ScriptDirectory.from_config(config).get_current_head()
    assert current_revision(server) is None


def test_two_heads_are_refused(folder):
    for name, parent in (("a", None), ("b", "a"), ("c", "a")):
        (folder / f"{name}.py").write_text(f'revision: str = "{name}"\ndown_revision = {parent!r}\n')
    with pytest.raises(EmbeddedError, match="2 heads"):
        shipped_head(folder)
    (folder / "c.py").write_text("revision = 'c'\ndown_revision = 'b'\n")
    assert shipped_head(folder) == "c"
