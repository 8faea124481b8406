"""Request dependencies: the transaction, who is asking, and the project they ask about."""

import uuid
from collections.abc import Callable, Iterator
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Query, Request
from sqlalchemy.orm import Session

from tripl.edge.wiring import Wiring
from tripl.kit.errors import Forbidden, NotFound, Unauthenticated
from tripl.kit.principal import Principal, ProjectContext

T = TypeVar("T")

READ_ONLY_KEY = "API key has read-only scope"
EDITOR_REQUIRED = "Editor role required"
OWNER_REQUIRED = "Owner role required"
OWNER_SESSION_REQUIRED = "Owner session required"
SESSION_REQUIRED = "Browser session required"
FENCED_KEY = "API key is scoped to a single project"


def get_wiring(request: Request) -> Wiring:
    wiring: Wiring = request.app.state.wiring
    return wiring


def get_session(wiring: Annotated[Wiring, Depends(get_wiring)]) -> Iterator[Session]:
    """One transaction a request, committed before the answer leaves."""
    with wiring.transaction() as session:
        yield session


WiringDep = Annotated[Wiring, Depends(get_wiring)]
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def policy(kind: type[T]) -> Callable[[Wiring], T]:
    """A dependency that hands out the policy of that type."""

    def provide(wiring: WiringDep) -> T:
        return wiring.policy(kind)

    return provide


def get_principal(request: Request, wiring: WiringDep, session: SessionDep) -> Principal:
    """A bearer key wins over the cookie. An organisation named in the path must be the caller's."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        principal = wiring.authenticator.by_key(session, token.strip())
    else:
        cookie = request.cookies.get(wiring.session_cookie)
        if not cookie:
            raise Unauthenticated("Sign in, or send an API key as a bearer token")
        principal = wiring.authenticator.by_session(session, cookie)
    asked = request.scope.get("tripl.organization")
    if asked is not None and asked != principal.organization_slug:
        raise NotFound("Organization not found")
    if principal.fence is not None and "slug" not in request.path_params:
        raise Forbidden(FENCED_KEY)
    return principal


PrincipalDep = Annotated[Principal, Depends(get_principal)]


def interactive(principal: PrincipalDep) -> Principal:
    """A person in a browser: keys are refused."""
    if not principal.interactive:
        raise Forbidden(SESSION_REQUIRED)
    return principal


def writer(principal: PrincipalDep) -> Principal:
    """Anyone who may change something, somewhere."""
    if principal.key_scope == "read":
        raise Forbidden(READ_ONLY_KEY)
    return principal


def owner_session(principal: PrincipalDep) -> Principal:
    """An owner or admin of the organisation, in a browser."""
    if principal.org_role == "member":
        raise Forbidden(OWNER_REQUIRED)
    if not principal.interactive:
        raise Forbidden(OWNER_SESSION_REQUIRED)
    return principal


def passing_owner(request: Request, wiring: WiringDep) -> Principal:
    """An owner session, asked in a transaction of its own: for a route whose body takes minutes to arrive."""
    with wiring.transaction() as session:
        return owner_session(get_principal(request, wiring, session))


InteractiveDep = Annotated[Principal, Depends(interactive)]
WriterDep = Annotated[Principal, Depends(writer)]
OwnerSessionDep = Annotated[Principal, Depends(owner_session)]
PassingOwnerDep = Annotated[Principal, Depends(passing_owner)]
Slug = Annotated[str, Path(description="Project slug")]


def read_project(slug: Slug, wiring: WiringDep, session: SessionDep, principal: PrincipalDep) -> ProjectContext:
    return wiring.gate.open(session, principal, slug)


def edit_project(slug: Slug, wiring: WiringDep, session: SessionDep, principal: WriterDep) -> ProjectContext:
    project = wiring.gate.open(session, principal, slug)
    if not project.can_mutate:
        raise Forbidden(EDITOR_REQUIRED)
    return project


def own_project(slug: Slug, wiring: WiringDep, session: SessionDep, principal: PrincipalDep) -> ProjectContext:
    """Owner-level administration of a project: an interactive session of an owner or admin."""
    if not principal.interactive:
        raise Forbidden(OWNER_SESSION_REQUIRED)
    project = wiring.gate.open(session, principal, slug)
    if project.role != "owner":
        raise Forbidden(OWNER_REQUIRED)
    return project


ReadProject = Annotated[ProjectContext, Depends(read_project)]
EditProject = Annotated[ProjectContext, Depends(edit_project)]
OwnProject = Annotated[ProjectContext, Depends(own_project)]
BranchParam = Annotated[str | None, Query(description="Plan branch id; absent = main")]


def read_branch(project: ReadProject, wiring: WiringDep, session: SessionDep, branch: BranchParam = None) -> uuid.UUID:
    return wiring.branches.resolve(session, project, branch, write=False)


def write_branch(project: EditProject, wiring: WiringDep, session: SessionDep, branch: BranchParam = None) -> uuid.UUID:
    return wiring.branches.resolve(session, project, branch, write=True)


ReadBranch = Annotated[uuid.UUID, Depends(read_branch)]
WriteBranch = Annotated[uuid.UUID, Depends(write_branch)]
