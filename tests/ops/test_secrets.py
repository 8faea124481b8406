"""`tripl secrets rotate`, as an operator runs it: new key first, rotate, old key out."""

import subprocess
import sys
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine, text
from tests.ops.processes import environment

from tripl.kit.crypto import FernetCipher

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
ONE = 'import sys; from tripl.cli import main; main(sys.argv[1:], prog_name="tripl")'
ALIAS = 'import sys; from tripl.cli import admin; admin(sys.argv[1:], prog_name="tripl-admin")'


def command(database: Engine, keys: str, *words: str, tmp_path: Any, code: str = ONE) -> subprocess.CompletedProcess:
    url = database.url.render_as_string(hide_password=False)
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environment(DATABASE_URL=url, ENCRYPTION_KEY=keys),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def store(database: Engine, name: str, key: str, password: str) -> None:
    with database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO organizations (id, slug, name) VALUES (gen_random_uuid(), 'default', 'Default')"
                " ON CONFLICT DO NOTHING"
            )
        )
        connection.execute(
            text(
                "INSERT INTO data_sources (id, organization_id, name, db_type, host, port, database_name, password)"
                " SELECT gen_random_uuid(), id, :name, 'postgres', 'db', 5432, 'd', :sealed FROM organizations"
            ),
            {"name": name, "sealed": FernetCipher(key).encrypt(password)},
        )


def passwords(database: Engine, key: str) -> set[str]:
    with database.connect() as connection:
        rows = connection.scalars(text("SELECT password FROM data_sources WHERE name <> 'lost'")).all()
    return {FernetCipher(key).decrypt(each) for each in rows}


@pytest.mark.spec("AC-53")
def test_a_key_is_replaced_without_entering_anything_again(database, tmp_path):
    store(database, "one", OLD, "first password")
    store(database, "two", OLD, "second password")
    tried = command(database, f"{NEW},{OLD}", "secrets", "rotate", "--dry-run", tmp_path=tmp_path)
    assert tried.returncode == 0, tried.stderr
    assert "data_sources.password: 2 to re-encrypt, 0 under the first key already, 0 unreadable" in tried.stdout
    assert passwords(database, OLD) == {"first password", "second password"}

    done = command(database, f"{NEW},{OLD}", "secrets", "rotate", tmp_path=tmp_path, code=ALIAS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "all: 2 re-encrypted, 0 under the first key already, 0 unreadable"
    assert passwords(database, NEW) == {"first password", "second password"}
    for secret in ("first password", OLD, NEW):
        assert secret not in done.stdout + done.stderr

    again = command(database, NEW, "secrets", "rotate", tmp_path=tmp_path)
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1] == "all: 0 re-encrypted, 2 under the first key already, 0 unreadable"


@pytest.mark.spec("AC-53", "O-63")
def test_what_cannot_be_read_is_counted_and_the_status_says_so(database, tmp_path):
    store(database, "lost", LOST, "under a lost key")
    store(database, "kept", OLD, "kept")
    ran = command(database, f"{NEW},{OLD}", "secrets", "rotate", tmp_path=tmp_path)
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-1] == "all: 1 re-encrypted, 0 under the first key already, 1 unreadable"
    assert passwords(database, NEW) == {"kept"}


@pytest.mark.parametrize(("keys", "why"), [("", "is empty"), ("short", "is no list of Fernet keys")])
def test_without_a_key_nothing_is_touched(database, tmp_path, keys, why):
    ran = command(database, keys, "secrets", "rotate", tmp_path=tmp_path)
    assert ran.returncode == 1
    assert f"ENCRYPTION_KEY of the database of DATABASE_URL {why}" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_database_that_is_away_is_one_sentence(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", ONE, "secrets", "rotate"],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 1
    assert "Error: the database of DATABASE_URL cannot be used: " in ran.stderr
    assert "Traceback" not in ran.stderr
