"""What a dump of tripl's database says about itself."""

from dataclasses import dataclass
from pathlib import Path

from tripl import __version__
from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.schema import shipped_revisions
from tripl.cli.pgtools import table_in

MAGIC = b"PGDMP"
OTHER_FORMAT = (
    "{} is no dump of `tripl backup` or `pg_dump -Fc`; a plain SQL dump goes into an empty database with psql, "
    "see the runbook"
)


@dataclass(frozen=True)
class Dump:
    """A custom-format dump."""

    file: Path
    revision: str
    version: str | None
    """Of the tripl that made the schema; None where it was never written down."""

    @classmethod
    def read(cls, file: Path) -> "Dump":
        """Look into it.

        Raises:
            EmbeddedError: It is something else, damaged, or of another program.
        """
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) != MAGIC:
                raise EmbeddedError(OTHER_FORMAT.format(file))
        revision = next((row["version_num"] for row in table_in(file, "alembic_version")), None)
        if revision is None:
            raise EmbeddedError(f"{file} holds no database of tripl")
        history = table_in(file, "schema_history")
        reached = {row["revision"]: row["app_version"] for row in sorted(history, key=lambda row: row["at"])}
        return cls(file, revision, reached.get(revision))

    @property
    def origin(self) -> str:
        return f"schema {self.revision}, made by tripl {self.version or 'of an unknown version'}"

    def refuse_newer(self) -> None:
        """Raises EmbeddedError for a schema that this version does not know."""
        if self.revision not in shipped_revisions():
            raise EmbeddedError(
                f"{self.file} has a schema that this tripl {__version__} does not know ({self.origin}); "
                "restore it with that version or a later one. Nothing was changed"
            )
