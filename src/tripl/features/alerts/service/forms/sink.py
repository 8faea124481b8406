"""The demo's sink: nothing but a name."""

from collections.abc import Mapping
from typing import Any

from tripl.features.alerts.schemas.destinations import ChannelMembers
from tripl.features.alerts.service.forms.base import Kept


class SinkForm:
    members = ()
    address = "type"

    def compose(self, body: ChannelMembers) -> Kept:
        del body
        return {}, {}

    def merge(self, settings: Mapping[str, Any], stored: Mapping[str, str], body: ChannelMembers) -> Kept:
        del settings, stored, body
        return {}, {}

    def shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        del settings
        return {}

    def whereto(self, settings: Mapping[str, Any]) -> str | None:
        del settings
        return None
