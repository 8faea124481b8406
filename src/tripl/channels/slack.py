"""Slack through an incoming webhook. Its address is the secret: who has it may post."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tripl.channels.base import DeliveryError
from tripl.channels.formats import mrkdwn, text
from tripl.channels.message import Message
from tripl.channels.outbound import Outbound
from tripl.channels.refusal import refused

FORMATS: Mapping[str, Callable[[Message], str]] = MappingProxyType(
    {"plain": text.render, "slack_mrkdwn": mrkdwn.render}
)
GONE = {
    "no_service": "the webhook was removed; make a new one in Slack and enter its address",
    "no_team": "the workspace is gone; make a new webhook in Slack and enter its address",
    "invalid_token": "the webhook was removed; make a new one in Slack and enter its address",
    "channel_not_found": "its channel is gone; make a webhook for another one",
    "channel_is_archived": "its channel is archived; make a webhook for another one",
    "action_prohibited": "an admin of the workspace forbids it",
    "posting_to_general_channel_denied": "only admins may post to its channel; make a webhook for another one",
}
"""What Slack says of a webhook that will never work again, in words that say what to do."""
MOST_TEXT = 39_000
SHORTEST_SECRET = 8


class SlackChannel:
    """Posts to one incoming webhook of the allowed origin."""

    def __init__(self, url: str, outbound: Outbound, *, origin: str) -> None:
        self._url = url
        self._outbound = outbound
        self._origin = origin

    def check(self) -> None:
        if not self._url.startswith(f"{self._origin}/"):
            text = f"The address of an incoming webhook of Slack starts with {self._origin}/"
            raise DeliveryError(text, permanent=True, kind="config", setting="webhook_url")
        self._outbound.check(self._url)

    def send(self, message: Message, delivery_id: str) -> None:
        del delivery_id  # Slack has no place for it
        self.check()
        render = FORMATS[message.format or "slack_mrkdwn"]
        body = {
            "text": render(message)[:MOST_TEXT],
            "mrkdwn": render is mrkdwn.render,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        answer = self._outbound.post(
            self._url,
            json.dumps(body, ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8"},
        )
        if answer.status == 200:
            return
        said = answer.text.strip()
        if said in GONE:
            raise DeliveryError(f"Slack refused: {GONE[said]}", permanent=True, kind="http_status")
        raise refused(answer, self._hidden(), who="Slack")

    def _hidden(self) -> list[str]:
        """The address, and each part of it that is long enough to be a secret."""
        path = self._url.removeprefix(self._origin)
        return [self._url, path, *(part for part in path.split("/") if len(part) >= SHORTEST_SECRET)]
