"""The rules of the plan."""

from tripl.features.plan.service.branches import PlanBranches, main_branch, on_project_created
from tripl.features.plan.service.catalog import apply_catalog, identities, snapshot, touch_last_seen

__all__ = [
    "PlanBranches",
    "apply_catalog",
    "identities",
    "main_branch",
    "on_project_created",
    "snapshot",
    "touch_last_seen",
]
