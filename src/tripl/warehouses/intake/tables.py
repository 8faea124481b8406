"""A file as batches of text columns, whatever its form."""

import gzip
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tripl.kit.errors import Invalid
from tripl.warehouses.intake.dialect import MOST_COLUMNS, TOO_WIDE, Dialect, named
from tripl.warehouses.intake.encodings import MARKED, WESTERN
from tripl.warehouses.intake.form import CUT_OFF, TORN
from tripl.warehouses.intake.records import BLOCK, BLOCK_CHARS, SHOWN, Reject, blocks, lines_of

MOST_INFLATED = 16 * 2**30
"""Bytes that a gzip may hold."""
BUFFER = 2**20
"""Else a row group is read at once, and a file may have only one."""
BOMB = "The .gz file holds more than 16 GB. Drop a smaller part of it."
NULLS = pa.array(["", "\\N", "NULL", "null"])


@dataclass(slots=True)
class Batch:
    """Columns of trimmed text with null for what is missing; the line of each row; what was left out."""

    columns: list[pa.Array]
    numbers: Sequence[int]
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0
    comments: int = 0
    done: float = 0.0
    """How much of the file is read, 0 to 1."""


class Table(Protocol):
    names: tuple[str, ...]

    def grown(self) -> "Table | None":
        """After a pass: a table with the columns that the sample did not show; None when it showed all."""

    def batches(self) -> Iterator[Batch]:
        """From the first row to the last; Invalid for a file that turns out damaged."""


class _Packed(gzip.GzipFile):
    """Stops where no honest file goes on, even in the middle of a line."""

    def read1(self, size: int = -1) -> bytes:
        if self.tell() > MOST_INFLATED:
            raise Invalid(BOMB)
        return super().read1(size)


@contextmanager
def opened(path: Path, *, gzipped: bool) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file, and the stream of what it holds."""
    with path.open("rb") as raw:
        if not gzipped:
            yield raw, raw
            return
        try:
            with _Packed(fileobj=raw) as packed:
                yield raw, cast("IO[bytes]", packed)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Invalid(CUT_OFF) from error


def texts(rows: Sequence[Sequence[str]], width: int) -> list[pa.Array]:
    """Rows to columns."""
    columns = zip(*rows, strict=True) if rows else ((),) * width
    return [clean(pa.array(column, pa.string())) for column in columns]


def clean(column: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(column)
    if pc.any(pc.starts_with(trimmed, '="')).as_py():  # a spreadsheet's way to say that a number is a text
        trimmed = pc.replace_substring_regex(trimmed, r'^="(.*)"$', r"\1")
    return pc.if_else(pc.is_in(trimmed, value_set=NULLS), pa.scalar(None, pa.string()), trimmed)


class TextTable:
    """Delimited text."""

    def __init__(self, path: Path, *, gzipped: bool, encoding: str, dialect: Dialect, sure: bool = True) -> None:
        self.names = dialect.names
        self._errors = MARKED if sure else WESTERN
        self._path, self._gzipped, self._encoding, self._dialect = path, gzipped, encoding, dialect

    def grown(self) -> Table | None:
        return None

    def batches(self) -> Iterator[Batch]:
        own, size = self._dialect, max(1, self._path.stat().st_size)
        yield Batch(texts([], len(self.names)), [], list(own.before), own.blank, own.comments)
        with opened(self._path, gzipped=self._gzipped) as (raw, stream):
            text = io.TextIOWrapper(stream, self._encoding, errors=self._errors, newline="")
            lines = lines_of(text)
            for _ in range(own.start - 1):
                next(lines, None)
            for block in blocks(lines, own.shape, own.start):
                columns = texts(block.rows, len(self.names))
                done = raw.tell() / size
                yield Batch(columns, block.numbers, block.rejects, block.blank, block.comments, done)
            text.detach()


class ParquetTable:
    """Nested values become JSON text; the file's own types come back when the columns are typed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with pq.ParquetFile(path, buffer_size=BUFFER) as file:
                raw = [at for at, each in enumerate(file.schema_arrow) if _is_binary(each.type)]
                bare = {at for at in raw if not _is_text(file, at)}
                self._at = [at for at in range(len(file.schema_arrow)) if at not in bare]
                fields = [file.schema_arrow.field(at) for at in self._at]
                self.rows = file.metadata.num_rows
                self._block = _block(file.metadata)
        except (pa.ArrowException, OSError) as error:
            raise Invalid(TORN) from error
        if len(fields) > MOST_COLUMNS:
            raise Invalid(TOO_WIDE)
        if not self.rows or not fields:
            raise Invalid("The Parquet file has no rows. Drop a file with rows.")
        self.names = named([each.name for each in fields])
        self.kinds = dict(zip(self.names, (each.type for each in fields), strict=True))

    def grown(self) -> Table | None:
        return None

    def batches(self) -> Iterator[Batch]:
        yield from self.some(None)

    def some(self, groups: Sequence[int] | None) -> Iterator[Batch]:
        """All row groups, or some of them."""
        seen = 0
        try:
            with pq.ParquetFile(self._path, buffer_size=BUFFER) as file:
                for batch in file.iter_batches(self._block, row_groups=groups, use_threads=False):
                    columns = [clean(as_text(batch.column(at))) for at in self._at]
                    numbers = range(seen + 1, seen + 1 + batch.num_rows)
                    seen += batch.num_rows
                    yield Batch(columns, numbers, done=seen / self.rows)
        except (pa.ArrowException, OSError) as error:
            raise Invalid(TORN) from error

    @property
    def groups(self) -> int:
        with pq.ParquetFile(self._path, buffer_size=BUFFER) as file:
            return int(file.metadata.num_row_groups)


