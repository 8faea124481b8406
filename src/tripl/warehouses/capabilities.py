"""What an engine can do, as data: code asks the value, never the engine's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

Kind = Literal["string", "number", "boolean", "datetime", "date", "time", "json", "struct", "map", "array", "other"]
Support = Literal["full", "bounded", "none"]
Evidence = Literal["executed", "released", "analysed", "mocked"]

NESTED: frozenset[Kind] = frozenset({"json", "struct", "map", "array"})


@dataclass(frozen=True, slots=True)
class Templates:
    """SQL for what has no common spelling; `:name` marks a part. Each has an executed test.

    `bucket` bins a UTC wall clock (`:at`) into steps of `:width` counted from `:origin`.
    `float_text` spells a float in its shortest form: no ".0", digits up to 1e16, then "1e+16". Between 2^53 and
    1e19 an engine may write one digit more than another; it still reads back as the same number.
    """

    bucket: str
    float_text: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One row of the capability matrix."""

    db_type: str
    label: str
    dialect: str
    templates: Templates
    float_types: frozenset[str]
    default_port: int | None = None
    time_kinds: frozenset[Kind] = frozenset({"datetime", "date"})
    time_types_named: str = "timestamp or date"
    date_intervals: frozenset[str] = frozenset({"1d", "1w"})
    byte_order: str | None = None
    approximate_distinct: bool = False
    counts_before_sets: bool = False  # its grouping sets run on one core, a plain GROUP BY on all
    nested_as: Literal["text", "shape"] = "text"  # how a breakdown shows JSON, structs and arrays
    files: bool = False
    generated: bool = False  # makes up its own rows: belongs to one demo, connects to nothing, is never chosen
    pinned: bool = False  # connects to the address that was checked, and to no other of the host
    evidence: Evidence = "executed"
    support: Mapping[str, Support] = field(default_factory=dict)


_SUPPORT: Mapping[str, Support] = MappingProxyType(
    {
        "connection_test": "full",
        "preview": "full",
        "scan": "full",
        "replay": "full",
        "breakdowns": "full",
        "schema_browse": "full",
        "json_discovery": "none",
        "nested_enumeration": "none",
        "nested_extraction": "none",
        "text_as_json": "none",
        "query_timeout": "full",
        "cancel": "full",
        "cost_guard": "none",
        "tls": "full",
    }
)

# PostgreSQL turns to exponents at 1e15 (float8) or 1e6 (float4) already: spell the digits out up to 1e16.
_POSTGRES_FLOAT_TEXT = r"""
CASE WHEN CAST(:x + 0 AS TEXT) ~ 'e\+(0[6-9]|1[0-5])$'
THEN CASE WHEN :x < 0 THEN '-' ELSE '' END || RTRIM(
  RPAD(
    LEFT(REPLACE(SPLIT_PART(CAST(ABS(:x) AS TEXT), 'e', 1), '.', ''), CAST(RIGHT(CAST(:x AS TEXT), 2) AS INT) + 1),
    CAST(RIGHT(CAST(:x AS TEXT), 2) AS INT) + 1, '0')
  || '.' ||
  SUBSTRING(REPLACE(SPLIT_PART(CAST(ABS(:x) AS TEXT), 'e', 1), '.', ''), CAST(RIGHT(CAST(:x AS TEXT), 2) AS INT) + 2),
  '.')
ELSE CAST(:x + 0 AS TEXT) END
"""

_DUCKDB_FLOAT_TEXT = r"""
CASE WHEN ISNAN(:x) THEN 'NaN' WHEN ISINF(:x) THEN CASE WHEN :x < 0 THEN '-Infinity' ELSE 'Infinity' END
ELSE REGEXP_REPLACE(CAST(:x + CAST(0 AS FLOAT) AS TEXT), '\.0$', '') END
"""

POSTGRES = Capabilities(
    db_type="postgres",
    label="PostgreSQL",
    dialect="postgres",
    templates=Templates(
        bucket="DATE_BIN(CAST(:width AS INTERVAL), :at, CAST(:origin AS TIMESTAMP))",
        float_text=_POSTGRES_FLOAT_TEXT,
    ),
    float_types=frozenset({"real", "double precision"}),
    default_port=5432,
    time_types_named="timestamptz, timestamp or date",
    byte_order="C",
    counts_before_sets=True,
    pinned=True,
    support=_SUPPORT,
)

DUCKDB = Capabilities(
    db_type="duckdb",
    label="DuckDB and files",
    dialect="duckdb",
    templates=Templates(
        bucket="TIME_BUCKET(CAST(:width AS INTERVAL), :at, CAST(:origin AS TIMESTAMP))",
        float_text=_DUCKDB_FLOAT_TEXT,
    ),
    float_types=frozenset({"FLOAT", "DOUBLE"}),
    time_types_named="TIMESTAMPTZ, TIMESTAMP or DATE",
    approximate_distinct=True,
    files=True,
    support={**_SUPPORT, "tls": "none"},
)

SYNTHETIC = replace(DUCKDB, db_type="synthetic", label="Demo data (synthetic)", files=False, generated=True)

ALL: Mapping[str, Capabilities] = MappingProxyType({each.db_type: each for each in (POSTGRES, DUCKDB, SYNTHETIC)})
