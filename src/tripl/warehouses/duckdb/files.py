"""Which files of a folder are tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tripl.warehouses.folders import GLOB, refused

READERS: Mapping[str, str] = {
    ".parquet": "read_parquet",
    ".csv": "read_csv",
    ".csv.gz": "read_csv",
    ".tsv": "read_csv",
    ".tsv.gz": "read_csv",
}
DATABASES = (".duckdb", ".db", ".ddb")


@dataclass(frozen=True, slots=True)
class File:
    """A readable file; its view bears the file's name without the ending."""

    path: Path
    table: str
    reader: str


def listed(folder: Path) -> tuple[File, ...]:
    """The readable files of a folder, by name; links that lead outside it are left alone."""
    files = [each for path in sorted(folder.iterdir()) if (each := _file(path, folder))]
    seen: dict[str, File] = {}
    for each in files:
        other = seen.setdefault(each.table.lower(), each)
        if other is not each:
            raise refused(
                f"The files {other.path.name} and {each.path.name} would both become the table {each.table}. "
                "Rename one."
            )
    if not files:
        raise refused("The folder holds no .parquet, .csv, .csv.gz, .tsv or .tsv.gz file.")
    return tuple(files)


def _file(path: Path, folder: Path) -> File | None:
    ending = next((each for each in READERS if path.name.lower().endswith(each)), None)
    stem = path.name[: -len(ending)] if ending else ""
    if (
        not ending
        or not stem
        or stem.startswith(".")
        or GLOB & set(path.name)
        or not path.resolve().is_relative_to(folder)
    ):
        return None
    return File(path, stem, READERS[ending]) if path.is_file() else None
