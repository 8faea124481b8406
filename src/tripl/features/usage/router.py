"""What would leave, and what left: for whoever runs the instance."""

from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import OperatorDep, SessionDep, policy
from tripl.features.usage import service
from tripl.features.usage.schemas import UsageOut, UsagePolicy
from tripl.kit.clock import utcnow

router = APIRouter(prefix="/platform/settings", tags=["system"])
PolicyDep = Annotated[UsagePolicy, Depends(policy(UsagePolicy))]


@router.get("/telemetry")
def usage(session: SessionDep, _: OperatorDep, policy: PolicyDep) -> UsageOut:
    """Whether a usage report is sent, what it would say now, and what the last one said."""
    return service.usage(session, policy, utcnow())
