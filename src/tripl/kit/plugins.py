"""What installed packages bring, found through their entry points in the order of their names."""

from importlib.metadata import entry_points
from typing import Any


class BadExtension(RuntimeError):
    """An installed extension cannot be used; the sentence says which, and why."""


def load(group: str) -> list[tuple[str, Any]]:
    """Names and objects of a group. Raises BadExtension for one that cannot be imported and for a name used twice."""
    found: dict[str, Any] = {}
    for point in sorted(entry_points(group=group), key=lambda each: each.name):
        if point.name in found:
            raise BadExtension(f"Two installed packages bring a {group} called “{point.name}”; uninstall one of them")
        try:
            found[point.name] = point.load()
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise BadExtension(f"The {group} “{point.name}” ({point.value}) cannot be loaded: {reason}") from error
    return list(found.items())
