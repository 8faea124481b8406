"""Twelve generated dialects: what is stored and what is listed add up, and nearly all is guessed."""

import pathlib
from dataclasses import dataclass

import duckdb
import pytest
from tests.features.files.dialects import Dialect, dialects

from tripl.features.files.schemas import FileChoices
from tripl.features.files.service.looking import look, recipe
from tripl.features.files.service.reading import answer, settled
from tripl.kit.ids import new_id
from tripl.models.files import DroppedFile
from tripl.warehouses.intake.form import recognised
from tripl.warehouses.intake.loading import Place, load, rejects

GUESSED_AT_LEAST = 11


@dataclass(frozen=True)
class Outcome:
    stored: int
    listed: int
    total: float
    wrong: list[str]


def outcome(dialect: Dialect, folder: pathlib.Path) -> Outcome:
    """Read, load and compare."""
    path = folder / "in"
    path.write_bytes(dialect.content)
    form = recognised(path)
    given = FileChoices(**dialect.choices)
    file = DroppedFile(id=new_id(), name="in.csv", path=str(path), format=form.kind, gzipped=form.gzipped)
    read = answer(file, given)
    chosen = settled(given, read, new_project=True)
    seen = look(path, form, chosen)
    place = Place(folder / "out", folder / "work", "rows", 0)
    loaded = load(seen.sample.table, recipe(seen, chosen, "in"), place, lambda *_: None, lambda text: text)
    listed, count = rejects(place.folder, 1_000, 0)
    assert len(listed) == count == loaded.rejected
    stored = duckdb.execute(f"SELECT count(*) FROM '{place.folder}/rows.parquet'").fetchall()[0][0]
    found = {
        "delimiter": read.dialect.delimiter,
        "encoding": read.dialect.encoding,
        "header": read.dialect.has_header,
        "time": chosen.time_column,
        "event": next(iter(chosen.event_columns or ()), None),
        "first": loaded.first,
        "last": loaded.last,
        "bad": count,
        "numbers": tuple(n for n in dialect.numbers if {c.name: c.kind for c in read.columns}.get(n) == "number"),
        "errors": read.errors,
    }
    wanted = {name: getattr(dialect, name, []) for name in found}
    return Outcome(
        stored, count, dialect.records, [f"{n}: {found[n]!r} not {wanted[n]!r}" for n in found if found[n] != wanted[n]]
    )


@pytest.mark.parametrize("seed", [12, 77])
def test_twelve_dialects(seed: int, tmp_path: pathlib.Path):
    made = dialects(seed)
    assert len(made) == 12
    right = 0
    for at, dialect in enumerate(made):
        folder = tmp_path / str(at)
        folder.mkdir()
        seen = outcome(dialect, folder)
        right += not seen.wrong
        print(
            f"{dialect.name:52} {seen.stored:6} + {seen.listed:3} = {seen.total:6}  {'; '.join(seen.wrong) or 'right'}"
        )
        assert seen.stored + seen.listed == dialect.records, dialect.name
    print(f"{right} of {len(made)} guessed right")
    assert right >= GUESSED_AT_LEAST
