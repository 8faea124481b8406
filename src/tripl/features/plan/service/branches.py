"""Which branch a request means, and whether it may be written."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.features.plan.repository import branches
from tripl.kit.errors import Conflict, Impossible, NotFound
from tripl.kit.principal import ProjectContext
from tripl.models.plan import PlanBranch

READ_ONLY = {
    "merged": "Branch '{name}' is merged, so its plan is read-only",
    "closed": "Branch '{name}' is closed; reopen it before editing its plan",
}


class PlanBranches:
    """The edge's port for the `branch` parameter."""

    def resolve(self, session: Session, project: ProjectContext, branch: str | None, *, write: bool) -> uuid.UUID:
        """Absent and empty mean main. Impossible, NotFound, or Conflict for a write to a read-only branch."""
        if not branch:
            return project.main_branch_id
        found = branches.branch(session, project.id, _branch_id(branch))
        if found is None:
            raise NotFound("Branch not found")
        if write:
            _writable(found)
        return found.id


def listed(session: Session, project_id: uuid.UUID) -> Sequence[PlanBranch]:
    """Main first, then the others by name."""
    return branches.listed(session, project_id)


def main_branch(session: Session, project_id: uuid.UUID) -> uuid.UUID:
    found = branches.main_branch(session, project_id)
    if found is None:
        raise NotFound("Branch not found")
    return found


def on_project_created(session: Session, project_id: uuid.UUID, created_by: uuid.UUID | None = None) -> uuid.UUID:
    """Every project starts with its main branch."""
    return branches.add_main(session, project_id, created_by).id


def _branch_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Impossible("The branch must be a branch id") from error


def _writable(branch: PlanBranch) -> None:
    # Main is known by its kind: its status word says nothing.
    if branch.kind != "main" and branch.status in READ_ONLY:
        raise Conflict(READ_ONLY[branch.status].format(name=branch.name))
