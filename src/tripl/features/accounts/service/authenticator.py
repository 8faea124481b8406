"""Finds out who is asking."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from tripl.features.accounts import repository
from tripl.features.accounts.service.sessions import acting_in, principal_of
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest, plain_digest
from tripl.kit.errors import Unauthenticated
from tripl.kit.principal import Principal

USE_IS_NOTED_EVERY = timedelta(minutes=1)


class AccountsAuthenticator:
    """Stands behind the edge's port `Authenticator`."""

    def __init__(self, secret_key: str, *, hosted: bool = False) -> None:
        self._secret_key = secret_key
        self.hosted = hosted

    def by_session(
        self, session: Session, token: str, organization: str | None = None, *, anywhere: bool = False
    ) -> Principal:
        """The person behind a cookie; an expired session is deleted on the way."""
        digest = keyed_digest(self._secret_key, token)
        rows = repository.by_session_digest(session, digest)
        if not rows:
            raise Unauthenticated("Your session has ended; sign in again")
        if rows[0].expires_at <= utcnow():
            self._forget(session, digest)
            raise Unauthenticated("Your session has expired; sign in again")
        return principal_of(acting_in(self, rows, organization, anywhere=anywhere))

    def by_key(self, session: Session, token: str) -> Principal:
        """The person behind an API key, fenced and limited as the key says."""
        now = utcnow()
        row = repository.by_key_digest(session, plain_digest(token), now)
        if row is None:
            raise Unauthenticated("Unknown, expired or revoked API key")
        *_, key_id, scope, fence, last_used_at = row
        if last_used_at is None or last_used_at <= now - USE_IS_NOTED_EVERY:
            repository.touch_key(session, key_id, now, USE_IS_NOTED_EVERY)
        return replace(principal_of(row), key_scope=scope, fence=fence)

    @staticmethod
    def _forget(session: Session, digest: str) -> None:
        """In a transaction of its own: the refusal rolls the request's back."""
        with Session(session.get_bind(), join_transaction_mode="create_savepoint") as own, own.begin():
            repository.drop_session(own, digest)
