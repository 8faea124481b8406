"""Sign-in, the people of the organisation, and one's own API keys."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from tripl.edge.deps import InteractiveDep, OwnerSessionDep, PrincipalDep, SessionDep, WiringDep, policy
from tripl.edge.paging import Offset
from tripl.features.accounts import service
from tripl.features.accounts.schemas import (
    AccountPolicy,
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyOut,
    AuthStatus,
    AuthUser,
    Credentials,
    Registration,
    RoleChange,
    UserListItem,
)

PolicyDep = Annotated[AccountPolicy, Depends(policy(AccountPolicy))]

auth = APIRouter(prefix="/auth", tags=["auth"])
users = APIRouter(prefix="/users", tags=["users"])
keys = APIRouter(prefix="/me/api-keys", tags=["api-keys"])


def _sign_in(response: Response, policy: AccountPolicy, signed_in: service.SignedIn) -> AuthUser:
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


@auth.get("/status")
def status(session: SessionDep, policy: PolicyDep) -> AuthStatus:
    """What the sign-in page needs to know; nothing about any account."""
    return service.status(session, policy)


@auth.post("/register", status_code=201)
def register(session: SessionDep, policy: PolicyDep, wanted: Registration, response: Response) -> AuthUser:
    """Make an account and sign in. The first one becomes the owner."""
    return _sign_in(response, policy, service.register(session, policy, wanted))


@auth.post("/login")
def login(session: SessionDep, policy: PolicyDep, given: Credentials, response: Response) -> AuthUser:
    return _sign_in(response, policy, service.login(session, policy, given))


@auth.post("/logout", status_code=204)
def logout(session: SessionDep, policy: PolicyDep, _: InteractiveDep, request: Request, response: Response) -> None:
    service.logout(session, policy, request.cookies[policy.cookie_name])
    response.delete_cookie(policy.cookie_name, path="/", secure=policy.cookie_secure, httponly=True, samesite="lax")


@auth.get("/me")
def me(session: SessionDep, principal: PrincipalDep) -> AuthUser:
    return service.describe(session, principal)


@users.get("")
def roster(
    session: SessionDep,
    principal: PrincipalDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Offset = 0,
) -> list[UserListItem]:
    rows = service.roster(session, principal, limit=limit, offset=offset)
    return [UserListItem.model_validate(row) for row in rows]


def rostered(session: SessionDep, principal: OwnerSessionDep, user_id: uuid.UUID) -> uuid.UUID:
    """An unknown person is 404 before the body is looked at."""
    return service.require_member(session, principal, user_id)


@users.patch("/{user_id}")
def change_role(
    session: SessionDep,
    principal: OwnerSessionDep,
    user_id: Annotated[uuid.UUID, Depends(rostered)],
    change: RoleChange,
) -> UserListItem:
    return UserListItem.model_validate(service.change_role(session, principal, user_id, change.role))


@keys.get("")
def list_keys(session: SessionDep, principal: PrincipalDep) -> list[ApiKeyOut]:
    """One's own keys, newest first, the revoked and expired ones too."""
    return [ApiKeyOut.model_validate(key) for key in service.list_keys(session, principal)]


@keys.post("", status_code=201)
def create_key(
    session: SessionDep, wiring: WiringDep, principal: InteractiveDep, wanted: ApiKeyCreate
) -> ApiKeyCreated:
    """The answer holds the token; it is never readable again."""
    fence = wiring.gate.open(session, principal, wanted.project_slug) if wanted.project_slug else None
    key, token = service.create_key(session, principal, wanted, fence)
    return ApiKeyCreated(**ApiKeyOut.model_validate(key).model_dump(), token=token)


@keys.delete("/{key_id}", status_code=204)
def revoke_key(session: SessionDep, principal: InteractiveDep, key_id: uuid.UUID) -> None:
    service.revoke_key(session, principal, key_id)


router = APIRouter()
for part in (auth, users, keys):
    router.include_router(part)
