"""SQL of browsers that are on their way to a provider. Only digests of what they carry are stored."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tripl.models.accounts import SignInAttempt


def add(session: Session, attempt: SignInAttempt) -> None:
    """Those that have expired go, whoever's they were."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.expires_at <= attempt.created_at))
    session.add(attempt)
    session.flush()


def take(session: Session, provider: str, state_digest: str, browser_digest: str, now: datetime) -> str | None:
    """Where the person wanted to go, for the one call that ends the attempt; None for every other."""
    return session.scalar(
        delete(SignInAttempt)
        .where(
            SignInAttempt.provider == provider,
            SignInAttempt.state_digest == state_digest,
            SignInAttempt.browser_digest == browser_digest,
            SignInAttempt.expires_at > now,
        )
        .returning(SignInAttempt.next)
    )
