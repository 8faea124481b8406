"""One's own account."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tripl.edge.deps import OwnAccountDep, SessionDep
from tripl.features.accounts import service
from tripl.features.accounts.router.signing_in import PolicyDep, forget_cookie
from tripl.features.accounts.schemas import Deletion, OwnData, PasswordChange, SessionOut

router = APIRouter(prefix="/me", tags=["account"])


def session_token(request: Request, policy: PolicyDep, _: OwnAccountDep) -> str:
    """What the cookie of a person in a browser holds."""
    return request.cookies[policy.cookie_name]


TokenDep = Annotated[str, Depends(session_token)]


@router.get("/sessions")
def list_sessions(
    session: SessionDep, policy: PolicyDep, principal: OwnAccountDep, token: TokenDep
) -> list[SessionOut]:
    """Where one is signed in, newest first."""
    return [SessionOut.model_validate(row) for row in service.sessions(session, policy, principal, token)]


@router.delete("/sessions", status_code=204)
def end_other_sessions(session: SessionDep, policy: PolicyDep, principal: OwnAccountDep, token: TokenDep) -> None:
    """Every one but this."""
    service.end_other_sessions(session, policy, principal, token)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session: SessionDep, principal: OwnAccountDep, session_id: uuid.UUID) -> None:
    service.end_session(session, principal, session_id)


@router.post("/password", status_code=204)
def change_password(
    session: SessionDep, policy: PolicyDep, principal: OwnAccountDep, token: TokenDep, given: PasswordChange
) -> None:
    """Ends every other session."""
    service.change_password(session, policy, principal, token, given)


@router.get("/export")
def export(session: SessionDep, policy: PolicyDep, principal: OwnAccountDep, token: TokenDep) -> OwnData:
    """Everything that is stored about oneself."""
    return service.export(session, policy, principal, token)


@router.post("/deletion", status_code=204)
def delete_account(
    session: SessionDep,
    policy: PolicyDep,
    principal: OwnAccountDep,
    token: TokenDep,
    *,
    given: Deletion,
    response: Response,
) -> None:
    """The end of the account. What it made stays; the trail keeps an id without name and address."""
    service.delete_account(session, policy, principal, token, given.password)
    forget_cookie(response, policy)
