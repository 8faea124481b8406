"""Values inside nested columns, as further columns of the base query: everything else then treats them alike."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from tripl.warehouses.base import Column, WarehouseError
from tripl.warehouses.capabilities import NESTED
from tripl.warehouses.sql.query import ALIAS, Base, column, named

# The path is put into the statement: what does not match is refused, never escaped.
_PART = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def with_paths(base: Base, columns: Sequence[Column], paths: Sequence[str]) -> tuple[Base, tuple[Column, ...]]:
    """Base and columns extended by a text column for each `column.key.key`; a name that is a column stays itself.

    WarehouseError(unsupported) for a malformed path or one into a column that is not nested; a path whose base
    column is missing is left out, for the caller names it with what there is.
    """
    known = {each.name: each for each in columns}
    wanted = [path for path in dict.fromkeys(paths) if path not in known and path.partition(".")[0] in known]
    taken = [(path, _leaf(known[path.partition(".")[0]], path)) for path in wanted if "." in path]
    if not taken:
        return base, tuple(columns)
    every = exp.Column(this=exp.Star(), table=exp.to_identifier(ALIAS))
    query = exp.select(every, *(named(leaf, path) for path, leaf in taken)).from_(base.query.subquery(ALIAS))
    added = tuple(Column(path, "text", "string") for path, _ in taken)
    return replace(base, query=query), (*columns, *added)


def _leaf(base: Column, path: str) -> exp.Expression:
    """Text of the value: scalars as they are, objects and lists as JSON, absent and null as null."""
    keys = path.split(".")[1:]
    if not all(_PART.fullmatch(key) for key in keys):
        raise WarehouseError(
            f"The path “{path}” is malformed. After the column, each part must start with a letter or _ and "
            "hold letters, digits and _ only.",
            kind="unsupported",
        )
    if base.kind not in NESTED:
        raise WarehouseError(
            f"The path “{path}” leads into the column “{base.name}” of type {base.native_type}, which holds no "
            "nested values.",
            kind="unsupported",
        )
    steps = [exp.JSONPathRoot(), *(exp.JSONPathKey(this=key) for key in keys)]
    document = exp.cast(column(base.name), exp.DType.JSON)
    return exp.JSONExtractScalar(this=document, expression=exp.JSONPath(expressions=steps))
