"""What people call things: one expression, so that a page, a message and the API say the same."""

from typing import Any

from sqlalchemy import ColumnElement, case, func

from tripl.models.plan import Event, EventType

EVENT: ColumnElement[str] = func.coalesce(func.nullif(Event.title, ""), Event.name)
EVENT_TYPE: ColumnElement[str] = func.coalesce(func.nullif(EventType.display_name, ""), EventType.name)


def scope(scope_type: ColumnElement[str] | Any) -> ColumnElement[str | None]:
    """The name of an event or event type that the query joins; NULL for a total."""
    return case((scope_type == "event", EVENT), (scope_type == "event_type", EVENT_TYPE))
