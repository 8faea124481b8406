"""Whether everything that does the work is there."""

from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import OperatorDep, PrincipalDep, SessionDep, policy
from tripl.features.system import service
from tripl.features.system.schemas import PartOut, PartsPolicy, SystemOut, SystemPolicy
from tripl.kit.clock import utcnow

router = APIRouter(prefix="/system", tags=["system"])
Policy = Annotated[PartsPolicy, Depends(policy(PartsPolicy))]
SystemDep = Annotated[SystemPolicy, Depends(policy(SystemPolicy))]


@router.get("/troubled-parts")
def troubled_parts(session: SessionDep, _: PrincipalDep, policy: Policy) -> list[PartOut]:
    """The parts that keep falling or were not heard of; empty when all is well."""
    return service.troubled(session, policy, utcnow())


@router.get("")
def overview(session: SessionDep, _: OperatorDep, parts: Policy, system: SystemDep) -> SystemOut:
    """Which services answer, who works, which schema there is and what got stuck."""
    return service.overview(session, parts, system, utcnow())
