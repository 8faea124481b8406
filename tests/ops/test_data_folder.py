"""`tripl up` on folders it must not or cannot use: one sentence, a status that is not 0, nothing changed in them."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.cli.conftest import needs_root, open_folder
from tests.ops.running import ADDRESS, RunningUp

from tripl.cli.embedded import EmbeddedError, EmbeddedPostgres
from tripl.cli.embedded.schema import shipped_head, shipped_revisions
from tripl.cli.embedded.secrets import load_secrets
from tripl.cli.embedded.vetting import vet


@pytest.fixture(scope="module")
def used() -> Iterator[pathlib.Path]:
    """A folder that ran and stopped; tests work on copies."""
    folder = open_folder()
    with RunningUp(folder / "data") as up:
        up.wait_for(ADDRESS)
        assert up.end(signal.SIGTERM)[0] == 0
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[pathlib.Path]:
    folder = open_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data(used: pathlib.Path, place: pathlib.Path) -> pathlib.Path:
    """Copied with owners and modes: some of it belongs to the servers' account."""
    subprocess.run(["cp", "-a", str(used), str(place / "data")], check=True)
    return place / "data"


def contents(folder: pathlib.Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        str(path.relative_to(folder)): (found.st_mode, found.st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
        for found in (path.lstat(),)
    }


def refused(data: pathlib.Path, *options: str) -> str:
    """The one sentence; nothing in the folder may be different afterwards."""
    before = contents(data) if data.exists() else None
    with RunningUp(data, *options) as up:
        assert up.process.wait(30) == 1, up.lines
        (sentence,) = up.lines
    assert (contents(data) if data.exists() else None) == before
    assert sentence.startswith("Error: ")
    return sentence.removeprefix("Error: ")


def test_a_folder_of_something_else_is_left_alone(place):
    photos = place / "photos"
    (photos / "bin").mkdir(parents=True)
    (photos / "holiday.jpg").write_bytes(b"jpg")
    for options in ((), ("--reset", "--yes")):
        assert refused(photos, *options) == (
            f"{photos} is not a folder of tripl (holiday.jpg lies in it); choose an empty or new one with --data"
        )
    (photos / "holiday.jpg").unlink()
    assert "is not a folder of tripl (bin lies in it)" in refused(photos)


def test_a_path_may_hold_what_a_shell_has_to_quote(place):
    odd = place / "My dätä 100%+'\"&?"
    odd.mkdir(mode=0o755)
    with RunningUp(odd / "data") as up:
        up.wait_for(ADDRESS)
        assert up.healthy()
        up.wait_for_log("worker", " ready.")
        assert up.end(signal.SIGTERM)[0] == 0
    assert "has a comma, which lists of folders cannot hold" in refused(place / "a,b")


def test_the_database_of_another_postgresql_is_named(data):
    version = data / "postgres" / "PG_VERSION"
    for found, other in (("17", "older"), ("19", "newer")):
        version.write_text(f"{found}\n")
        sentence = refused(data)
        assert f"holds a database of PostgreSQL {found} and this tripl brings 18" in sentence
        assert f"start it with the {other} tripl that made it" in sentence
    version.unlink()
    assert "is damaged: it holds no PG_VERSION; put a backup in its place" in refused(data)


def test_half_a_copy_is_named_and_left_alone(data):
    cluster = data / "postgres"
    shutil.rmtree(cluster / "pg_notify")  # empty folders are what some ways of copying leave out
    sentence = refused(data)
    assert f"the database in {cluster} is not whole: it holds no pg_notify; put a whole copy of the folder" in sentence
    shutil.rmtree(cluster)
    sentence = refused(data)
    assert f"the database of {data} is gone: it was in postgres/, and it held all plans and counts" in sentence
    assert "start over with --reset" in sentence


def test_a_copy_that_opened_the_database_to_others_is_closed_again(data):
    (data / "postgres").chmod(0o755)
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        assert (data / "postgres").stat().st_mode & 0o777 == 0o700
        assert up.end(signal.SIGTERM)[0] == 0


def test_a_place_that_is_no_folder_is_named(place):
    (place / "file").write_text("x")
    assert refused(place / "file") == f"{place}/file is not a folder; choose another place with --data"
    with pytest.raises(EmbeddedError, match=f"{place}/file is not a folder; choose another place with --data"):
        vet(place / "file" / "data")


def test_secrets_that_are_gone_or_damaged_are_never_replaced(data):
    secrets = data / "secrets.env"
    good = secrets.read_text()
    secrets.unlink()
    assert "secrets.env is missing, and without it the data beside it cannot be read; put it back" in refused(data)
    for text, why in (
        ("", "it holds no ENCRYPTION_KEY, SECRET_KEY, POSTGRES_PASSWORD"),
        (good.replace("SECRET_KEY", "SECRET"), "it holds no SECRET_KEY"),
        (good.replace("ENCRYPTION_KEY=", "ENCRYPTION_KEY=half"), "its ENCRYPTION_KEY is no key"),
    ):
        secrets.write_text(text)
        assert f"secrets.env is damaged: {why}; put the one that belongs here back" in refused(data)


def test_secrets_of_other_data_are_told_apart(data, place):
    (place / "other").mkdir()
    load_secrets(place / "other", first_start=True)
    shutil.copy(place / "other" / "secrets.env", data / "secrets.env")
    with RunningUp(data) as up:
        assert up.process.wait(60) == 1
    (error,) = [line for line in up.lines if line.startswith("Error: ")]
    assert "secrets.env: that file belongs to other data; put the right one back" in error


def test_a_newer_schema_is_refused_before_anything_starts(data):
    (data / "version.json").write_text(json.dumps({"tripl": "9.1.0", "schema": "20991231_2359"}))
    assert "was last used by tripl 9.1.0 (schema 20991231_2359), which this tripl " in refused(data)


@pytest.mark.spec("O-23")
@pytest.mark.parametrize("written_down", [True, False])
def test_a_newer_schema_is_also_seen_in_the_database(data, written_down):
    (data / "version.json").unlink()
    with own_postgres(data) as server:
        server.query("update alembic_version set version_num = '20991231_2359'")
        if written_down:
            server.query("insert into schema_history values (gen_random_uuid(), '20991231_2359', '9.1.0', now())")
    with RunningUp(data) as up:
        assert up.process.wait(60) == 1
    (error,) = [line for line in up.lines if line.startswith("Error: ")]
    assert f"was last used by {'tripl 9.1.0' if written_down else 'another tripl'} (schema 20991231_2359)" in error
    assert not (data / "backups").exists()
    with own_postgres(data) as server:
        assert server.query("select version_num from alembic_version") == "20991231_2359"


def own_postgres(data: pathlib.Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(data, password=load_secrets(data, first_start=False)["POSTGRES_PASSWORD"])


def downgrade(data: pathlib.Path) -> str:
    """The folder as the version before this one left it; its revision."""
    from alembic import command
    from tests.conftest import alembic_config

    with own_postgres(data) as server:
        command.downgrade(alembic_config(server.url), "-1")
        older = server.query("select version_num from alembic_version")
    assert older in shipped_revisions() - {shipped_head()}
    (data / "version.json").write_text(json.dumps({"tripl": "0.0.9", "schema": older}))
    return older


@pytest.mark.spec("O-24")
def test_an_older_folder_is_dumped_and_brought_up(data):
    older = downgrade(data)
    (data / "backups").mkdir(mode=0o700)
    for year in (2020, 2021, 2022):
        (data / "backups" / f"{year}-01-01T000000-old.dump").touch()
    (data / "backups" / "2023-01-01T000000-killed.part").touch()
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        assert up.healthy()
        (line,) = [
            line for line in up.lines if line.startswith(f"the schema is at {older} and goes to {shipped_head()}")
        ]
        dump = pathlib.Path(line.partition("the dump from before it is ")[2])
        assert dump.read_bytes().startswith(b"PGDMP")
        kept = sorted(path.name for path in (data / "backups").iterdir())
        assert kept == ["2021-01-01T000000-old.dump", "2022-01-01T000000-old.dump", dump.name]
        assert up.end(signal.SIGTERM)[0] == 0
    assert json.loads((data / "version.json").read_text())["schema"] == shipped_head()


def test_a_migration_that_fails_names_the_dump_and_leaves_the_schema(data):
    older = downgrade(data)
    with own_postgres(data) as server:
        server.query("create function no() returns event_trigger language plpgsql as $$begin raise 'not today'; end$$")
        server.query("create event trigger no on ddl_command_start execute function no()")
    with RunningUp(data) as up:
        assert up.process.wait(60) == 1
    (error,) = [line for line in up.lines if line.startswith("Error: ")]
    assert "failed and changed nothing; the dump from before it is " in error
    assert "not today" in error
    assert pathlib.Path(error.partition("before it is ")[2].partition(": ")[0]).exists()
    with own_postgres(data) as server:
        assert server.query("select version_num from alembic_version") == older


@needs_root
def test_a_folder_of_another_account_is_named(data):
    os.chown(data / "postgres", 12345, 12345)
    assert f"{data} was made by the account 12345; start tripl as that account" in refused(data)


@pytest.fixture
def mounted(place: pathlib.Path) -> Iterator[pathlib.Path]:
    """A disk of our own."""
    disk = place / "disk"
    disk.mkdir()
    ran = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m,mode=755", "tmpfs", str(disk)], check=False)
    if ran.returncode:
        pytest.skip("cannot mount a file system here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@needs_root
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_read_only_disk_and_a_full_one_are_named(used, mounted):
    fresh, copied = mounted / "fresh", mounted / "data"
    subprocess.run(["cp", "-a", str(used), str(copied)], check=True)
    filling = mounted / "filling"
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(mounted).free - 30 * 2**20)
    assert "MB left and tripl needs 250 MB to start; make space or choose another folder" in refused(fresh)
    assert "MB left and tripl needs 64 MB to start; make space or choose another folder" in refused(copied)
    filling.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(mounted)], check=True)
    for data in (fresh, copied):
        assert refused(data) == (
            f"the data folder {data} cannot be written: its disk is mounted read-only; choose another one with --data"
        )