class JsonTable:
    """One object a line. Keys that first come later than the sample are noted, for a second pass."""

    def __init__(self, path: Path, names: Sequence[str], *, gzipped: bool, encoding: str, flat: bool = False) -> None:
        self._flat = flat
        self._keys = list(names)
        self._known = frozenset(names)
        self._late: dict[str, None] = {}
        self.names = named(names)
        self._path, self._gzipped, self._encoding = path, gzipped, encoding

    def grown(self) -> Table | None:
        if not self._late:
            return None
        keys = [*self._keys, *self._late]
        return JsonTable(self._path, keys, gzipped=self._gzipped, encoding=self._encoding, flat=self._flat)

    def _cells(self, line: str) -> list[str] | None:
        found = json_object(line, flat=self._flat)
        if found is None:
            return None
        if not self._known.issuperset(found):
            self._late.update(dict.fromkeys(key for key in found if key not in self._known))
            if len(self._keys) + len(self._late) > MOST_COLUMNS:
                raise Invalid(TOO_WIDE)
        return [_json_text(found.get(key)) for key in self._keys]

    def batches(self) -> Iterator[Batch]:
        size = max(1, self._path.stat().st_size)
        with opened(self._path, gzipped=self._gzipped) as (raw, stream):
            text = io.TextIOWrapper(stream, self._encoding, errors=MARKED, newline="")
            batch, rows, numbers, chars = Batch([], []), list[list[str]](), list[int](), 0
            for number, line in enumerate(lines_of(text), 1):
                if not line.strip():
                    batch.blank += 1
                elif (cells := self._cells(line)) is None:
                    shown = line.rstrip()[:SHOWN].encode("utf-8", "replace").decode()
                    batch.rejects.append(Reject(number, "The line is not one JSON object.", shown))
                else:
                    rows.append(cells)
                    numbers.append(number)
                chars += len(line)
                if len(rows) + len(batch.rejects) >= BLOCK or chars >= BLOCK_CHARS:
                    batch.columns, batch.numbers = texts(rows, len(self.names)), numbers
                    batch.done = raw.tell() / size
                    yield batch
                    batch, rows, numbers, chars = Batch([], []), [], [], 0
            batch.columns, batch.numbers, batch.done = texts(rows, len(self.names)), numbers, 1.0
            yield batch
            text.detach()


def json_object(line: str, *, flat: bool = False) -> dict[str, object] | None:
    """None for what is no object. Flat, the members of its objects stand beside its own."""
    try:
        found = json.loads(line)
        line.encode()
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return dict(_members(found)) if flat else found


def _members(found: dict[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", held) for inner, held in value.items())
        else:
            yield key, value


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "")
    return json.dumps(value, ensure_ascii=False)


def _is_text(file: pq.ParquetFile, at: int) -> bool:
    """Older engines write texts as bytes without saying so."""
    if not file.metadata.num_rows:
        return False
    leaf = file.schema_arrow.field(at).name
    first = next(file.iter_batches(1_000, columns=[leaf])).column(0)
    try:
        return bool(first.cast(pa.string()).null_count < len(first))
    except pa.ArrowInvalid:
        return False


def _block(about: pq.FileMetaData) -> int:
    """Rows of long texts are read a few at a time."""
    held = sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))
    return int(max(1, min(BLOCK, BLOCK_CHARS * max(1, about.num_rows) // max(1, held))))


def as_text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_nested(kind):
        shown = [
            None if each is None else json.dumps(each, default=str, ensure_ascii=False) for each in column.to_pylist()
        ]
        return pa.array(shown, pa.string())
    if pa.types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("us", tz=kind.tz), safe=False)
        zone = "+00:00" if kind.tz else ""
        return pc.binary_join_element_wise(pc.strftime(_utc(column), format="%Y-%m-%dT%H:%M:%S"), zone, "")
    if _is_binary(kind):
        return pa.array([None if each is None else each.decode(errors="replace") for each in column.to_pylist()])
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    return column.cast(pa.string())


def _utc(column: pa.Array) -> pa.Array:
    return column.cast(pa.timestamp("us", tz="UTC")) if column.type.tz else column


def _is_binary(kind: pa.DataType) -> bool:
    binary: bool = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    return binary or bool(pa.types.is_fixed_size_binary(kind))
