"""The rules of the plan."""

from tripl.features.plan.service.branches import PlanBranches, main_branch, on_project_created
from tripl.features.plan.service.catalog import apply_catalog, identities, snapshot, widen_seen
from tripl.features.plan.service.types import has_type

__all__ = [
    "PlanBranches",
    "apply_catalog",
    "has_type",
    "identities",
    "main_branch",
    "on_project_created",
    "snapshot",
    "widen_seen",
]
