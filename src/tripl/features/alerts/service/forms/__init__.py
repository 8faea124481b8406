"""The members of each kind of destination: one module a kind, one table that names them."""

from collections.abc import Mapping
from typing import Any

from tripl.features.alerts.service.forms.base import Form, Kept
from tripl.features.alerts.service.forms.email import EmailForm
from tripl.features.alerts.service.forms.sink import SinkForm
from tripl.features.alerts.service.forms.slack import SlackForm
from tripl.features.alerts.service.forms.webhook import WebhookForm

FORMS: Mapping[str, Form] = {
    "webhook": WebhookForm(),
    "email": EmailForm(),
    "slack": SlackForm(),
    "demo_sink": SinkForm(),
}
NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(("target_url", "webhook_header_name"), None),
    **dict.fromkeys(("webhook_header_value_set", "signing_secret_set", "webhook_url_set"), False),
    **dict.fromkeys(EmailForm.members, None),
}
"""The members of the read form that a kind has not."""
MEMBERS = tuple(name for form in FORMS.values() for name in form.members)


def shown(kind: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a destination's read form, its own and those of others."""
    return {**NOTHING, **FORMS[kind].shown(settings)}


__all__ = ["FORMS", "MEMBERS", "Form", "Kept", "shown"]
