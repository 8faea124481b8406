"""PostgreSQL's binary formats for chunks, encoded and decoded by numpy as a whole.

In: COPY with one float8[] a row. Out: COPY with one bytea a row that holds many chunks, for a message a chunk costs
the client more than the chunk itself.
"""

import struct
from collections.abc import Iterable, Iterator

import numpy as np

from tripl.features.metrics.schemas import Floats, Numbers

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
FLOAT8 = 701
ROW = struct.Struct(">hi")
ROWS_A_PART = 512
POINT = 0x80000000
"""The flag of a cube whose corners are one."""


def row_type(before: int, width: int, after: int) -> np.dtype[np.void]:
    """A row (series_id int4, chunk_no int4, vals float8[]) on the wire: nulls, then `width` numbers, then nulls."""
    return np.dtype(
        [
            *(("fields", ">i2"), ("id_size", ">i4"), ("series_id", ">i4"), ("no_size", ">i4"), ("chunk_no", ">i4")),
            *(("size", ">i4"), ("ndim", ">i4"), ("nulls", ">i4"), ("oid", ">i4"), ("dim", ">i4"), ("lower", ">i4")),
            ("before", ">i4", (before,)),
            ("vals", [("size", ">i4"), ("value", ">f8")], (width,)),
            ("after", ">i4", (after,)),
        ]
    )


def encode(series_ids: Numbers, chunk_no: int, values: Floats, before: int = 0, after: int = 0) -> Iterator[bytes]:
    """Rows for COPY … FROM STDIN (FORMAT binary) in parts, with nulls around the values; NaN stays NaN.

    The server works on one part while the next is made.
    """
    width = values.shape[1]
    kind = row_type(before, width, after)
    yield HEADER
    for at in range(0, len(series_ids), ROWS_A_PART):
        part = slice(at, at + ROWS_A_PART)
        rows = np.zeros(len(series_ids[part]), kind)
        rows["fields"], rows["id_size"], rows["no_size"] = 3, 4, 4
        rows["series_id"], rows["chunk_no"] = series_ids[part], chunk_no
        rows["size"], rows["ndim"], rows["nulls"] = 20 + 12 * width + 4 * (before + after), 1, int(before + after > 0)
        rows["oid"], rows["dim"], rows["lower"] = FLOAT8, before + width + after, 1
        rows["before"] = rows["after"] = -1
        rows["vals"]["size"] = 8
        rows["vals"]["value"] = values[part]
        yield rows.tobytes()
    yield TRAILER


def chunk_type(width: int) -> np.dtype[np.void]:
    """int4send(series_id) || int4send(chunk_no) || both halves of a chunk as cube_send sends a point."""
    half = (width // 2,)
    return np.dtype(
        [
            *(("series_id", ">i4"), ("chunk_no", ">i4")),
            *(("left_size", ">u4"), ("left", ">f8", half), ("right_size", ">u4"), ("right", ">f8", half)),
        ]
    )


def decode(
    stream: Iterable[bytes | bytearray | memoryview], width: int
) -> Iterator[tuple[Numbers, Numbers, Floats, Floats]]:
    """(series ids, chunk numbers, both halves[rows, width / 2]) by message from COPY … TO STDOUT (FORMAT binary).

    The server sends whole rows. The chunks must be exactly `width` long; ValueError otherwise.
    """
    kind, point = chunk_type(width), POINT | width // 2
    for position, part in enumerate(stream):
        data, at = bytes(part), len(HEADER) if position == 0 else 0
        while at < len(data) and data[at : at + 2] != TRAILER:
            fields, size = ROW.unpack_from(data, at)
            at += ROW.size
            if fields != 1 or size % kind.itemsize or at + size > len(data):
                raise ValueError("a stored chunk does not have the width of its table")
            rows = np.frombuffer(data, kind, size // kind.itemsize, at)
            if (rows["left_size"] != point).any() or (rows["right_size"] != point).any():
                raise ValueError("a stored chunk does not have the width of its table")
            yield rows["series_id"], rows["chunk_no"], rows["left"], rows["right"]
            at += size
