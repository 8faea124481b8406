"""Celery entry points of accounts: the mails."""

import uuid

from tripl.edge.tasks import task
from tripl.edge.wiring import Wiring
from tripl.features.accounts import service
from tripl.features.accounts.hooks import AccountHooks
from tripl.features.accounts.schemas import AccountPolicy
from tripl.kit.clock import utcnow


@task(service.RESET_MAIL_TASK)
def mail_reset(wiring: Wiring, user_id: str) -> None:
    """A link to choose a new password; nothing for an id that is nobody's."""
    service.mail_reset(wiring.transaction, wiring.policy(AccountPolicy), uuid.UUID(user_id))


@task(service.INVITATION_MAIL_TASK)
def mail_invitation(wiring: Wiring, invitation_id: str) -> None:
    service.mail_invitation(wiring.transaction, wiring.policy(AccountPolicy), uuid.UUID(invitation_id))


@task(service.VERIFICATION_MAIL_TASK)
def mail_verification(wiring: Wiring, user_id: str) -> None:
    """A link that proves who reads the mail of an account."""
    service.mail_verification(wiring.transaction, wiring.policy(AccountPolicy), uuid.UUID(user_id))


@task(service.PURGE_TASK)
def purge_organization(wiring: Wiring, organization_id: str) -> None:
    """Take apart what was hidden before; nothing for one that stands."""
    service.purge(wiring.transaction, wiring.policy(AccountHooks), uuid.UUID(organization_id))


@task("accounts.requeue_deletions")
def requeue_deletions(wiring: Wiring) -> None:
    """Go on with deletions whose job was lost or gave up."""
    with wiring.transaction() as session:
        service.requeue_deletions(session, utcnow())
