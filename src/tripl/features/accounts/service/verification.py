"""Proof that somebody reads the mail of their account; only a hosted instance asks for it."""

import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.mail import Mail, send
from tripl.db.outbox import enqueue
from tripl.features.accounts import repository
from tripl.features.accounts.repository import links, own
from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, random_token
from tripl.kit.errors import Impossible, Unavailable
from tripl.kit.principal import Principal
from tripl.models.accounts import EmailVerification

log = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[Session]]

LIFETIME = timedelta(hours=24)
MAIL_TASK = "accounts.mail_verification"
DEAD = "This link was used, has expired or never was one; ask for a new one"
NO_MAIL = "This server sends no mail at the moment, so no address can be verified; try again later"
SUBJECT = "Verify your address for tripl"
TEXT = """Somebody, probably you, made an account with this address on {base_url}.

Verify it within a day:
{link}

If it was not you, do nothing.
"""


def require_mail(policy: AccountPolicy) -> None:
    """Raises Unavailable where an account could never be verified."""
    if policy.hosted and policy.mail is None:
        raise Unavailable(NO_MAIL, retry_after=60)


def ask_for_verification(session: Session, policy: AccountPolicy, principal: Principal) -> None:
    """Mail a link; nothing on a self-hosted instance or for an address that is verified. Raises Unavailable."""
    if not policy.hosted or principal.email_verified:
        return
    require_mail(policy)
    enqueue(session, MAIL_TASK, principal.user_id)


def mail_verification(transaction: Transaction, policy: AccountPolicy, user_id: uuid.UUID) -> None:
    """Mint a link and mail it; the token leaves this process in the mail only. A failure leaves no link behind."""
    if policy.mail is None:
        return
    token = random_token()
    digest = keyed_digest(policy.secret_key, token)
    with transaction() as session:
        user = repository.user_by_id(session, user_id)
        if user is None or user.email_verified:
            return
        expires_at = utcnow() + LIFETIME
        links.add_verification(session, EmailVerification(user_id=user.id, token_digest=digest, expires_at=expires_at))
        link = f"{policy.base_url}/verify-email#{token}"
        mail = Mail(user.email, SUBJECT, TEXT.format(base_url=policy.base_url, link=link))
    try:
        send(policy.mail, mail)
    except DeliveryError as error:
        log.warning("a link to verify an address was not mailed: %s", error.message)
        with transaction() as session:
            links.drop_verification(session, digest)


def confirm_verification(
    session: Session, policy: AccountPolicy, principal: Principal, token: str, current: str
) -> None:
    """Ends every session but the `current` one. Raises Impossible, the same for every link that is not theirs."""
    if not links.use_verification(session, principal.user_id, keyed_digest(policy.secret_key, token), utcnow()):
        raise Impossible(DEAD)
    repository.set_verified(session, principal.user_id)
    own.drop_other_sessions(session, principal.user_id, keyed_digest(policy.secret_key, current))
    granted = policy.hosted and principal.email in policy.platform_admin_emails
    if granted:
        repository.set_platform_admin(session, principal.user_id, granted=True)
    audit.record(
        session,
        principal,
        action="user.email_verify",
        target_type="user",
        target_id=principal.user_id,
        target_name=principal.email,
        payload={"platform_admin": granted},
    )
