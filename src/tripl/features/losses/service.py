"""What goes with a thing, said before it is deleted."""

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.features.losses import repository
from tripl.features.losses.schemas import Losses
from tripl.models.base import Base


def of(session: Session, kind: type[Base], *ids: uuid.UUID, beside: Sequence[Losses] = ()) -> Losses:
    """What the database takes along, and what listeners of the deletion would do `beside` it."""
    return Losses(**repository.taken_along(session, kind, ids)).plus(beside)
