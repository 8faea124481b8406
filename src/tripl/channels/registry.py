"""Which channel stands behind each destination type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tripl.channels.base import Channel
from tripl.channels.email import EmailChannel, EmailSettings
from tripl.channels.sink import SinkChannel
from tripl.channels.slack import SlackChannel
from tripl.channels.transport import Transport
from tripl.channels.webhook import WebhookChannel, WebhookSettings

Opener = Callable[[Mapping[str, Any], Mapping[str, str], Transport], Channel]


def _webhook(settings: Mapping[str, Any], secrets: Mapping[str, str], transport: Transport) -> Channel:
    return WebhookChannel(
        WebhookSettings(
            target_url=settings["target_url"],
            signing_secret=secrets["signing_secret"],
            header_name=settings.get("webhook_header_name"),
            header_value=secrets.get("webhook_header_value"),
        ),
        transport.http,
    )


def _email(settings: Mapping[str, Any], secrets: Mapping[str, str], transport: Transport) -> Channel:
    del secrets
    return EmailChannel(
        EmailSettings(
            recipients=tuple(settings["email_recipients"]),
            subject_template=settings.get("email_subject_template"),
            reply_to=settings.get("email_from_address"),
        ),
        transport.mail,
    )


def _slack(settings: Mapping[str, Any], secrets: Mapping[str, str], transport: Transport) -> Channel:
    del settings
    return SlackChannel(secrets["webhook_url"], transport.http, origin=transport.slack)


def _sink(settings: Mapping[str, Any], secrets: Mapping[str, str], transport: Transport) -> Channel:
    del settings, secrets, transport
    return SinkChannel()


@dataclass(frozen=True, slots=True)
class ChannelType:
    """What a destination type can do, as data: code asks the value, never the type's name."""

    open: Opener
    formats: tuple[str, ...] = ("plain",)
    """What a rule may ask for; the first is what comes unasked."""
    takes_digests: bool = False
    """Read by people, who get the weekly digest too."""
    simulated: bool = False
    """Keeps its messages here. The only one in a demo, and nowhere else."""


CHANNELS: Mapping[str, ChannelType] = {
    "webhook": ChannelType(_webhook),
    "email": ChannelType(_email, takes_digests=True),
    "slack": ChannelType(_slack, formats=("slack_mrkdwn", "plain"), takes_digests=True),
    "demo_sink": ChannelType(_sink, simulated=True),
}


def open_channel(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str], transport: Transport) -> Channel:
    """The channel of a stored destination; raises KeyError for a type that is not built."""
    return CHANNELS[kind].open(settings, secrets, transport)
