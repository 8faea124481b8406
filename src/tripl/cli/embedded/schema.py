"""Whether the database is at this version's schema, found out without importing Alembic (it costs most of a second)."""

import re
from datetime import UTC, datetime
from pathlib import Path

from tripl.cli.embedded.errors import EmbeddedError
from tripl.cli.embedded.postgres import EmbeddedPostgres

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
KEPT_DUMPS = 3
_REVISION = re.compile(r"^(revision|down_revision)\b[^=]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def shipped_revisions(versions: Path = VERSIONS) -> set[str]:
    """Every revision this build knows."""
    return {value for name, value in _declared(versions) if name == "revision"}


def shipped_head(versions: Path = VERSIONS) -> str:
    """The one revision no other stands upon.

    Raises:
        EmbeddedError: There is none, or more than one.
    """
    heads = shipped_revisions(versions) - {value for name, value in _declared(versions) if name == "down_revision"}
    if len(heads) != 1:
        raise EmbeddedError(f"the migrations have {len(heads)} heads; this build is broken")
    return heads.pop()


def _declared(versions: Path) -> list[tuple[str, str]]:
    return [found for path in versions.glob("*.py") for found in _REVISION.findall(path.read_text())]


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
    target = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}-{revision}.dump"
    postgres.dump(target)
    for old in sorted(folder.glob("*.dump"))[:-KEPT_DUMPS]:
        old.unlink()
    return target
