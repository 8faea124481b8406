"""Destinations on the wire. Secrets go in and never come out, but for a new signing secret, shown once."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from tripl.features.alerts.schemas.deliveries import DeliveryStatus
from tripl.features.alerts.schemas.rules import Rule

DestinationType = Literal["slack", "telegram", "email", "webhook", "jira", "linear", "demo_sink"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
HeaderName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)]
SigningSecret = Annotated[str, StringConstraints(max_length=255)]


class ChannelMembers(BaseModel):
    """Of all kinds; each takes its own."""

    target_url: Url | None = None
    webhook_header_name: HeaderName | None = None
    webhook_header_value: str | None = Field(default=None, max_length=2000)
    signing_secret: SigningSecret | None = Field(default=None, description="At least 16 characters; made when absent")
    webhook_url: Url | None = Field(default=None, description="Slack: address of an incoming webhook; a secret")
    email_recipients: list[Address] | None = Field(default=None, max_length=200, description="E-mail: 50 at most")
    email_from_address: Address | None = Field(
        default=None, description="E-mail: who is answered. Messages leave in the name of the operator's relay"
    )
    email_subject_template: str | None = Field(default=None, max_length=500, description="E-mail: subject of alerts")


class DestinationIn(ChannelMembers):
    type: DestinationType
    name: Name
    enabled: bool = True
    delivery_schedule_cron: str | None = Field(default=None, max_length=120)


class DestinationDraft(DestinationIn):
    """A destination that is only tried. With `destination_id`, blank secrets are those of the stored one."""

    destination_id: uuid.UUID | None = None


class DestinationPatch(ChannelMembers):
    type: DestinationType | None = None
    name: Name | None = None
    enabled: bool | None = None
    delivery_schedule_cron: str | None = Field(default=None, max_length=120)


class Destination(BaseModel):
    id: uuid.UUID
    project_id: uuid.UUID
    type: DestinationType
    name: str
    enabled: bool
    delivery_schedule_cron: str | None
    target_url: str | None
    webhook_header_name: str | None
    webhook_header_value_set: bool
    signing_secret_set: bool
    webhook_url_set: bool
    email_recipients: list[str] | None
    email_from_address: str | None
    email_subject_template: str | None
    rules: list[Rule]
    delivery_count: int
    failed_delivery_count: int
    incident_count: int
    last_delivery_at: datetime | None
    last_delivery_status: DeliveryStatus | None
    created_at: datetime
    updated_at: datetime


class DestinationCreated(Destination):
    signing_secret: str | None = Field(description="Null where the type has none")


class TestResult(BaseModel):
    """The far side's refusal is an answer, not an error."""

    __test__ = False  # not a test class, whatever its name

    ok: bool
    error: str | None
    error_kind: str | None
    sent_at: datetime | None
