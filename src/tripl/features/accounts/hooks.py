"""What accounts announce inside their transaction; bootstrap lists who listens."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

MemberListener = Callable[[Session, uuid.UUID, uuid.UUID], object]
"""Gets the organisation's id and the person's."""
Dismantler = Callable[[Session, uuid.UUID], bool]
"""Takes a piece of what belongs to an organisation away; whether there was one."""


@dataclass(frozen=True, slots=True)
class AccountHooks:
    member_removed: tuple[MemberListener, ...] = ()
    organization_deleting: tuple[Dismantler, ...] = ()
    """Asked again and again, each time in a transaction of its own, until none finds anything."""

    def announce_member_removed(self, session: Session, organization_id: uuid.UUID, user_id: uuid.UUID) -> None:
        for listener in self.member_removed:
            listener(session, organization_id, user_id)

    def dismantle(self, session: Session, organization_id: uuid.UUID) -> bool:
        """Whether a listener found something to take away."""
        return any(listener(session, organization_id) for listener in self.organization_deleting)
