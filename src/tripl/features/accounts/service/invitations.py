"""How somebody new gets in: a link for one address and one role, that works once and for three days."""

import logging
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy.orm import Session

from tripl.channels.base import DeliveryError
from tripl.channels.mail import Mail, send
from tripl.db.hearing import tell
from tripl.db.outbox import enqueue
from tripl.features.access.service import may_invite
from tripl.features.accounts import repository
from tripl.features.accounts.repository import links
from tripl.features.accounts.schemas import (
    AccountPolicy,
    InvitationAccept,
    InvitationCreate,
    InvitationPreview,
    Way,
)
from tripl.features.accounts.service import passwords
from tripl.features.accounts.service.roster import OWNERS_BUSINESS
from tripl.features.accounts.service.sessions import WRONG, SignedIn, open_session
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, random_token
from tripl.kit.errors import Conflict, Forbidden, Impossible, Invalid, NotFound, Unauthenticated
from tripl.kit.principal import OrgRole, Principal
from tripl.models.accounts import Invitation, User

log = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[Session]]

LIFETIME = timedelta(hours=72)
MAIL_TASK = "accounts.mail_invitation"
DEAD = "This invitation was used, revoked, has expired or never was one; ask for a new one"
SUBJECT = "You are invited to tripl"
TEXT = """You are invited to work on {base_url}.

Accept within three days:
{link}

The link works once, for {email} alone.
"""


@dataclass(frozen=True, slots=True)
class Joined:
    """`signed_in` holds a new session; None where the caller keeps the one they came with."""

    principal: Principal
    signed_in: SignedIn | None
    is_new: bool


