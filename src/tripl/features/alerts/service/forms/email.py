"""E-mail: who gets it, who is answered, and what stands in the subject."""

from collections.abc import Mapping, Sequence
from string import Template
from typing import Any

from email_validator import EmailNotValidError, validate_email

from tripl.features.alerts.schemas.destinations import ChannelMembers
from tripl.features.alerts.service.forms.base import Kept
from tripl.kit.errors import Invalid

MOST_RECIPIENTS = 50
PLACEHOLDERS = ("project_name", "project_slug", "rule_name", "destination_name", "matched_count")
OPTIONAL = ("email_from_address", "email_subject_template")


class EmailForm:
    members = ("email_recipients", *OPTIONAL)
    address = "email_recipients"

    def compose(self, body: ChannelMembers) -> Kept:
        return self.merge({}, {}, body)

    def merge(self, settings: Mapping[str, Any], stored: Mapping[str, str], body: ChannelMembers) -> Kept:
        del stored
        new, sent = dict(settings), body.model_fields_set
        if "email_recipients" in sent or not settings:
            new["email_recipients"] = recipients(body.email_recipients or ())
        for name in OPTIONAL:
            if name in sent:
                new[name] = (getattr(body, name) or "").strip() or None
        if new.get("email_from_address"):
            new["email_from_address"] = _address(new["email_from_address"], "email_from_address")
        _check_subject(new.get("email_subject_template"))
        return new, {}

    def shown(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        return {name: settings.get(name) for name in self.members}

    def whereto(self, settings: Mapping[str, Any]) -> str | None:
        count = len(settings["email_recipients"])
        return f"{count} recipient{'' if count == 1 else 's'}"


def recipients(given: Sequence[str]) -> list[str]:
    """Each once, however its letters are written; raises Invalid."""
    found: dict[str, str] = {}
    for each in given:
        if each.strip():
            address = _address(each, "email_recipients")
            found.setdefault(address.lower(), address)
    if not found:
        raise Invalid("E-mail needs at least one recipient", "email_recipients")
    if len(found) > MOST_RECIPIENTS:
        text = f"At most {MOST_RECIPIENTS} recipients; use a distribution list for more"
        raise Invalid(text, "email_recipients")
    return list(found.values())


def _address(given: str, member: str) -> str:
    try:
        return validate_email(given.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Invalid(f"“{given.strip()[:100]}” is not an e-mail address", member) from error


def _check_subject(template: str | None) -> None:
    if not template:
        return
    known = ", ".join(f"${{{name}}}" for name in PLACEHOLDERS)
    if not Template(template).is_valid():
        raise Invalid(f"A $ begins a placeholder ({known}); write $$ for the sign", "email_subject_template")
    unknown = [name for name in Template(template).get_identifiers() if name not in PLACEHOLDERS]
    if unknown:
        raise Invalid(f"Unknown placeholder ${{{unknown[0]}}}; there are {known}", "email_subject_template")
