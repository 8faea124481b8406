"""Which files a source may open: a folder or a database file beneath an allowed root."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripl.warehouses.base import WarehouseError

READERS: Mapping[str, str] = {
    ".parquet": "read_parquet",
    ".csv": "read_csv",
    ".csv.gz": "read_csv",
    ".tsv": "read_csv",
    ".tsv.gz": "read_csv",
}
_GLOB = frozenset("*?[")  # the engine would expand them
DATABASES = (".duckdb", ".db", ".ddb")


@dataclass(frozen=True, slots=True)
class File:
    """A readable file; its view bears the file's name without the ending."""

    path: Path
    table: str
    reader: str


def located(path: str, roots: Sequence[str]) -> Path:
    """The real path of a source's folder or database file; WarehouseError(unsupported) outside the roots."""
    allowed = [Path(root).resolve() for root in roots if root]
    if not allowed:
        raise _refused(
            "File sources are switched off. An operator switches them on by listing folders in FILE_SOURCE_DIRS."
        )
    if not path or ".." in Path(path).parts or _GLOB & set(path):
        raise _refused("The path must name a folder or a DuckDB file, without “..”, *, ? or [.")
    given = Path(path)
    found = next((each for each in _candidates(given, allowed) if _inside(each, allowed)), None)
    if found is None:
        raise _refused("The path lies outside the folders that FILE_SOURCE_DIRS allows.")
    if not found.exists():
        raise _refused("There is no folder or file at this path.")
    return found


def listed(folder: Path) -> tuple[File, ...]:
    """The readable files of a folder, by name; links that lead outside it are left alone."""
    files = [each for path in sorted(folder.iterdir()) if (each := _file(path, folder))]
    seen: dict[str, File] = {}
    for each in files:
        other = seen.setdefault(each.table.lower(), each)
        if other is not each:
            raise _refused(
                f"The files {other.path.name} and {each.path.name} would both become the table {each.table}. "
                "Rename one."
            )
    if not files:
        raise _refused("The folder holds no .parquet, .csv, .csv.gz, .tsv or .tsv.gz file.")
    return tuple(files)


def _file(path: Path, folder: Path) -> File | None:
    ending = next((each for each in READERS if path.name.lower().endswith(each)), None)
    stem = path.name[: -len(ending)] if ending else ""
    if (
        not ending
        or not stem
        or stem.startswith(".")
        or _GLOB & set(path.name)
        or not path.resolve().is_relative_to(folder)
    ):
        return None
    return File(path, stem, READERS[ending]) if path.is_file() else None


def _candidates(given: Path, allowed: Sequence[Path]) -> Iterator[Path]:
    if given.is_absolute():
        yield given.resolve()
        return
    existing = [(root / given).resolve() for root in allowed]
    yield from (each for each in existing if each.exists())
    yield from existing


def _inside(path: Path, allowed: Sequence[Path]) -> bool:
    return any(path.is_relative_to(root) for root in allowed)


def _refused(message: str) -> WarehouseError:
    return WarehouseError(message, kind="unsupported")
