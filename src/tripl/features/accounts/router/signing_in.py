"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tripl.edge.deps import OwnAccountDep, PersonDep, SessionDep, live_policy
from tripl.features.accounts import service
from tripl.features.accounts.schemas import AccountPolicy, AuthStatus, AuthUser, Credentials, Registration

PolicyDep = Annotated[AccountPolicy, Depends(live_policy(AccountPolicy))]
router = APIRouter(prefix="/auth", tags=["auth"])


def sign_in(response: Response, policy: AccountPolicy, signed_in: service.SignedIn) -> AuthUser:
    """Hand the cookie out."""
    response.set_cookie(
        policy.cookie_name,
        signed_in.token,
        max_age=policy.session_hours * 3600,
        path="/",
        secure=policy.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return signed_in.user


def forget_cookie(response: Response, policy: AccountPolicy) -> None:
    response.delete_cookie(policy.cookie_name, path="/", secure=policy.cookie_secure, httponly=True, samesite="lax")


@router.get("/status")
def status(session: SessionDep, policy: PolicyDep) -> AuthStatus:
    """What the sign-in page needs to know; nothing about any account."""
    return service.status(session, policy)


@router.post("/register", status_code=201)
def register(session: SessionDep, policy: PolicyDep, wanted: Registration, response: Response) -> AuthUser:
    """Make an account and sign in. The first one becomes the owner."""
    return sign_in(response, policy, service.register(session, policy, wanted))


@router.post("/login")
def login(session: SessionDep, policy: PolicyDep, given: Credentials, response: Response) -> AuthUser:
    return sign_in(response, policy, service.login(session, policy, given))


@router.post("/logout", status_code=204)
def logout(session: SessionDep, policy: PolicyDep, _: OwnAccountDep, request: Request, response: Response) -> None:
    service.logout(session, policy, request.cookies[policy.cookie_name])
    forget_cookie(response, policy)


@router.get("/me")
def me(session: SessionDep, principal: PersonDep) -> AuthUser:
    return service.describe(session, principal)
