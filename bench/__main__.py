"""Runs every bench (or those named) and prints one table; status 1 when a claim is not reached.

A bench is a file of this folder with `NAME: str` and `run() -> list[Row]`.
"""

import importlib
import pathlib
import sys
import time
from types import ModuleType

from bench.table import Row, render


def benches(wanted: list[str]) -> list[ModuleType]:
    names = sorted(path.stem for path in pathlib.Path(__file__).parent.glob("[a-z]*.py"))
    found = [
        module for module in (importlib.import_module(f"bench.{name}") for name in names) if hasattr(module, "NAME")
    ]
    known = {module.NAME for module in found}
    if unknown := set(wanted) - known:
        sys.exit(f"no bench is called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    return [module for module in found if not wanted or module.NAME in wanted]


def main() -> int:
    rows: list[Row] = []
    for module in benches(sys.argv[1:]):
        begin = time.monotonic()
        print(f"{module.NAME} …", end=" ", flush=True, file=sys.stderr)
        rows += module.run()
        print(f"{time.monotonic() - begin:.0f} s", file=sys.stderr)
    print(render(rows))
    return 0 if all(row.ok for row in rows) else 1


sys.exit(main())
