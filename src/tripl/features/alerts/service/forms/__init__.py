"""The members of each kind of destination: one module a kind, one table that names them."""

from collections.abc import Mapping

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
MEMBERS = tuple(name for form in FORMS.values() for name in form.members)

__all__ = ["FORMS", "MEMBERS", "Form", "Kept"]
