"""Which folder or file a source may open: one beneath an allowed root."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tripl.warehouses.base import WarehouseError

GLOB = frozenset("*?[")
"""An engine would expand them."""


def located(path: str, roots: Sequence[str]) -> Path:
    """The real path of a source's folder or database file; WarehouseError(unsupported) outside the roots."""
    allowed = [Path(root).resolve() for root in roots if root]
    if not allowed:
        raise refused(
            "File sources are switched off. An operator switches them on by listing folders in FILE_SOURCE_DIRS."
        )
    if not path or ".." in Path(path).parts or GLOB & set(path):
        raise refused("The path must name a folder or a DuckDB file, without “..”, *, ? or [.")
    given = Path(path)
    found = next((each for each in _candidates(given, allowed) if _inside(each, allowed)), None)
    if found is None:
        raise refused("The path lies outside the folders that FILE_SOURCE_DIRS allows.")
    if not found.exists():
        raise refused(
            f"The file or folder “{found.name}” is not there any more. Put it back, or give the source another path."
        )
    return found


def _candidates(given: Path, allowed: Sequence[Path]) -> Iterator[Path]:
    if given.is_absolute():
        yield given.resolve()
        return
    existing = [(root / given).resolve() for root in allowed]
    yield from (each for each in existing if each.exists())
    yield from existing


def _inside(path: Path, allowed: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in allowed)


def refused(message: str) -> WarehouseError:
    """A path that may not be opened, or a folder that cannot be read."""
    return WarehouseError(message, kind="unsupported")
