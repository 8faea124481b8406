"""`tripl backup` and `tripl restore`: over servers of one's own and over a data folder; all of it, or nothing."""

import shutil
import signal
from contextlib import ExitStack

import pytest
from cryptography.fernet import Fernet
from tests.acceptance.stack import PASSWORD, Api
from tests.cli.conftest import open_folder
from tests.ops import runbook
from tests.ops.filled import DUMP, KEY, SQL, WAREHOUSE_PASSWORD, Server
from tests.ops.running import ADDRESS, RunningUp

from tripl import __version__

LATER = "20991231_2359"


def refused(server: Server, why: str, *words: str) -> None:
    """With one sentence, and without a trace in the database."""
    before = server.fingerprint()
    ran = server.tripl("restore", *words, "--yes")
    assert ran.returncode == 1
    assert why in ran.stderr
    assert "Traceback" not in ran.stderr
    assert server.fingerprint() == before


@pytest.mark.spec("O-59", "O-60", "O-63")
def test_a_backup_comes_back_whole(server):
    whole = server.fingerprint()
    made = server.tripl("backup", "mine.dump")
    assert made.returncode == 0, made.stderr
    assert (server.work / "mine.dump").stat().st_mode & 0o777 == 0o600
    assert f"made by tripl {__version__}" in made.stdout
    assert "not inside: ENCRYPTION_KEY (the environment)" in made.stdout
    assert KEY.encode() not in (server.work / "mine.dump").read_bytes()
    server.rows("DELETE FROM data_sources WHERE name = 'far'")
    server.rows("CREATE TABLE left_over (id int)")
    for _ in range(2):
        ran = server.tripl("restore", "mine.dump", "--yes")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert server.fingerprint() == whole
    again = server.tripl("backup", "mine.dump")
    assert again.returncode == 1 and "exists already" in again.stderr
    (server.work / "mine.dump").unlink()


def test_what_pg_dump_wrote_is_taken_too_and_a_person_is_asked(server):
    whole = server.fingerprint()
    server.rows("DELETE FROM data_sources WHERE name = 'far'")
    changed = server.fingerprint()
    no = server.tripl("restore", DUMP, given="n\n")
    assert no.returncode == 1
    assert "This replaces everything in the database of DATABASE_URL. Go on?" in no.stdout
    assert server.fingerprint() == changed
    assert server.tripl("restore", DUMP, given="y\n").returncode == 0
    assert server.fingerprint() == whole


@pytest.mark.spec("O-24", "O-68")
def test_an_older_schema_replaces_a_newer_one_and_goes_up_again(server):
    head = server.rows("SELECT version_num FROM alembic_version")[0][0]
    server.sh(runbook.DOWNGRADE.text.replace("TARGET_REVISION", "-1"))
    old = server.fingerprint()
    assert server.tripl("backup", "older.dump").returncode == 0
    server.upgrade()
    ran = server.tripl("restore", "older.dump", "--yes")
    assert ran.returncode == 0, ran.stderr
    assert "the schema is older than this version: run tripl migrate" in ran.stdout
    assert server.fingerprint() == old
    assert server.tripl("migrate").returncode == 0
    assert server.rows("SELECT version_num FROM alembic_version")[0][0] == head
    (server.work / "older.dump").unlink()


@pytest.mark.spec("O-23")
def test_a_newer_dump_is_refused_and_names_its_version(server):
    server.rows(f"UPDATE alembic_version SET version_num = '{LATER}'")
    server.rows(f"INSERT INTO schema_history VALUES (gen_random_uuid(), '{LATER}', '9.1.0', now())")
    assert server.tripl("backup", "newer.dump").returncode == 0
    server.sh(runbook.RESTORE.text)
    refused(server, f"does not know (schema {LATER}, made by tripl 9.1.0); restore it with that version", "newer.dump")
    (server.work / "newer.dump").unlink()


@pytest.mark.parametrize("half", [True, False])
def test_a_dump_that_breaks_off_changes_nothing(server, half):
    """Half of it, and the longest beginning that lacks something: most of that went into the transaction already."""
    path = server.work / DUMP
    whole = path.read_bytes()
    cuts = [0.5] if half else [at / 50 for at in range(50, 0, -1)]
    for cut in cuts:
        path.write_bytes(whole[: int(len(whole) * cut)])
        if server.tried(f"pg_restore -f /dev/null {DUMP}").returncode:
            break
    assert path.stat().st_size < len(whole)
    refused(server, "end of file", DUMP)


