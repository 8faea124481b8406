"""Rules seen live."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from tripl.edge.deps import EditProject, PrincipalDep, ReadProject, SessionDep
from tripl.features.alerts.schemas import MonitorDetail, MonitorsSummary, MuteIn
from tripl.features.alerts.service import monitors as service
from tripl.features.alerts.service import rules

router = APIRouter()


def edited(rule_id: uuid.UUID, session: SessionDep, project: EditProject) -> Any:
    return service.require(session, project, rule_id)


EditedRule = Annotated[Any, Depends(edited)]


@router.get("/monitors-summary")
def monitors_summary(session: SessionDep, project: ReadProject) -> MonitorsSummary:
    return service.summary(session, project)


@router.get("/monitors/{rule_id}")
def get_monitor(rule_id: uuid.UUID, session: SessionDep, project: ReadProject) -> MonitorDetail:
    return service.detail(session, project, service.require(session, project, rule_id))


@router.post("/monitors/{rule_id}/mute")
def mute_monitor(
    rule: EditedRule, body: MuteIn, session: SessionDep, project: EditProject, principal: PrincipalDep
) -> MonitorDetail:
    rules.mute(session, principal, project, rule, body.muted_until)
    return service.detail(session, project, rule)


@router.post("/monitors/{rule_id}/unmute")
def unmute_monitor(
    rule: EditedRule, session: SessionDep, project: EditProject, principal: PrincipalDep
) -> MonitorDetail:
    rules.unmute(session, principal, project, rule)
    return service.detail(session, project, rule)
