"""One's own API keys."""

import uuid

from fastapi import APIRouter

from tripl.edge.deps import InteractiveDep, PrincipalDep, SessionDep, WiringDep
from tripl.features.accounts import service
from tripl.features.accounts.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyOut

router = APIRouter(prefix="/me/api-keys", tags=["api-keys"])


@router.get("")
def list_keys(session: SessionDep, principal: PrincipalDep) -> list[ApiKeyOut]:
    """One's own keys, newest first, the revoked and expired ones too."""
    return [ApiKeyOut.model_validate(key) for key in service.list_keys(session, principal)]


@router.post("", status_code=201)
def create_key(
    session: SessionDep, wiring: WiringDep, principal: InteractiveDep, wanted: ApiKeyCreate
) -> ApiKeyCreated:
    """The answer holds the token; it is never readable again."""
    wiring.gates.pass_minting(session, principal)
    fence = wiring.gate.open(session, principal, wanted.project_slug) if wanted.project_slug else None
    key, token = service.create_key(session, principal, wanted, fence)
    return ApiKeyCreated(**ApiKeyOut.model_validate(key).model_dump(), token=token)


@router.delete("/{key_id}", status_code=204)
def revoke_key(session: SessionDep, principal: InteractiveDep, key_id: uuid.UUID) -> None:
    service.revoke_key(session, principal, key_id)
