"""The encrypted members of a destination."""

import json
import uuid
from collections.abc import Mapping

from sqlalchemy.orm import Session

from tripl.features.alerts.repository import destinations as repository
from tripl.kit.crypto import UnreadableSecret, random_token

SHORTEST = 16


def read(session: Session, destination_id: uuid.UUID) -> dict[str, str]:
    """Decrypt; raises UnreadableSecret under a key that is not configured."""
    stored = repository.secrets(session, destination_id)
    return json.loads(stored) if stored else {}


def readable(session: Session, destination_id: uuid.UUID) -> dict[str, str]:
    """What can be decrypted: nothing, where the key was lost."""
    try:
        return read(session, destination_id)
    except UnreadableSecret:
        return {}


def pack(secrets: Mapping[str, str | None]) -> str:
    return json.dumps({name: value for name, value in secrets.items() if value is not None})


def new_signing_secret() -> str:
    return f"whsec_{random_token()}"
