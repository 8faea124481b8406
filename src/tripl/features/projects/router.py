"""Projects and their members."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import (
    KEPT,
    OWNER_SESSION_REQUIRED,
    OwnProject,
    PrincipalDep,
    ReadProject,
    SessionDep,
    Slug,
    WiringDep,
    WriterDep,
    policy,
)
from tripl.features.losses.schemas import Losses
from tripl.features.projects import service
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.ports import ProjectPorts
from tripl.features.projects.schemas import (
    MemberCreate,
    MemberOut,
    MemberUpdate,
    ProjectCreate,
    ProjectCreated,
    ProjectOut,
    ProjectUpdate,
)
from tripl.kit.errors import Forbidden
from tripl.kit.principal import ProjectContext

router = APIRouter(prefix="/projects", tags=["projects"])
PortsDep = Annotated[ProjectPorts, Depends(policy(ProjectPorts))]
HooksDep = Annotated[ProjectHooks, Depends(policy(ProjectHooks))]


def manage_project(slug: Slug, wiring: WiringDep, session: SessionDep, principal: PrincipalDep) -> ProjectContext:
    """An owner, an admin, or the creator while still an editor; in a browser."""
    if not principal.interactive:
        raise Forbidden(OWNER_SESSION_REQUIRED)
    context = wiring.gate.open(session, principal, slug)
    service.require_manager(session, principal, context)
    return context


ManageProject = Annotated[ProjectContext, Depends(manage_project)]


@router.get("", dependencies=[KEPT])
def visible(session: SessionDep, principal: PrincipalDep, ports: PortsDep) -> list[ProjectOut]:
    """Every project the caller may see, with its numbers."""
    return service.visible(session, ports, principal)


@router.post("", status_code=201)
def create(
    session: SessionDep, principal: WriterDep, ports: PortsDep, hooks: HooksDep, wanted: ProjectCreate
) -> ProjectCreated:
    context = service.create(session, hooks, principal, wanted)
    return ProjectCreated(**service.present(session, ports, principal, context).model_dump())


@router.get("/{slug}", dependencies=[KEPT])
def read(
    session: SessionDep, principal: PrincipalDep, context: ReadProject, ports: PortsDep, hooks: HooksDep
) -> ProjectOut:
    service.opened(session, hooks, context)
    return service.present(session, ports, principal, context)


@router.patch("/{slug}")
def update(
    session: SessionDep, principal: PrincipalDep, context: ManageProject, ports: PortsDep, wanted: ProjectUpdate
) -> ProjectOut:
    """Rename, move to another slug, change time zone or retention."""
    service.update(session, principal, context, wanted)
    return service.present(session, ports, principal, context)


@router.get("/{slug}/deletion")
def deletion(session: SessionDep, context: OwnProject) -> Losses:
    """What deleting the project takes along."""
    return service.losses(session, context)


@router.delete("/{slug}", status_code=204)
def delete(session: SessionDep, principal: PrincipalDep, context: OwnProject, hooks: HooksDep) -> None:
    service.delete(session, hooks, principal, context)


@router.get("/{slug}/members")
def list_members(session: SessionDep, context: ReadProject) -> list[MemberOut]:
    """Who has a role of their own here; for others the organisation's default holds."""
    return [MemberOut.model_validate(row) for row in service.members(session, context)]


@router.post("/{slug}/members", status_code=201)
def add_member(session: SessionDep, principal: PrincipalDep, context: ManageProject, wanted: MemberCreate) -> MemberOut:
    return MemberOut.model_validate(service.add_member(session, principal, context, wanted))


def member_of(session: SessionDep, context: ManageProject, user_id: uuid.UUID) -> uuid.UUID:
    """Somebody without a row is 404 before the body is looked at."""
    service.require_member(session, context, user_id)
    return user_id


MemberDep = Annotated[uuid.UUID, Depends(member_of)]


@router.patch("/{slug}/members/{user_id}")
def update_member(
    session: SessionDep, principal: PrincipalDep, context: ManageProject, user_id: MemberDep, change: MemberUpdate
) -> MemberOut:
    return MemberOut.model_validate(service.update_member(session, principal, context, user_id, change.role))


@router.delete("/{slug}/members/{user_id}", status_code=204)
def remove_member(session: SessionDep, principal: PrincipalDep, context: ManageProject, user_id: MemberDep) -> None:
    service.remove_member(session, principal, context, user_id)
