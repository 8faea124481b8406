"""Which revisions this build brings, found out without importing Alembic (it costs most of a second)."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parent / "versions"
_REVISION = re.compile(r"^(revision|down_revision)\b[^=]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def shipped_revisions(versions: Path = VERSIONS) -> set[str]:
    """Every revision this build knows."""
    return {value for name, value in _declared(versions) if name == "revision"}


def shipped_heads(versions: Path = VERSIONS) -> set[str]:
    """Those that no other stands upon: one, unless the build is broken."""
    return shipped_revisions(versions) - {value for name, value in _declared(versions) if name == "down_revision"}


def _declared(versions: Path) -> list[tuple[str, str]]:
    return [found for path in versions.glob("*.py") for found in _REVISION.findall(path.read_text())]
