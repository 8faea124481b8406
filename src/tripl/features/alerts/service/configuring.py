"""What a destination's settings may be, and what a change makes of them."""

import re
from collections.abc import Mapping
from typing import Any

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound
from tripl.channels.registry import CHANNELS, open_channel
from tripl.features.alerts.schemas import AlertPolicy, DestinationIn, DestinationPatch
from tripl.features.alerts.service import secrets
from tripl.kit.errors import Invalid


def compose(body: DestinationIn) -> tuple[dict[str, Any], dict[str, str]]:
    """Shown settings and secrets of a new destination; refuses what this version cannot do."""
    if body.type not in CHANNELS:
        raise Invalid(f"Destinations of type {body.type} are not available yet; use a webhook", "type")
    refuse_schedule(body.delivery_schedule_cron)
    if not body.target_url:
        raise Invalid("A webhook needs a target URL", "target_url")
    settings: dict[str, Any] = {"target_url": body.target_url}
    kept = {"signing_secret": _signing_secret(body.signing_secret) or secrets.new_signing_secret()}
    if body.webhook_header_name:
        if not body.webhook_header_value:
            raise Invalid("The header needs a value", "webhook_header_value")
        settings["webhook_header_name"] = body.webhook_header_name
        kept["webhook_header_value"] = body.webhook_header_value
    elif body.webhook_header_value:
        raise Invalid("The header needs a name", "webhook_header_name")
    return settings, kept


def check(kind: str, settings: Mapping[str, Any], kept: Mapping[str, str], policy: AlertPolicy) -> None:
    """Refuse an address or header that could never be used."""
    try:
        open_channel(kind, settings, kept, Outbound(public_only=policy.public_hosts_only)).check()
    except DeliveryError as error:
        raise Invalid(error.message, error.setting or "target_url") from error


def merge(
    settings: Mapping[str, Any], stored: Mapping[str, str], body: DestinationPatch
) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings and secrets after a patch. A kept header value never follows the address to another host."""
    new, kept, sent = dict(settings), dict(stored), body.model_fields_set
    if "target_url" in sent:
        if not body.target_url:
            raise Invalid("Field(s) cannot be null: target_url")
        new["target_url"] = body.target_url
    kept["signing_secret"] = _signing_secret(body.signing_secret) or _kept(stored, "signing_secret")
    if "webhook_header_name" in sent and not body.webhook_header_name:
        new.pop("webhook_header_name", None)
        kept.pop("webhook_header_value", None)
        return new, kept
    name, value = body.webhook_header_name or settings.get("webhook_header_name"), body.webhook_header_value
    if value and not name:
        raise Invalid("The header needs a name", "webhook_header_name")
    if not name:
        return new, kept
    if not value and name != settings.get("webhook_header_name"):
        raise Invalid("A new header needs a value", "webhook_header_value")
    if not value and origin(new["target_url"]) != origin(settings["target_url"]):
        text = "The address points to another host; enter the header value again so that the stored one stays private"
        raise Invalid(text, "webhook_header_value")
    new["webhook_header_name"] = name
    kept["webhook_header_value"] = value or _kept(stored, "webhook_header_value")
    return new, kept


def _kept(stored: Mapping[str, str], name: str) -> str:
    if name not in stored:
        raise Invalid("The stored secret cannot be read with the configured ENCRYPTION_KEY; enter it again", name)
    return stored[name]


def origin(url: str) -> str:
    """Scheme, host and port; never a user name."""
    scheme, _, rest = url.lower().partition("://")
    authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    return f"{scheme}://{authority.rpartition('@')[2]}"


def _signing_secret(given: str | None) -> str | None:
    given = (given or "").strip()
    if given and len(given) < secrets.SHORTEST:
        raise Invalid(f"The signing secret needs at least {secrets.SHORTEST} characters", "signing_secret")
    return given or None


def refuse_schedule(cron: str | None) -> None:
    if cron and cron.strip():
        text = "Held digests are not available yet; leave the schedule empty to send each message at once"
        raise Invalid(text, "delivery_schedule_cron")
