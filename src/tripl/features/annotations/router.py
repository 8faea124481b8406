"""Annotations of a project's charts."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from tripl.edge.deps import KEPT, EditProject, PrincipalDep, ReadProject, SessionDep, policy
from tripl.features.annotations import service
from tripl.features.annotations.hooks import AnnotationHooks
from tripl.features.annotations.schemas import AnnotationCreate, AnnotationOut, Asked, ScopeType
from tripl.kit.instant import Instant

router = APIRouter(prefix="/projects/{slug}/annotations", tags=["annotations"])
HooksDep = Annotated[AnnotationHooks, Depends(policy(AnnotationHooks))]


def _asked(
    scope_type: ScopeType | None = None,
    scope_ref: Annotated[str | None, Query(max_length=120)] = None,
    time_from: Instant | None = None,
    time_to: Annotated[Instant | None, Query(description="Exclusive")] = None,
    *,
    applying: Annotated[bool, Query(description="Also those of the event's type and of the whole project")] = False,
) -> Asked:
    return Asked(scope_type, scope_ref, time_from, time_to, applying)


@router.get("", dependencies=[KEPT])
def listed(session: SessionDep, project: ReadProject, asked: Annotated[Asked, Depends(_asked)]) -> list[AnnotationOut]:
    """Markers and expected windows in order of time."""
    return [AnnotationOut.model_validate(each) for each in service.listed(session, project, asked)]


@router.post(
    "",
    status_code=201,
    responses={
        200: {"model": AnnotationOut, "description": "Made by a machine within 24 hours: the one that is there"}
    },
)
def create(
    session: SessionDep,
    principal: PrincipalDep,
    project: EditProject,
    hooks: HooksDep,
    response: Response,
    *,
    wanted: AnnotationCreate,
) -> AnnotationOut:
    """Note a moment, or with `expected_until` a window in which odd numbers are no signal."""
    made, new = service.create(session, hooks, principal, project, wanted)
    response.status_code = 201 if new else 200
    return AnnotationOut.model_validate(made)


@router.delete("/{annotation_id}", status_code=204)
def delete(session: SessionDep, principal: PrincipalDep, project: EditProject, annotation_id: uuid.UUID) -> None:
    """Remove it for good. What strays in a window of the last hours is a finding again with the next run."""
    service.delete(session, principal, project, annotation_id)