def test_other_files_are_told_apart(server):
    refused(server, "is no dump of `tripl backup` or `pg_dump -Fc`; a plain SQL dump goes into an empty database", SQL)
    server.sh("createdb -U tripl other; pg_dump -U tripl -Fc other > other.dump; dropdb -U tripl other")
    refused(server, "holds no database of tripl", "other.dump")


@pytest.mark.spec("O-61")
def test_a_living_app_is_in_the_way_and_is_named(server):
    with ExitStack() as stack:
        server.start(stack).get("/auth/status")
        refused(server, "the database of DATABASE_URL is in use by tripl-app (", DUMP)


@pytest.mark.spec("O-63", "O-67")
@pytest.mark.parametrize(
    ("key", "why"),
    [
        (Fernet.generate_key().decode(), "2 stored secrets cannot be read with this ENCRYPTION_KEY"),
        ("", "ENCRYPTION_KEY of the database of DATABASE_URL is empty"),
    ],
    ids=["another", "none"],
)
def test_a_key_of_something_else_is_said_at_once(server, key, why):
    ran = server.tripl("restore", DUMP, "--yes", ENCRYPTION_KEY=key)
    assert ran.returncode == 0
    assert f"warning: {why}" in ran.stderr


@pytest.fixture
def home():
    """A running `tripl up` with an account and a password of a warehouse, in a folder of its own."""
    folder = open_folder()
    with RunningUp(folder / "data") as up:
        up.wait_for(ADDRESS)
        api = Api(up.url)
        api.sign_up()
        far = {"name": "far", "db_type": "postgres", "host": "127.0.0.1", "port": 1, "database_name": "d"}
        api.post("/data-sources", {**far, "username": "u", "password": WAREHOUSE_PASSWORD})
        yield folder, up
    shutil.rmtree(folder, ignore_errors=True)


class TestAFolder:
    """The backup is made while it runs; it comes back into the same folder, and into a new one elsewhere."""

    @pytest.mark.spec("O-63")
    def test_there_and_back(self, home, server):
        folder, up = home
        data, file = folder / "data", folder / "mine.dump"
        made = server.tripl("backup", str(file), "--data", str(data))
        assert made.returncode == 0, made.stderr
        assert f"not inside: ENCRYPTION_KEY ({data}/secrets.env)" in made.stdout
        assert "owner@example.com  owner" in server.tripl("users", "list", "--data", str(data)).stdout
        running = server.tripl("restore", str(file), "--data", str(data), "--yes")
        assert running.returncode == 1
        assert f"tripl is already running on {data} at {up.url}" in running.stderr
        assert up.end(signal.SIGTERM)[0] == 0

        given = {"given": "another-password-9\n"}
        reset = server.tripl("users", "set-password", "owner@example.com", "--data", str(data), **given)
        assert reset.returncode == 0, reset.stderr
        ran = server.tripl("restore", str(file), "--data", str(data), "--yes")
        assert (ran.returncode, ran.stderr) == (0, "")
        assert f"what is there now is kept as {data}/backups/" in ran.stdout
        signs_in(data)

        other = folder / "other"
        other.mkdir()
        shutil.copy(data / "secrets.env", other / "secrets.env")
        moved = server.tripl("restore", str(file), "--data", str(other), "--yes")
        assert (moved.returncode, moved.stderr) == (0, "")
        signs_in(other)

        without = server.tripl("restore", str(file), "--data", str(folder / "without"), "--yes")
        assert without.returncode == 0
        assert "warning: 1 stored secrets cannot be read with this ENCRYPTION_KEY" in without.stderr
        assert f"{folder}/without/secrets.env" in without.stderr


def signs_in(data) -> None:
    """Up again, with the password of before; the warehouse's is read."""
    with RunningUp(data) as up:
        up.wait_for(ADDRESS)
        api = Api(up.url)
        api.post("/auth/login", {"email": "owner@example.com", "password": PASSWORD}, expect=200)
        (source,) = api.get("/data-sources")
        assert "key" not in api.post(f"/data-sources/{source['id']}/test", expect=200)["message"]
        assert up.end(signal.SIGTERM)[0] == 0
