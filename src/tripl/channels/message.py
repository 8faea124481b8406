"""What a message says, without saying how it looks. Numbers are copied from stored findings, never computed here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Ref:
    """Something of ours that a message names."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One finding, with the figures of its row."""

    sentence: str
    scope_type: str
    scope_ref: str
    scope_name: str
    direction: str
    actual_count: float
    expected_count: float
    absolute_delta: float
    percent_delta: float | None
    """Unsigned; None where nothing was expected."""
    bucket: str
    """Start of the bucket, ISO 8601, UTC."""
    details_url: str | None = None
    monitoring_url: str | None = None
    drift_field: str | None = None
    drift_type: str | None = None
    sample_value: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an alert comes from."""

    project_name: str
    project_slug: str
    rule: Ref
    scan: Ref
    matched_count: int


@dataclass(frozen=True, slots=True)
class Message:
    """An alert when it has an origin; otherwise the notice named by `event`."""

    title: str
    sentence: str
    destination: Ref
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    link: Link | None = None
    origin: Origin | None = None
    event: str = "tripl.alert"
    format: str | None = None
    """What a rule asks for; None means what the channel speaks best."""
