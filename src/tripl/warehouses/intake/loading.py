"""A typed Parquet copy of a file, beside a list of the lines that did not fit. Nothing half-made is ever visible."""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tripl.kit.errors import Full, Invalid
from tripl.warehouses.intake.columns import ARROW, Typing, typed, wider
from tripl.warehouses.intake.records import Reject
from tripl.warehouses.intake.tables import Batch, Table
from tripl.warehouses.intake.times import UTC, Way, convert, reordered

REJECTS, MANIFEST = "rejects.jsonl", "manifest.json"
GROUP = 100_000
"""Rows of a row group."""
GROUP_BYTES = 96 * 2**20
"""Of long texts fewer rows are held."""
MOST_REJECTED = 0.5
CHECKED_AFTER = 1_000
FULL = "The disk is nearly full, so the file was not stored. Free some space and try again."


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to make of the columns. `clock` is joined to the time column's date; `constant` is a column of one text."""

    time: str
    way: Way
    types: dict[str, Typing]
    clock: str | None = None
    joined: str | None = None
    """Name of the column that date and clock become."""
    constant: tuple[str, str] | None = None
    ambiguous: bool = False
    decimal: str = "."
    others: dict[str, Way] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the copy holds; kept beside it as the manifest."""

    rows: int
    rejected: int
    blank: int
    comments: int
    first: datetime
    last: datetime

    def to_json(self) -> dict[str, Any]:
        times = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {"rows": self.rows, "rejected": self.rejected, "blank": self.blank, "comments": self.comments, **times}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Loaded":
        first, last = datetime.fromisoformat(kept["first"]), datetime.fromisoformat(kept["last"])
        return cls(kept["rows"], kept["rejected"], kept["blank"], kept["comments"], first, last)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the copy goes: `folder` appears when it is whole; `work` is where it is made."""

    folder: Path
    work: Path
    table: str
    reserve: int
    """Bytes of the disk to leave free."""


Tell = Callable[[float, int, int], None]
"""Share done, rows, rejects; raises to stop."""


def load(table: Table, recipe: Recipe, place: Place, tell: Tell, mask: Callable[[str], str]) -> Loaded:
    """Read, convert, write, then show the whole in one step. Invalid says what is wrong with the file."""
    kept = finished(place.folder)
    if kept is not None:
        return kept
    try:
        for _ in range(5):  # a late value may widen types, settle an order, or bring a column
            shutil.rmtree(place.work, ignore_errors=True)
            place.work.mkdir(parents=True)
            run = _Run(table, recipe, place, tell, mask)
            loaded = run.through()
            if loaded is not None:
                break
            recipe, more = run.better, table.grown()
            if more is not None:
                late = [name for name in more.names if name not in recipe.types]
                recipe = replace(recipe, types={**recipe.types, **dict.fromkeys(late, Typing("string"))})
                table = more
        else:
            raise Invalid("The columns of the file change their types too often. Clean the file and try again.")
        (place.work / MANIFEST).write_text(json.dumps(loaded.to_json()))
        shutil.rmtree(place.folder, ignore_errors=True)
        place.work.rename(place.folder)
    except OSError as error:
        raise Full(FULL) if error.errno in _NO_SPACE else error from error
    finally:
        shutil.rmtree(place.work, ignore_errors=True)
        pa.default_memory_pool().release_unused()
    return loaded


_NO_SPACE = {28, 122}


def finished(folder: Path) -> Loaded | None:
    """What an earlier attempt has left whole."""
    try:
        return Loaded.from_json(json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, KeyError):
        return None


def rejects(folder: Path, limit: int, offset: int) -> tuple[list[Reject], int]:
    """Some of the listed lines, and how many there are."""
    found: list[Reject] = []
    total = 0
    try:
        with (folder / REJECTS).open(encoding="utf-8") as file:
            for line in file:
                if offset <= total < offset + limit:
                    found.append(Reject(*json.loads(line)))
                total += 1
    except FileNotFoundError:
        return [], 0
    return found, total


