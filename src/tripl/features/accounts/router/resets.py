"""A new password for somebody who lost theirs."""

from fastapi import APIRouter

from tripl.edge.deps import SessionDep
from tripl.features.accounts import service
from tripl.features.accounts.router.organizations import MemberDep, OwnerDep
from tripl.features.accounts.router.signing_in import PolicyDep
from tripl.features.accounts.schemas import ResetAsked, ResetConfirm, ResetLink, ResetRequest, Said

by_mail = APIRouter(prefix="/auth/password-reset", tags=["auth"])
by_hand = APIRouter(prefix="/orgs/{org}/members/{user_id}", tags=["organizations"])


@by_mail.post("/request")
def request_password_reset(session: SessionDep, policy: PolicyDep, asked: ResetRequest) -> ResetAsked:
    """Answers the same whether there is such an account or not."""
    return service.ask_for_reset(session, policy, asked.email)


@by_mail.post("/confirm")
def confirm_password_reset(session: SessionDep, policy: PolicyDep, given: ResetConfirm) -> Said:
    """Choose the new password; every session and API key of the account ends."""
    return Said(message=service.confirm_reset(session, policy, given))


@by_hand.post("/password-reset-link", status_code=201)
def password_reset_link(session: SessionDep, policy: PolicyDep, principal: OwnerDep, user_id: MemberDep) -> ResetLink:
    """For a server without mail: a link to hand over, shown once."""
    return service.hand_out_reset(session, policy, principal, user_id)


router = APIRouter()
for part in (by_mail, by_hand):
    router.include_router(part)