def invite(
    session: Session, policy: AccountPolicy, principal: Principal, wanted: InvitationCreate
) -> tuple[Invitation, str]:
    """The stored invitation and its link, which is readable only now; an earlier one for the address dies."""
    repository.lock_roster(session)
    if not may_invite(principal.org_role, wanted.role):
        raise Forbidden(OWNERS_BUSINESS)
    if links.is_member(session, principal.organization_id, wanted.email):
        raise Conflict("This person is a member already")
    token, now = random_token(), utcnow()
    invitation = Invitation(
        organization_id=principal.organization_id,
        email=wanted.email,
        role=wanted.role,
        token_digest=keyed_digest(policy.secret_key, token),
        token_to_mail=token if policy.mail else None,
        invited_by_user_id=principal.user_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    links.add_invitation(session, invitation)
    if policy.mail:
        enqueue(session, MAIL_TASK, invitation.id)
    _record(session, principal, "user.invite", invitation)
    return invitation, _link(policy, token)


def mail_invitation(transaction: Transaction, policy: AccountPolicy, invitation_id: uuid.UUID) -> None:
    """Mail the link of an invitation that still stands, and forget its token."""
    with transaction() as session:
        invitation = links.invitation(session, invitation_id)
        if policy.mail is None or invitation is None or invitation.token_to_mail is None:
            return
        link = _link(policy, invitation.token_to_mail)
        text = TEXT.format(base_url=policy.base_url, link=link, email=invitation.email)
        mail = Mail(invitation.email, SUBJECT, text)
    try:
        send(policy.mail, mail)
    except DeliveryError as error:
        log.warning("an invitation was not mailed: %s", error.message)
    with transaction() as session:
        links.forget_token(session, invitation_id)


def invitations(session: Session, principal: Principal) -> Sequence[Invitation]:
    return links.invitations(session, principal.organization_id, utcnow())


def revoke_invitation(session: Session, principal: Principal, invitation_id: uuid.UUID) -> None:
    """At once. Raises NotFound, Forbidden for an admin who touches an owner's."""
    invitation = links.invitation(session, invitation_id)
    if invitation is None or invitation.organization_id != principal.organization_id:
        raise NotFound("Invitation not found")
    if not may_invite(principal.org_role, cast("OrgRole", invitation.role)):
        raise Forbidden(OWNERS_BUSINESS)
    links.drop_invitation(session, invitation.id)
    _record(session, principal, "user.invite_revoke", invitation)


def preview_invitation(session: Session, policy: AccountPolicy, token: str) -> InvitationPreview:
    """Raises Impossible, the same for every dead link."""
    invitation, name = _usable(session, policy, token)
    user = repository.user_by_email(session, invitation.email)
    return InvitationPreview(
        email=invitation.email,
        role=invitation.role,
        organization_name=name,
        expires_at=invitation.expires_at,
        way=_way(session, user),
    )


def accept_invitation(
    session: Session, policy: AccountPolicy, token: str, given: InvitationAccept, visitor: Principal | None
) -> Joined:
    """A new account, or one that joins; every refusal leaves the link as it is.

    Raises Impossible for a dead link, Forbidden for another account than the one that is invited, Invalid without a
    password where one is needed, Unauthenticated for a wrong one.
    """
    invitation, _ = _usable(session, policy, token)
    user = repository.user_by_email(session, invitation.email)
    way = _way(session, user)
    if user is not None and way == "sign_in":
        return _join_signed_in(session, policy, invitation, user, visitor)
    if given.password is None:
        raise Invalid("Choose a password" if way == "register" else "Give your password", "password")
    if user is not None:
        if not user.has_password:
            repository.set_password(session, user.id, passwords.hash_password(policy, given.password))
        elif not passwords.matches(policy, given.password, user.password_hash):
            raise Unauthenticated(WRONG)
        _take(session, invitation)
        _join(session, invitation, user)
    else:
        user = User(
            email=invitation.email,
            name=given.name,
            password_hash=passwords.hash_password(policy, given.password),
            email_verified=not policy.hosted,
        )
        _take(session, invitation)
        _add_account(session, invitation, user)
    signed_in = open_session(session, policy, user)
    _record(session, signed_in.principal, "user.invite_accept", invitation)
    return Joined(signed_in.principal, signed_in, is_new=way == "register")


def _join_signed_in(
    session: Session, policy: AccountPolicy, invitation: Invitation, user: User, visitor: Principal | None
) -> Joined:
    if visitor is None:
        raise Forbidden("Sign in with the address of the invitation, then open it again")
    if visitor.user_id != user.id:
        raise Forbidden("This invitation is for another address; sign in with that one")
    if policy.hosted and not user.email_verified:
        raise Forbidden("Email address not verified")
    _take(session, invitation)
    if links.is_member(session, invitation.organization_id, user.email):
        raise Conflict("You are a member already")
    _join(session, invitation, user)
    _record(session, visitor, "user.invite_accept", invitation)
    return Joined(visitor, None, is_new=False)


def _join(session: Session, invitation: Invitation, user: User) -> None:
    """Somebody who has an account already, and may have been here before."""
    links.join(session, invitation.organization_id, user.id, invitation.role)
    tell(session, "member_restored", organization_id=invitation.organization_id, user_id=user.id)


def _add_account(session: Session, invitation: Invitation, user: User) -> None:
    if repository.user_by_email(session, user.email) is not None:  # registered while the hash was made
        raise Conflict("An account with this email already exists; sign in and open the invitation again")
    repository.add_user(session, user)
    links.join(session, invitation.organization_id, user.id, invitation.role)


def _usable(session: Session, policy: AccountPolicy, token: str) -> tuple[Invitation, str]:
    found = links.usable_invitation(session, keyed_digest(policy.secret_key, token), utcnow())
    if found is None:
        raise Impossible(DEAD)
    invitation, name = found
    return invitation, name


def _way(session: Session, user: User | None) -> Way:
    """An account that belongs nowhere cannot sign in, so it shows its password here, or chooses its first."""
    if user is None:
        return "register"
    if not user.has_password and not repository.memberships(session, user.id):
        return "register"
    return "sign_in" if repository.memberships(session, user.id) else "password"


def _take(session: Session, invitation: Invitation) -> None:
    """Under the roster's lock: of two who accept at once one finds a dead link."""
    repository.lock_roster(session)
    if not links.drop_invitation(session, invitation.id):
        raise Impossible(DEAD)


def _link(policy: AccountPolicy, token: str) -> str:
    """The token stands behind the #, so that it reaches neither a log nor a referrer."""
    return f"{policy.base_url}/invitation#{token}"


def _record(session: Session, principal: Principal, action: str, invitation: Invitation) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="invitation",
        target_id=invitation.id,
        target_name=invitation.email,
        payload={"role": invitation.role},
    )
