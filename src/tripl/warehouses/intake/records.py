"""Lines to records: what fits comes as rows, what does not comes with its line and the reason.

A quote that is never closed would swallow the rest of a file, so a record that spans lines counts only when it has
the right number of values; otherwise its first line is rejected and reading goes on with the next one.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TextIO

from tripl.warehouses.intake.encodings import MARK

BLOCK = 20_000
BLOCK_CHARS = 16 * 2**20
"""Long lines make small blocks: a block is held several times over."""
LONGEST_LINE = 1_000_000
MOST_LINES = 200
"""Lines one quoted value may span."""
SHOWN = 300
LONG = "\udcfe"
"""Ends a line that was cut because it is too long."""
_BAD = re.compile(f"[\x00{MARK}{LONG}]")
_NEVER_CLOSED = "A quote is opened and never closed."
csv.field_size_limit(2 * LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Shape:
    """How records are written. `width` 0 takes every row as it is."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    spaced: bool = False
    comment: str = ""
    width: int = 0

    def options(self) -> dict[str, Any]:
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote or None,
            "quoting": csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            "escapechar": self.escape or None,
            "doublequote": not self.escape,
            "skipinitialspace": self.spaced,
        }


@dataclass(frozen=True, slots=True)
class Reject:
    line: int
    reason: str
    text: str


@dataclass(slots=True)
class Block:
    """Rows with the number of the line each begins on."""

    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0
    comments: int = 0


def lines_of(stream: TextIO) -> Iterator[str]:
    """Lines with their ends; one that is too long is cut and marked."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE and line[-1] not in "\r\n":
            while (rest := stream.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
                pass
            yield line[:SHOWN] + LONG
        else:
            yield line


def blocks(lines: Iterator[str], shape: Shape, first: int = 1) -> Iterator[Block]:
    """Read to the end; `first` is the number of the first line."""
    kept: list[str] = []
    while True:
        fresh = _some(lines)
        chunk, last = kept + fresh, not fresh
        if not chunk:
            return
        reader = _Reader(chunk, shape, first)
        block = reader.plain() if _is_plain(chunk, shape) else reader.quoted(last=last)
        first += reader.at
        kept = chunk[reader.at :]
        yield block
        if last and not kept:
            return


def _some(lines: Iterator[str]) -> list[str]:
    found: list[str] = []
    chars = 0
    for line in islice(lines, BLOCK):
        found.append(line)
        chars += len(line)
        if chars >= BLOCK_CHARS:
            break
    return found


def _is_plain(chunk: list[str], shape: Shape) -> bool:
    marks = [each for each in (shape.quote, shape.escape) if each]
    return not any(mark in line for mark in marks for line in chunk)


class _Reader:
    """One pass over a list of lines; `at` is how many were used up."""

    def __init__(self, lines: list[str], shape: Shape, first: int) -> None:
        self.at = 0
        self._begin = 0
        self._lines, self._shape, self._first = lines, shape, first
        self._block = Block()

    def plain(self) -> Block:
        """No quotes: a line is a record."""
        wanted = [at for at, line in enumerate(self._lines) if self._is_data(at, line)]
        options = {**self._shape.options(), "quoting": csv.QUOTE_NONE, "quotechar": None, "escapechar": None}
        rows = csv.reader((self._lines[at].rstrip("\r\n") for at in wanted), **options)
        for at, row in zip(wanted, rows, strict=True):
            self._take(at, row)
        self.at = len(self._lines)
        return self._block

    def quoted(self, *, last: bool) -> Block:
        reader = csv.reader(self, **self._shape.options())
        while True:
            while self.at < len(self._lines) and not self._is_data(self.at, self._lines[self.at]):
                self.at += 1
            self._begin = self.at
            if self.at >= len(self._lines):
                return self._block
            try:
                row = next(reader)
            except (csv.Error, _RunawayError):
                self._refuse(self._begin, _NEVER_CLOSED)
                self.at = self._begin + 1
                reader = csv.reader(self, **self._shape.options())
                continue
            open_ = self.at >= len(self._lines) and self._is_open(row)
            if open_ and not last and self.at - self._begin < MOST_LINES:
                self.at = self._begin
                return self._block
            if self._is_broken(row, open_=open_):
                self._refuse(self._begin, _NEVER_CLOSED)
                self.at = self._begin + 1
            else:
                self._take(self._begin, row)

    def __iter__(self) -> "_Reader":
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            raise StopIteration
        if self.at - self._begin >= MOST_LINES:
            raise _RunawayError
        self.at += 1
        return self._lines[self.at - 1]

    def _is_open(self, row: list[str]) -> bool:
        """The lines ended inside a quoted value: only such a value keeps the end of its line."""
        return bool(row) and row[-1].endswith(("\n", "\r")) and not self._is_strict()

    def _is_strict(self) -> bool:
        """A quote that ends a value stands before a delimiter, and each is closed."""
        lines = self._lines[self._begin : self.at]
        try:
            return len(list(csv.reader(lines, **self._shape.options(), strict=True))) == 1
        except csv.Error:
            return False

    def _is_broken(self, row: list[str], *, open_: bool) -> bool:
        """Whether the quotes of a record are not what its writer meant."""
        if open_ or self.at - self._begin == 1:
            return open_
        bad = any(_BAD.search(line) for line in self._lines[self._begin : self.at])
        return bad or self._fitting(row) is None or not self._is_strict()

    def _is_data(self, at: int, line: str) -> bool:
        if not line.strip(" \r\n\ufeff"):
            self._block.blank += 1
            return False
        if self._shape.comment and line.startswith(self._shape.comment):
            self._block.comments += 1
            return False
        if ("\0" in line or not line.isascii()) and (found := _BAD.search(line)):
            reasons = {MARK: "The line holds bytes that the encoding of the file does not have."}
            reasons |= {LONG: "The line is longer than 1 MB.", "\0": "The line holds binary zeros."}
            self._refuse(at, reasons[found[0]])
            return False
        return True

    def _take(self, at: int, row: list[str]) -> None:
        fit = self._fitting(row)
        if fit is None:
            have, want = len(row), self._shape.width
            self._refuse(at, f"The line has {have} value{'s' * (have != 1)} where the file has {want} columns.")
        else:
            self._block.rows.append(fit)
            self._block.numbers.append(self._first + at)

    def _fitting(self, row: list[str]) -> list[str] | None:
        """Empty values beyond the last column are a trailing delimiter."""
        width = self._shape.width
        if not width or len(row) == width:
            return row
        return row[:width] if len(row) > width and not any(row[width:]) else None

    def _refuse(self, at: int, reason: str) -> None:
        text = _BAD.sub("\ufffd", self._lines[at].rstrip("\r\n")[:SHOWN])
        self._block.rejects.append(Reject(self._first + at, reason, text))


class _RunawayError(Exception):
    """A value spans more lines than any real one."""
