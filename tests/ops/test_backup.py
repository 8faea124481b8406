"""The runbook's backup and restore, block by block, against a real PostgreSQL 18 and a database that was used."""

import gzip
import pathlib
import re
import shutil
import subprocess
import threading
from contextlib import ExitStack

import httpx
import pytest
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from tests.acceptance.stack import PASSWORD, Api
from tests.cli.conftest import open_folder
from tests.conftest import alembic_config
from tests.ops import runbook
from tests.ops.filled import DUMP, KEY, SLUG, SQL, WAREHOUSE_PASSWORD, Server

from tripl import __version__
from tripl.cli.embedded import EmbeddedPostgres
from tripl.cli.embedded.folder import DataFolder
from tripl.kit.crypto import FernetCipher


@pytest.fixture
def place():
    found = open_folder()
    yield found
    shutil.rmtree(found, ignore_errors=True)


def previous_revision(server: Server) -> tuple[str, str]:
    scripts = ScriptDirectory.from_config(alembic_config(server.url))
    head = scripts.get_current_head()
    assert head is not None
    before = scripts.get_revision(head).down_revision
    assert isinstance(before, str)
    return before, head


def before_a_table_that_refers(server: Server) -> str:
    """The revision before the newest one that made a table which refers to another."""
    scripts = ScriptDirectory.from_config(alembic_config(server.url))
    for script in scripts.walk_revisions():
        made = pathlib.Path(script.path).read_text()
        if "create_table" in made and "ForeignKeyConstraint" in made:
            assert isinstance(script.down_revision, str)
            return script.down_revision
    raise AssertionError("no revision makes such a table")


def restored_instance_works(server: Server, **over: str) -> None:
    """Pages and API answer with what was there, and a stored secret is read."""
    with ExitStack() as stack:
        api = server.start(stack, over)
        api.post("/auth/login", {"email": "owner@example.com", "password": PASSWORD}, expect=200)
        assert [each["slug"] for each in api.get("/projects")] == [SLUG]
        assert len(api.get(f"/projects/{SLUG}/events", search="home")["items"]) == 1
        span = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-03T00:00:00Z"}
        total = api.get(f"/projects/{SLUG}/metrics/total", scan_config_id=server.ids["scan"], **span)
        assert sum(point["count"] for point in total["data"]) in {50, 60}
        assert "key" not in connection_test(api, server)
        page = httpx.get(f"{api.http.base_url.copy_with(path='/')}p/{SLUG}/overview", headers={"Accept": "text/html"})
        assert page.status_code == 200 and '<div id="root">' in page.text


def connection_test(api: Api, server: Server) -> str:
    """What the connection test of the far source says: nobody listens there, so a read password means unreachable."""
    answer = api.post(f"/data-sources/{server.ids['source']}/test", expect=200)
    assert answer["success"] is False
    return str(answer["message"])


def stored_password(server: Server) -> str:
    return str(server.rows("SELECT password FROM data_sources WHERE name = 'far'")[0][0])


@pytest.mark.spec("O-59", "O-60", "O-27", "O-26")
def test_a_custom_dump_restored_twice_is_what_it_was(changed):
    assert (changed.work / DUMP).read_bytes()[:5] == b"PGDMP"
    before = changed.fingerprint()
    changed.sh(runbook.RESTORE.text)
    once = changed.fingerprint()
    assert once != before
    changed.sh(runbook.RESTORE.text)
    assert changed.fingerprint() == once
    assert FernetCipher(KEY).decrypt(stored_password(changed)) == WAREHOUSE_PASSWORD
    extensions = {name for (name,) in changed.rows("SELECT extname FROM pg_extension")}
    assert extensions >= {"vector", "pg_trgm", "unaccent"}
    changed.sh("docker compose run --rm migrate alembic upgrade head")
    assert changed.fingerprint() == once, "there was nothing to upgrade"
    restored_instance_works(changed)


@pytest.mark.spec("O-59", "O-60")
def test_a_plain_dump_goes_into_an_empty_database(changed):
    changed.sh(runbook.RESTORE.text)
    whole = changed.fingerprint()
    changed.sh(runbook.EMPTY.text)
    changed.sh(runbook.PLAIN_RESTORE.text)
    assert changed.fingerprint() == whole
    changed.sh("docker compose run --rm migrate alembic upgrade head")
    assert changed.fingerprint() == whole


