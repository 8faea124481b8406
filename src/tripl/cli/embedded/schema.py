"""Whether the database is at this version's schema."""

from datetime import UTC, datetime
from pathlib import Path

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.postgres import PARTIAL, EmbeddedPostgres
from tripl.migrations.shipped import VERSIONS, shipped_heads, shipped_revisions

__all__ = ["current_revision", "dump", "reached_by", "shipped_head", "shipped_revisions"]
KEPT_DUMPS = 3


def shipped_head(versions: Path = VERSIONS) -> str:
    """The one revision no other stands upon.

    Raises:
        EmbeddedError: There is none, or more than one.
    """
    heads = shipped_heads(versions)
    if len(heads) != 1:
        raise EmbeddedError(f"the migrations have {len(heads)} heads; this build is broken")
    return heads.pop()


def current_revision(postgres: EmbeddedPostgres) -> str | None:
    """What the database is at; None when it is empty."""
    if not postgres.query("select to_regclass('public.alembic_version')"):
        return None
    return postgres.query("select version_num from public.alembic_version") or None


def reached_by(postgres: EmbeddedPostgres, revision: str) -> str | None:
    """Which version brought the database to `revision`; None when that was never written down."""
    if not postgres.query("select to_regclass('public.schema_history')"):
        return None
    rows = postgres.query("select revision, app_version from public.schema_history order by at").splitlines()
    return dict(row.split("|", 1) for row in rows).get(revision)


def dump(postgres: EmbeddedPostgres, revision: str) -> Path:
    """Write a custom-format dump into `backups` and keep the newest three."""
    folder = postgres.folder.root / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    for broken_off in folder.glob(f"*{PARTIAL}"):
        broken_off.unlink()
    target = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}-{revision}.dump"
    postgres.dump(target)
    for old in sorted(folder.glob("*.dump"))[:-KEPT_DUMPS]:
        old.unlink()
    return target
