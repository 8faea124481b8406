"""The types of text columns: what a sample says, and the conversion of a batch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from tripl.warehouses.intake.times import floats, spread

Kind = Literal["whole", "number", "boolean", "string"]
ARROW: dict[Kind, pa.DataType] = {
    "whole": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
}
_WHOLE = r"^[+-]?(0|[1-9]\d{0,17})$"
_DOT = re.compile(r"^[+-]?\d+\.\d+$")
_COMMA = re.compile(r"^[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+$")


@dataclass(frozen=True, slots=True)
class Typing:
    """How a column is stored."""

    kind: Kind
    decimal: str = "."


def decimal_of(columns: Sequence[pa.Array], delimiter: str) -> str:
    """The comma when numbers are written with it and none with a point."""
    if delimiter == ",":
        texts = [pc.drop_null(each)[:200].to_pylist() for each in columns]
        quoted = [column for column in texts if column and all(_COMMA.match(each) for each in column)]
        return "," if quoted else "."
    commas = points = 0
    for column in columns:
        there = pc.drop_null(column)[:500].to_pylist()
        if there:
            commas += sum(1 for each in there if _COMMA.match(each)) > 0.3 * len(there)
            points += sum(1 for each in there if _DOT.match(each)) > 0.3 * len(there)
    return "," if commas > points else "."


def typing_of(column: pa.Array, decimal: str) -> Typing:
    """The narrowest type that holds every value of a sample."""
    there = pc.drop_null(column)
    if len(there) == 0:
        return Typing("string")
    few = spread(there)
    if few is not there:
        hint = typing_of(few, decimal)
        if hint.kind in {"string", "boolean"} or typed(there, hint) is not None:
            return hint if hint.kind != "boolean" or typed(there, hint) is not None else Typing("string")
    if _all(pc.match_substring_regex(there, _WHOLE)):
        return Typing("whole")
    if not _leading_zero(there) and floats(there, decimal).null_count == 0:
        return Typing("number", decimal)
    if _all(pc.is_in(pc.utf8_lower(there), value_set=pa.array(["true", "false"]))):
        return Typing("boolean")
    return Typing("string")


def typed(column: pa.Array, wanted: Typing) -> pa.Array | None:
    """None when a value does not fit; a mixed column stays text, so nothing is lost."""
    try:
        match wanted.kind:
            case "whole":
                return column.cast(pa.int64())
            case "number":
                read = floats(column, wanted.decimal)
                return read if read.null_count == column.null_count else None
            case "boolean":
                return pc.utf8_lower(column).cast(pa.bool_())
            case "string":
                return column
    except pa.ArrowInvalid:
        return None


def wider(column: pa.Array, before: Typing, decimal: str) -> Typing:
    """The type that also holds this batch."""
    if before.kind == "whole" and typed(column, Typing("number", decimal)) is not None:
        return Typing("number", decimal)
    return Typing("string")


def _leading_zero(there: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(there, r"^[+-]?0\d")).as_py())


def _all(mask: pa.Array) -> bool:
    return bool(pc.all(mask).as_py())
