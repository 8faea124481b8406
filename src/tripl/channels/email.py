"""E-mail to a few people through the operator's relay: all of them get it, or none."""

from dataclasses import dataclass
from string import Template

from tripl.channels.base import DeliveryError
from tripl.channels.formats import text
from tripl.channels.mail import Mail, MailServer, send
from tripl.channels.message import Message

MOST_SUBJECT = 250
NO_RELAY = "This installation sends no mail: whoever runs it sets SMTP_HOST and SMTP_FROM_ADDRESS"


@dataclass(frozen=True, slots=True)
class EmailSettings:
    recipients: tuple[str, ...]
    subject_template: str | None = None
    reply_to: str | None = None


class EmailChannel:
    """One plain message to all recipients; the relay is looked up when it is sent."""

    def __init__(self, settings: EmailSettings, server: MailServer | None) -> None:
        self._settings = settings
        self._server = server

    def check(self) -> None:
        """Addresses were checked when they were read, and a relay may come later."""

    def send(self, message: Message, delivery_id: str) -> None:
        if self._server is None:
            raise DeliveryError(NO_RELAY, permanent=True, kind="config")
        mail = Mail(
            to=self._settings.recipients,
            subject=self._subject(message),
            text=text.render(message),
            ident=delivery_id,
            reply_to=self._settings.reply_to or "",
        )
        send(self._server, mail, named=True)

    def _subject(self, message: Message) -> str:
        """One line. Only an alert has what a template speaks of."""
        template, origin = self._settings.subject_template, message.origin
        told = message.title
        if template and origin:
            told = Template(template).safe_substitute(
                project_name=origin.project_name,
                project_slug=origin.project_slug,
                rule_name=origin.rule.name,
                destination_name=message.destination.name,
                matched_count=origin.matched_count,
            )
        return " ".join(told.split())[:MOST_SUBJECT]
