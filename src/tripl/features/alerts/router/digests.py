"""The weekly digests that left, and those that did not."""

from fastapi import APIRouter

from tripl.edge.deps import ReadProject, SessionDep
from tripl.features.alerts.schemas import PlanDigest
from tripl.features.alerts.service import digests as service

router = APIRouter(prefix="/plan-digests")


@router.get("")
def list_digests(session: SessionDep, project: ReadProject) -> list[PlanDigest]:
    """The newest twenty, one a week and destination."""
    return service.listed(session, project)