@pytest.mark.spec("O-60")
def test_a_plain_dump_into_a_full_database_changes_nothing(changed):
    """The bare psql goes on after each conflict and mixes; the page's options stop at the first and take all back."""
    before = changed.fingerprint()
    ran = changed.tried(runbook.PLAIN_OR_NOTHING.text)
    assert ran.returncode != 0
    assert "already exists" in ran.stderr
    assert changed.fingerprint() == before
    changed.sh(runbook.EMPTY.text)
    changed.sh(runbook.PLAIN_OR_NOTHING.text)
    assert changed.rows("SELECT email FROM users")[0][0] == "owner@example.com"

    changed.rows("DELETE FROM data_sources WHERE name = 'far'")
    changed.rows("UPDATE users SET email = 'later@example.com'")
    mixing = changed.tried(runbook.PLAIN_RESTORE.text)
    assert mixing.returncode == 0 and "already exists" in mixing.stderr, "the page warns of exactly this"


@pytest.mark.spec("O-24", "O-68")
def test_a_dump_of_an_older_schema_needs_an_empty_database(server):
    """Over a newer schema the command alone stumbles; after the page's step it works, and so does the upgrade."""
    before, (_, head) = before_a_table_that_refers(server), previous_revision(server)
    server.sh(runbook.DOWNGRADE.text.replace("TARGET_REVISION", before))
    (server.work / DUMP).unlink()
    server.sh(runbook.DUMP.text + f"mv tripl-20*.dump {DUMP}")
    old = server.fingerprint()
    server.upgrade()
    stumbled = server.tried(runbook.RESTORE.text)
    assert stumbled.returncode == 1
    assert "because other objects depend on it" in stumbled.stderr

    server.sh(runbook.EMPTY.text)
    server.sh(runbook.RESTORE.text)
    assert server.fingerprint() == old, "nothing of the stumbled attempt is left"
    server.sh("docker compose run --rm migrate alembic upgrade head")
    assert server.rows("SELECT version_num FROM alembic_version")[0][0] == head
    restored_instance_works(server)


@pytest.mark.spec("O-61")
def test_a_dump_restored_under_a_living_app_succeeds_or_fails_and_can_be_repeated(changed):
    """Readers and a counting worker hold locks meanwhile. Whatever happened, the page's way gives the dump."""
    wanted = dump_of(changed)
    with ExitStack() as stack:
        api = changed.start(stack, worker=True)
        api.post("/auth/login", {"email": "later@example.com", "password": PASSWORD}, expect=200)
        over = threading.Event()
        seen: list[int] = []
        reader = threading.Thread(target=keep_reading, args=(api, over, seen))
        reader.start()
        api.post(f"/projects/{SLUG}/scans/{changed.ids['scan']}/run")
        live = changed.tried(runbook.RESTORE.text)
        over.set()
        reader.join(60)
        assert live.returncode in {0, 1}
        assert bool(live.returncode) == ("pg_restore: error" in live.stderr or "errors ignored" in live.stderr)
        assert set(seen) <= {200, 401, 404, 500, 503}
        assert httpx.get(str(api.http.base_url.copy_with(path="/health"))).status_code == 200
    changed.sh(runbook.RESTORE.text)
    assert changed.fingerprint() == wanted


def keep_reading(api: Api, over: threading.Event, seen: list[int]) -> None:
    while not over.is_set():
        seen.append(api.http.get("/projects").status_code)


def dump_of(server: Server) -> dict[str, str]:
    """The fingerprint of the dump, by way of a restore, and then back to what was there."""
    now = server.work / "now.dump"
    server.sh(f"pg_dump -U tripl -Fc tripl > {now}")
    server.sh(runbook.RESTORE.text)
    wanted = server.fingerprint()
    server.sh(runbook.RESTORE.text.replace(DUMP, now.name))
    return wanted


