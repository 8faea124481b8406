"""What a destination's settings may be, whatever its kind."""

from collections.abc import Mapping
from typing import Any

from tripl.channels.base import DeliveryError
from tripl.channels.outbound import Outbound
from tripl.channels.registry import CHANNELS, open_channel
from tripl.channels.transport import Transport
from tripl.features.alerts.schemas import AlertPolicy, DestinationIn
from tripl.features.alerts.schemas.destinations import ChannelMembers
from tripl.features.alerts.service.forms import FORMS, MEMBERS, Kept
from tripl.kit.errors import Forbidden, Invalid
from tripl.kit.principal import ProjectContext

NOTHING_LEAVES = "Nothing leaves a demo: its messages go to the demo sink and stay in its delivery log."
DEMOS_ONLY = "The demo sink sends nothing, so only demos have it. Choose a channel that reaches somebody."


def refuse_elsewhere(project: ProjectContext, kind: str) -> None:
    """Forbidden for a type that would send out of a demo, Invalid for one that would send nowhere in a real project."""
    simulated = kind in CHANNELS and CHANNELS[kind].simulated
    if project.is_demo and not simulated:
        raise Forbidden(NOTHING_LEAVES)
    if simulated and not project.is_demo:
        raise Invalid(DEMOS_ONLY, "type")


def transport(policy: AlertPolicy) -> Transport:
    return Transport(Outbound(public_only=policy.public_hosts_only), policy.mail, policy.slack)


def compose(body: DestinationIn) -> Kept:
    """Shown settings and secrets of a new destination; refuses what this version cannot do."""
    if body.type not in FORMS:
        built = ", ".join(sorted(name for name, kind in CHANNELS.items() if not kind.simulated))
        raise Invalid(f"Destinations of type {body.type} are not available yet; there are {built}", "type")
    refuse_schedule(body.delivery_schedule_cron)
    refuse_foreign(body.type, body)
    return FORMS[body.type].compose(body)


def merge(kind: str, settings: Mapping[str, Any], stored: Mapping[str, str], body: ChannelMembers) -> Kept:
    """Settings and secrets after a patch."""
    refuse_foreign(kind, body)
    return FORMS[kind].merge(settings, stored, body)


def check(kind: str, settings: Mapping[str, Any], kept: Mapping[str, str], policy: AlertPolicy) -> None:
    """Refuse an address or header that could never be used."""
    try:
        open_channel(kind, settings, kept, transport(policy)).check()
    except DeliveryError as error:
        raise Invalid(error.message, error.setting or FORMS[kind].address) from error


def refuse_foreign(kind: str, body: ChannelMembers) -> None:
    """Members of another kind; empty ones say nothing."""
    foreign = [name for name in MEMBERS if getattr(body, name) and name not in FORMS[kind].members]
    if foreign:
        own = ", ".join(FORMS[kind].members) or "nothing but a name"
        raise Invalid(f"A destination of type {kind} has no {foreign[0]}; it takes {own}", *foreign)


def origin(kind: str, settings: Mapping[str, Any]) -> str | None:
    """Where messages go, as far as that is no secret."""
    return FORMS[kind].whereto(settings)


def refuse_schedule(cron: str | None) -> None:
    if cron and cron.strip():
        text = "Held digests are not available yet; leave the schedule empty to send each message at once"
        raise Invalid(text, "delivery_schedule_cron")
