"""The servers that ship inside wheels: PostgreSQL and Valkey as direct children of ours."""

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.folder import DataFolder
from tripl.cli.embedded.postgres import EmbeddedPostgres
from tripl.cli.embedded.valkey import EmbeddedValkey

__all__ = ["DataFolder", "EmbeddedError", "EmbeddedPostgres", "EmbeddedValkey"]
