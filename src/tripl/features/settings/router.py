"""Settings of the instance: whoever runs it, in a browser."""

from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import OperatorDep, PrincipalDep, SessionDep, live_policy, policy
from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.settings import service
from tripl.features.settings.schemas import (
    InstanceSettings,
    InstanceSettingsUpdate,
    ProbeResult,
    RowLimits,
    SettingsPolicy,
)

router = APIRouter(prefix="/settings", tags=["settings"])
PolicyDep = Annotated[SettingsPolicy, Depends(policy(SettingsPolicy))]
AccountsDep = Annotated[AccountPolicy, Depends(live_policy(AccountPolicy))]


@router.get("")
def read(session: SessionDep, _: OperatorDep, policy: PolicyDep) -> InstanceSettings:
    """Values by section with where each comes from; secrets only as configured or not."""
    return service.read(session, policy)


@router.patch("")
def change(
    session: SessionDep, principal: OperatorDep, policy: PolicyDep, wanted: InstanceSettingsUpdate
) -> InstanceSettings:
    """Save values over the environment. Runtime and email count at the next use, the rest at the next start."""
    return service.change(session, policy, principal, wanted)


@router.put("")
def replace(
    session: SessionDep, principal: OperatorDep, policy: PolicyDep, wanted: InstanceSettingsUpdate
) -> InstanceSettings:
    """The same as PATCH."""
    return service.change(session, policy, principal, wanted)


@router.post("/email/test")
def test_email(principal: OperatorDep, accounts: AccountsDep) -> ProbeResult:
    """Send one message to yourself with what is saved; a refusal of the mail server is an answer too."""
    return service.test_email(accounts.mail, accounts.base_url, principal)


@router.get("/row-limits")
def row_limits(session: SessionDep, _: PrincipalDep, policy: PolicyDep) -> RowLimits:
    """How much a scan and a count may read where they have no limit of their own."""
    return service.row_limits(session, policy)
