"""A quick look at a file of any size: how it is written, some of its rows, about how many there are.

A small file is read whole. Of a large one the head decides, and spots over the rest confirm.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa

from tripl.kit.errors import Invalid
from tripl.warehouses.intake import encodings
from tripl.warehouses.intake.dialect import MOST_COLUMNS, TOO_WIDE, Dialect, Given, guess
from tripl.warehouses.intake.form import BINARY, EMPTY, JSON, Form
from tripl.warehouses.intake.records import LONG, Reject, blocks, lines_of
from tripl.warehouses.intake.tables import JsonTable, ParquetTable, Table, TextTable, json_object, opened, texts

WHOLE = 12 * 2**20
"""Bytes of text that are read to the end."""
HEAD = 2**20
SPOT = 96 * 2**10
SPOTS = 8
INFLATED = 48 * 2**20
"""Bytes of a packed file that a look unpacks."""
MOST_ROWS = 20_000
HEAD_LINES = 2_000
PARQUET_GROUPS = 3
MOST_MARKED = 0.5
NO_LINES = "The first line of the file is longer than 1 MB. Drop a file with a header line and one row a line."
NO_OBJECTS = "The file holds no JSON objects, one a line. Save it as NDJSON or CSV."


@dataclass(frozen=True, slots=True)
class Bytes:
    """Pieces of the text; `whole` means that the first piece is all of it."""

    pieces: list[bytes]
    total: int
    whole: bool


@dataclass(slots=True)
class Sample:
    """`columns` are text; `exact` says that they are all rows of the file."""

    table: Table
    columns: list[pa.Array]
    rows: int
    exact: bool
    encoding: str = "utf-8"
    sure: bool = True
    """The samples leave no doubt about the encoding."""
    dialect: Dialect | None = None
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0


def sample(path: Path, form: Form, given: Given, encoding: str | None = None, *, flat: bool = False) -> Sample:
    """Invalid for a file without a table, or a damaged one. `flat` takes the objects in JSON objects apart."""
    if form.kind == "parquet":
        return _parquet(ParquetTable(path))
    found = _bytes(path, gzipped=form.gzipped)
    codec, sure = (encoding, True) if encoding else encodings.guess(found.pieces)
    lines = list(lines_of(io.StringIO(_decoded(found.pieces[0], codec), newline="")))
    if not lines:
        raise Invalid(EMPTY)
    if sum(encodings.MARK in line for line in lines) > MOST_MARKED * len(lines):
        raise Invalid(f"The file is not written in {encodings.shown(codec)}. Choose another encoding.", "encoding")
    lines = [line for line in lines if encodings.MARK not in line] if encodings.MARK in lines[0] else lines
    if lines[0].endswith(LONG):
        raise Invalid(NO_LINES)
    if found.whole is False and len(lines) > 1:
        lines.pop()
    if form.kind == "ndjson":
        return _json(path, form, codec, lines, found, flat=flat)
    shown = [line.replace(LONG, "\ufffd") for line in lines[:HEAD_LINES]]
    dialect = guess(shown, given, whole=found.whole and len(lines) <= HEAD_LINES)
    table = TextTable(path, gzipped=form.gzipped, encoding=codec, dialect=dialect, sure=sure)
    if found.whole:
        return _read(table, codec, dialect, sure=sure)
    return _spotted(table, codec, dialect, lines, found, sure=sure)


def _bytes(path: Path, *, gzipped: bool) -> Bytes:
    with opened(path, gzipped=gzipped) as (raw, stream):
        first = stream.read(HEAD)
        if not gzipped:
            size = path.stat().st_size
            if size <= WHOLE:
                return Bytes([first + stream.read()], size, whole=True)
            return Bytes([first, *_spots(stream, size)], size, whole=False)
        pieces, read = [first + stream.read(WHOLE - HEAD)], 0
        if len(pieces[0]) < WHOLE:
            return Bytes(pieces, len(pieces[0]), whole=True)
        read = len(pieces[0])
        while read < INFLATED and (piece := stream.read(INFLATED // SPOTS)):
            pieces.append(piece[-SPOT:])
            read += len(piece)
        share = min(1.0, raw.tell() / path.stat().st_size)
        return Bytes([pieces[0][:HEAD], *pieces[1:]], round(read / share), whole=False)


def _spots(stream: IO[bytes], size: int) -> Iterator[bytes]:
    for at in range(1, SPOTS + 1):
        stream.seek(((size - SPOT) * at // SPOTS) & ~3)
        yield stream.read(SPOT)


def _decoded(piece: bytes, codec: str) -> str:
    try:
        return piece.decode(codec, encodings.MARKED)
    except UnicodeError as error:
        raise Invalid(BINARY) from error


def _read(table: TextTable, codec: str, dialect: Dialect, *, sure: bool) -> Sample:
    """All of it."""
    batches = list(table.batches())
    columns = _joined([each.columns for each in batches if each.columns])
    found = Sample(table, columns, sum(len(each.numbers) for each in batches), True, codec, sure, dialect)
    found.rejects = [each for batch in batches for each in batch.rejects]
    found.blank = sum(each.blank for each in batches)
    return found


def _spotted(
    table: TextTable, codec: str, dialect: Dialect, lines: Sequence[str], found: Bytes, *, sure: bool
) -> Sample:
    width = len(dialect.names)
    rows: list[list[str]] = []
    rejects: list[Reject] = []
    spots = [_spot_lines(piece, codec, found.pieces[0]) for piece in found.pieces[1:]]
    for part, most in [(lines[dialect.start - 1 :], MOST_ROWS // 2), *((spot, MOST_ROWS) for spot in spots)]:
        for block in blocks(iter(part), dialect.shape):
            rows += block.rows[:most]
            rejects += block.rejects if part is not lines else ()
    read = sum(len(line) for line in lines) + sum(len(line) for spot in spots for line in spot)
    many = len(lines) + sum(map(len, spots))
    factor = len(found.pieces[0]) / max(1, len(found.pieces[0].decode(codec, "ignore")))
    estimate = round(found.total / max(1.0, factor * read / max(1, many)))
    return Sample(table, texts(rows, width), estimate, False, codec, sure, dialect, rejects)


def _spot_lines(piece: bytes, codec: str, head: bytes) -> list[str]:
    """Whole lines out of the middle of a file."""
    if codec in {"utf-16", "utf-32"}:
        codec += "-le" if head[:1] == b"\xff" else "-be"
    text = piece.decode("utf-8" if codec == "utf-8-sig" else codec, "replace").replace("\0", "")
    return text.splitlines(keepends=True)[1:-1]


def _parquet(table: ParquetTable) -> Sample:
    """The beginnings of the first, a middle and the last row group."""
    groups = table.groups
    wanted = sorted({0, groups // 2, groups - 1})[:PARQUET_GROUPS]
    exact = table.rows <= MOST_ROWS
    if exact:
        parts = [batch.columns for batch in table.batches()]
    else:
        parts = [next(iter(table.some([each]))).columns for each in wanted]
    return Sample(table, _joined(parts), table.rows, exact)


def _json(path: Path, form: Form, codec: str, lines: Sequence[str], found: Bytes, *, flat: bool) -> Sample:
    objects = [json_object(line, flat=flat) or {} for line in lines]
    keys = list(dict.fromkeys(key for each in objects for key in each))
    if found.whole and sum(map(bool, objects)) == 1 and any(map(_is_table, max(objects, key=len).values())):
        raise Invalid(JSON)
    if not keys:
        raise Invalid(NO_OBJECTS)
    if len(keys) > MOST_COLUMNS:
        raise Invalid(TOO_WIDE)
    table = JsonTable(path, keys, gzipped=form.gzipped, encoding=codec, flat=flat)
    if found.whole:
        batches = list(table.batches())
        columns = _joined([each.columns for each in batches if each.columns])
        known = Sample(table, columns, sum(len(each.numbers) for each in batches), True, codec)
        known.rejects = [each for batch in batches for each in batch.rejects]
        return known
    first = next(iter(table.batches()))
    mean = sum(len(line) for line in lines) / max(1, len(lines))
    return Sample(table, first.columns, round(found.total / max(1.0, mean)), False, codec)


def _is_table(value: object) -> bool:
    """A list of objects: the rows of a document that is one line."""
    return isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict)


def _joined(parts: Sequence[Sequence[pa.Array]]) -> list[pa.Array]:
    return [pa.concat_arrays([part[at] for part in parts]) for at in range(len(parts[0]))] if parts else []
