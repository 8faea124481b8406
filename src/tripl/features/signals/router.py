"""Detection settings and open signals."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tripl.edge.deps import KEPT, EditProject, OwnProject, PrincipalDep, ReadProject, SessionDep, policy
from tripl.features.signals import service
from tripl.features.signals.hooks import SignalHooks
from tripl.features.signals.schemas import (
    PastFindings,
    ResetCounts,
    ResetRequest,
    SeriesRequest,
    SettingsOut,
    SettingsUpdate,
    SignalOut,
    SignalQuery,
    SignalSeries,
)

router = APIRouter(prefix="/projects/{slug}", tags=["signals"])
HooksDep = Annotated[SignalHooks, Depends(policy(SignalHooks))]


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


@router.get("/anomalies/signals", dependencies=[KEPT])
def signals(
    session: SessionDep,
    project: ReadProject,
    event_id: Annotated[list[uuid.UUID] | None, Query(max_length=500)] = None,
    expanded: bool = False,
) -> list[SignalOut]:
    """Open signals, the whole set; collapsed to their widest scopes unless `expanded`."""
    return service.open_signals(session, project.id, event_ids=event_id, expanded=expanded)


@router.get("/anomalies/past")
def past(session: SessionDep, project: ReadProject, limit: Annotated[int, Query(ge=1, le=100)] = 5) -> PastFindings:
    """What the counted history held: the strongest findings that are not open any more."""
    return service.past_findings(session, project.id, limit)


@router.post("/anomalies/signals/query")
def query(session: SessionDep, project: ReadProject, body: SignalQuery) -> list[SignalOut]:
    """The same for lists of events that are too long for an address."""
    return service.open_signals(session, project.id, event_ids=body.event_ids, expanded=body.expanded)


@router.post("/anomalies/signals/series")
def series(session: SessionDep, project: ReadProject, body: SeriesRequest) -> list[SignalSeries]:
    """Counts around findings, for small charts."""
    return service.small_series(session, project.id, body.scopes)


@router.post("/danger/reset-anomalies")
def reset_anomalies(
    session: SessionDep, principal: PrincipalDep, project: OwnProject, hooks: HooksDep, body: ResetRequest
) -> ResetCounts:
    """Delete findings and the signals made of them, for good; new runs find anew."""
    return service.reset_anomalies(session, hooks, principal, project, body)
