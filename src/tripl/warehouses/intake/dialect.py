"""How a text table is written, told by its first lines: delimiter, quoting, header, what stands before it."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from tripl.kit.errors import Invalid
from tripl.warehouses.intake.records import Reject, Shape
from tripl.warehouses.intake.times import recognise

LOOKED_AT = 400
"""Lines that decide."""
USUAL, RARE = ",;\t|", "\x01\x1f^~"
MOST_COLUMNS = 1_000
NO_ROWS = "The file has a header line and no rows. Drop a file with rows."
NO_TABLE = (
    "No table was found in the file: its lines have no delimiter in common. Choose the delimiter, or save it as CSV."
)
TOO_WIDE = f"The file has more than {MOST_COLUMNS:,} columns. Drop only the columns you need."
BEFORE = "The line stands before the header."
FULL_ROWS = 0.05
LATEST_HEADER = 30
_NUMBER = re.compile(r"^[+-]?[\d.,]*\d[\d.,]*%?$")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`start` is the number of the first line of data; what stands before it is listed."""

    shape: Shape
    names: tuple[str, ...]
    header: bool
    start: int
    before: tuple[Reject, ...] = ()
    blank: int = 0
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What a person has decided; None leaves it to us."""

    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]


def guess(lines: Sequence[str], given: Given, *, whole: bool) -> Dialect:
    """`lines` are those of the head; Invalid when there is no table in them."""
    top, comments, hint = _comments(lines)
    if hint is None:
        hint = _separator(lines[top]) if top < len(lines) else None
        if hint is not None:
            top, comments = top + 1, comments + 1
    body = list(lines[top : top + LOOKED_AT])
    comment = "#" if comments and any(line.startswith("#") for line in lines[:top]) else ""
    shape = _shape(body, given, hint)
    rows = _rows(body, shape, top + 1, comment)
    if not rows:
        raise Invalid(NO_ROWS if comments or whole else NO_TABLE)
    width = _width(rows)
    if width > MOST_COLUMNS:
        raise Invalid(TOO_WIDE)
    shape = replace(shape, width=width, comment=comment)
    head = _commented_header(lines[:top], shape)
    found = _with_header(rows, shape, given, head, comments=comments, whole=whole)
    return replace(found, blank=_blank(lines, found.start - 1))


def _comments(lines: Sequence[str]) -> tuple[int, int, str | None]:
    """Lines before the table that are comments, and the delimiter that they imply."""
    top = count = 0
    while top < len(lines) and (lines[top].startswith("#") or not lines[top].strip(" \r\n\ufeff")):
        count += lines[top].startswith("#")
        top += 1
    if not count:
        return 0, 0, None
    fields = any(line.startswith("#Fields:") for line in lines[:top])
    return top, count, " " if fields and not any("\t" in line for line in lines[top : top + 5]) else None


def _separator(line: str) -> str | None:
    """Spreadsheets write `sep=;` before the header."""
    found = re.fullmatch(r"\ufeff?sep=(.)", line.rstrip("\r\n"), re.IGNORECASE)
    return found[1] if found else None


def _shape(body: Sequence[str], given: Given, hint: str | None) -> Shape:
    quotes = [given.quote] if given.quote is not None else ['"', "'"]
    wanted = given.delimiter or hint
    escapes = {quote: _escape(body, quote) for quote in quotes}
    for marks in [wanted] if wanted else [USUAL, RARE, " "]:
        tried = [
            Shape(mark, quote, escape, _is_spaced(body, mark))
            for mark in marks
            for quote in quotes
            for escape in _escapes(body, mark, escapes[quote])
        ]
        scored = [(score, -at, shape) for at, shape in enumerate(tried) if (score := _score(body, shape)) is not None]
        if scored:
            return max(scored, key=lambda each: each[:2])[2]
    if wanted:
        return Shape(wanted, quotes[0], _escape(body, quotes[0]))
    return Shape(",", quotes[0], _escape(body, quotes[0]))


def _escape(body: Sequence[str], quote: str) -> str:
    if not quote:
        return ""
    text = "".join(body)
    escaped = text.count("\\" + quote)
    doubled = len(re.findall(rf"[^,;\t|\n\\]{quote}{quote}[^,;\t|\r\n]", text))
    return "\\" if escaped > doubled else ""


def _escapes(body: Sequence[str], mark: str, escape: str) -> tuple[str, ...]:
    """Databases write a delimiter inside a value behind a backslash, without any quotes."""
    return ("", "\\") if not escape and any("\\" + mark in line for line in body) else (escape,)


def _score(body: Sequence[str], shape: Shape) -> tuple[float, ...] | None:
    """More rows of one width first, then columns that are each of one kind, then more columns."""
    rows = _rows(body, shape, 1)
    widths = Counter(len(row.cells) for row in rows)
    if not widths:
        return None
    width, hits = max(widths.items(), key=lambda each: (each[1] * (each[0] > 1), each[0]))
    if width < 2 or hits < 0.5 * len(rows):
        return None
    fit = [row.cells for row in rows if len(row.cells) == width]
    header = float(len(rows[0].cells) == width)
    stray = sum(cell.count(shape.quote) for cells in fit for cell in cells) if shape.quote else 0
    own_quotes = _own_quotes(body, shape)
    tidy = sum(_one_kind([cells[at] for cells in fit[1:]]) for at in range(min(width, 50))) / min(width, 50)
    return (
        round(hits / len(rows), 1) + header * 0.2,
        round(tidy, 1),
        own_quotes,
        -min(stray, 1.0),
        width,
        hits / len(rows),
    )


def _own_quotes(body: Sequence[str], shape: Shape) -> float:
    """Whether values really begin and end with this quote."""
    if not shape.quote:
        return 0.0
    mark, quote = re.escape(shape.delimiter), re.escape(shape.quote)
    pattern = re.compile(rf"(?:^|{mark})\s?{quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={mark}|$)")
    return 1.0 if any(pattern.search(line.rstrip("\r\n")) for line in body) else 0.5 if shape.quote == '"' else 0.0


def _one_kind(values: Sequence[str]) -> bool:
    there = [each.strip() for each in values if each.strip()]
    numbers = sum(1 for each in there if _NUMBER.match(each))
    return bool(there) and numbers in {0, len(there)} and not any(mark in each for each in there for mark in ";\t|")


def _rows(body: Sequence[str], shape: Shape, first: int, comment: str = "") -> list[_Row]:
    found: list[_Row] = []
    kept = [(at, line) for at, line in enumerate(body) if line.strip() and not (comment and line.startswith(comment))]
    reader = csv.reader((line for _, line in kept), **shape.options())
    before = 0
    try:
        for cells in reader:
            found.append(_Row(first + kept[before][0], cells))
            before = reader.line_num
    except csv.Error:
        pass
    return found


def _width(rows: Sequence[_Row]) -> int:
    """The most common width, without a last column that a trailing delimiter makes."""
    widths = Counter(len(row.cells) for row in rows)
    width = max(widths.items(), key=lambda each: (each[1], each[0]))[0]
    first = len(rows[0].cells)
    if first > width and _is_wordy(rows[0].cells) and widths[first] > FULL_ROWS * len(rows):
        width = first  # the header knows better than rows that leave out what is empty
    while width > 1 and not any(row.cells[width - 1].strip() for row in rows if len(row.cells) >= width):
        width -= 1
    return width


def _is_spaced(body: Sequence[str], mark: str) -> bool:
    """A space follows the delimiter nearly always."""
    text = "".join(body)
    count = text.count(mark)
    return mark != " " and count > 0 and text.count(mark + " ") >= 0.8 * count


def _commented_header(top: Sequence[str], shape: Shape) -> list[str] | None:
    """`#Fields: date time …`, or a header line behind the comment mark."""
    for line in reversed(top):
        text = line.removeprefix("#").removeprefix("Fields:").strip()
        cells = next(csv.reader([text], **shape.options()), [])
        if line.startswith("#") and len(cells) == shape.width and shape.width > 1:
            return cells
    return None


def _with_header(
    rows: Sequence[_Row],
    shape: Shape,
    given: Given,
    head: list[str] | None,
    *,
    comments: int,
    whole: bool,
) -> Dialect:
    at = next((i for i, row in enumerate(rows) if _fits(row.cells, shape.width)), 0)
    if given.header is not False and head is None:
        at = _below_padding(rows, at, shape.width)
    before = tuple(Reject(row.line, BEFORE, shape.delimiter.join(row.cells)[:300]) for row in rows[:at])
    first, rest = rows[at].cells, [row.cells for row in rows[at + 1 :] if len(row.cells) >= shape.width]
    is_header = head is None and (_is_header(first, rest, shape.width) if given.header is None else given.header)
    if head is not None:
        names, comments = head, comments - 1
    elif is_header:
        names = first[: shape.width]
        names = ["row", *names] if len(names) == shape.width - 1 else names
    else:
        names = [f"column_{n}" for n in range(1, shape.width + 1)]
    left = rows[at + 1 :] if is_header else rows[at:]
    if whole and not left:
        raise Invalid(NO_ROWS)
    start = left[0].line if left else rows[at].line + 1
    return Dialect(shape, named(names), is_header or head is not None, start, before, comments=comments)


def _below_padding(rows: Sequence[_Row], at: int, width: int) -> int:
    """Spreadsheets fill the lines above a header up with delimiters: the header is the first full line of words."""
    for later in range(at, min(at + LATEST_HEADER, len(rows) - 1)):
        cells = rows[later].cells[:width]
        if later == at and all(each.strip() for each in cells):
            return at
        if len(cells) == width and _is_wordy(cells):
            rest = [row.cells for row in rows[later + 1 :] if len(row.cells) >= width]
            return later if rest and _is_header(cells, rest, width) else at
        if all(each.strip() for each in cells):
            return at
    return at


def _is_wordy(cells: Sequence[str]) -> bool:
    """Each is filled, and differs from the others, and is neither a number nor an instant."""
    plain = [each.strip() for each in cells]
    filled = all(plain) and len(set(plain)) == len(plain)
    return filled and not any(_NUMBER.match(each) or recognise(pa.array([each])) for each in plain)


def _fits(cells: Sequence[str], width: int) -> bool:
    return len(cells) in {width, width - 1} or (len(cells) > width and not any(cells[width:]))


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]], width: int) -> bool:
    """Where the rows hold instants or numbers, a header holds words."""
    if len(first) < width:
        return True
    cells = [each.strip() for each in first[:width]]
    if not rest:
        return not any(_NUMBER.match(each) or recognise(pa.array([each])) for each in cells)
    for at in range(width):
        column = pa.array([row[at].strip() or None for row in rest[:200]], pa.string())
        found = recognise(column)
        if found is not None and found.share > 0.8:
            own = recognise(pa.array([cells[at]], pa.string())) if cells[at] else None
            return own is None
    for at in range(width):
        there = [row[at].strip() for row in rest if row[at].strip()]
        if there and all(_NUMBER.match(each) for each in there):
            return not _NUMBER.match(cells[at])
    return len(set(cells)) == width and all(cells)


def _blank(lines: Sequence[str], top: int) -> int:
    return sum(1 for line in lines[:top] if not line.strip(" \r\n\ufeff"))


def named(raw: Sequence[str]) -> tuple[str, ...]:
    """Names that a query and a name format can bear: filled where empty, different where they repeat."""
    found: list[str] = []
    taken: set[str] = set()
    for at, each in enumerate(raw, 1):
        plain = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]+", " ", each.replace("\ufeff", ""))
        plain = re.sub(r"\s+", " ", plain).strip().translate(str.maketrans("{}.", "()_"))[:80].strip()
        base = name = plain or f"column_{at}"
        number = 2
        while name.lower() in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name.lower())
        found.append(name)
    return tuple(found)
