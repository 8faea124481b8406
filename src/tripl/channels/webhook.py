"""Webhooks: a signed JSON POST.

`X-Tripl-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">` under the destination's signing secret.
`X-Tripl-Delivery` is the same for every attempt of one delivery: a receiver that has seen it drops the repetition.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from tripl import __version__
from tripl.channels.base import DeliveryError
from tripl.channels.formats import json_body
from tripl.channels.message import Message
from tripl.channels.outbound import Answer, Outbound

PASSING = frozenset({408, 425, 429})
"""Client errors that time heals."""
MOST_ERROR_TEXT = 500
HIDDEN = "••••••"
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e]{1,2000}")
_OURS = re.compile(
    r"host|content-.*|transfer-encoding|connection|upgrade|te|trailer|expect|user-agent|x-tripl-.*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    target_url: str
    signing_secret: str
    header_name: str | None = None
    header_value: str | None = None


def sign(secret: str, timestamp: int, body: bytes) -> str:
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class WebhookChannel:
    """Sends to one URL. Redirects are not followed: they could lead to a host that nobody checked."""

    def __init__(self, settings: WebhookSettings, outbound: Outbound, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._outbound = outbound
        self._clock = clock

    def check(self) -> None:
        self._outbound.check(self._settings.target_url)
        self._check_header()

    def _check_header(self) -> None:
        name, value = self._settings.header_name, self._settings.header_value
        if name is not None and (not _NAME.fullmatch(name) or _OURS.fullmatch(name)):
            raise _misconfigured("This header name cannot be used; choose another, for example Authorization")
        if name is not None and not _VALUE.fullmatch(value or ""):
            raise _misconfigured("The header value must be 1 to 2000 printable characters")

    def send(self, message: Message, delivery_id: str) -> None:
        self._check_header()
        body = json_body.render(message)
        answer = self._outbound.post(self._settings.target_url, body, self._headers(message, delivery_id, body))
        if not 200 <= answer.status < 300:
            raise _refused(answer, self._secrets())

    def _secrets(self) -> list[str]:
        return [each for each in (self._settings.header_value, self._settings.signing_secret) if each]

    def _headers(self, message: Message, delivery_id: str, body: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"tripl/{__version__}",
            "X-Tripl-Event": message.event,
            "X-Tripl-Delivery": delivery_id,
            "X-Tripl-Signature": sign(self._settings.signing_secret, int(self._clock()), body),
        }
        if self._settings.header_name and self._settings.header_value:
            headers[self._settings.header_name] = self._settings.header_value
        return headers


def _misconfigured(text: str) -> DeliveryError:
    return DeliveryError(text, permanent=True, kind="config", setting="webhook_header_name")


def _refused(answer: Answer, secrets: Iterable[str]) -> DeliveryError:
    """5xx and a few others pass; a redirect or any other client error will be the same next time.

    What the receiver says is stored and shown, so it may repeat anything but what only it and we should know.
    """
    passing = answer.status >= 500 or answer.status in PASSING
    text = f"The receiver answered {answer.status}"
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
