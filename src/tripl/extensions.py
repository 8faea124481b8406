"""Extensions: Python packages that add to the server without changing it. None is installed by default."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from sqlalchemy.orm import Session

from tripl.db.hearing import SEATING, Listener, Listeners, held
from tripl.edge.wiring import Gates
from tripl.kit.errors import TriplError
from tripl.kit.plugins import BadExtension, load
from tripl.kit.principal import Principal

__all__ = ["BadExtension", "Extension", "Hooks"]

GROUP = "tripl.extensions"
ErrorShaper = Callable[[Request, TriplError, dict[str, Any]], dict[str, Any] | None]
"""Gets the body of a refusal and may give another one."""
Tenancy = Callable[..., None]
"""Hosted: seats a new account in an organisation. Gets a session that it may not end, and `account`."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What an extension hears of, in the transaction of the change. Each gets a session that it may not end.

    Raising undoes the change and is answered like any error.
    """

    member_removed: Listener | None = None
    """(session, organization_id, user_id)"""
    member_restored: Listener | None = None
    """(session, organization_id, user_id): somebody with an account joins, again or for the first time."""
    owner_demoted: Listener | None = None
    """(session, organization_id, user_id)"""
    group_changed: Listener | None = None
    """(session, organization_id, group_id, what): create, update, delete, member_add, member_remove"""
    audit_recorded: Listener | None = None
    """(session, entry)"""
    organization_deleting: Callable[[Session, Any], bool] | None = None
    """(session, organization_id) → whether something was taken away; asked again until nobody found anything."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What a package brings. Everything is optional but the name."""

    name: str
    version: str = ""
    routers: Sequence[APIRouter] = ()
    """Below /api/v1, after our own."""
    install: Callable[[FastAPI], None] | None = None
    """The last word on the application."""
    shape_error: ErrorShaper | None = None
    session_gate: Callable[[Session, Principal], None] | None = None
    """Raises `tripl.kit.errors.Shut` to refuse a session."""
    key_gate: Callable[[Session, Principal], None] | None = None
    minting_gate: Callable[[Session, Principal], None] | None = None
    hooks: Hooks = field(default_factory=Hooks)
    tenancy: Tenancy | None = None
    celery_modules: Sequence[str] = ()
    beat: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@lru_cache(maxsize=1)
def installed() -> tuple[Extension, ...]:
    """Those of this environment, by name; found once a process. Raises BadExtension."""
    found = []
    for name, brought in load(GROUP):
        if not isinstance(brought, Extension):
            kind = type(brought).__name__
            raise BadExtension(f"The {GROUP} “{name}” is a {kind}; it must be a tripl.extensions.Extension")
        found.append(brought)
    if len([each for each in found if each.tenancy]) > 1:
        names = " and ".join(each.name for each in found if each.tenancy)
        raise BadExtension(f"{names} both say whose an organization is; uninstall one of them")
    return tuple(found)


def check() -> None:
    """Raises BadExtension where anything that was installed cannot be used."""
    installed()
    load("tripl.models")


def tenancy() -> Tenancy | None:
    return next((each.tenancy for each in installed() if each.tenancy), None)


def listeners() -> Listeners:
    """By event, in the order of the extensions; deletions are asked separately."""
    events = [each.name for each in fields(Hooks) if each.name != "organization_deleting"]
    found = {
        event: tuple(heard for each in installed() if (heard := getattr(each.hooks, event)) is not None)
        for event in events
    }
    seating = tenancy()
    return {**found, SEATING: (seating,) if seating else ()}


def dismantlers() -> tuple[Callable[[Session, Any], bool], ...]:
    """Of organisations, over sessions that they may not end."""

    def over(dismantle: Callable[[Session, Any], bool]) -> Callable[[Session, Any], bool]:
        return lambda session, organization_id: dismantle(held(session), organization_id)

    return tuple(over(found) for each in installed() if (found := each.hooks.organization_deleting) is not None)


def gates() -> Gates:
    def over(name: str) -> tuple[Callable[[Session, Principal], None], ...]:
        return tuple(found for each in installed() if (found := getattr(each, name)) is not None)

    return Gates(over("session_gate"), over("key_gate"), over("minting_gate"))
