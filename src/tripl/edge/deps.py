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

SIGN_IN = "/api/v1/auth/"
NO_ORGANIZATION = "Organization not found"

READ_ONLY_KEY = "API key has read-only scope"
EDITOR_REQUIRED = "Editor role required"
OWNER_REQUIRED = "Owner role required"
PLATFORM_ADMIN_REQUIRED = "Platform admin required"
OWNER_SESSION_REQUIRED = "Owner session required"
SESSION_REQUIRED = "Browser session required"
NOT_VERIFIED = "Email address not verified"
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


async def keep_answer(request: Request) -> None:
    """Lets the answer be handed out again, byte by byte, while nothing is written: a pure read of the database."""
    keeping = request.scope.get("tripl.keeping")
    if keeping is not None:
        keeping.asked_for = True


KEPT = Depends(keep_answer)
"""Among a route's `dependencies`."""


def policy(kind: type[T]) -> Callable[[Wiring], T]:
    """A dependency that hands out the policy of that type."""

    def provide(wiring: WiringDep) -> T:
        return wiring.policy(kind)

    return provide


def live_policy(kind: type[T]) -> Callable[[Wiring, Session], T]:
    """The same for a policy that follows what people save while the process runs."""

    def provide(wiring: WiringDep, session: SessionDep) -> T:
        return wiring.policy(kind, session)

    return provide


def get_principal(request: Request, wiring: WiringDep, session: SessionDep) -> Principal:
    """Who is asking, in the organisation that the path names, else in the one that a short path means."""
    return _identify(request, wiring, session, anywhere=False)


def get_person(request: Request, wiring: WiringDep, session: SessionDep) -> Principal:
    """Who is asking, for what belongs to a person and to no organisation."""
    return _identify(request, wiring, session, anywhere=True)


def _identify(request: Request, wiring: Wiring, session: Session, *, anywhere: bool) -> Principal:
    """A bearer key wins over the cookie. An organisation named in the path must be the caller's.

    Routes about an organisation itself, `/orgs/{org}`, admit no key, and say that before they look for it.
    """
    asked = request.scope.get("tripl.organization")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        principal = wiring.authenticator.by_key(session, token.strip())
        if asked is not None and asked != principal.organization_slug:
            raise NotFound(NO_ORGANIZATION)
    else:
        cookie = request.cookies.get(wiring.session_cookie)
        if not cookie:
            raise Unauthenticated("Sign in, or send an API key as a bearer token")
        named = asked or request.path_params.get("org")
        principal = wiring.authenticator.by_session(session, cookie, named, anywhere=anywhere)
    if principal.fence is not None and "slug" not in request.path_params:
        raise Forbidden(FENCED_KEY)
    wiring.gates.pass_through(session, principal)
    if wiring.verified_only and not principal.email_verified and not request.scope["path"].startswith(SIGN_IN):
        raise Forbidden(NOT_VERIFIED)
    return principal


PrincipalDep = Annotated[Principal, Depends(get_principal)]
PersonDep = Annotated[Principal, Depends(get_person)]


def get_visitor(request: Request, wiring: WiringDep, session: SessionDep) -> Principal | None:
    """Who is signed in in this browser, on a route that is open to everyone."""
    cookie = request.cookies.get(wiring.session_cookie)
    if not cookie:
        return None
    try:
        return wiring.authenticator.by_session(session, cookie, anywhere=True)
    except Unauthenticated:
        return None


VisitorDep = Annotated[Principal | None, Depends(get_visitor)]


def interactive(principal: PrincipalDep) -> Principal:
    """A person in a browser: keys are refused."""
    if not principal.interactive:
        raise Forbidden(SESSION_REQUIRED)
    return principal


def own_account(principal: PersonDep) -> Principal:
    """A person in a browser, about themselves: whichever organisation they act in."""
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


def operator_session(principal: PersonDep) -> Principal:
    """A platform admin, in a browser."""
    if not principal.runs_the_instance:
        raise Forbidden(PLATFORM_ADMIN_REQUIRED)
    return principal


def passing_owner(request: Request, wiring: WiringDep) -> Principal:
    """An owner session, asked in a transaction of its own: for a route whose body takes minutes to arrive."""
    with wiring.transaction() as session:
        return owner_session(get_principal(request, wiring, session))


InteractiveDep = Annotated[Principal, Depends(interactive)]
OwnAccountDep = Annotated[Principal, Depends(own_account)]
WriterDep = Annotated[Principal, Depends(writer)]
OwnerSessionDep = Annotated[Principal, Depends(owner_session)]
OperatorDep = Annotated[Principal, Depends(operator_session)]
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


def replay_project(slug: Slug, wiring: WiringDep, session: SessionDep, principal: WriterDep) -> ProjectContext:
    """An owner or admin, in a browser or by a write key: the one act of theirs that a key may do."""
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
ReplayProject = Annotated[ProjectContext, Depends(replay_project)]
