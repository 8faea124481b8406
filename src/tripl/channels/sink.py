"""The demo's sink: a message is rendered and stays in the delivery log. Nothing leaves this process."""

from tripl.channels.formats import text
from tripl.channels.message import Message


class SinkChannel:
    """Has no address and no secret, so there is nothing to misconfigure."""

    def check(self) -> None:
        """Always fine."""

    def send(self, message: Message, delivery_id: str) -> None:
        """A message that cannot be rendered fails here as it would on its way to a person."""
        del delivery_id
        text.render(message)
