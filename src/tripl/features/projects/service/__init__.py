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
    ProjectsOfOrganization,
    create,
    delete,
    losses,
    opened,
    present,
    require_manager,
    update,
    visible,
)
from tripl.features.projects.service.members import (
    add_member,
    forget_member,
    members,
    remove_member,
    require_member,
    update_member,
)

__all__ = [
    "ProjectsGate",
    "ProjectsOfOrganization",
    "add_member",
    "create",
    "delete",
    "demo",
    "demos",
    "forget_member",
    "free_name",
    "losses",
    "members",
    "opened",
    "opened_demo",
    "present",
    "remove_member",
    "replace_demo",
    "require_manager",
    "require_member",
    "stamp_demo",
    "update",
    "update_member",
    "visible",
]
