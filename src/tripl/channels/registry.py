"""Which channel stands behind each destination type."""

from collections.abc import Callable, Mapping
from typing import Any

from tripl.channels.base import Channel
from tripl.channels.outbound import Outbound
from tripl.channels.webhook import WebhookChannel, WebhookSettings

Opener = Callable[[Mapping[str, Any], Mapping[str, str], Outbound], Channel]


def _webhook(settings: Mapping[str, Any], secrets: Mapping[str, str], outbound: Outbound) -> Channel:
    return WebhookChannel(
        WebhookSettings(
            target_url=settings["target_url"],
            signing_secret=secrets["signing_secret"],
            header_name=settings.get("webhook_header_name"),
            header_value=secrets.get("webhook_header_value"),
        ),
        outbound,
    )


CHANNELS: dict[str, Opener] = {"webhook": _webhook}


def open_channel(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str], outbound: Outbound) -> Channel:
    """The channel of a stored destination; raises KeyError for a type that is not built."""
    return CHANNELS[kind](settings, secrets, outbound)
