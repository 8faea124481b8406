"""A demo's life: made, reset, brought up to date, ended. Each is one transaction, whole or not at all."""

import secrets
from collections.abc import Sequence

from sqlalchemy.orm import Session

from tripl.features.demo.schemas import DemoPolicy, Making, Seed, Stage, Tools
from tripl.features.demo.service.stages import STAGES
from tripl.features.projects import service as projects
from tripl.features.projects.schemas import DemoFacts, ProjectCreate
from tripl.kit.clock import utcnow
from tripl.kit.errors import Conflict, Forbidden
from tripl.kit.principal import Principal, ProjectContext
from tripl.warehouses.synthetic.recipe import VERSION

DISABLED = "Demo provisioning is disabled"
DESCRIPTION = "An imaginary subscription app. Its data is synthetic; everything tripl does with it is real."


def create(
    session: Session,
    principal: Principal,
    tools: Tools,
    *,
    seed: Seed | None = None,
    stages: Sequence[Stage] = STAGES,
) -> ProjectContext:
    """A new demo of the caller's; Forbidden where the operator switched demos off."""
    _allowed(tools.policy)
    seed = seed or new_seed()
    name = projects.free_name(session, principal.organization_id)
    wanted = ProjectCreate(name=name, slug=f"demo-{secrets.token_hex(4)}", description=DESCRIPTION)
    facts = DemoFacts(principal.user_id, VERSION, seed.at)
    project = projects.create(session, tools.hooks, principal, wanted, facts)
    return _build(Making(session, principal, tools, seed, project), stages)


def reset(
    session: Session,
    principal: Principal,
    tools: Tools,
    slug: str,
    *,
    seed: Seed | None = None,
    stages: Sequence[Stage] = STAGES,
) -> ProjectContext:
    """The demo as it would be made now, under the same address."""
    old = projects.opened_demo(session, principal, slug)
    _allowed(tools.policy)
    seed = seed or new_seed()
    project = projects.replace_demo(session, tools.hooks, principal, old, recipe_version=VERSION, at=seed.at)
    return _build(Making(session, principal, tools, seed, project), stages)


def upgrade(session: Session, principal: Principal, tools: Tools, slug: str) -> ProjectContext:
    """A reset for demos of an older recipe; Conflict for one that is current."""
    old = projects.opened_demo(session, principal, slug)
    if projects.demo(session, old.id).demo_recipe_version == VERSION:
        raise Conflict("This demo is already built from the current recipe. Reset it to start over.")
    return reset(session, principal, tools, slug)


def delete(session: Session, principal: Principal, tools: Tools, slug: str) -> None:
    """With its synthetic source; every other source stays."""
    projects.delete(session, tools.hooks, principal, projects.opened_demo(session, principal, slug))


def new_seed() -> Seed:
    return Seed(utcnow(), secrets.randbelow(2**31))


def _allowed(policy: DemoPolicy) -> None:
    if not policy.enabled:
        raise Forbidden(DISABLED)


def _build(making: Making, stages: Sequence[Stage]) -> ProjectContext:
    for stage in stages:
        stage(making)
    return making.project
