"""The one list of everything that is encrypted in the database."""

from sqlalchemy.orm import InstrumentedAttribute

from tripl.models.accounts import Invitation
from tripl.models.alerts import AlertDestination
from tripl.models.settings import SettingOverride
from tripl.models.sources import DataSource

SEALED: tuple[InstrumentedAttribute[str | None], ...] = (
    DataSource.password,
    DataSource.sslkey,
    AlertDestination.secrets,
    Invitation.token_to_mail,
    SettingOverride.secret,
)
"""Columns of the type Encrypted. JSON that holds a secret is sealed whole, so no key inside of a JSON column is."""
