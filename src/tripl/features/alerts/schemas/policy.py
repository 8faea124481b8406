"""What the operator decided about outgoing messages."""

from dataclasses import dataclass

from tripl.channels.mail import MailServer
from tripl.channels.transport import SLACK


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    base_url: str
    """Public origin for links; empty leaves links out."""
    public_hosts_only: bool
    """Only https to public hosts; off only on a machine that serves itself alone."""
    mail: MailServer | None = None
    """The relay of e-mail destinations; None where the operator sends no mail."""
    slack: str = SLACK
