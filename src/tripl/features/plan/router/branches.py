"""Plan branches."""

from fastapi import APIRouter

from tripl.edge.deps import ReadProject, SessionDep
from tripl.edge.paging import PageOut
from tripl.features.plan.schemas import BranchOut
from tripl.features.plan.service import branches

router = APIRouter(prefix="/branches", tags=["branches"])


@router.get("")
def listed(session: SessionDep, project: ReadProject) -> PageOut[BranchOut]:
    """Main first, then the working branches by name."""
    found = [BranchOut.model_validate(each) for each in branches.listed(session, project.id)]
    return PageOut(items=found, total=len(found))
