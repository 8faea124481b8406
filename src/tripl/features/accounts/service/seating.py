"""Where a new account belongs."""

from sqlalchemy.orm import Session

from tripl.db.hearing import SEATING, listens, tell
from tripl.features.access.service import newcomer_role
from tripl.features.accounts import repository
from tripl.features.accounts.schemas import AccountPolicy
from tripl.kit.errors import Impossible
from tripl.kit.principal import FIRST_ORGANIZATION
from tripl.models.accounts import User

ORGANIZATION_NAME = "Default"
NOWHERE = "This account belongs to no organization; ask whoever runs the instance"


def seat(session: Session, policy: AccountPolicy, user: User, *, first: bool) -> None:
    """In the default organisation; where an extension says whose an organisation is, in the one that it gives."""
    if not (policy.hosted and listens(session, SEATING)):
        organization = repository.default_organization(session, FIRST_ORGANIZATION, ORGANIZATION_NAME)
        repository.add_member(session, user, organization, newcomer_role(first=first))
        return
    repository.add_user(session, user)
    tell(session, SEATING, account=user)
    session.flush()
    if not repository.memberships(session, user.id):
        raise Impossible(NOWHERE)
