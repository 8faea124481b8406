"""The overview page of a project."""

from typing import Annotated

from fastapi import APIRouter, Query

from tripl.edge.deps import KEPT, ReadProject, SessionDep
from tripl.features.overview import service
from tripl.features.overview.schemas import ActivityItem, KpiSeries, TopEvent

router = APIRouter(tags=["overview"])
OVERVIEW = "/projects/{slug}/overview"


@router.get(OVERVIEW + "/top-events", dependencies=[KEPT])
def top_events(
    session: SessionDep,
    project: ReadProject,
    window_hours: Annotated[int, Query(ge=1, le=720)] = 48,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> list[TopEvent]:
    """The busiest events of main's plan, summed over scans."""
    return service.top_events(session, project.id, hours=window_hours, most=limit)


@router.get(OVERVIEW + "/kpi-series", dependencies=[KEPT])
def kpi_series(session: SessionDep, project: ReadProject, days: Annotated[int, Query(ge=1, le=90)] = 14) -> KpiSeries:
    """Events added to main's plan, day by day."""
    return service.kpi_series(session, project.id, days)


@router.get("/activity/projects/{slug}", dependencies=[KEPT])
def activity(
    session: SessionDep, project: ReadProject, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[ActivityItem]:
    """What happened lately: runs, findings, messages and changes of the plan, newest first."""
    return service.recent(session, project, limit)
