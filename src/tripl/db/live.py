"""The live feed of a project over Redis or Valkey pub/sub."""

import json
import logging
from typing import Any

import redis

log = logging.getLogger(__name__)


def channel(project_id: str) -> str:
    return f"tripl:live:{project_id}"


class SilentBus:
    """No message bus is configured: pages poll."""

    def publish(self, project_id: str, kind: str, data: dict[str, Any]) -> None:
        """Nobody listens."""


class RedisBus:
    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def publish(self, project_id: str, kind: str, data: dict[str, Any]) -> None:
        message = json.dumps({"kind": kind, **data}, default=str)
        try:
            self._client.publish(channel(project_id), message)
        except redis.RedisError:
            log.warning("the live feed does not answer; pages will poll")
