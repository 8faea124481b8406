"""The read-only gate: a query is taken apart and only what is listed goes through.

What runs is the rendered tree, never the user's text, so comments and formatting cannot smuggle anything.
"""

from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tripl.warehouses.base import WarehouseError
from tripl.warehouses.sql.allowed import FUNCTIONS, NAMED, NODES

LONGEST = 100_000
# The parser meets odd text with these beside its own errors.
_UNREADABLE = (SqlglotError, LookupError, AttributeError, TypeError, ValueError)

_STATEMENTS = {
    "Into": "SELECT … INTO, which writes a table",
    "Lock": "a row lock (FOR UPDATE or FOR SHARE)",
    "Placeholder": "a placeholder",
    "Parameter": "a parameter",
    "SessionParameter": "a session variable",
    "Command": "a command",
    "Hint": "an optimiser hint",
}
_HIDDEN_SCHEMAS = frozenset({"pg_catalog", "pg_toast", "pg_temp"})
_HIDDEN_TABLES = {"postgres": ("pg_",), "duckdb": ("pg_", "duckdb_", "sqlite_", "pragma_")}
_FILE_MARKS = ("/", "\\", "*", "?", "[", "~")
_FILE_ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".db",
    ".duckdb",
    ".gz",
    ".zst",
    ".xlsx",
)


def read_only(sql: str, dialect: str) -> exp.Query:
    """The tree of a single SELECT, WITH … SELECT or set operation.

    WarehouseError(refused_sql) names what is refused and what to do.
    """
    if len(sql) > LONGEST:
        raise _refused(f"The query is longer than {LONGEST:,} characters.", "Move parts of it into a view.")
    query = _single(_parse(sql, dialect))
    for node in query.walk():
        _check(node, dialect)
    return query


def _parse(sql: str, dialect: str) -> list[exp.Expr]:
    try:
        parsed = sqlglot.parse(sql, read=dialect)
    except _UNREADABLE as error:
        raise _refused(f"The query cannot be read as SQL{_place(error)}.", "Correct the syntax there.") from error
    except RecursionError as error:
        raise _refused("The query is nested too deeply.", "Move parts of it into a view.") from error
    return [each for each in parsed if each is not None and not isinstance(each, exp.Semicolon)]


def _single(statements: list[exp.Expr]) -> exp.Query:
    if not statements:
        raise _refused("The query is empty.", "Write one SELECT.")
    if len(statements) > 1:
        raise _refused(f"The query holds {len(statements)} statements.", "Keep one SELECT and drop the semicolons.")
    root = statements[0]
    inner = root.unnest() if isinstance(root, exp.Subquery) else root
    if not isinstance(inner, exp.Select | exp.SetOperation):
        raise _refused(f"The query is {_called(root)}.", "Only SELECT, WITH … SELECT and UNION are taken.")
    return cast("exp.Query", root)


def _check(node: exp.Expr, dialect: str) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        if node.name.lower() not in NAMED[dialect]:
            raise _refused(f"The function {node.name.lower()}() is not allowed.", _FUNCTION_ADVICE)
    elif isinstance(node, exp.Func) and kind not in NODES:
        if kind not in FUNCTIONS:
            raise _refused(f"The function {node.sql_name().lower()}() is not allowed.", _FUNCTION_ADVICE)
    elif kind not in NODES:
        raise _refused(f"The query holds {_called(node)}.", "Only reading is possible: take it out.")
    if isinstance(node, exp.Table):
        _check_table(node, dialect)


def _check_table(table: exp.Table, dialect: str) -> None:
    schema, name = table.db.lower(), table.name.lower()
    if schema in _HIDDEN_SCHEMAS or name.startswith(_HIDDEN_TABLES[dialect]):
        raise _refused(f"The system table {name} is not allowed.", "Select from the tables that hold your events.")
    if any(mark in name for mark in _FILE_MARKS) or name.endswith(_FILE_ENDINGS):
        raise _refused(
            "The query names a file.", "Select from the table that bears the file's name, without its ending."
        )


_FUNCTION_ADVICE = "Only functions that compute from the rows are taken: leave it out, or compute it in a view."


def _called(node: exp.Expr) -> str:
    kind = type(node).__name__
    if kind in _STATEMENTS:
        return _STATEMENTS[kind]
    return f"{kind.upper()}, which is not part of a reading query"


def _place(error: Exception) -> str:
    spots = getattr(error, "errors", None) or [{}]
    line, col = spots[0].get("line"), spots[0].get("col")
    return f" near line {line}, column {col}" if line and col else ""


def _refused(what: str, advice: str) -> WarehouseError:
    return WarehouseError(f"{what} {advice}", kind="refused_sql")
