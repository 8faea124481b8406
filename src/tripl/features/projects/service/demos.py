"""What is stored of demos beside other projects; the demo feature decides when."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tripl.features.access.service import may_manage_project
from tripl.features.audit import service as audit
from tripl.features.projects import repository
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.schemas import DemoFacts, ProjectCreate
from tripl.features.projects.service.doors import ProjectsGate, create
from tripl.kit.errors import Forbidden, NotFound
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.projects import Project

NAME = "Demo Project"


def opened_demo(session: Session, principal: Principal, slug: str) -> ProjectContext:
    """A demo that this person may end: its creator or an owner; NotFound for any other project."""
    context = ProjectsGate().open(session, principal, slug)
    project = repository.by_id(session, context.id)
    if not may_manage_project(context.role, is_creator=project.created_by_user_id == principal.user_id):
        raise Forbidden("Only the creator of a demo or an owner may do this")
    if not context.is_demo:
        raise NotFound("Demo project not found")
    return context


def demos(session: Session) -> Sequence[Project]:
    """Every demo of the instance."""
    return repository.demos(session)


def demo(session: Session, project_id: uuid.UUID) -> Project:
    return repository.by_id(session, project_id)


def free_name(session: Session, organization_id: uuid.UUID) -> str:
    """“Demo Project”, or with the lowest number that is free."""
    taken = repository.names(session, organization_id)
    numbered = (NAME if number == 1 else f"{NAME} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def stamp_demo(session: Session, project_id: uuid.UUID, **columns: datetime) -> None:
    """`demo_last_tick_at`, `demo_opened_at`."""
    repository.stamp(session, project_id, **columns)


def replace_demo(
    session: Session,
    hooks: ProjectHooks,
    principal: Principal,
    old: ProjectContext,
    *,
    recipe_version: str,
    at: datetime,
) -> ProjectContext:
    """A new, empty project under the old one's slug, name and owner, with its members; the old trail goes."""
    before = repository.by_id(session, old.id)
    members = repository.members(session, old.id)
    wanted = ProjectCreate(
        name=before.name,
        slug=before.slug,
        description=before.description,
        timezone=before.timezone,
        app_version_keep_releases=before.app_version_keep_releases,
    )
    facts = DemoFacts(before.created_by_user_id, recipe_version, at)
    hooks.announce_deleting(session, old.id)
    session.expunge(before)
    repository.remove(session, old.id)
    audit.forget_project(session, old.id)
    made = create(session, hooks, principal, wanted, facts)
    audit.forget_project(session, made.id)
    kept = {user_id for user_id, _ in repository.members(session, made.id)}
    for user_id, role in members:
        if user_id not in kept:
            repository.add_member(session, made.id, user_id, role)
    audit.record(
        session,
        principal,
        action="project.reset",
        target_type="project",
        target_id=made.id,
        target_name=made.name,
        project=made,
        payload={"demo_recipe_version": recipe_version},
    )
    return made
