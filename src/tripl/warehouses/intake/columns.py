"""The types of text columns: what a sample says, and the conversion of a batch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
GAPS = pa.array(["na", "n/a", "nan", "none", "nil", "-", "--", "#n/a", "?"])
"""What stands in a column of numbers where there is none. In texts these are values like others."""
_GROUPED = re.compile(r"^[+-]?\d{1,3}(,\d{3})+$")
_WHOLE = r"^[+-]?(0|[1-9]\d{0,17})$"
_DOT = re.compile(r"^[+-]?\d+\.\d+$")
_COMMA = re.compile("^[+-]?(\\d{1,3}([.'\u00a0\u2009\u202f\u2019 ]\\d{3})+|\\d+),\\d+$")


@dataclass(frozen=True, slots=True)
class Typing:
    """How a column is stored."""

    kind: Kind
    decimal: str = "."
    gaps: bool = False
    """Whether some of GAPS occur."""


def decimal_of(columns: Sequence[pa.Array], delimiter: str) -> str:
    """The comma when numbers are written with it and none with a point."""
    if delimiter == ",":
        texts = [pc.drop_null(each)[:200].to_pylist() for each in columns]
        quoted = [
            column
            for column in texts
            if column and all(map(_COMMA.match, column)) and not all(map(_GROUPED.match, column))
        ]
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
        if hint.kind == "string" or typed(there, hint) is not None:
            return hint
        if hint.kind == "boolean":
            return Typing("string")
    found = _typing(there, decimal)
    if found.kind == "string":
        numbers = _without_gaps(there).drop_null()
        if len(there) > len(numbers) > 0:
            beside = _typing(numbers, decimal)
            return replace(beside, gaps=True) if beside.kind in {"whole", "number"} else found
    return found


def _typing(there: pa.Array, decimal: str) -> Typing:
    if _all(pc.match_substring_regex(there, _WHOLE)):
        return Typing("whole")
    if not _leading_zero(there) and floats(there, decimal).null_count == 0:
        return Typing("number", decimal)
    if _all(pc.is_in(pc.utf8_lower(there), value_set=pa.array(["true", "false"]))):
        return Typing("boolean")
    return Typing("string")


def typed(column: pa.Array, wanted: Typing) -> pa.Array | None:
    """None when a value does not fit; a mixed column stays text, so nothing is lost."""
    if wanted.gaps:
        column = _without_gaps(column)
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
    """The type that also holds this batch. A gap that the sample did not show makes a text: it is kept as it is."""
    number = Typing("number", decimal, before.gaps)
    return number if before.kind == "whole" and typed(column, number) is not None else Typing("string")


def _without_gaps(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_in(pc.utf8_lower(column), value_set=GAPS), pa.scalar(None, pa.string()), column)


def _leading_zero(there: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(there, r"^[+-]?0\d")).as_py())


def _all(mask: pa.Array) -> bool:
    return bool(pc.all(mask).as_py())
