"""What a destination's settings may be, and what a change makes of them."""

import re
from collections.abc import Mapping
from typing import Any

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound
from tripl.channels.registry import CHANNELS, open_channel
from tripl.features.alerts.schemas import AlertPolicy, DestinationIn, DestinationPatch
from tripl.features.alerts.schemas.destinations import WebhookMembers
from tripl.features.alerts.service import secrets
from tripl.kit.errors import Forbidden, Invalid
from tripl.kit.principal import ProjectContext

ADDRESS = ("target_url", "webhook_header_name", "webhook_header_value", "signing_secret")
"""Members of a destination that says where its messages go."""
NOTHING_LEAVES = "Nothing leaves a demo: its messages go to the demo sink and stay in its delivery log."
DEMOS_ONLY = "The demo sink sends nothing, so only demos have it. Choose a channel that reaches somebody."


def refuse_elsewhere(project: ProjectContext, kind: str) -> None:
    """Forbidden for a type that would send out of a demo, Invalid for one that would send nowhere in a real project."""
    simulated = kind in CHANNELS and CHANNELS[kind].simulated
    if project.is_demo and not simulated:
        raise Forbidden(NOTHING_LEAVES)
    if simulated and not project.is_demo:
        raise Invalid(DEMOS_ONLY, "type")


def compose(body: DestinationIn) -> tuple[dict[str, Any], dict[str, str]]:
    """Shown settings and secrets of a new destination; refuses what this version cannot do."""
    if body.type not in CHANNELS:
        raise Invalid(f"Destinations of type {body.type} are not available yet; use a webhook", "type")
    refuse_schedule(body.delivery_schedule_cron)
    if not CHANNELS[body.type].addressed:
        _refuse_address(body)
        return {}, {}
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
    kind: str, settings: Mapping[str, Any], stored: Mapping[str, str], body: DestinationPatch
) -> tuple[dict[str, Any], dict[str, str]]:
    """Settings and secrets after a patch. A kept header value never follows the address to another host."""
    if not CHANNELS[kind].addressed:
        _refuse_address(body)
        return {}, {}
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
    if not value and origin(new) != origin(settings):
        text = "The address points to another host; enter the header value again so that the stored one stays private"
        raise Invalid(text, "webhook_header_value")
    new["webhook_header_name"] = name
    kept["webhook_header_value"] = value or _kept(stored, "webhook_header_value")
    return new, kept


def _refuse_address(body: WebhookMembers) -> None:
    given = [name for name in ADDRESS if getattr(body, name)]
    if given:
        raise Invalid("The demo sink has no address and no secret: its messages stay here", *given)


def _kept(stored: Mapping[str, str], name: str) -> str:
    if name not in stored:
        raise Invalid("The stored secret cannot be read with the configured ENCRYPTION_KEY; enter it again", name)
    return stored[name]


def origin(settings: Mapping[str, Any]) -> str | None:
    """Scheme, host and port of the address, where there is one; never a user name."""
    url = settings.get("target_url")
    return _origin(url) if url else None


def _origin(url: str) -> str:
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
