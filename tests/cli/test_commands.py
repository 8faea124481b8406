import os
import pathlib
import subprocess
import sys

import pytest

from tripl import __version__
from tripl.cli import COMMANDS
from tripl.cli.embedded import EmbeddedPostgres
from tripl.cli.embedded.schema import current_revision, shipped_head

HEAVY = ("sqlalchemy", "fastapi", "celery", "alembic", "pydantic", "psycopg")


def tripl(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tripl.cli", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        cwd=pathlib.Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_every_command_and_loads_none():
    script = (
        "import sys; from tripl.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "heavy: []" in ran.stdout
    assert all(f"  {name} " in ran.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    assert f"tripl {name}" in tripl(name, "--help").stdout


def test_an_unknown_command_is_an_error():
    ran = tripl("fly")
    assert ran.returncode == 2
    assert "No such command 'fly'" in ran.stderr


def test_version():
    assert tripl("version").stdout == tripl("--version").stdout == f"{__version__}\n"


def test_serve_refuses_an_unsafe_configuration_once_and_not_with_status_0():
    ran = tripl("serve", "--port", "0", DEBUG="false", ENCRYPTION_KEY="", SECRET_KEY="", APP_BASE_URL="")
    assert ran.returncode == 1
    assert ran.stderr.count("Production startup checks failed:") == 1
    assert "ENCRYPTION_KEY is empty" in ran.stderr


def test_migrate_reaches_the_head_and_may_be_repeated(folder):
    with EmbeddedPostgres(folder / "data", durable=False) as postgres:
        for _ in range(2):
            ran = tripl("migrate", DATABASE_URL=postgres.url)
            assert ran.returncode == 0, ran.stderr
            assert current_revision(postgres) == shipped_head()
