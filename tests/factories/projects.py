"""Projects and memberships."""

import uuid

from sqlalchemy.orm import Session

from tests.factories.accounts import make_organization, word
from tripl.kit.clock import utcnow
from tripl.kit.principal import ProjectContext, ProjectRole
from tripl.models.accounts import Organization, User
from tripl.models.plan import PlanBranch
from tripl.models.projects import Project, ProjectMember
from tripl.models.signals import AnomalySettings


def make_project(
    session: Session, organization: Organization | None = None, *, role: ProjectRole = "owner", **over: object
) -> ProjectContext:
    """A project as a route sees it, with its main branch and detection settings."""
    organization = organization or make_organization(session)
    values = {"slug": f"shop-{word()}", "name": "Shop", **over}
    project = Project(organization_id=organization.id, **values)
    session.add(project)
    session.flush()
    main = PlanBranch(project_id=project.id, name="main", kind="main", status="merged")
    session.add_all([main, AnomalySettings(project_id=project.id)])
    session.flush()
    return ProjectContext(project.id, organization.id, project.slug, project.name, role, main.id)


def make_member(session: Session, project: ProjectContext, user: User, role: str) -> None:
    session.add(ProjectMember(project_id=project.id, user_id=user.id, role=role, added_at=utcnow()))
    session.flush()


def make_branch(session: Session, project: ProjectContext, name: str | None = None, status: str = "draft") -> uuid.UUID:
    branch = PlanBranch(project_id=project.id, name=name or word(), kind="working", status=status)
    session.add(branch)
    session.flush()
    return branch.id
