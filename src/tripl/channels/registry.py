"""Which channel stands behind each destination type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tripl.channels.base import Channel
from tripl.channels.outbound import Outbound
from tripl.channels.sink import SinkChannel
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


def _sink(settings: Mapping[str, Any], secrets: Mapping[str, str], outbound: Outbound) -> Channel:
    del settings, secrets, outbound
    return SinkChannel()


@dataclass(frozen=True, slots=True)
class ChannelType:
    """What a destination type can do, as data: code asks the value, never the type's name."""

    open: Opener
    addressed: bool = True
    """Has an address, a signing secret and perhaps a header."""
    simulated: bool = False
    """Keeps its messages here. The only one in a demo, and nowhere else."""


CHANNELS: Mapping[str, ChannelType] = {
    "webhook": ChannelType(_webhook),
    "demo_sink": ChannelType(_sink, addressed=False, simulated=True),
}


def open_channel(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str], outbound: Outbound) -> Channel:
    """The channel of a stored destination; raises KeyError for a type that is not built."""
    return CHANNELS[kind].open(settings, secrets, outbound)
