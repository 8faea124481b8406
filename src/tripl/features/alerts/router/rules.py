"""Rules of a destination."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from tripl.edge.deps import EditProject, PrincipalDep, SessionDep
from tripl.features.alerts.router.destinations import EditedDestination
from tripl.features.alerts.schemas import Rule, RuleIn, RulePatch
from tripl.features.alerts.service import rules as service
from tripl.features.losses.schemas import Losses

router = APIRouter(prefix="/alert-destinations/{destination_id}/rules")


def edited(rule_id: uuid.UUID, destination: EditedDestination, session: SessionDep, project: EditProject) -> Any:
    """A rule that the caller may change."""
    return service.require(session, project, destination, rule_id)


EditedRule = Annotated[Any, Depends(edited)]


@router.post("", status_code=201)
def create_rule(
    destination: EditedDestination, body: RuleIn, session: SessionDep, project: EditProject, principal: PrincipalDep
) -> Rule:
    return service.create(session, principal, project, destination, body)


@router.patch("/{rule_id}")
def update_rule(
    rule: EditedRule, body: RulePatch, session: SessionDep, project: EditProject, principal: PrincipalDep
) -> Rule:
    return service.update(session, principal, project, rule, body)


@router.get("/{rule_id}/deletion")
def rule_deletion(rule: EditedRule, session: SessionDep) -> Losses:
    """What deleting the rule takes along."""
    return service.losses(session, rule)


@router.delete("/{rule_id}", status_code=204)
def delete_rule(rule: EditedRule, session: SessionDep, project: EditProject, principal: PrincipalDep) -> None:
    service.delete(session, principal, project, rule)
