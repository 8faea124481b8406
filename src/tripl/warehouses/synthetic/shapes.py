"""Which statements the demo's warehouse answers: those that tripl itself builds over its two tables."""

from sqlglot import exp

from tripl.warehouses.base import WarehouseError

TABLES = frozenset({"events", "orders"})
NODES = frozenset(
    [
        "Abs",
        "Add",
        "Alias",
        "And",
        "Anonymous",
        "AtTimeZone",
        "Between",
        "Boolean",
        "Case",
        "Cast",
        "Coalesce",
        "Column",
        "Concat",
        "Count",
        "CurrentTimestamp",
        "DPipe",
        "DataType",
        "DataTypeParam",
        "Distinct",
        "Div",
        "Dot",
        "EQ",
        "From",
        "GT",
        "GTE",
        "Group",
        "Grouping",
        "GroupingSets",
        "Having",
        "Identifier",
        "If",
        "In",
        "Interval",
        "Is",
        "ApproxDistinct",
        "IsNan",
        "LT",
        "LTE",
        "Lower",
        "Limit",
        "Literal",
        "Max",
        "Min",
        "Mul",
        "NEQ",
        "Neg",
        "Not",
        "Null",
        "Or",
        "Order",
        "Ordered",
        "Paren",
        "RegexpReplace",
        "Replace",
        "RowNumber",
        "Select",
        "Star",
        "Sub",
        "Subquery",
        "Sum",
        "Table",
        "TableAlias",
        "TimestampTrunc",
        "Tuple",
        "Upper",
        "Var",
        "Where",
        "Window",
        "WindowSpec",
        "TimeToStr",
        "Length",
        "Substring",
        "Round",
        "Offset",
        "DateBin",
        "TryCast",
    ]
)
FUNCTIONS = frozenset({"time_bucket", "isnan", "isinf"})
ADVICE = (
    "The demo's synthetic warehouse only answers SELECT from its tables events and orders, "
    "without joins, unions and subqueries of your own. Connect your own warehouse for other queries."
)


def check(statement: exp.Query) -> None:
    """WarehouseError(unsupported) for anything else: it never invents an answer."""
    if statement.find(exp.Table) is None:
        raise WarehouseError(ADVICE, kind="unsupported")
    for node in statement.walk():
        kind = type(node).__name__
        if kind not in NODES or (isinstance(node, exp.Anonymous) and node.name.lower() not in FUNCTIONS):
            raise WarehouseError(ADVICE, kind="unsupported")
        if isinstance(node, exp.Table) and (node.name.lower() not in TABLES or node.db or node.catalog):
            raise WarehouseError(ADVICE, kind="unsupported")
        if isinstance(node, exp.In) and node.args.get("query") is not None:
            raise WarehouseError(ADVICE, kind="unsupported")
        if isinstance(node, exp.Select) and (node.args.get("joins") or node.args.get("with_")):
            raise WarehouseError(ADVICE, kind="unsupported")
