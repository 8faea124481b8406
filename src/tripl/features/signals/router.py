"""Detection settings and open signals."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from tripl.edge.deps import EditProject, PrincipalDep, ReadProject, SessionDep
from tripl.features.signals import service
from tripl.features.signals.schemas import (
    SeriesRequest,
    SettingsOut,
    SettingsUpdate,
    SignalOut,
    SignalQuery,
    SignalSeries,
)

router = APIRouter(prefix="/projects/{slug}", tags=["signals"])


@router.get("/anomaly-settings")
def read_settings(session: SessionDep, project: ReadProject) -> SettingsOut:
    """How findings are made and how long they count as current."""
    return SettingsOut.model_validate(service.settings(session, project.id))


@router.patch("/anomaly-settings")
def change_settings(
    session: SessionDep, principal: PrincipalDep, project: EditProject, body: SettingsUpdate
) -> SettingsOut:
    """Set any subset of the settings."""
    return SettingsOut.model_validate(service.change(session, principal, project, body))


@router.get("/anomalies/signals")
def signals(
    session: SessionDep,
    project: ReadProject,
    event_id: Annotated[list[uuid.UUID] | None, Query(max_length=500)] = None,
    expanded: bool = False,
) -> list[SignalOut]:
    """Open signals, the whole set; collapsed to their widest scopes unless `expanded`."""
    return service.open_signals(session, project.id, event_ids=event_id, expanded=expanded)


@router.post("/anomalies/signals/query")
def query(session: SessionDep, project: ReadProject, body: SignalQuery) -> list[SignalOut]:
    """The same for lists of events that are too long for an address."""
    return service.open_signals(session, project.id, event_ids=body.event_ids, expanded=body.expanded)


@router.post("/anomalies/signals/series")
def series(session: SessionDep, project: ReadProject, body: SeriesRequest) -> list[SignalSeries]:
    """Counts around findings, for small charts."""
    return service.small_series(session, project.id, body.scopes)