class _Run:
    """One pass over the file."""

    def __init__(self, table: Table, recipe: Recipe, place: Place, tell: Tell, mask: Callable[[str], str]) -> None:
        self.better = recipe
        self._table, self._recipe, self._place, self._tell, self._mask = table, recipe, place, tell, mask
        self._rows = self._rejected = self._blank = self._comments = self._swapped = 0
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._examples: list[str] = []
        self._held: list[pa.RecordBatch] = []

    def through(self) -> Loaded | None:
        """None when the pass found that the recipe must change."""
        path = self._place.work / f"{self._place.table}.parquet"
        with ExitStack() as stack:
            listed = stack.enter_context((self._place.work / REJECTS).open("w", encoding="utf-8"))
            writer = stack.enter_context(pq.ParquetWriter(path, self._schema(), compression="snappy"))
            for batch in self._table.batches():
                self._check_disk()
                self._one(batch, listed, writer)
                self._tell(batch.done, self._rows, self._rejected)
                if self._rows + self._rejected > CHECKED_AFTER:
                    self._check_share()
            self._write(writer)
        if self._swapped > 0 and self._recipe.ambiguous and self._swapped >= self._rejected // 2:
            self.better = replace(self.better, way=reordered(self._recipe.way), ambiguous=False)
        if self.better is not self._recipe or self._table.grown() is not None:
            return None
        return self._counted()

    def _counted(self) -> Loaded:
        self._check_share()
        if self._first is None or self._last is None:
            raise Invalid("No row of the file could be read. Check the delimiter and the time column.")
        _synced(self._place.work)
        return Loaded(self._rows, self._rejected, self._blank, self._comments, self._first, self._last)

    def _schema(self) -> pa.Schema:
        recipe = self._recipe
        fields = [pa.field(name, self._type(name)) for name in self._table.names]
        fields += [pa.field(recipe.joined, UTC)] if recipe.joined else []
        fields += [pa.field(recipe.constant[0], pa.string())] if recipe.constant else []
        return pa.schema(fields)

    def _type(self, name: str) -> pa.DataType:
        own = name == self._recipe.time and not self._recipe.joined
        return UTC if own else ARROW[self._recipe.types[name].kind]

    def _one(self, batch: Batch, listed: IO[str], writer: pq.ParquetWriter) -> None:
        self._blank, self._comments = self._blank + batch.blank, self._comments + batch.comments
        refused = list(batch.rejects)
        if batch.columns and len(batch.numbers):
            instants = self._instants(batch)
            keep = pc.is_valid(instants)
            if pc.all(keep).as_py() is False:
                refused += self._untimed(batch, keep.to_pylist())
            self._hold(batch, instants, keep, writer)
        for each in sorted(refused, key=lambda one: one.line):
            if len(self._examples) < 3:
                self._examples.append(f"line {each.line:,}")
            listed.write(json.dumps([each.line, each.reason, self._mask(each.text)], ensure_ascii=False) + "\n")
        self._rejected += len(refused)

    def _instants(self, batch: Batch) -> pa.Array:
        return instants(self._recipe, self._table.names, batch.columns)

    def _untimed(self, batch: Batch, keep: Sequence[bool]) -> list[Reject]:
        names, recipe = self._table.names, self._recipe
        column = batch.columns[names.index(recipe.time)]
        if recipe.ambiguous:
            other = instants(replace(recipe, way=reordered(recipe.way)), names, batch.columns)
            self._swapped += pc.sum(pc.and_(pc.invert(pa.array(keep)), pc.is_valid(other))).as_py() or 0
        found = []
        for at, good in enumerate(keep):
            if not good:
                cells = [column_[at].as_py() or "" for column_ in batch.columns]
                value = column[at].as_py()
                shown = (
                    f"“{self._mask(value[:40])}” is no instant like the others" if value else f"{recipe.time} is empty"
                )
                found.append(Reject(int(batch.numbers[at]), f"{shown}.", " | ".join(cells)[:300]))
        return found

    def _hold(self, batch: Batch, instants_: pa.Array, keep: pa.Array, writer: pq.ParquetWriter) -> None:
        recipe, columns = self._recipe, list[pa.Array]()
        good = instants_.filter(keep)
        for name, column in zip(self._table.names, batch.columns, strict=True):
            if name == recipe.time and not recipe.joined:
                columns.append(good)
                continue
            there = column.filter(keep)
            made = typed(there, recipe.types[name])
            if made is None:
                known = self.better.types
                self.better = replace(self.better, types={**known, name: wider(there, known[name], recipe.decimal)})
                made = pa.nulls(len(there), self._type(name))
            columns.append(made)
        columns += [good] if recipe.joined else []
        columns += [pa.array([recipe.constant[1]] * len(good), pa.string())] if recipe.constant else []
        self._rows += len(good)
        if len(good):
            edges = pc.min_max(good).as_py()
            self._first = min(self._first or edges["min"], edges["min"])
            self._last = max(self._last or edges["max"], edges["max"])
        if self.better is recipe:
            self._held.append(pa.RecordBatch.from_arrays(columns, schema=writer.schema))
            if sum(map(len, self._held)) >= GROUP or sum(each.nbytes for each in self._held) >= GROUP_BYTES:
                self._write(writer)

    def _write(self, writer: pq.ParquetWriter) -> None:
        if self._held:
            writer.write_table(pa.Table.from_batches(self._held), row_group_size=GROUP)
        self._held = []

    def _check_share(self) -> None:
        if self._rejected > MOST_REJECTED * (self._rows + self._rejected) and not (
            self._swapped and self._recipe.ambiguous
        ):
            raise Invalid(
                f"More than half of the lines do not fit ({', '.join(self._examples)} and others). "
                "Choose another time column, date order or delimiter, or clean the file."
            )

    def _check_disk(self) -> None:
        if shutil.disk_usage(self._place.work).free < self._place.reserve:
            raise Full(FULL)


def instants(recipe: Recipe, names: Sequence[str], columns: Sequence[pa.Array]) -> pa.Array:
    """The time of each row, null where there is none that fits."""
    column = columns[names.index(recipe.time)]
    if recipe.clock is not None:
        column = pc.binary_join_element_wise(column, columns[names.index(recipe.clock)], " ")
    return convert(column, recipe.way)


def _synced(folder: Path) -> None:
    for path in folder.iterdir():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
