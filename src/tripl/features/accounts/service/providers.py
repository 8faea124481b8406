"""Signing in through a provider: the way there, the way back, and who is let in."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote

from sqlalchemy.orm import Session

from tripl.features.access.service import may_register
from tripl.features.accounts import repository
from tripl.features.accounts.errors import SignInRefused
from tripl.features.accounts.repository import attempts
from tripl.features.accounts.schemas import (
    AccountPolicy,
    Provider,
    ProviderName,
    ProviderReturn,
)
from tripl.features.accounts.service import passwords
from tripl.features.accounts.service.offered import is_ready, redirect_uri
from tripl.features.accounts.service.openid import Identity, OpenIdClient, Trip, client_of
from tripl.features.accounts.service.seating import seat
from tripl.features.accounts.service.sessions import SignedIn, open_session, principal_of
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, random_token
from tripl.models.accounts import SignInAttempt, User

Transaction = Callable[[], AbstractContextManager[Session]]

LIFETIME = timedelta(minutes=10)
AT_ONCE, PATIENCE = 4, 2.0
"""Calls to a slow provider must not take every place of the server."""
MOST_NEXT = 512
INSIDE = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")
ELSEWHERE = re.compile(r"[^?#]*[/\\\s\x00-\x1f][/\\]")
BROWSER = re.compile(r"[\w-]{43,64}")
_calls = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Departure:
    """`browser` goes into a cookie: only the browser that left may come back."""

    url: str
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    signed_in: SignedIn
    next_page: str


def depart(
    transaction: Transaction, policy: AccountPolicy, name: ProviderName, wanted: str, browser: str | None
) -> Departure:
    """Remember the attempt and say where to go; raises SignInRefused."""
    provider = _provider(policy, name)
    next_page = _inside(wanted)
    carried = browser if browser and BROWSER.fullmatch(browser) else random_token()
    state, now = random_token(), utcnow()
    with _calling(provider) as client:
        url = client.authorization_url(_trip(policy, provider, carried, state))
    with transaction() as session:
        attempts.add(
            session,
            SignInAttempt(
                provider=name,
                state_digest=keyed_digest(policy.secret_key, state),
                browser_digest=keyed_digest(policy.secret_key, carried),
                next=next_page,
                created_at=now,
                expires_at=now + LIFETIME,
            ),
        )
    return Departure(url, carried)


def arrive(
    transaction: Transaction, policy: AccountPolicy, name: ProviderName, given: ProviderReturn, browser: str | None
) -> Arrival:
    """End the attempt, ask the provider who it is, and open a session; raises SignInRefused.

    The attempt ends for good before the provider is asked, and no connection is held meanwhile.
    """
    provider = _provider(policy, name)
    state = given.state or ""
    with transaction() as session:
        state_digest, browser_digest = (keyed_digest(policy.secret_key, value) for value in (state, browser or ""))
        next_page = attempts.take(session, name, state_digest, browser_digest, utcnow())
    if next_page is None or browser is None:
        raise SignInRefused("invalid_state")
    try:
        identity = _identify(provider, _trip(policy, provider, browser, state), given)
        with transaction() as session:
            return Arrival(_admit(session, policy, provider, identity), next_page)
    except SignInRefused as refused:
        raise SignInRefused(refused.code, next_page) from refused


def _identify(provider: Provider, trip: Trip, given: ProviderReturn) -> Identity:
    if given.error:
        raise SignInRefused("idp_denied" if given.error == "access_denied" else "idp_error")
    with _calling(provider) as client:
        if not given.code or not client.is_from_here(given.iss):
            raise SignInRefused("idp_error")
        return client.identity(trip, given.code)


def _admit(session: Session, policy: AccountPolicy, provider: Provider, identity: Identity) -> SignedIn:
    user = repository.user_by_email(session, identity.email)
    created = user is None
    if user is None:
        user = _newcomer(session, policy, provider, identity)
    else:
        found = repository.who(session, user.id)
        if not found:
            raise SignInRefused("membership_removed")
        if not (provider.owners_exempt and principal_of(found[0]).runs_the_instance):
            _require_domain(provider, identity.email)
        repository.drop_expired_sessions(session, user.id, utcnow())
    signed_in = open_session(session, policy, user)
    audit.record(
        session,
        signed_in.principal,
        action=f"user.{provider.name}_sign_in",
        target_type="user",
        target_id=user.id,
        target_name=user.email,
        payload={"created": created},
    )
    return signed_in


def _newcomer(session: Session, policy: AccountPolicy, provider: Provider, identity: Identity) -> User:
    """An account without a password; the rules of registration hold, and the first one owns the instance."""
    _require_domain(provider, identity.email)
    repository.lock_roster(session)
    first = not repository.has_users(session)
    open_to_them = provider.creates_accounts and may_register(policy.registration_mode, first=first)
    if not open_to_them or repository.user_by_email(session, identity.email) is not None:
        raise SignInRefused("no_account")
    user = User(
        email=identity.email,
        name=identity.name,
        password_hash=passwords.nobody_knows(policy),
        has_password=False,
        is_platform_admin=first and not policy.hosted,
    )
    seat(session, policy, user, first=first)
    return user


def _require_domain(provider: Provider, email: str) -> None:
    if provider.allowed_domains and email.rpartition("@")[2] not in provider.allowed_domains:
        raise SignInRefused("email_domain_not_allowed")


def _provider(policy: AccountPolicy, name: ProviderName) -> Provider:
    found = next((each for each in policy.providers if each.name == name), None)
    if found is None or not is_ready(policy, found):
        raise SignInRefused("sso_unavailable")
    return found


def _trip(policy: AccountPolicy, provider: Provider, browser: str, state: str) -> Trip:
    """Nonce and verifier come out of what the browser alone holds, so that neither is stored."""
    nonce, verifier = (keyed_digest(policy.secret_key, f"{use}:{browser}:{state}") for use in ("nonce", "verifier"))
    return Trip(redirect_uri(policy, provider), state, nonce, verifier)


@contextmanager
def _calling(provider: Provider) -> Iterator[OpenIdClient]:
    if not _calls.acquire(timeout=PATIENCE):
        raise SignInRefused("sso_unavailable")
    try:
        yield client_of(provider)
    finally:
        _calls.release()


def _inside(wanted: str) -> str:
    """A page of this server, also for a browser that reads the address twice; raises SignInRefused."""
    if not wanted:
        return "/"
    seen, before = wanted, ""
    while seen != before and len(seen) <= MOST_NEXT:
        if not seen.startswith("/") or ELSEWHERE.match(seen):
            raise SignInRefused("invalid_next")
        before, seen = seen, unquote(seen)
    if len(wanted) > MOST_NEXT or not INSIDE.fullmatch(wanted):
        raise SignInRefused("invalid_next")
    return wanted
