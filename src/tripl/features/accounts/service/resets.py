"""A new password for somebody who lost theirs: by mail, or by a link that an owner hands over."""

import logging
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.mail import Mail, send
from tripl.db.outbox import enqueue
from tripl.features.access.service import may_change_role
from tripl.features.accounts import repository
from tripl.features.accounts.repository import links
from tripl.features.accounts.schemas import AccountPolicy, ResetAsked, ResetConfirm, ResetLink
from tripl.features.accounts.service import passwords
from tripl.features.accounts.service.roster import OWNERS_BUSINESS, require_item
from tripl.features.accounts.service.sessions import acting_for
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, random_token
from tripl.kit.errors import Conflict, Forbidden, Impossible
from tripl.kit.principal import Principal
from tripl.models.accounts import PasswordReset

log = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[Session]]

LIFETIME = timedelta(hours=1)
MAIL_TASK = "accounts.mail_reset"
ASKED = "If an account has this address, a link to choose a new password is on its way."
CHANGED = "The password is changed. Sign in with the new one."
DEAD = "This link was used, has expired or never was one; ask for a new one"
SUBJECT = "Choose a new password for tripl"
TEXT = """Somebody, probably you, asked for a new password for your account on {base_url}.

Choose it here within an hour:
{link}

If it was not you, do nothing: your password stays as it is.
"""


def ask_for_reset(session: Session, policy: AccountPolicy, email: str) -> ResetAsked:
    """The same answer after the same work, whether there is such an account or not."""
    user = repository.user_by_email(session, email)
    if policy.mail is not None:
        enqueue(session, MAIL_TASK, user.id if user else uuid.uuid4())
    return ResetAsked(message=ASKED, email_configured=policy.mail is not None)


def mail_reset(transaction: Transaction, policy: AccountPolicy, user_id: uuid.UUID) -> None:
    """Mint a link and mail it; the token leaves this process in the mail only. A failure leaves no link behind."""
    if policy.mail is None:
        return
    with transaction() as session:
        user = repository.user_by_id(session, user_id)
        if user is None:
            return
        token, _ = mint(session, policy, user.id)
        email = user.email
    try:
        send(policy.mail, _mail(policy, email, token))
    except DeliveryError as error:
        log.warning("a link for a new password was not mailed: %s", error.message)
        with transaction() as session:
            links.drop_reset(session, keyed_digest(policy.secret_key, token))


def confirm_reset(session: Session, policy: AccountPolicy, given: ResetConfirm) -> str:
    """Ends every session and key of the person; raises Impossible, the same for every dead link."""
    digest, now = keyed_digest(policy.secret_key, given.token), utcnow()
    user_id = links.usable_reset(session, digest, now)
    if user_id is None:
        raise Impossible(DEAD)
    password_hash = passwords.hash_password(policy, given.new_password)
    if not links.use_reset(session, digest, now):  # somebody was faster while the hash was made
        raise Impossible(DEAD)
    repository.set_password(session, user_id, password_hash)
    repository.drop_sessions(session, user_id)
    repository.revoke_keys(session, user_id, now)
    repository.set_verified(session, user_id)
    principal = acting_for(session, user_id)
    if principal is not None:
        _record(session, principal, "user.password_reset", user_id, principal.email)
    return CHANGED


def hand_out_reset(session: Session, policy: AccountPolicy, principal: Principal, user_id: uuid.UUID) -> ResetLink:
    """For instances without mail: whoever holds the answer chooses the password. Raises Impossible, Forbidden."""
    person = require_item(session, principal, user_id)
    if user_id == principal.user_id:
        raise Impossible("Change your own password on your profile")
    if not may_change_role(principal.org_role, person.role, "member"):
        raise Forbidden(OWNERS_BUSINESS)
    _require_manager_everywhere(session, principal, user_id)
    user = repository.user_by_id(session, user_id)
    if user is not None and user.is_platform_admin and not principal.is_platform_admin:
        raise Forbidden("This person looks after the instance, so only a platform admin can reset their password")
    if user is not None and not user.email_verified:
        raise Conflict("This person has not verified their address yet")
    token, expires_at = mint(session, policy, user_id)
    _record(session, principal, "user.password_reset_link", user_id, person.email)
    return ResetLink(user_id=user_id, email=person.email, reset_path=reset_path(token), expires_at=expires_at)


def _require_manager_everywhere(session: Session, principal: Principal, user_id: uuid.UUID) -> None:
    """A password opens every organisation of a person; raises Forbidden for one that is not the caller's to manage."""
    own = {slug: role for slug, _, role in repository.memberships(session, principal.user_id)}
    for slug, _, role in repository.memberships(session, user_id):
        if slug not in own or not may_change_role(own[slug], role, "member"):
            raise Forbidden("This person belongs to an organization that you do not manage; they can reset it by mail")


def mint(session: Session, policy: AccountPolicy, user_id: uuid.UUID) -> tuple[str, datetime]:
    token, now = random_token(), utcnow()
    digest = keyed_digest(policy.secret_key, token)
    reset = PasswordReset(user_id=user_id, token_digest=digest, created_at=now, expires_at=now + LIFETIME)
    links.add_reset(session, reset)
    return token, reset.expires_at


def reset_path(token: str) -> str:
    """Behind the #, so that it reaches neither a log nor a referrer."""
    return f"/reset-password#{token}"


def _mail(policy: AccountPolicy, email: str, token: str) -> Mail:
    link = f"{policy.base_url}{reset_path(token)}"
    return Mail(email, SUBJECT, TEXT.format(base_url=policy.base_url, link=link))


def _record(session: Session, principal: Principal, action: str, user_id: uuid.UUID, email: str) -> None:
    audit.record(session, principal, action=action, target_type="user", target_id=user_id, target_name=email)
