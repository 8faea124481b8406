"""API keys: made and revoked by a person in a browser, for themselves."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from tripl.features.accounts import repository
from tripl.features.accounts.schemas import ApiKeyCreate
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import plain_digest, random_token
from tripl.kit.errors import NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.accounts import ApiKey

PREFIX = {"read": "tk_r_", "write": "tk_w_"}
VISIBLE = 12


def list_keys(session: Session, principal: Principal) -> Sequence[ApiKey]:
    return repository.keys(session, principal.organization_id, principal.user_id)


def create_key(
    session: Session, principal: Principal, wanted: ApiKeyCreate, fence: ProjectContext | None
) -> tuple[ApiKey, str]:
    """The stored key and its token, which is random enough to be stored as a plain digest and shown only now."""
    token, now = PREFIX[wanted.scope] + random_token(), utcnow()
    days = wanted.expires_in_days
    key = ApiKey(
        organization_id=principal.organization_id,
        user_id=principal.user_id,
        project_id=fence.id if fence else None,
        name=wanted.name,
        scope=wanted.scope,
        key_prefix=token[:VISIBLE],
        token_digest=plain_digest(token),
        expires_at=now + timedelta(days=days) if days else None,
        created_at=now,
    )
    repository.add_key(session, key)
    _record(session, principal, "api_key.create", key, fence)
    return key, token


def revoke_key(session: Session, principal: Principal, key_id: uuid.UUID) -> None:
    """At once and for good; a second time changes nothing. Raises NotFound for other people's keys."""
    key = repository.own_key(session, principal.organization_id, principal.user_id, key_id)
    if key is None:
        raise NotFound("API key not found")
    if key.revoked_at is None:
        key.revoked_at = utcnow()
        _record(session, principal, "api_key.revoke", key, None)


def _record(session: Session, principal: Principal, action: str, key: ApiKey, fence: ProjectContext | None) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="api_key",
        target_id=key.id,
        target_name=key.name,
        project=fence,
        payload={"scope": key.scope, "prefix": key.key_prefix, "expires_at": key.expires_at},
    )
