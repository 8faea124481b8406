"""pg_dump, pg_restore and psql against the database that a URL names. They come with the package."""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tripl.cli.embedded.binaries import locate
from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.process import bare_environment

CHUNK = 2**20
LINE = re.compile(r"^COPY public\.\w+ \((?P<columns>.*)\) FROM stdin;$")


class Tools:
    """The three programs, with the connection in their environment: a command line is for everybody to read."""

    def __init__(self, url: str) -> None:
        from sqlalchemy.engine import make_url

        parsed = make_url(url)
        told = {
            "PGHOST": parsed.host or "",
            "PGPORT": str(parsed.port or ""),
            "PGUSER": parsed.username or "",
            "PGPASSWORD": str(parsed.password or ""),
            "PGCONNECT_TIMEOUT": "10",
            "PGDATABASE": parsed.database or "",
            **{f"PG{name.upper()}": value for name, value in parsed.query.items() if isinstance(value, str)},
        }
        self._env = {**bare_environment(), **{name: value for name, value in told.items() if value}}

    def query(self, statement: str) -> list[list[str]]:
        """The rows as text."""
        return [row.split("\t") for row in self._run("psql", "-XAtq", "-F", "\t", "-c", statement).splitlines()]

    def dump(self, target: Path) -> None:
        """Write a custom-format dump, whole or not at all, for its owner's eyes.

        Raises:
            EmbeddedError: pg_dump failed, and says why.
        """
        partial = target.with_name(f"{target.name}.part")
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            self._run("pg_dump", "-Fc", "-f", str(partial))
            partial.rename(target)
        finally:
            partial.unlink(missing_ok=True)

    def replace(self, file: Path, before: str) -> None:
        """Run `before` and then the dump in one transaction: all of it, or nothing at all.

        Raises:
            EmbeddedError: The dump is damaged, or the database refused a statement; nothing was changed.
        """
        once = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-o", os.devnull, "-f", "-")
        with self._popen("psql", *once, stdin=subprocess.PIPE) as psql:
            script = there(psql.stdin)
            # without its end the script is never committed, so a dump that breaks off leaves no trace
            try:
                script.write(before.encode())
                for piece in self._script(file):
                    script.write(piece)
                script.close()
            except BrokenPipeError:  # psql ended early and says why
                with contextlib.suppress(BrokenPipeError):
                    script.close()
            except BaseException:
                psql.kill()
                raise
            said = there(psql.stderr).read().decode(errors="replace")
        if psql.returncode:
            raise EmbeddedError(f"the database refused the dump, and nothing was changed: {reason(said)}")

    def _script(self, file: Path) -> Iterator[bytes]:
        options = ("--no-owner", "--no-privileges", "--no-comments", "-f", "-", str(file))
        with self._popen("pg_restore", *options, stdout=subprocess.PIPE) as reading:
            script = there(reading.stdout)
            while piece := script.read(CHUNK):
                yield piece
            said = there(reading.stderr).read().decode(errors="replace")
        if reading.returncode:
            raise EmbeddedError(f"{file} is damaged, and nothing was changed: {reason(said)}")

    def _popen(
        self, program: str, *arguments: str, stdin: int | None = None, stdout: int | None = None
    ) -> "subprocess.Popen[bytes]":
        argv = [str(locate().postgres / program), *arguments]
        return subprocess.Popen(argv, env=self._env, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)

    def _run(self, program: str, *arguments: str) -> str:
        return run(program, *arguments, env=self._env)


def table_in(file: Path, table: str) -> list[dict[str, str]]:
    """The rows of one table inside of a dump; asks no server.

    Raises:
        EmbeddedError: The file cannot be read.
    """
    only = ("--data-only", "--schema", "public", "--table", table, "-f", "-", str(file))
    rows: list[dict[str, str]] = []
    columns: list[str] | None = None
    for line in run("pg_restore", *only, env=bare_environment()).splitlines():
        if found := LINE.match(line):
            columns = found["columns"].split(", ")
        elif line == r"\.":
            columns = None
        elif columns is not None:
            rows.append(dict(zip(columns, line.split("\t"), strict=True)))
    return rows


def run(program: str, *arguments: str, env: dict[str, str]) -> str:
    """What it printed.

    Raises:
        EmbeddedError: It failed, and this is why.
    """
    argv = [str(locate().postgres / program), *arguments]
    ran = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise EmbeddedError(f"{program}: {reason(ran.stderr)}")
    return ran.stdout


def there(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe that was asked for."""
    if pipe is None:
        raise RuntimeError("the pipe was not asked for")
    return pipe


def reason(said: str) -> str:
    """The first line that speaks of an error, without the name of the program."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = next((line for line in lines if "error" in line.lower()), lines[0] if lines else "it did not say why")
    return re.sub(r"^(psql:\S+ |pg_\w+: |psql: )?((error|ERROR|FATAL):\s+)*", "", telling)
