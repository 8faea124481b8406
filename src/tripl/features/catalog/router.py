"""The event catalog."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from tripl.edge.deps import ReadBranch, ReadProject, SessionDep
from tripl.edge.paging import Offset, PageOut
from tripl.features.catalog import service
from tripl.features.catalog.schemas import EventFilter, EventListItem, EventOut, EventStatus, Order

router = APIRouter(prefix="/projects/{slug}/events", tags=["events"])


@router.get("")
def listed(
    session: SessionDep,
    branch: ReadBranch,
    *,
    event_type_id: uuid.UUID | None = None,
    search: Annotated[str | None, Query(max_length=500)] = None,
    status: Annotated[list[EventStatus] | None, Query()] = None,
    tag: Annotated[str | None, Query(max_length=100)] = None,
    field_value: Annotated[str | None, Query(max_length=500, description="Part of the value of any field")] = None,
    meta_value: Annotated[str | None, Query(max_length=500, description="Part of the value of any meta field")] = None,
    silent_since_days: Annotated[int | None, Query(ge=0, le=3650)] = None,
    reviewed: bool | None = None,
    has_open_questions: bool | None = None,
    order_by: Order = "catalog",
    offset: Offset = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 200,
) -> PageOut[EventListItem]:
    """Events of the branch; archived ones only when their status is asked for."""
    wanted = EventFilter(
        event_type_id=event_type_id,
        search=search,
        statuses=tuple(status or ()),
        tag=tag,
        field_value=field_value,
        meta_value=meta_value,
        silent_since_days=silent_since_days,
        reviewed=reviewed,
        has_open_questions=has_open_questions,
        order_by=order_by,
    )
    page = service.page(session, branch, wanted, offset=offset, limit=limit)
    return PageOut(items=page.items, total=page.total)


@router.get("/tags")
def tags(session: SessionDep, branch: ReadBranch) -> list[str]:
    """Tag names of the branch, each once."""
    return service.tag_names(session, branch)


@router.get("/{event_id}")
def read(session: SessionDep, project: ReadProject, branch: ReadBranch, event_id: uuid.UUID) -> EventOut:
    """One event, of whatever branch; `branch` is only checked."""
    del branch
    return service.one(session, project.id, event_id)
