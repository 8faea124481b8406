"""Making an account. The first one owns the instance."""

from sqlalchemy.orm import Session

from tripl.features.access.service import may_register
from tripl.features.accounts import repository
from tripl.features.accounts.schemas import AccountPolicy, AuthStatus, Registration
from tripl.features.accounts.service.offered import buttons
from tripl.features.accounts.service.passwords import hash_password
from tripl.features.accounts.service.seating import seat
from tripl.features.accounts.service.sessions import SignedIn, open_session
from tripl.features.accounts.service.verification import ask_for_verification, require_mail
from tripl.features.audit import service as audit
from tripl.kit.errors import Conflict, Forbidden
from tripl.models.accounts import User

CLOSED = "Registration is closed on this instance; ask an owner for an invitation"


def status(session: Session, policy: AccountPolicy) -> AuthStatus:
    known = repository.has_users(session)
    return AuthStatus(
        has_users=known,
        registration_enabled=may_register(policy.registration_mode, first=not known),
        email_configured=policy.mail is not None,
        sign_in_buttons=buttons(policy),
        session_cookie_secure=policy.cookie_secure,
        deployment_mode="hosted" if policy.hosted else "self_hosted",
        email_verification_required=policy.hosted,
    )


def register(session: Session, policy: AccountPolicy, wanted: Registration) -> SignedIn:
    """Make an account and sign it in; raises Forbidden when closed, Conflict for a known address.

    The mode is checked before the address, so a closed instance tells nothing about addresses; and before the
    expensive hash, then again under the lock, so that two simultaneous first registrations give one owner.
    """
    _refuse_when_closed(session, policy)
    require_mail(policy)
    password_hash = hash_password(policy, wanted.password)
    repository.lock_roster(session)
    first = _refuse_when_closed(session, policy)
    if repository.user_by_email(session, wanted.email) is not None:
        raise Conflict("An account with this email already exists")
    user = User(
        email=wanted.email,
        name=wanted.name,
        password_hash=password_hash,
        is_platform_admin=first and not policy.hosted,
        email_verified=not policy.hosted,
    )
    seat(session, policy, user, first=first)
    signed_in = open_session(session, policy, user)
    audit.record(
        session,
        signed_in.principal,
        action="user.register",
        target_type="user",
        target_id=user.id,
        target_name=user.email,
    )
    ask_for_verification(session, policy, signed_in.principal)
    return signed_in


def _refuse_when_closed(session: Session, policy: AccountPolicy) -> bool:
    """Whether this would be the first account; raises Forbidden."""
    first = not repository.has_users(session)
    if not may_register(policy.registration_mode, first=first):
        raise Forbidden(CLOSED)
    return first
