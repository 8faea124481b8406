"""Fills the named SQL templates of a capability with parts of a tree; nothing is pasted as text."""

from functools import lru_cache

from sqlglot import exp, parse_one


def fill(template: str, dialect: str, **parts: exp.Expr) -> exp.Expr:
    """A new tree for the template, its `:name` marks replaced by copies of `parts`."""

    def replaced(node: exp.Expr) -> exp.Expr:
        return exp.paren(parts[node.name], copy=True) if isinstance(node, exp.Placeholder) else node

    return _parsed(template, dialect).copy().transform(replaced)


@lru_cache(maxsize=64)
def _parsed(template: str, dialect: str) -> exp.Expr:
    return parse_one(template, read=dialect)
