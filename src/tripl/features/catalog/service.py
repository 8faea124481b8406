"""Lists and shows events."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from tripl.features.catalog import repository
from tripl.features.catalog.schemas import EventFilter, EventListItem, EventOut, FieldValueOut, TagOut, TypeOfEvent
from tripl.kit.clock import utcnow
from tripl.kit.errors import NotFound
from tripl.kit.pagination import Page
from tripl.models.plan import Event

COPIED = (
    *("id", "project_id", "event_type_id", "name", "title", "description", "order", "status", "reviewed"),
    *("source_name", "owner_id", "sunset_at", "first_seen_at", "last_seen_at", "metric_breakdown_columns"),
    *("created_at", "updated_at"),
)


def page(
    session: Session, branch_id: uuid.UUID, wanted: EventFilter, *, offset: int, limit: int
) -> Page[EventListItem]:
    """One slice of the catalog: five queries, whatever its length."""
    events, total = repository.page(session, branch_id, wanted, utcnow(), offset=offset, limit=limit)
    belongings = _belongings(session, events)
    counted = repository.counted(session, [each.id for each in events])
    items = [
        EventListItem(
            **belongings[each.id], open_question_count=0, monitored=each.id in counted, lifecycle_warning=False
        )
        for each in events
    ]
    return Page(items, total)


def one(session: Session, project_id: uuid.UUID, event_id: uuid.UUID) -> EventOut:
    """An event of any branch."""
    found = repository.one(session, project_id, event_id)
    if found is None:
        raise NotFound("Event not found")
    event, kind = found
    return EventOut(
        **_belongings(session, [event])[event.id],
        event_type=TypeOfEvent(id=kind.id, name=kind.name, display_name=kind.display_name, color=kind.color),
        branch_id=event.branch_id,
        main_event_id=repository.main_twin(session, event, kind.name),
        superseded_by_event_id=event.superseded_by_event_id,
        lifecycle_findings=[],
    )


def tag_names(session: Session, branch_id: uuid.UUID) -> list[str]:
    return list(repository.tag_names(session, branch_id))


def _belongings(session: Session, events: Sequence[Event]) -> dict[uuid.UUID, dict[str, Any]]:
    ids = [each.id for each in events]
    tags: dict[uuid.UUID, list[TagOut]] = defaultdict(list)
    for tag in repository.tags(session, ids):
        tags[tag.event_id].append(TagOut(id=tag.id, name=tag.name))
    values: dict[uuid.UUID, list[FieldValueOut]] = defaultdict(list)
    for value in repository.field_values(session, ids):
        values[value.event_id].append(
            FieldValueOut(
                id=value.id,
                field_definition_id=value.field_definition_id,
                value=value.value,
                is_authored=value.is_authored,
            )
        )
    return {
        each.id: {
            **{name: getattr(each, name) for name in COPIED},
            "drift_count": 0,
            "tags": tags[each.id],
            "field_values": values[each.id],
            "meta_values": [],
        }
        for each in events
    }
