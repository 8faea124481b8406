"""What every kind of destination says about its own members."""

from collections.abc import Mapping
from typing import Any, Protocol

from tripl.features.alerts.schemas.destinations import ChannelMembers
from tripl.kit.errors import Invalid

Kept = tuple[dict[str, Any], dict[str, str]]
"""Settings that are shown, and secrets that are not."""
UNREADABLE = "The stored secret cannot be read with the configured ENCRYPTION_KEY; enter it again"


class Form(Protocol):
    """The members of one kind of destination: what they may be, and what a change makes of them."""

    @property
    def members(self) -> tuple[str, ...]: ...

    @property
    def address(self) -> str:
        """The member at fault where an address may not be called."""

    def compose(self, body: ChannelMembers) -> Kept:
        """Of a new destination; raises Invalid."""

    def merge(self, settings: Mapping[str, Any], stored: Mapping[str, str], body: ChannelMembers) -> Kept:
        """After a patch: empty secrets keep what is stored; raises Invalid."""

    def shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Its members of the read form."""

    def whereto(self, settings: Mapping[str, Any]) -> str | None:
        """For the audit: where messages go, as far as that is no secret."""


def kept(stored: Mapping[str, str], name: str) -> str:
    if name not in stored:
        raise Invalid(UNREADABLE, name)
    return stored[name]
