"""The statements of an earlier release, as its app sent them to the server, and whether a schema still takes them.

`python -m tests.ops.earlier_release CHECKOUT` runs the tests of the features in a checkout of that release, over a
server that logs, and writes what it heard into tests/data, under the revision of that release.
"""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import psycopg
from psycopg import sql
from tests.cli.conftest import open_folder

from tripl.cli.embedded import EmbeddedPostgres

DATA = pathlib.Path(__file__).parents[1] / "data"
LOGGING = (
    "logging_collector=on",
    "log_destination=jsonlog",
    "log_statement=all",
    "log_rotation_size=0",
    "log_file_mode=0644",
    "max_connections=200",
)
SAID = re.compile(r"(?:statement|execute [^:]+): (.*)", re.DOTALL)
WANTED = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|WITH|COPY)\b", re.IGNORECASE)
FOREIGN = re.compile(r"\b(pg_catalog|information_schema|alembic_version|pg_stat_\w+|pg_locks|pg_class|pg_type)\b")
INTO = re.compile(r'(?:INSERT INTO|COPY)\s+(?:"?public"?\.)?"?(\w+)"?\s*\(([^)]*)\)')
COPIED = re.compile(r"COPY \((.*)\) TO STDOUT")
NEEDED = """
SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
AND attnotnull AND NOT atthasdef AND attidentity = ''
"""
HEAD = "SELECT version_num FROM alembic_version"


def shape(statement: str) -> str:
    """What two statements have in common that differ in their values and how many."""
    numbered = re.sub(r"\$\d+|\b\d+\b|'[^']*'", "?", statement)
    listed = re.sub(r"(?:\?(?:::[\w \[\]()]+?)?, )+\?", "?, …", numbered)
    return re.sub(r"(?:\([^()]*\), )+(\([^()]*\))", r"\1", listed)


def heard(log: pathlib.Path) -> dict[str, str]:
    """One statement a shape."""
    found: dict[str, str] = {}
    for file in sorted(log.glob("*.json")):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            said = SAID.match(json.loads(line).get("message", ""))
            statement = " ".join(said[1].split()) if said else ""
            if WANTED.match(statement) and not FOREIGN.search(statement):
                found.setdefault(shape(statement), statement)
    return found


def refused(connection: psycopg.Connection, statements: Iterator[str] | list[str]) -> dict[str, str]:
    """Those that the schema of a connection in autocommit no longer takes, and why."""
    found = {}
    for statement in statements:
        if why := _refusal(connection, statement):
            found[statement] = why
    return found


def _refusal(connection: psycopg.Connection, statement: str) -> str | None:
    """Planned without values; a row that is written must bring every column that has no default."""
    if into := INTO.match(statement):
        columns = {name.strip().strip('"') for name in into[2].split(",")}
        needed = {str(row[0]) for row in connection.execute(NEEDED, (into[1],))}
        if missing := needed - columns:
            return f"{into[1]} now needs {', '.join(sorted(missing))}"
    if into and statement.upper().startswith("COPY"):
        return _refusal(connection, f"SELECT {into[2]} FROM {into[1]}")
    if copied := COPIED.match(statement):
        return _refusal(connection, copied[1])
    try:
        connection.execute(sql.SQL("EXPLAIN (GENERIC_PLAN) {}").format(sql.SQL(statement)))
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return None


def recorded() -> list[pathlib.Path]:
    return sorted(DATA.glob("statements-*.sql.gz"))


def read(path: pathlib.Path) -> list[str]:
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def record(checkout: pathlib.Path) -> pathlib.Path:
    """Run the features of that checkout and write what its statements were."""
    folder = open_folder()
    try:
        with EmbeddedPostgres(folder / "data", durable=False, options=LOGGING) as server:
            env = {**os.environ, "TEST_DATABASE_URL": server.url}
            tests = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "tests/features", "tests/api"]
            subprocess.run(tests, cwd=checkout, env=env, check=False)
            migrate = [sys.executable, "-m", "alembic", "upgrade", "head"]
            source = {**env, "DATABASE_URL": server.url, "PYTHONPATH": str(checkout / "src")}
            subprocess.run(migrate, cwd=checkout, env=source, check=True)
            with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
                (revision,) = connection.execute(HEAD).fetchone() or ("none",)
                statements = list(heard(folder / "data" / "postgres" / "log").values())
                foreign = refused(connection, statements)
        kept = sorted(each for each in statements if each not in foreign)
        DATA.mkdir(exist_ok=True)
        path = DATA / f"statements-{revision}.sql.gz"
        path.write_bytes(gzip.compress("\n".join(kept).encode(), mtime=0))
        print(f"{len(kept)} statements at {revision}; {len(foreign)} were of the tests alone")
        return path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    print(record(pathlib.Path(sys.argv[1]).resolve()))
