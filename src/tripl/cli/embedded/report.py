"""What the supervisor lets the page know: which parts keep falling. The app reads the file when a page asks."""

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "parts.json"


@dataclass(frozen=True)
class Trouble:
    """A part that fell several times in a row; `since` in seconds of the epoch."""

    name: str
    since: float
    falls: int
    reason: str
    log: str


class Report:
    """Written whole or not at all; a full disk keeps the last one."""

    def __init__(self, root: Path) -> None:
        self.path = root / FILE

    def write(self, troubles: list[Trouble]) -> None:
        partial = self.path.with_name(f"{FILE}.new")
        with contextlib.suppress(OSError):
            partial.touch(mode=0o600)  # reasons may quote what only the owner should read
            partial.write_text(json.dumps([asdict(each) for each in troubles]))
            partial.replace(self.path)