@pytest.mark.spec("O-63", "AC-52", "O-67")
def test_another_key_is_said_and_breaks_nothing(server):
    other = Fernet.generate_key().decode()
    with ExitStack() as stack:
        keys = {"ENCRYPTION_KEY": other, "SECRET_KEY": "another secret that is long enough"}
        api = server.start(stack, keys, worker=True)
        assert api.http.get("/projects").status_code == 401, "sessions of the other secret key are over"
        api.post("/auth/login", {"email": "owner@example.com", "password": PASSWORD}, expect=200)
        assert "cannot be read with the configured ENCRYPTION_KEY" in connection_test(api, server)
        far = {"source": server.ids["source"], "scan": server.ids["scan"]}
        server.rows("UPDATE scan_configs SET data_source_id = :source WHERE id = :scan", **far)
        run = api.run(SLUG, server.ids["scan"])
        assert run["status"] == "failed"
        assert "cannot be read with the configured ENCRYPTION_KEY" in run["error_message"]
        by_name = {each["name"]: each for each in api.get("/data-sources")}
        assert by_name["far"]["password_set"] is True
        hook = f"/projects/{SLUG}/alert-destinations/{server.ids['destination']}"
        sent = api.post(f"{hook}/test", expect=200)
        assert sent["ok"] is False
        assert "cannot be read with the configured ENCRYPTION_KEY" in sent["error"]
        assert api.get(hook)["signing_secret_set"] is True
        api.patch(f"/data-sources/{server.ids['source']}", {"password": "entered again"})
        assert "key" not in connection_test(api, server)
    assert FernetCipher(other).decrypt(stored_password(server)) == "entered again"


@pytest.mark.spec("O-66", "O-65")
def test_a_fresh_host_has_everything_back(server):
    """The block as it stands; the engine's part is written down by what stands in for it, in the page's order."""
    whole = server.fingerprint()
    server.sh(runbook.EMPTY.text)
    shutil.copy(server.work / DUMP, server.work / "tripl-LATEST.dump")
    (server.work / "calls").unlink(missing_ok=True)
    server.sh(runbook.FRESH_HOST.text)
    assert (server.work / "calls").read_text().splitlines() == ["pull", "up -d --wait postgres", "up -d"]
    assert server.fingerprint() == whole
    restored_instance_works(server)


@pytest.mark.spec("O-30", "O-68")
def test_a_dump_tells_which_version_made_it(server):
    _, head = previous_revision(server)
    inside = server.sh(runbook.WHO_MADE_IT.text)
    assert re.search(rf"\t{head}\t{re.escape(__version__)}\t", inside)
    assert re.search(rf"{re.escape(__version__)} +\| +{head}", server.sh(runbook.WHO_MADE_THE_DATABASE.text))
    assert head in gzip.decompress((server.work / SQL).read_bytes()).decode()


@pytest.mark.spec("O-24", "O-29")
def test_a_schema_goes_back_by_command(server):
    before, head = previous_revision(server)
    server.sh(runbook.DOWNGRADE.text.replace("TARGET_REVISION", before))
    assert server.rows("SELECT version_num FROM alembic_version")[0][0] == before
    for _ in range(2):
        server.sh("docker compose run --rm migrate alembic upgrade head")
        assert server.rows("SELECT version_num FROM alembic_version")[0][0] == head


@pytest.mark.spec("AC-53")
def test_the_key_is_replaced_as_the_page_says(server):
    """The page's block, with the new key before the old one in the environment."""
    new = Fernet.generate_key().decode()
    dry, done = runbook.ROTATE.text.splitlines()
    keys = f"export ENCRYPTION_KEY={new},{KEY}\n"
    assert "all: 2 to re-encrypt" in server.sh(keys + dry)
    assert "all: 2 re-encrypted" in server.sh(keys + done)
    assert FernetCipher(new).decrypt(stored_password(server)) == WAREHOUSE_PASSWORD
    restored_instance_works(server, ENCRYPTION_KEY=new)


@pytest.mark.spec("O-62")
def test_a_copy_of_the_files_of_a_stopped_server_is_the_database(place):
    """With the archiving words of the page, over a server of its own; `alpine` and the volume are the engine's part."""
    (words,) = [line.strip() for line in runbook.COLD.text.splitlines() if "tar czf" in line]
    with EmbeddedPostgres(place / "first") as server:
        server.query("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    kept = words.replace("/backup", str(place)).replace("/var/lib/postgresql", str(server.cluster.parent))
    subprocess.run(["sh", "-c", kept], check=True)
    (archive,) = place.glob("pgdata18-*.tar.gz")
    copy = DataFolder.prepare(place / "second").root
    subprocess.run(["tar", "xzf", str(archive), "-C", str(copy), "./postgres"], check=True)
    with EmbeddedPostgres(copy) as restored:
        assert restored.query("SELECT count(*), sum(n) FROM kept") == "1000|500500"
    order = [line.split()[2] for line in runbook.COLD.text.splitlines() if line.startswith("docker compose")]
    assert order == ["stop", "start"]
