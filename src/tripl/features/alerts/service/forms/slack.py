"""Slack: the address of an incoming webhook, which is a secret as a whole."""

from collections.abc import Mapping
from typing import Any

from tripl.features.alerts.schemas.destinations import ChannelMembers
from tripl.features.alerts.service.forms.base import Kept, kept
from tripl.kit.errors import Invalid


class SlackForm:
    members = ("webhook_url",)
    address = "webhook_url"

    def compose(self, body: ChannelMembers) -> Kept:
        if not body.webhook_url:
            text = "Slack needs the address of an incoming webhook; make one in Slack under Apps → Incoming webhooks"
            raise Invalid(text, "webhook_url")
        return {}, {"webhook_url": body.webhook_url}

    def merge(self, settings: Mapping[str, Any], stored: Mapping[str, str], body: ChannelMembers) -> Kept:
        return dict(settings), {"webhook_url": body.webhook_url or kept(stored, "webhook_url")}

    def shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        del settings
        return {"webhook_url_set": True}

    def whereto(self, settings: Mapping[str, Any]) -> str | None:
        del settings
        return None
