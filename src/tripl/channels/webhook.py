"""Webhooks: a signed JSON POST.

`X-Tripl-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">` under the destination's signing secret.
`X-Tripl-Delivery` is the same for every attempt of one delivery: a receiver that has seen it drops the repetition.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tripl import __version__
from tripl.channels.base import DeliveryError
from tripl.channels.formats import json_body
from tripl.channels.message import Message
from tripl.channels.outbound import Outbound
from tripl.channels.refusal import refused

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
            raise refused(answer, self._secrets())

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
