"""Whether everything that does the work is there."""

from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import OperatorDep, PrincipalDep, SessionDep, policy
from tripl.features.system import service
from tripl.features.system.schemas import PartOut, PartsPolicy, SystemOut, SystemPolicy, UsageOut, UsagePolicy
from tripl.kit.clock import utcnow

router = APIRouter(tags=["system"])
Policy = Annotated[PartsPolicy, Depends(policy(PartsPolicy))]
UsageDep = Annotated[UsagePolicy, Depends(policy(UsagePolicy))]
SystemDep = Annotated[SystemPolicy, Depends(policy(SystemPolicy))]


@router.get("/system/troubled-parts")
def troubled_parts(session: SessionDep, _: PrincipalDep, policy: Policy) -> list[PartOut]:
    """The parts that keep falling or were not heard of; empty when all is well."""
    return service.troubled(session, policy, utcnow())


@router.get("/system")
def overview(session: SessionDep, _: OperatorDep, parts: Policy, system: SystemDep) -> SystemOut:
    """Which services answer, who works, which schema there is and what got stuck."""
    return service.overview(session, parts, system, utcnow())


@router.get("/platform/settings/telemetry")
def usage(session: SessionDep, _: OperatorDep, policy: UsageDep) -> UsageOut:
    """Whether a usage report is sent, what it would say now, and what the last one said."""
    return service.usage(session, policy, utcnow())
