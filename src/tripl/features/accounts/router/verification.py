"""Proof that somebody reads the mail of their account."""

from fastapi import APIRouter

from tripl.edge.deps import OwnAccountDep, SessionDep
from tripl.features.accounts import service
from tripl.features.accounts.router.own import TokenDep
from tripl.features.accounts.router.signing_in import PolicyDep
from tripl.features.accounts.schemas import VerificationConfirm

router = APIRouter(prefix="/auth/verify-email", tags=["auth"])


@router.post("/request", status_code=204)
def request_verification(session: SessionDep, policy: PolicyDep, principal: OwnAccountDep) -> None:
    """Mail a link; a self-hosted instance verifies nobody and sends nothing."""
    service.ask_for_verification(session, policy, principal)


@router.post("/confirm", status_code=204)
def confirm_verification(
    session: SessionDep, policy: PolicyDep, principal: OwnAccountDep, current: TokenDep, given: VerificationConfirm
) -> None:
    """Needs a session of the very account; every other one of it ends."""
    service.confirm_verification(session, policy, principal, given.token, current)
