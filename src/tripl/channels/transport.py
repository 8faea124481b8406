"""The ways out of this process, as the operator opened them."""

from dataclasses import dataclass

from tripl.channels.mail import MailServer
from tripl.channels.outbound import Outbound

SLACK = "https://hooks.slack.com"


@dataclass(frozen=True, slots=True)
class Transport:
    http: Outbound
    mail: MailServer | None = None
    """None where the operator sends no mail."""
    slack: str = SLACK
    """The one origin that messages to Slack go to."""
