"""A queue and a bus that remember."""

from typing import Any


class RecordingQueue:
    def __init__(self) -> None:
        self.sent: list[tuple[str, ...]] = []
        self.down = False
        """The broker is away: sending fails."""

    def send(self, task: str, *ids: str, countdown: float | None = None) -> None:
        del countdown
        if self.down:
            raise ConnectionError("the broker is away")
        self.sent.append((task, *ids))

    def named(self, task: str) -> list[tuple[str, ...]]:
        return [ids for name, *ids in self.sent if name == task]  # type: ignore[misc] # a slice of a tuple


class RecordingBus:
    def __init__(self) -> None:
        self.published: list[tuple[str, str, dict[str, Any]]] = []

    def publish(self, project_id: str, kind: str, data: dict[str, Any]) -> None:
        self.published.append((project_id, kind, data))
