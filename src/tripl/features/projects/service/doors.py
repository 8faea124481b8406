"""The door to a project, and its life from creation to deletion."""

import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tripl.features.access.service import creator_membership, may_manage_project, project_role
from tripl.features.audit import service as audit
from tripl.features.losses import service as lost
from tripl.features.losses.schemas import Losses
from tripl.features.projects import repository
from tripl.features.projects.hooks import ProjectHooks
from tripl.features.projects.ports import ProjectPorts
from tripl.features.projects.schemas import DemoFacts, ProjectCreate, ProjectFacts, ProjectOut, ProjectUpdate
from tripl.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tripl.kit.principal import Principal, ProjectContext, ProjectRole
from tripl.models.projects import Project

HIDDEN = "Project not found"
OTHER_PROJECT = "API key is not authorized for this project"
SLUG_TAKEN = "Project with this slug already exists"


class ProjectsGate:
    """Stands behind the edge's port `Gate`."""

    def open(self, session: Session, principal: Principal, slug: str) -> ProjectContext:
        """Raises NotFound for an unknown or hidden project, Forbidden for a key that is fenced into another."""
        row = repository.door(session, principal.organization_id, principal.user_id, slug)
        if principal.fence is not None and (row is None or row[0].id != principal.fence):
            raise Forbidden(OTHER_PROJECT)
        if row is None:
            raise NotFound(HIDDEN)
        project, membership, default, main_branch_id = row
        role = project_role(principal.org_role, membership, default, is_demo=project.is_demo)
        if role is None:
            raise NotFound(HIDDEN)
        return ProjectContext(
            project.id,
            project.organization_id,
            project.slug,
            project.name,
            role,
            main_branch_id,
            is_demo=project.is_demo,
        )


def visible(session: Session, ports: ProjectPorts, principal: Principal) -> list[ProjectOut]:
    """Every project this principal may see, with its numbers."""
    rows = repository.all_with_roles(session, principal.organization_id, principal.user_id)
    seen = [
        (project, project_role(principal.org_role, member, default, is_demo=project.is_demo))
        for project, member, default in rows
    ]
    return _present(session, ports, principal, [(project, role) for project, role in seen if role is not None])


def present(session: Session, ports: ProjectPorts, principal: Principal, context: ProjectContext) -> ProjectOut:
    project = repository.by_id(session, context.id)
    return _present(session, ports, principal, [(project, context.role)])[0]


def _present(
    session: Session, ports: ProjectPorts, principal: Principal, rows: list[tuple[Project, ProjectRole]]
) -> list[ProjectOut]:
    numbers = ports.summaries.read(session, [project.id for project, _ in rows])
    return [
        ProjectOut(
            **ProjectFacts.model_validate(project).model_dump(),
            demo_outdated=project.is_demo and project.demo_recipe_version != ports.demos.version(),
            demo_state=ports.demos.state(project.demo_opened_at) if project.is_demo else None,
            my_role=role,
            can_mutate=role != "viewer" and principal.key_scope != "read",
            summary=numbers[project.id],
        )
        for project, role in rows
    ]


def create(
    session: Session, hooks: ProjectHooks, principal: Principal, wanted: ProjectCreate, demo: DemoFacts | None = None
) -> ProjectContext:
    """Any member may; raises Conflict for a slug that is in use, visible to the caller or not."""
    project = Project(
        organization_id=principal.organization_id,
        created_by_user_id=demo.owner_id if demo else principal.user_id,
        **wanted.model_dump(),
        **(demo.columns() if demo else {}),
    )
    if repository.slug_taken(session, principal.organization_id, wanted.slug):
        raise Conflict(SLUG_TAKEN)
    try:
        repository.add(session, project)
    except IntegrityError as error:
        raise Conflict(SLUG_TAKEN) from error
    membership = creator_membership(principal.org_role, is_demo=demo is not None)
    if membership is not None and project.created_by_user_id == principal.user_id:
        repository.add_member(session, project.id, principal.user_id, membership)
    hooks.announce_created(session, project.id)
    context = ProjectsGate().open(session, principal, project.slug)
    _record(session, principal, "project.create", context, wanted.model_dump())
    return context


def opened(session: Session, hooks: ProjectHooks, context: ProjectContext) -> None:
    """A demo wakes when somebody looks at it."""
    if context.is_demo:
        hooks.announce_opened(session, context.id)


def require_manager(session: Session, principal: Principal, context: ProjectContext) -> None:
    """Owners and admins, and the creator while still an editor; raises Forbidden."""
    creator = repository.by_id(session, context.id).created_by_user_id
    if not may_manage_project(context.role, is_creator=creator == principal.user_id):
        raise Forbidden("Owner role required")


def update(session: Session, principal: Principal, context: ProjectContext, wanted: ProjectUpdate) -> None:
    """Raises Invalid for a null and Conflict for a slug that is in use."""
    changes = {name: getattr(wanted, name) for name in sorted(wanted.model_fields_set)}
    empty = [name for name, value in changes.items() if value is None]
    if empty:
        raise Invalid(f"Field(s) cannot be null: {', '.join(empty)}")
    project = repository.by_id(session, context.id)
    before = {name: getattr(project, name) for name in changes}
    if changes.get("slug", project.slug) != project.slug and repository.slug_taken(
        session, context.organization_id, changes["slug"]
    ):
        raise Conflict(SLUG_TAKEN)
    for name, value in changes.items():
        setattr(project, name, value)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(SLUG_TAKEN) from error
    session.refresh(project)
    _record(session, principal, "project.update", context, {"before": before, "after": changes})


def losses(session: Session, context: ProjectContext) -> Losses:
    return lost.of(session, Project, context.id)


def delete(session: Session, hooks: ProjectHooks, principal: Principal, context: ProjectContext) -> None:
    """With everything in it; the audit trail stays."""
    hooks.announce_deleting(session, context.id)
    repository.remove(session, context.id)
    _record(session, principal, "project.delete", context, {})


class ProjectsOfOrganization:
    """Listens to an organisation that goes: its projects go first, one at a time."""

    def __init__(self, hooks: ProjectHooks) -> None:
        self._hooks = hooks

    def __call__(self, session: Session, organization_id: uuid.UUID) -> bool:
        project_id = repository.any_of(session, organization_id)
        if project_id is None:
            return False
        self._hooks.announce_deleting(session, project_id)
        repository.remove(session, project_id)
        return True


def _record(
    session: Session, principal: Principal, action: str, context: ProjectContext, payload: dict[str, object]
) -> None:
    audit.record(
        session,
        principal,
        action=action,
        target_type="project",
        target_id=context.id,
        target_name=context.name,
        project=context,
        payload=payload,
    )
