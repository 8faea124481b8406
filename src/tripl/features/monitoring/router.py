"""Series of the total, of types and of events."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tripl.edge.deps import KEPT, ReadProject, SessionDep
from tripl.features.monitoring import service
from tripl.features.monitoring.schemas import Breakdowns, EventMetrics, WindowRequest, WindowVolume
from tripl.kit.instant import Instant

router = APIRouter(prefix="/projects/{slug}", tags=["monitoring"])


def _asked(
    since: Annotated[Instant | None, Query(alias="from", description="Absent: seven days before `to`")] = None,
    to: Annotated[Instant | None, Query(description="Exclusive; absent: the end of the data")] = None,
) -> service.Asked:
    return service.Asked(since, to)


AskedDep = Annotated[service.Asked, Depends(_asked)]


@router.get("/metrics/total", dependencies=[KEPT])
def total(
    session: SessionDep, project: ReadProject, asked: AskedDep, scan_config_id: uuid.UUID | None = None
) -> EventMetrics:
    """Volume of a scan's whole data; without `scan_config_id` of the newest scan that has counted."""
    return service.of_total(session, project.id, scan_config_id, asked)


@router.get("/event-types/{event_type_id}/metrics")
def event_type(session: SessionDep, project: ReadProject, event_type_id: uuid.UUID, asked: AskedDep) -> EventMetrics:
    """Volume of an event type."""
    return service.of_event_type(session, project.id, event_type_id, asked)


@router.get("/events/{event_id}/metrics")
def event(session: SessionDep, project: ReadProject, event_id: uuid.UUID, asked: AskedDep) -> EventMetrics:
    """Volume of an event with its expectation, band and findings."""
    return service.of_event(session, project.id, event_id, asked)


@router.get("/events/{event_id}/metrics/breakdowns")
def event_breakdowns(
    session: SessionDep,
    project: ReadProject,
    event_id: uuid.UUID,
    asked: AskedDep,
    column: Annotated[str | None, Query(max_length=255)] = None,
) -> Breakdowns:
    """Volume of an event by the values of one column."""
    return service.breakdowns(session, project.id, event_id, column, asked)


@router.post("/events/window-metrics")
def window_metrics(session: SessionDep, project: ReadProject, body: WindowRequest) -> list[WindowVolume]:
    """Volumes of many events; a read, so read keys may call it."""
    return service.window_volumes(session, project.id, body)
