"""The overview page on the wire."""

import uuid
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

Severity = Literal["info", "warning", "error"]


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


class ActivityItem(BaseModel):
    """One card of the feed; `path` is its page in the web app, null when what it is about is gone."""

    id: uuid.UUID
    type: Literal["anomaly", "scan", "alert", "event"]
    severity: Severity
    title: str
    detail: str | None
    actor: str | None
    at: datetime
    path: str | None
