"""What every warehouse offers, and how it fails.

WarehouseError(kind)
├── timeout          the source's own limit passed
├── cancelled        stopped on request
├── unreachable      refused, DNS, reset, network
├── authentication   credentials rejected
├── tls              encryption required and not to be had
├── no_answer        connected, but the probe returned no row
├── refused_sql      the query is not one read-only statement, or the engine will not run it
├── missing_column   a column the query names is not there
├── unsupported      too old a server, a type or a setting we do not take
└── other
Messages are written here, for people: never host, port, driver text or credentials. The driver's own
exception is chained as the cause and belongs into the worker's log only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from tripl.kit.errors import TriplError
from tripl.warehouses.capabilities import Capabilities, Kind

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

ErrorKind = Literal[
    "timeout",
    "cancelled",
    "unreachable",
    "authentication",
    "tls",
    "no_answer",
    "refused_sql",
    "missing_column",
    "unsupported",
    "other",
]


class WarehouseError(TriplError):
    """A warehouse did not do what was asked; `kind` says why, `message` is safe to show."""

    def __init__(self, message: str, *, kind: ErrorKind) -> None:
        super().__init__(message)
        self.kind: ErrorKind = kind


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """Where and how to connect. Secrets stay out of `repr`."""

    db_type: str
    host: str = ""
    port: int | None = None
    database: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    timeout_seconds: int = 300
    public_hosts_only: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A result column: the engine's own type name, our kind; `zoned` timestamps carry an offset."""

    name: str
    native_type: str
    kind: Kind
    zoned: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A browsable table; the name is quoted as a query would have to spell it."""

    name: str
    columns: tuple[Column, ...]


class Warehouse(Protocol):
    """One open, read-only session. Statements come from `tripl.warehouses.sql` as trees."""

    capabilities: Capabilities

    def probe(self) -> str:
        """Check the connection and the version gate; the server's product and version."""

    def tables(self) -> tuple[Table, ...]:
        """All tables and views outside the system schemas."""

    def columns(self, query: "exp.Query") -> tuple[Column, ...]:
        """The columns a gated query returns, without running it."""

    def query(self, statement: "exp.Query", *, limit: int | None = None) -> "pa.Table":
        """Run a statement; at most `limit` + 1 rows, so that a caller sees that the cap was reached.

        Timestamps come as aware UTC microseconds, numbers as int64 or float64, nested values as JSON text.
        """

    def cancel(self) -> None:
        """Stop the running statement; callable from another thread."""

    def close(self) -> None: ...
