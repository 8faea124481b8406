"""What a file is, told by its bytes. Invalid says what to do with one that cannot be read."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tripl.kit.errors import Invalid
from tripl.warehouses.intake.encodings import wide

Kind = Literal["csv", "ndjson", "parquet"]
HEAD = 256 * 1024
MOST_ZEROS = 0.002
"""Share of zero bytes in a text: a few damaged lines are listed, more is no text."""
EMPTY = "The file is empty. Drop a file with a header line and rows."
BINARY = "The file holds binary data, not text. Export the data as CSV or Parquet."
CUT_OFF = "The .gz file is cut off or damaged. Pack it again, or drop it unpacked."
EXECUTABLE = "This is a program, not data. Drop a CSV or Parquet file."
ARCHIVE = "This is an archive. Unpack it and drop one CSV or Parquet file; a single file may be gzipped (.csv.gz)."
SHEET = "This is a spreadsheet. Save the sheet as CSV (comma separated values) and drop that."
DOCUMENT = "This is a document, not a table. Drop a CSV or Parquet file."
PICTURE = "This is a picture, a sound or a film, not a table. Drop a CSV or Parquet file."
DATABASE = "This is a database file, not a table. Export one table as CSV or Parquet and drop that."
COLUMNAR = "This file format is not read yet. Export the data as Parquet or CSV."
JSON = "This is a JSON document. Save it with one object a line (NDJSON), or as CSV."
SEALED = "The Parquet file is encrypted. Export it without encryption."
TORN = "The Parquet file is cut off or damaged: its end is missing. Export it again."

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    *((0, each, EXECUTABLE) for each in (b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\x00asm", b"\xfe\xed\xfa\xce")),
    *((0, each, EXECUTABLE) for each in (b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")),
    *(
        (0, each, ARCHIVE)
        for each in (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
    ),
    *((0, each, ARCHIVE) for each in (b"\x04\x22\x4d\x18", b"\x1f\x9d", b"\x1f\xa0", b"MSCF", b"!<arch>")),
    (257, b"ustar", ARCHIVE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", SHEET),
    *((0, each, DOCUMENT) for each in (b"%PDF", b"%!PS", b"{\\rtf")),
    *((0, each, PICTURE) for each in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"OggS", b"fLaC")),
    *((0, each, PICTURE) for each in (b"RIFF", b"ID3", b"\x1aE\xdf\xa3")),
    (4, b"ftyp", PICTURE),
    (0, b"SQLite format 3\x00", DATABASE),
    (8, b"DUCK", DATABASE),
    *((0, each, COLUMNAR) for each in (b"Obj\x01", b"ORC", b"ARROW1", b"FEA1")),
)
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SHEETS = ("xl/", "content.xml", "Index/")


@dataclass(frozen=True, slots=True)
class Form:
    kind: Kind
    gzipped: bool = False


def recognised(path: Path) -> Form:
    """Invalid with one sentence for everything but a text table, NDJSON or Parquet."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Invalid(EMPTY)
    if head.startswith(b"\x1f\x8b"):
        inner = inflated(head)
        if inner.startswith((b"PAR1", b"\x1f\x8b")):
            raise Invalid("The file is packed twice or a packed Parquet file. Unpack it and drop it again.")
        return Form(_text_kind(inner), gzipped=True)
    if head.startswith(b"PAR1"):
        _check_tail(path)
        return Form("parquet")
    if head.startswith(b"PARE"):
        raise Invalid(SEALED)
    if head.startswith(_ZIPS):
        raise Invalid(SHEET if _is_sheet(path) else ARCHIVE)
    return Form(_text_kind(head))


def inflated(head: bytes, most: int = HEAD) -> bytes:
    """The beginning of what a gzip holds; Invalid when it holds nothing readable."""
    try:
        found = zlib.decompressobj(wbits=31).decompress(head, most)
    except zlib.error as error:
        raise Invalid(CUT_OFF) from error
    if not found:
        raise Invalid(CUT_OFF if len(head) < 18 else EMPTY)
    return found


def _text_kind(head: bytes) -> Kind:
    for at, magic, why in _MAGIC:
        if head[at : at + len(magic)] == magic:
            raise Invalid(why)
    if head.startswith(_ZIPS):
        raise Invalid(ARCHIVE)
    if head.startswith(b"MZ") and b"\0" in head[:256]:
        raise Invalid(EXECUTABLE)
    codec = wide(head)
    if codec is not None:
        head = _plain(head, codec)
    if not head.strip():
        raise Invalid(EMPTY)
    if head.count(b"\0") > MOST_ZEROS * len(head) or _control_share(head) > 0.02:
        raise Invalid(BINARY)
    start = head.lstrip()
    if start[:1] == b"<" and (b"</" in start or b"/>" in start or start[:2] == b"<!"):
        raise Invalid("This is a web page or XML. Export the data as CSV and drop that.")
    return _json_or_csv(start)


def _plain(head: bytes, codec: str) -> bytes:
    """The text in UTF-8, without its mark."""
    cut = len(head) & ~3 if "32" in codec else len(head) & ~1 if "16" in codec else len(head)
    return head[:cut].decode(codec, "replace").lstrip("\ufeff").encode("utf-8", "replace")


def _json_or_csv(start: bytes) -> Kind:
    line = start.split(b"\n", 1)[0].rstrip()
    if start[:1] == b"{":
        longer = len(line) == len(start) > HEAD // 2  # the line goes on behind what was read
        if (line.endswith(b"}") or longer) and b":" in line:
            return "ndjson"
        if line.endswith(b"},") and b'":' in line:
            raise Invalid(JSON)
        if line == b"{" or line.rstrip(b",").endswith((b'"', b":", b"[", b"{")):
            raise Invalid(JSON)
    if start[:1] == b"[" and (line == b"[" or line[1:].lstrip()[:1] in {b"{", b"[", b'"'}):
        raise Invalid(JSON)
    return "csv"


def _control_share(head: bytes) -> float:
    allowed = {7, 8, 9, 10, 12, 13, 27, 1, 30, 31}
    odd = sum(head.count(bytes([code])) for code in range(32) if code not in allowed)
    return odd / len(head)


def _is_sheet(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return any(name.startswith(_SHEETS) for name in packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _check_tail(path: Path) -> None:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 4))
        if size < 12 or file.read(4) != b"PAR1":
            raise Invalid(TORN)
