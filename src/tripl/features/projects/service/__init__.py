"""The rules of projects."""

from tripl.features.projects.service.demos import (
    demo,
    demos,
    free_name,
    opened_demo,
    replace_demo,
    stamp_demo,
)
from tripl.features.projects.service.doors import (
    ProjectsGate,
    create,
    delete,
    opened,
    present,
    require_manager,
    update,
    visible,
)

__all__ = [
    "ProjectsGate",
    "create",
    "delete",
    "demo",
    "demos",
    "free_name",
    "opened",
    "opened_demo",
    "present",
    "replace_demo",
    "require_manager",
    "stamp_demo",
    "update",
    "visible",
]
