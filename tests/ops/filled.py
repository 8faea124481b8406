"""A server like the runbook's (user and database `tripl`), filled through the API, and a stand-in for `docker`."""

import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from alembic import command
from sqlalchemy import create_engine, text
from tests.acceptance.stack import Api, free_port
from tests.acceptance.story import make_project, make_scan
from tests.cli.conftest import open_folder
from tests.conftest import ROOT, alembic_config
from tests.factories.sources import visits, write_csv
from tests.ops.processes import GOOD, WORKER, environment, logged

from tripl.cli.embedded import EmbeddedPostgres, EmbeddedValkey

SLUG, HOURS = "kept", 6
WAREHOUSE_PASSWORD = "of the warehouse"
KEY = GOOD["ENCRYPTION_KEY"]
DUMP, SQL = "tripl-2026-06-27.dump", "tripl-2026-06-27.sql.gz"
"""As the runbook calls them."""
SHIM = """\
#!/bin/sh
# Stands in for the engine: commands inside of containers run here, against the server of the test.
[ "$1" = compose ] || { echo "docker: only compose is known here" >&2; exit 64; }
shift
case "$1" in
  exec) shift; [ "$1" = -T ] && shift; [ "$1" = postgres ] || exit 64; shift; exec "$@" ;;
  run) shift; [ "$1" = --rm ] && shift; [ "$1" = migrate ] || exit 64; shift
       [ "$1" = tripl ] && { shift; set -- tripl.cli "$@"; }
       cd "$TRIPL_ROOT" && exec "$TRIPL_PYTHON" -m "$@" ;;
  stop|start|up|pull) echo "$*" >> "$TRIPL_CALLS" ;;
  *) echo "docker compose: $1 is not known here" >&2; exit 64 ;;
esac
"""


@dataclass
class Server:
    """The folder that an operator works in, and the database behind it."""

    postgres: EmbeddedPostgres
    broker: str
    work: pathlib.Path
    files: pathlib.Path
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.postgres.url

    def settings(self, **over: str) -> dict[str, str]:
        files = {"FILE_SOURCE_DIRS": str(self.files), "SERVE_FRONTEND": "true"}
        return {"DATABASE_URL": self.url, "RABBITMQ_URL": self.broker, "DEBUG": "true", **files, **over}

    def sh(self, block: str) -> str:
        """Run a block of the runbook as it stands there; it has to succeed."""
        ran = self.tried(block)
        assert ran.returncode == 0, f"{block}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def tried(self, block: str) -> subprocess.CompletedProcess[str]:
        shims = self.work / "bin"
        if not shims.exists():
            shims.mkdir()
            (shims / "docker").write_text(SHIM)
            (shims / "docker").chmod(0o755)
        tools = str(self.postgres.folder.binaries.postgres)
        env = environment(
            **self.settings(),
            PGHOST=str(self.postgres.folder.sockets),
            PGPASSWORD=self.postgres.password,
            TRIPL_ROOT=str(ROOT),
            TRIPL_PYTHON=sys.executable,
            TRIPL_CALLS=str(self.work / "calls"),
        )
        env["PATH"] = os.pathsep.join([str(shims), tools, env["PATH"]])
        return subprocess.run(
            ["sh", "-c", block], env=env, cwd=self.work, capture_output=True, text=True, timeout=180, check=False
        )

    def rows(self, query: str, **values: Any) -> list[Any]:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                found = connection.execute(text(query), values)
                return list(found.all()) if found.returns_rows else []
        finally:
            engine.dispose()

    def fingerprint(self) -> dict[str, str]:
        """Every row of every table of ours."""
        tables = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        digest = (
            "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM public.{} t"
        )
        return {name: self.rows(digest.format(f'"{name}"'))[0][0] for (name,) in tables}

    def upgrade(self) -> None:
        command.upgrade(alembic_config(self.url), "head")

    def tripl(self, *words: str, given: str | None = None, **over: str) -> subprocess.CompletedProcess[str]:
        """A command of the installation whose settings these are."""
        env = environment(**{**self.settings(), "DEBUG": "false", **over})
        env["DEPLOYMENT_POSTURE"] = "local"
        return subprocess.run(
            [sys.executable, "-m", "tripl.cli", *words],
            env=env,
            cwd=self.work,
            input=given,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, stack: ExitStack, over: dict[str, str] | None = None, *, worker: bool = False) -> Api:
        """The API, and a worker when asked for, until the stack ends."""
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        told = self.settings(APP_BASE_URL=url, **(over or {}))
        folder = self.work / f"api-{port}"
        folder.mkdir()
        stack.enter_context(logged(folder, "Uvicorn running", "-m", "tripl.cli", "serve", "--port", str(port), **told))
        if worker:
            beside = self.work / f"worker-{port}"
            beside.mkdir()
            stack.enter_context(logged(beside, " ready.", *WORKER, **told))
        return Api(url)


def fill(server: Server) -> None:
    """An account, a scan that counted, a source and a destination with secrets."""
    write_csv(server.files, "visits", visits(HOURS))
    with ExitStack() as stack:
        api = server.start(stack, worker=True)
        api.sign_up()
        make_project(api, SLUG)
        folder = {"name": "visits", "db_type": "duckdb", "database_name": str(server.files), "is_static": True}
        scan = make_scan(api, SLUG, api.post("/data-sources", folder)["id"], "visits")
        done = api.run(SLUG, scan["id"])
        assert done["status"] == "completed", done["error_message"]
        far = {"name": "far", "db_type": "postgres", "host": "127.0.0.1", "port": 1, "database_name": "d"}
        source = api.post("/data-sources", {**far, "username": "u", "password": WAREHOUSE_PASSWORD})
        hook = {"type": "webhook", "name": "Hook", "target_url": "http://127.0.0.1:9/hook"}
        made = api.post(f"/projects/{SLUG}/alert-destinations", hook)
        server.ids.update(scan=scan["id"], source=source["id"], destination=made["id"])


@contextmanager
def filled_server() -> Iterator[Server]:
    folder = open_folder()
    work, files = folder / "work", folder / "files"
    work.mkdir()
    files.mkdir()
    with EmbeddedPostgres(folder / "pg", durable=False) as postgres, EmbeddedValkey(folder / "mq") as valkey:
        server = Server(postgres, valkey.broker_url, work, files)
        server.upgrade()
        fill(server)
        yield server
    shutil.rmtree(folder, ignore_errors=True)
