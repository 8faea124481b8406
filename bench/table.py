"""One row a claim, one table a run."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADER = ("bench", "work", "ours", "limit or peer", "ratio", "reach", "ok")


@dataclass(frozen=True)
class Row:
    """One claim, written as it is printed; `ok` says whether the reach was met."""

    bench: str
    work: str
    ours: str
    peer: str
    ratio: str
    reach: str
    ok: bool

    def cells(self) -> tuple[str, ...]:
        return (self.bench, self.work, self.ours, self.peer, self.ratio, self.reach, "yes" if self.ok else "NO")


def limited(bench: str, work: str, value: float, unit: str, most: float) -> Row:
    """A claim against a fixed limit."""
    return Row(
        bench,
        work,
        f"{value:.3g} {unit}",
        f"{most:g} {unit}",
        f"{value / most:.2f}×",
        f"≤ {most:g} {unit}",
        value <= most,
    )


def render(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    lines = [HEADER, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    aligned = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join(line.rstrip() for line in (aligned[0], "  ".join("-" * width for width in widths), *aligned[1:]))
