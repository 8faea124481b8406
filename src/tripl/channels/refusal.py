"""What it means that a receiver did not take a message."""

import time
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Answer

PASSING = frozenset({408, 425, 429})
"""Client errors that time heals."""
MOST_ERROR_TEXT = 500
HIDDEN = "••••••"


def refused(answer: Answer, secrets: Iterable[str], who: str = "The receiver") -> DeliveryError:
    """5xx and a few others pass; a redirect or any other client error will be the same next time.

    What the receiver says is stored and shown, so it may repeat anything but what only it and we should know.
    """
    passing = answer.status >= 500 or answer.status in PASSING
    text = f"{who} answered {answer.status}"
    if 300 <= answer.status < 400:
        text += ", a redirect; redirects are not followed, so enter the final address"
    told = answer.text
    for secret in secrets:
        told = told.replace(secret, HIDDEN)
    said = " ".join("".join(c if c.isprintable() else " " for c in told[:MOST_ERROR_TEXT]).split())
    text = f"{text}: {said}" if said else text
    retry_after = _seconds(answer.headers.get("retry-after")) if passing else None
    return DeliveryError(text[:MOST_ERROR_TEXT], permanent=not passing, kind="http_status", retry_after=retry_after)


def _seconds(header: str | None) -> float | None:
    """Retry-After as seconds from now, in either of its two spellings."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        return max(parsedate_to_datetime(header).timestamp() - time.time(), 0)
    except (ValueError, OverflowError):
        return None
