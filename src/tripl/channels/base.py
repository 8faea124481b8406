"""What every channel promises, and the one way it fails."""

from typing import Literal, Protocol

from tripl.channels.message import Message

FailureKind = Literal["http_status", "dns", "timeout", "tls", "network", "config", "policy", "other"]


class DeliveryError(Exception):
    """The message did not arrive. `permanent` says that trying again cannot help; the text is shown to people."""

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        kind: FailureKind,
        retry_after: float | None = None,
        setting: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.permanent = permanent
        self.kind = kind
        self.retry_after = retry_after
        """Seconds that the receiver asked for."""
        self.setting = setting
        """The setting at fault, where one is known."""


class Channel(Protocol):
    """One configured destination."""

    def check(self) -> None:
        """Raise DeliveryError where the configuration can never work or is not allowed; sends nothing."""

    def send(self, message: Message, delivery_id: str) -> None:
        """Send once. `delivery_id` stays the same over retries, so that a receiver can drop a repetition."""
