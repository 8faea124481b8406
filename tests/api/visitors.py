"""Everybody of the access table with every credential, and what the table says of each."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session
from tests.api.access_table import TABLE, Row
from tests.api.documented import has_body, operations
from tests.factories.accounts import make_key, make_organization, make_session, make_user
from tests.factories.projects import make_member, make_project
from tests.fakes.door import Answer, Door, Headers

from tripl.kit.clock import utcnow
from tripl.kit.principal import ProjectContext
from tripl.models.projects import Project
from tripl.settings import Settings

IN_THE_ORGANIZATION = {
    "stranger": ("member", "none"),
    "viewer": ("member", "viewer"),
    "editor": ("member", "editor"),
    "creator": ("member", "editor"),
    "admin": ("admin", None),
    "owner": ("owner", None),
}
"""Role in the organisation, and the row of the project's members."""
SESSION = ("session",)
KEYS = ("read key", "write key")
BOUND = ("bound read key", "bound write key")
ELSEWHERE = ("read key of another project", "write key of another project")
ENDED = ("expired key", "revoked key", "unknown key", "ended session", "unknown session")
HIDDEN = {"Project not found", "Organization not found"}
LAST = ("DELETE /projects/{slug}",)


@dataclass
class World:
    project: ProjectContext
    headers: dict[tuple[str, str], Headers] = field(default_factory=dict)
    """By person and credential."""


def people_the_world(session: Session, settings: Settings) -> World:
    world = World(make_project(session))
    people = {}
    for name, (role, row) in IN_THE_ORGANIZATION.items():
        people[name] = make_user(session, role)
        if row:
            make_member(session, world.project, people[name], row)
    session.get_one(Project, world.project.id).created_by_user_id = people["creator"].id
    foreign = make_organization(session, "elsewhere")
    people["outsider"] = make_user(session, "owner", foreign)
    other, others = make_project(session), make_project(session, foreign)
    now = utcnow()
    past = now - timedelta(minutes=1)

    def cookie(token: str) -> Headers:
        return {"cookie": f"{settings.session_cookie_name}={token}"}

    for name, user in people.items():
        home = foreign if name == "outsider" else None

        def key(scope: str, project: ProjectContext | None = None, user=user, home=home, **over: Any) -> Headers:
            values = {"last_used_at": now, **over}
            token = make_key(session, user, scope, home, project.id if project else None, **values)
            return {"authorization": f"Bearer {token}"}

        elsewhere = others if home else other
        made = {
            "session": cookie(make_session(session, user, settings.secret_key)),
            "read key": key("read"),
            "write key": key("write"),
        }
        if name in {"viewer", "owner", "outsider"}:  # the fence comes before the person
            made |= {
                "read key of another project": key("read", elsewhere),
                "write key of another project": key("write", elsewhere),
            }
        if not home:  # a key belongs to the organisation of its project
            made |= {"bound read key": key("read", world.project), "bound write key": key("write", world.project)}
        if name == "owner":  # who may do the most; whose they were does not matter
            made |= {
                "expired key": key("write", expires_at=past),
                "revoked key": key("write", revoked_at=past),
                "unknown key": {"authorization": "Bearer tk_w_nobody"},
                "ended session": cookie(make_session(session, user, settings.secret_key, past)),
                "unknown session": cookie("nobody"),
            }
        world.headers |= {(name, credential): headers for credential, headers in made.items()}
    world.headers["anonymous", "none"] = {}
    session.commit()
    return world


def expected(row: Row, person: str, credential: str) -> str:
    """What a key may not comes before what its maker may not."""
    if row.is_open:
        return "in"
    if credential in ENDED:
        return "401"
    refused = {
        "read key": [row.keys["read"]],
        "write key": [row.keys["write"]],
        "bound read key": [row.keys["read"], row.keys["bound"]],
        "bound write key": [row.keys["bound"]],
    }.get(credential, ["403"] if credential in ELSEWHERE else [])
    return "403" if "403" in refused else row.people[person]


def met(row: Row, answer: Answer) -> str:
    """The same word for what happened; a refusal comes with a sentence."""
    if answer.status == 404 and answer.detail in HIDDEN:
        return "404"
    if answer.status in {401, 403} and not row.is_open:
        return str(answer.status) if isinstance(answer.detail, str) else f"{answer.status} without a word"
    return "in" if answer.status == row.admitted else f"{answer.status}: {answer.detail}"


def knock(door: Door, route: str, slug: str, headers: Headers) -> Answer:
    verb, path = route.split(" ")
    named = path.replace("{slug}", slug).replace("{org}", "default")
    address = re.sub(r"\{\w+\}", lambda _: str(uuid.uuid4()), named)
    return door.ask(verb, address, headers, json={} if route in operations() and has_body(route) else None)


def differences(door: Door, world: World, *credentials: str, only: str = "") -> Iterator[str]:
    """Where the application and the table differ, for those who have one of the credentials, or for one of them."""
    for (person, credential), headers in world.headers.items():
        if credential not in credentials or only not in {"", person}:
            continue
        for route, row in TABLE.items():
            wanted = expected(row, person, credential)
            found = met(row, knock(door, route, world.project.slug, headers))
            if found != wanted:
                yield f"{route}: {person} with {credential} meets {found}, not {wanted}"
