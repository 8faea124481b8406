"""Writes the package of an extension into a folder that a child process has on its path."""

import pathlib

CODE = """
import uuid
from datetime import datetime

from celery import shared_task
from fastapi import APIRouter, Depends
from sqlalchemy import Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tripl.edge.deps import PrincipalDep, SessionDep
from tripl.extensions import Extension, Hooks
from tripl.kit.errors import Shut
from tripl.models.accounts import Organization, OrganizationMember

router = APIRouter(prefix="/acme", tags=["acme"])


@router.get("/heard")
def heard(session: SessionDep, principal: PrincipalDep) -> list[str]:
    return list(session.scalars(text("SELECT what FROM acme_heard ORDER BY id")))


@shared_task(name="acme.tick")
def tick() -> None: ...


def note(what):
    def hear(session, **about):
        told = ", ".join(f"{name}" for name in sorted(about))
        session.execute(text("INSERT INTO acme_heard (what) VALUES (:what)"), {"what": f"{what}: {told}"})
    return hear


def audited(session, entry):
    if entry.target_name == "commit":
        session.commit()
    if entry.target_name == "refuse":
        raise RuntimeError("the hook breaks")
    session.execute(text("INSERT INTO acme_heard (what) VALUES (:what)"), {"what": f"audit: {entry.action}"})


def sessions(session, principal):
    if principal.email.startswith("banned"):
        raise Shut("Not from here", sso_start="/acme/start")


def keys(session, principal):
    if principal.key_scope == "write":
        raise Shut("Write keys are off", status=402, upgrade=True)


def minting(session, principal):
    if session.scalar(text("SELECT count(*) FROM acme_heard WHERE what = 'no keys'")):
        raise Shut("No new keys today")


def shape(request, error, body):
    return {**body, "help": "https://acme.example/help"} if request.url.path.endswith("/nowhere") else None


def take_apart(session, organization_id):
    return bool(session.execute(text("DELETE FROM acme_heard WHERE what = 'of the organization'")).rowcount)


def install(app):
    app.state.acme = "installed"
    app.title = "tripl with Acme"


def seat(session, account):
    organization = Organization(slug=account.email.split("@")[0], name=account.name)
    session.add(organization)
    session.flush()
    session.add(OrganizationMember(organization_id=organization.id, user_id=account.id, role="owner"))


def bring_up(connection):
    connection.execute(text("CREATE TABLE IF NOT EXISTS acme_version (at int NOT NULL)"))
    if connection.scalar(text("SELECT count(*) FROM acme_version")):
        connection.execute(text("UPDATE acme_version SET at = at + 1"))
        return
    connection.execute(text("CREATE TABLE acme_heard (id serial PRIMARY KEY, what text NOT NULL)"))
    connection.execute(text("INSERT INTO acme_version VALUES (1)"))


extension = Extension(
    name="acme",
    version="1.0",
    routers=[router],
    install=install,
    shape_error=shape,
    session_gate=sessions,
    key_gate=keys,
    minting_gate=minting,
    hooks=Hooks(
        member_removed=note("member_removed"),
        member_restored=note("member_restored"),
        owner_demoted=note("owner_demoted"),
        group_changed=note("group_changed"),
        audit_recorded=audited,
        organization_deleting=take_apart,
    ),
    tenancy=seat,
    celery_modules=["acme"],
    beat={"acme-tick": {"task": "acme.tick", "schedule": 3600.0}},
)
wrong = {"name": "acme"}
"""
MODELS = """
from sqlalchemy.orm import Mapped, mapped_column

from tripl.models.base import Base


class AcmeNote(Base):
    __tablename__ = "acme_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]
"""
WHOLE = """[tripl.extensions]
acme = acme:extension

[tripl.models]
acme = acme_models

[tripl.migrations]
acme = acme:bring_up
"""


def install(folder: pathlib.Path, entry_points: str = WHOLE, name: str = "acme") -> pathlib.Path:
    """A folder to be put on PYTHONPATH, laid out as pip leaves a package."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "acme.py").write_text(CODE)
    (folder / "acme_models.py").write_text(MODELS)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entry_points)
    return folder
