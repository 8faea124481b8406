"""Inviting, and accepting an invitation."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Response

from tripl.edge.deps import OwnerSessionDep, SessionDep, VisitorDep
from tripl.features.accounts import service
from tripl.features.accounts.router.signing_in import PolicyDep, sign_in
from tripl.features.accounts.schemas import (
    AuthUser,
    InvitationAccept,
    InvitationCreate,
    InvitationCreated,
    InvitationOut,
    InvitationPreview,
)

issued = APIRouter(prefix="/users/invitations", tags=["users"])
held = APIRouter(prefix="/auth/invitations/{token}", tags=["auth"])
Token = Annotated[str, Path(max_length=512)]


@issued.get("")
def list_invitations(session: SessionDep, principal: OwnerSessionDep) -> list[InvitationOut]:
    """Those that can still be accepted, newest first."""
    return [InvitationOut.model_validate(row) for row in service.invitations(session, principal)]


@issued.post("", status_code=201)
def invite(
    session: SessionDep, policy: PolicyDep, principal: OwnerSessionDep, wanted: InvitationCreate
) -> InvitationCreated:
    """The answer holds the link; it is never readable again. An earlier one for the same address dies."""
    invitation, link = service.invite(session, policy, principal, wanted)
    row = InvitationOut.model_validate(invitation).model_dump()
    return InvitationCreated(**row, link=link, mailed=policy.mail is not None)


@issued.delete("/{invitation_id}", status_code=204)
def revoke_invitation(session: SessionDep, principal: OwnerSessionDep, invitation_id: uuid.UUID) -> None:
    service.revoke_invitation(session, principal, invitation_id)


@held.get("")
def preview_invitation(session: SessionDep, policy: PolicyDep, token: Token) -> InvitationPreview:
    return service.preview_invitation(session, policy, token)


@held.post("/accept", status_code=201, responses={200: {"model": AuthUser, "description": "An account joined"}})
def accept_invitation(
    *,
    session: SessionDep,
    policy: PolicyDep,
    visitor: VisitorDep,
    token: Token,
    given: InvitationAccept,
    response: Response,
) -> AuthUser:
    """Make the account and sign in, or join with the account that has the address."""
    joined = service.accept_invitation(session, policy, token, given, visitor)
    response.status_code = 201 if joined.is_new else 200
    if joined.signed_in is not None:
        return sign_in(response, policy, joined.signed_in)
    return service.describe(session, joined.principal)


router = APIRouter()
for part in (issued, held):
    router.include_router(part)
