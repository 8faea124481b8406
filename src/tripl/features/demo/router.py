"""Demo projects."""

from typing import Annotated

from fastapi import APIRouter, Depends

from tripl.edge.deps import InteractiveDep, SessionDep, Slug, WiringDep, policy
from tripl.features.alerts.schemas import AlertPolicy
from tripl.features.demo import service
from tripl.features.demo.schemas import DemoPolicy, Tools
from tripl.features.projects import service as projects
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.ports import ProjectPorts
from tripl.features.projects.schemas import ProjectOut
from tripl.features.sources.schemas import SourcePolicy

router = APIRouter(prefix="/projects/demo", tags=["demo"])


def tools(wiring: WiringDep, session: SessionDep) -> Tools:
    return Tools(
        wiring.policy(DemoPolicy),
        wiring.policy(ProjectHooks),
        wiring.policy(SourcePolicy),
        wiring.policy(AlertPolicy, session),
    )


PortsDep = Annotated[ProjectPorts, Depends(policy(ProjectPorts))]
ToolsDep = Annotated[Tools, Depends(tools)]


def own_demo(slug: Slug, session: SessionDep, principal: InteractiveDep) -> str:
    """A demo that the caller made, or an owner asks about."""
    projects.opened_demo(session, principal, slug)
    return slug


OwnDemo = Annotated[str, Depends(own_demo)]


@router.post("", status_code=201)
def create(session: SessionDep, principal: InteractiveDep, made_with: ToolsDep, ports: PortsDep) -> ProjectOut:
    """A project to explore, over synthetic data. Its first run begins at once."""
    context = service.create(session, principal, made_with)
    return projects.present(session, ports, principal, context)


@router.post("/{slug}/reset")
def reset(
    session: SessionDep, principal: InteractiveDep, made_with: ToolsDep, ports: PortsDep, slug: OwnDemo
) -> ProjectOut:
    """Start the demo over under the same address."""
    context = service.reset(session, principal, made_with, slug)
    return projects.present(session, ports, principal, context)


@router.post("/{slug}/upgrade")
def upgrade(
    session: SessionDep, principal: InteractiveDep, made_with: ToolsDep, ports: PortsDep, slug: OwnDemo
) -> ProjectOut:
    """Rebuild a demo that an older recipe made."""
    context = service.upgrade(session, principal, made_with, slug)
    return projects.present(session, ports, principal, context)


@router.delete("/{slug}", status_code=204)
def delete(session: SessionDep, principal: InteractiveDep, made_with: ToolsDep, slug: OwnDemo) -> None:
    """The demo and its synthetic source; nothing else."""
    service.delete(session, principal, made_with, slug)
