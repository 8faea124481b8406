"""Fetches a result as Arrow over COPY: the server writes CSV, Arrow's own reader parses it.

No row becomes Python objects. COPY quotes an empty string and leaves NULL bare, so the two stay apart.
"""

from collections.abc import Sequence

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

_UTC = pa.timestamp("us", tz="UTC")
_TYPES: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int64(),
    23: pa.int64(),
    26: pa.int64(),
    700: pa.float64(),
    701: pa.float64(),
    1700: pa.float64(),
    1082: pa.date32(),
    1114: _UTC,
    1184: _UTC,
}


def fetch(connection: psycopg.Connection, statement: str) -> pa.Table:
    """Run a rendered SELECT; duplicate column names are kept."""
    described = connection.execute(f"SELECT * FROM ({statement}) AS described LIMIT 0").description or []
    data = pa.BufferOutputStream()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as copy:
        for block in copy:
            data.write(block)
    names = [column.name for column in described]
    oids = [column.type_code for column in described]
    return _typed(_parsed(data.getvalue(), len(names)), names, oids)


def _parsed(data: pa.Buffer, width: int) -> list[pa.ChunkedArray]:
    keys = [str(at) for at in range(width)]
    if not data.size:
        return [pa.chunked_array([], pa.string()) for _ in keys]
    table = csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(column_names=keys, use_threads=False),
        parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(keys, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return [table.column(key) for key in keys]


def _typed(columns: Sequence[pa.ChunkedArray], names: Sequence[str], oids: Sequence[int]) -> pa.Table:
    return pa.Table.from_arrays([_cast(data, oid) for data, oid in zip(columns, oids, strict=True)], names=list(names))


def _cast(column: pa.ChunkedArray, oid: int) -> pa.ChunkedArray:
    wanted = _TYPES.get(oid)
    if wanted is None:
        return column
    if wanted == pa.bool_():
        return pc.equal(column, "t")
    if oid == 1114:
        # The session shows UTC, so a naive timestamp needs only its zone spelled out.
        column = pc.binary_join_element_wise(column, "Z", "")
    try:
        return column.cast(wanted)
    except pa.ArrowInvalid:
        # Infinity, BC and years after 9999 have no Arrow form: such an instant reads as absent.
        return _lenient(column, wanted)


def _lenient(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    plain = pc.match_substring_regex(column, r"^\d{4}-\d\d-\d\d( [0-9:.]+(Z|[+-][0-9:]+)?)?$")
    return pc.if_else(plain, column, pa.scalar(None, pa.string())).cast(wanted)
