"""Webhooks: an address, a signing secret, perhaps a header."""

import re
from collections.abc import Mapping
from typing import Any

from tripl.features.alerts.schemas.destinations import ChannelMembers
from tripl.features.alerts.service import secrets
from tripl.features.alerts.service.forms.base import Kept, kept
from tripl.kit.errors import Invalid


class WebhookForm:
    members = ("target_url", "webhook_header_name", "webhook_header_value", "signing_secret")
    address = "target_url"

    def compose(self, body: ChannelMembers) -> Kept:
        if not body.target_url:
            raise Invalid("A webhook needs a target URL", "target_url")
        settings: dict[str, Any] = {"target_url": body.target_url}
        hidden = {"signing_secret": _signing_secret(body.signing_secret) or secrets.new_signing_secret()}
        if body.webhook_header_name:
            if not body.webhook_header_value:
                raise Invalid("The header needs a value", "webhook_header_value")
            settings["webhook_header_name"] = body.webhook_header_name
            hidden["webhook_header_value"] = body.webhook_header_value
        elif body.webhook_header_value:
            raise Invalid("The header needs a name", "webhook_header_name")
        return settings, hidden

    def merge(self, settings: Mapping[str, Any], stored: Mapping[str, str], body: ChannelMembers) -> Kept:
        """A kept header value never follows the address to another host."""
        new, hidden, sent = dict(settings), dict(stored), body.model_fields_set
        if "target_url" in sent:
            if not body.target_url:
                raise Invalid("Field(s) cannot be null: target_url")
            new["target_url"] = body.target_url
        hidden["signing_secret"] = _signing_secret(body.signing_secret) or kept(stored, "signing_secret")
        if "webhook_header_name" in sent and not body.webhook_header_name:
            new.pop("webhook_header_name", None)
            hidden.pop("webhook_header_value", None)
            return new, hidden
        name, value = body.webhook_header_name or settings.get("webhook_header_name"), body.webhook_header_value
        if value and not name:
            raise Invalid("The header needs a name", "webhook_header_name")
        if not name:
            return new, hidden
        if not value and name != settings.get("webhook_header_name"):
            raise Invalid("A new header needs a value", "webhook_header_value")
        if not value and self.whereto(new) != self.whereto(settings):
            text = "The address points to another host; enter the header value again to keep the stored one private"
            raise Invalid(text, "webhook_header_value")
        new["webhook_header_name"] = name
        hidden["webhook_header_value"] = value or kept(stored, "webhook_header_value")
        return new, hidden

    def shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        name = settings.get("webhook_header_name")
        return {
            "target_url": settings.get("target_url"),
            "webhook_header_name": name,
            "webhook_header_value_set": name is not None,
            "signing_secret_set": True,
        }

    def whereto(self, settings: Mapping[str, Any]) -> str | None:
        """Scheme, host and port of the address; never a user name."""
        scheme, _, rest = settings["target_url"].lower().partition("://")
        authority = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
        return f"{scheme}://{authority.rpartition('@')[2]}"


def _signing_secret(given: str | None) -> str | None:
    given = (given or "").strip()
    if given and len(given) < secrets.SHORTEST:
        raise Invalid(f"The signing secret needs at least {secrets.SHORTEST} characters", "signing_secret")
    return given or None
