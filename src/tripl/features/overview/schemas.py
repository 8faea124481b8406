"""The overview page on the wire."""

import uuid
from datetime import date

from pydantic import BaseModel


class TopEvent(BaseModel):
    event_id: uuid.UUID
    name: str
    event_type_id: uuid.UUID
    total_count: float
    """Of this event in the window, over all scans."""
    window_total_count: float
    """Of all events in the window."""


class KpiPoint(BaseModel):
    date: date
    new_events: int
    """Added to main's plan on that day (UTC)."""


class KpiSeries(BaseModel):
    days: int
    data: list[KpiPoint]
