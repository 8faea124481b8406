"""What goes with a thing that is deleted, on the wire."""

from collections.abc import Iterable

from pydantic import BaseModel


class Losses(BaseModel):
    """Rows that go with the thing itself; of `api_keys` those fenced to the project."""

    projects: int = 0
    sources: int = 0
    scans: int = 0
    runs: int = 0
    points: int = 0
    """Stored counts: one a series and bucket."""
    event_types: int = 0
    fields: int = 0
    events: int = 0
    """Archived ones too."""
    field_values: int = 0
    findings: int = 0
    annotations: int = 0
    destinations: int = 0
    rules: int = 0
    deliveries: int = 0
    api_keys: int = 0
    rules_switched_off: int = 0
    """Kept, but silent from then on."""

    def plus(self, more: Iterable["Losses"]) -> "Losses":
        every = [self, *more]
        return Losses(**{name: sum(getattr(each, name) for each in every) for name in Losses.model_fields})
