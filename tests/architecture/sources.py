"""The source tree as syntax trees, read once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tripl"
FEATURES = SOURCE / "features"


@cache
def files(folder: Path = SOURCE) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """(dotted module or module.name, line) of every absolute import, at any depth of the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def role(path: Path) -> str:
    """`service` for features/x/service.py and for features/x/service/y.py."""
    return path.relative_to(FEATURES).parts[1].removesuffix(".py")


def feature(path: Path) -> str:
    return path.relative_to(FEATURES).parts[0]


def feature_files(*roles: str) -> list[Path]:
    inside = [path for path in files(FEATURES) if len(path.relative_to(FEATURES).parts) > 1]
    return [path for path in inside if role(path) in roles or not roles]


def place(path: Path, line: int = 0) -> str:
    shown = str(path.relative_to(ROOT))
    return f"{shown}:{line}" if line else shown
