"""The pictures of README and guide, from what the browser journeys left: `python -m docsite.pictures`."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TAKEN = ROOT / "build" / "screenshots"
SHOWN = ROOT / "docs" / "img"
LIMIT = 150_000
QUALITIES = (84, 76, 68, 60)
CHOSEN = {
    "alerting": "alert-rules",
    "anomalies": "anomalies",
    "demo": "demo-overview",
    "demo-guide": "demo-guide-chart",
    "demo-message": "demo-message",
    "event": "event-finding",
    "events": "events",
    "file": "file",
    "file-overview": "overview-of-a-file",
    "overview": "overview-signals",
    "run": "run",
    "scan-form": "scan-form",
    "source": "source-dialog",
    "ways": "projects-empty",
}
"""Name in docs/img, and the picture of a journey; its dark sister comes along."""


def main() -> int:
    """Write every chosen picture anew; 1 when a journey has not left one."""
    missing = [name for taken in CHOSEN.values() for name in (taken, f"{taken}-dark") if not _taken(name).exists()]
    if missing:
        print(f"no picture {', '.join(missing)} in {TAKEN}: run .venv/bin/pytest tests/browser first", file=sys.stderr)
        return 1
    SHOWN.mkdir(exist_ok=True)
    for name, taken in CHOSEN.items():
        _write(_taken(taken), SHOWN / f"{name}.webp")
        _write(_taken(f"{taken}-dark"), SHOWN / f"{name}-dark.webp")
    return 0


def _taken(name: str) -> pathlib.Path:
    return TAKEN / f"{name}.png"


def _write(source: pathlib.Path, target: pathlib.Path) -> None:
    """As good as fits."""
    from PIL import Image

    with Image.open(source) as picture:
        for quality in QUALITIES:
            picture.convert("RGB").save(target, "WEBP", quality=quality, method=6)
            if target.stat().st_size <= LIMIT:
                return
    raise ValueError(f"{target.name} is larger than {LIMIT} bytes at any quality")


if __name__ == "__main__":
    sys.exit(main())
