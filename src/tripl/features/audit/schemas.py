"""Audit entries on the wire, and what hides secrets from them."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from tripl.kit.instant import Instant

HIDDEN = "••••••"
SAMPLE = 200
"""Most ids that one row of a bulk change keeps."""
_SECRET = re.compile(r"password|secret|token|private_key|api_key|credential|authorization|webhook_url", re.IGNORECASE)


def redact(value: Any) -> Any:
    """The same JSON with every member of a telling name masked and every long list cut to a sample."""
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if _SECRET.search(key) and not isinstance(inner, bool) else redact(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(inner) for inner in list(value)[:SAMPLE]]
    return value


class AuditFilter(BaseModel):
    project_slug: str | None = None
    action: str | None = None
    user_id: uuid.UUID | None = None
    user_email: str | None = None
    since: Instant | None = None
    until: Instant | None = None


class AuditEntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    created_at: datetime
    user_id: uuid.UUID | None
    user_email: str
    project_id: uuid.UUID | None
    project_slug: str
    branch_id: uuid.UUID | None
    branch_name: str
    action: str
    target_type: str
    target_id: uuid.UUID | None
    target_name: str


class AuditEntryDetail(AuditEntryOut):
    payload: dict[str, Any]
