"""Destinations and their tests."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import EditProject, PrincipalDep, ReadProject, SessionDep, live_policy
from tripl.features.alerts.schemas import (
    AlertPolicy,
    Destination,
    DestinationCreated,
    DestinationDraft,
    DestinationIn,
    DestinationPatch,
    TestResult,
)
from tripl.features.alerts.service import destinations as service
from tripl.features.alerts.service import trying
from tripl.features.losses.schemas import Losses

router = APIRouter(prefix="/alert-destinations")
PolicyDep = Annotated[AlertPolicy, Depends(live_policy(AlertPolicy))]


def edited(destination_id: uuid.UUID, session: SessionDep, project: EditProject) -> uuid.UUID:
    """A destination that the caller may change; unknown is 404 before the body is looked at."""
    return service.require(session, project, destination_id).id


EditedDestination = Annotated[uuid.UUID, Depends(edited)]


@router.get("")
def list_destinations(session: SessionDep, project: ReadProject) -> list[Destination]:
    return service.listed(session, project)


@router.post("", status_code=201)
def create_destination(
    body: DestinationIn, session: SessionDep, project: EditProject, principal: PrincipalDep, policy: PolicyDep
) -> DestinationCreated:
    return service.create(session, principal, project, body, policy)


@router.post("/test")
def test_draft(
    body: DestinationDraft, session: SessionDep, project: EditProject, principal: PrincipalDep, policy: PolicyDep
) -> TestResult:
    return trying.draft(session, principal, project, body, policy)


@router.get("/{destination_id}")
def get_destination(destination_id: uuid.UUID, session: SessionDep, project: ReadProject) -> Destination:
    return service.shown(session, project, destination_id)


@router.patch("/{destination_id}")
def update_destination(
    destination: EditedDestination,
    body: DestinationPatch,
    session: SessionDep,
    project: EditProject,
    principal: PrincipalDep,
    *,
    policy: PolicyDep,
) -> Destination:
    return service.update(session, principal, project, destination, body, policy=policy)


@router.get("/{destination_id}/deletion")
def destination_deletion(destination: EditedDestination, session: SessionDep) -> Losses:
    """What deleting the destination takes along."""
    return service.losses(session, destination)


@router.delete("/{destination_id}", status_code=204)
def delete_destination(
    destination: EditedDestination, session: SessionDep, project: EditProject, principal: PrincipalDep
) -> None:
    service.delete(session, principal, project, destination)


@router.post("/{destination_id}/test")
def test_destination(
    destination: EditedDestination,
    session: SessionDep,
    project: EditProject,
    principal: PrincipalDep,
    policy: PolicyDep,
) -> TestResult:
    return trying.saved(session, principal, project, destination, policy)
