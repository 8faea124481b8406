"""The user's base query, gated once and used as a subquery ever after."""

from dataclasses import dataclass

from sqlglot import exp

from tripl.warehouses.capabilities import Capabilities
from tripl.warehouses.sql.gate import read_only

ALIAS = "base"


@dataclass(frozen=True, slots=True)
class Base:
    """A gated base query with the capabilities of the engine it is for."""

    query: exp.Query
    capabilities: Capabilities

    @classmethod
    def parse(cls, sql: str, capabilities: Capabilities) -> "Base":
        """Gate the user's text; WarehouseError(refused_sql) names what is refused."""
        return cls(read_only(sql, capabilities.dialect), capabilities)

    @property
    def dialect(self) -> str:
        return self.capabilities.dialect

    def select(self, *projections: exp.Expr) -> exp.Select:
        """SELECT projections FROM (base query)."""
        return exp.select(*projections).from_(unordered(self.query).subquery(ALIAS))


def unordered(query: exp.Query) -> exp.Query:
    """Drop an ORDER BY that decides nothing, so that the engine need not sort what is then grouped."""
    decides = any(query.args.get(part) for part in ("limit", "offset", "fetch", "distinct"))
    if decides or not query.args.get("order"):
        return query
    plain = query.copy()
    plain.set("order", None)
    return plain


def capped(query: exp.Query, limit: int | None) -> exp.Query:
    """At most `limit` + 1 rows, the user's own LIMIT kept; the extra row tells that the cap was reached."""
    if limit is None:
        return query
    limited = isinstance(query, exp.Subquery) or query.args.get("limit") or query.args.get("fetch")
    plain = exp.select(exp.Star()).from_(query.subquery("capped")) if limited else query
    return plain.limit(limit + 1)


def column(name: str, table: str = ALIAS) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table)


def named(expression: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(expression, exp.to_identifier(name, quoted=True))


def render(statement: exp.Expr, dialect: str, *, pretty: bool = False) -> str:
    """The text that runs, or that a person reads: our tree without comments."""
    return statement.sql(dialect=dialect, comments=False, pretty=pretty)
