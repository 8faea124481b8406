"""PostgreSQL's binary COPY format for one float8[] a row, encoded and decoded by numpy as a whole."""

from collections.abc import Iterable, Iterator

import numpy as np

from tripl.features.metrics.schemas import Floats, Numbers

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
FLOAT8 = 701
BATCH = 4096
"""Rows decoded at once: bounds what is held beside the matrix."""


def row_type(width: int) -> np.dtype[np.void]:
    """A row (series_id int4, chunk_no int4, vals float8[width]) without nulls, as it lies on the wire."""
    return np.dtype(
        [
            *(("fields", ">i2"), ("id_size", ">i4"), ("series_id", ">i4"), ("no_size", ">i4"), ("chunk_no", ">i4")),
            *(("size", ">i4"), ("ndim", ">i4"), ("nulls", ">i4"), ("oid", ">i4"), ("dim", ">i4"), ("lower", ">i4")),
            ("vals", [("size", ">i4"), ("value", ">f8")], (width,)),
        ]
    )


def encode(series_ids: Numbers, chunk_no: int, values: Floats) -> bytes:
    """Rows for COPY … FROM STDIN (FORMAT binary); NaN stays NaN."""
    width = values.shape[1]
    rows = np.zeros(len(series_ids), row_type(width))
    rows["fields"], rows["id_size"], rows["no_size"] = 3, 4, 4
    rows["series_id"], rows["chunk_no"] = series_ids, chunk_no
    rows["size"], rows["ndim"], rows["oid"], rows["dim"], rows["lower"] = 20 + 12 * width, 1, FLOAT8, width, 1
    rows["vals"]["size"] = 8
    rows["vals"]["value"] = values
    return HEADER + rows.tobytes() + TRAILER


def decode(stream: Iterable[bytes | bytearray | memoryview], width: int) -> Iterator[tuple[Numbers, Numbers, Floats]]:
    """(series ids, chunk numbers, values[rows, width]) batch by batch from COPY … TO STDOUT (FORMAT binary).

    The arrays must be without nulls and exactly `width` long; ValueError otherwise.
    """
    kind = row_type(width)
    rest = b""
    first = True
    for part in _batched(stream):
        data = rest + part
        start = len(HEADER) if first else 0
        first = False
        count = (len(data) - start) // kind.itemsize
        rows = np.frombuffer(data, kind, count, start)
        rest = data[start + count * kind.itemsize :]
        if count and (rows["size"] != 20 + 12 * width).any():
            raise ValueError("a stored chunk does not have the width of its table")
        yield rows["series_id"], rows["chunk_no"], rows["vals"]["value"]
    if rest not in (b"", TRAILER):
        raise ValueError("a stored chunk does not have the width of its table")


def _batched(stream: Iterable[bytes | bytearray | memoryview]) -> Iterator[bytes]:
    parts: list[bytes | bytearray | memoryview] = []
    for part in stream:
        parts.append(part)
        if len(parts) >= BATCH:
            yield b"".join(parts)
            parts.clear()
    if parts:
        yield b"".join(parts)
