"""The JSON body that webhooks carry: a published interface, member by member."""

import json
from dataclasses import asdict
from typing import Any

from tripl.channels.formats import text
from tripl.channels.message import Item, Message, Origin


def render(message: Message) -> bytes:
    body = _alert(message, message.origin) if message.origin else _notice(message)
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _notice(message: Message) -> dict[str, Any]:
    return {"event": message.event, "destination": asdict(message.destination), "message": text.render(message)}


def _alert(message: Message, origin: Origin) -> dict[str, Any]:
    """No `event` member: that is how a receiver tells an alert from a notice."""
    return {
        "project": {"name": origin.project_name, "slug": origin.project_slug},
        "destination": asdict(message.destination),
        "rule": asdict(origin.rule),
        "scan": asdict(origin.scan),
        "matched_count": origin.matched_count,
        "message": text.render(message),
        "items": [_item(item) for item in message.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {name: value for name, value in asdict(item).items() if name != "sentence"}
