"""A site with something in every place, and a request of every route that succeeds there."""

import json
import pathlib
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from tests.api.access_table import DESTINATION, SCAN, TYPE, P
from tests.factories.accounts import make_group, make_key, make_organization, make_session, make_user
from tests.factories.alerts import make_delivery, make_destination, make_rule
from tests.factories.plan import make_event, make_event_type, make_field
from tests.factories.projects import make_member, make_project
from tests.factories.scans import QUERY, make_job, make_scan_of
from tests.factories.sources import make_source
from tests.fakes.door import Answer, Door, Headers

from tripl.features.accounts.schemas import AccountPolicy
from tripl.features.accounts.service.passwords import hash_password
from tripl.features.annotations import service as annotations
from tripl.features.annotations.schemas import AnnotationCreate
from tripl.features.audit import service as audit
from tripl.kit.clock import utcnow
from tripl.kit.crypto import keyed_digest
from tripl.kit.principal import Principal, ProjectContext
from tripl.models.accounts import (
    ApiKey,
    EmailVerification,
    Invitation,
    OrganizationMember,
    PasswordReset,
    UserSession,
)
from tripl.models.audit import AuditEntry
from tripl.models.files import DroppedFile
from tripl.models.projects import Project
from tripl.models.scans import ScanProbe

PASSWORD, NEW_PASSWORD = "the pass phrase of 1 owner!", "another pass phrase of 1 owner!"
INVITED, RESETTING, VERIFYING = "a-token-of-an-invitation", "a-token-of-a-reset", "a-token-of-a-mail"
CHEAP = 16
LINES = "event_time,action\n" + "".join(f"2026-03-0{1 + at % 4}T0{at % 9}:00:00Z,click\n" for at in range(200))


@dataclass(frozen=True)
class Example:
    """What is sent; `ids` replaces what the site has in a place of the path."""

    json: Any = None
    params: Any = None
    content: bytes | None = None
    ids: dict[str, str] = field(default_factory=dict)
    anonymous: bool = False


@dataclass
class Site:
    project: ProjectContext
    owner: Headers
    ids: dict[str, str]
    there: dict[str, Example]

    def address(self, route: str, **over: str) -> str:
        ids = {**self.ids, **self.there.get(route, Example()).ids, **over}
        return re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], route.split(" ")[1])

    def ask(self, door: Door, route: str, headers: Headers | None = None, *, keep: bool = False, **over: str) -> Answer:
        """As the owner, or as nobody where a link or a password counts."""
        example = self.there.get(route, Example())
        who = headers if headers is not None else {} if example.anonymous else self.owner
        return door.ask(
            route.split(" ", maxsplit=1)[0],
            self.address(route, **over),
            who,
            json=example.json,
            params=example.params,
            content=example.content,
            keep=keep,
        )


def furnish(session: Session, secret_key: str, cookie: str, folder: pathlib.Path, drops: pathlib.Path) -> Site:
    """`folder` is one of DuckDB tables, `drops` takes the files that people drop."""
    project, organization = make_project(session), make_organization(session)
    policy = AccountPolicy(secret_key=secret_key, scrypt_cost=CHEAP)
    owner = make_user(session, "owner", password_hash=hash_password(policy, PASSWORD))
    make_user(session, "owner")
    member, later = make_user(session), make_user(session)
    make_member(session, project, member, "viewer")
    token = make_session(session, owner, secret_key)
    headers = {"cookie": f"{cookie}={token}"}
    make_session(session, owner, secret_key)
    make_key(session, owner, "write")
    now = utcnow()
    times = {"created_at": now, "expires_at": now + timedelta(hours=1)}
    invitation = Invitation(
        organization_id=organization.id,
        email="invited@example.com",
        role="member",
        token_digest=keyed_digest(secret_key, INVITED),
        **times,
    )
    verifying = EmailVerification(
        user_id=owner.id, token_digest=keyed_digest(secret_key, VERIFYING), expires_at=times["expires_at"]
    )
    resetting = PasswordReset(user_id=member.id, token_digest=keyed_digest(secret_key, RESETTING), **times)
    session.add_all([invitation, verifying, resetting])
    make_user(session, "owner", is_platform_admin=True)
    leaving = make_organization(session, "leaving")
    make_user(session, "owner", leaving)
    session.add(OrganizationMember(organization_id=leaving.id, user_id=owner.id, role="owner"))
    group = make_group(session, organization, member)
    kind = make_event_type(session, project)
    plan = make_field(session, kind, "plan")
    event = make_event(session, kind)
    source, spare = make_source(session, project, database_name=str(folder)), make_source(session, project)
    scan, busy = make_scan_of(session, project, source), make_scan_of(session, project, source)
    done, running = make_job(session, scan), make_job(session, busy, status="pending")
    probes = [
        ScanProbe(project_id=project.id, kind=each, request={}, status="completed") for each in ("preview", "dry_run")
    ]
    session.add_all(probes)
    destination = make_destination(session, project)
    rule = make_rule(session, destination)
    delivery = make_delivery(session, rule, scan, status="failed")
    note = annotations.leave(session, project.id, AnnotationCreate(bucket=now, label="release"))
    (drops / "there.csv").write_text(LINES)
    dropped = [
        DroppedFile(
            organization_id=organization.id, name=name, size_bytes=len(LINES), format="csv", owned=False,
            path=str(drops / "there.csv"), status=status,
        )
        for name, status in (("there.csv", "uploaded"), ("loading.csv", "loading"))
    ]  # fmt: skip
    session.add_all(dropped)
    acting = Principal(owner.id, owner.email, owner.name, organization.id, organization.slug, "owner")
    audit.record(session, acting, action="a.b", target_type="project", target_id=project.id, target_name="Shop")
    session.commit()
    current = select(UserSession.id).where(UserSession.token_digest == keyed_digest(secret_key, token))
    other_session = session.scalars(select(UserSession.id).where(UserSession.id.not_in(current))).one()
    ids = {
        "slug": project.slug,
        "org": organization.slug,
        "user_id": str(member.id),
        "invitation_id": str(invitation.id),
        "token": INVITED,
        "group_id": str(group.id),
        "key_id": str(session.scalars(select(ApiKey.id)).one()),
        "session_id": str(other_session),
        "entry_id": str(session.scalars(select(AuditEntry.id)).one()),
        "source_id": str(source.id),
        "file_id": str(dropped[0].id),
        "type_id": str(kind.id),
        "event_type_id": str(kind.id),
        "field_id": str(plan.id),
        "event_id": str(event.id),
        "scan_id": str(scan.id),
        "job_id": str(done.id),
        "rule_id": str(rule.id),
        "destination_id": str(destination.id),
        "delivery_id": str(delivery.id),
        "annotation_id": str(note.id),
    }
    later_at = (now + timedelta(days=1)).isoformat()
    window = {"time_from": (now - timedelta(days=1)).isoformat(), "time_to": now.isoformat()}
    base = {"data_source_id": str(source.id), "base_query": QUERY}
    draft = {**base, "event_type_column": "kind", "event_name_format": "{section}", "time_column": "event_time"}
    hook = {"type": "webhook", "name": "Hook", "target_url": "https://hooks.example.com/x"}
    folder_source = {"name": "Folder", "db_type": "duckdb", "database_name": str(folder)}
    other_field = {"name": "colour", "display_name": "Colour", "field_type": "string"}
    busy_job = {"scan_id": str(busy.id), "job_id": str(running.id)}
    there = {
        "POST /auth/register": Example({"email": "new@example.com", "password": PASSWORD}, anonymous=True),
        "POST /auth/login": Example({"email": owner.email, "password": PASSWORD}, anonymous=True),
        "POST /auth/password-reset/request": Example({"email": owner.email}, anonymous=True),
        "POST /auth/password-reset/confirm": Example(
            {"token": RESETTING, "new_password": NEW_PASSWORD}, anonymous=True
        ),
        "GET /auth/invitations/{token}": Example(anonymous=True),
        "POST /auth/invitations/{token}/accept": Example({"password": NEW_PASSWORD}, anonymous=True),
        "POST /me/api-keys": Example({"name": "CI", "scope": "write"}),
        "POST /me/password": Example({"current_password": PASSWORD, "new_password": NEW_PASSWORD}),
        "POST /me/deletion": Example({"password": PASSWORD}),
        "PATCH /users/{user_id}": Example({"role": "admin"}),
        "PATCH /settings": Example({"runtime": {"scan_row_limit_default": 40_000}}),
        "PUT /settings": Example({"runtime": {"scan_row_limit_default": 40_000}}),
        "POST /users/invitations": Example({"email": "more@example.com"}),
        "POST /auth/verify-email/confirm": Example({"token": VERIFYING}),
        "POST /orgs": Example({"name": "Second", "slug": "second"}),
        "DELETE /orgs/{org}": Example({"confirm_slug": "leaving"}, ids={"org": "leaving"}),
        "POST /orgs/{org}/transfer-ownership": Example({"user_id": str(member.id)}),
        "POST /orgs/{org}/groups": Example({"name": "Analysts"}),
        "PATCH /orgs/{org}/groups/{group_id}": Example({"name": "Readers"}),
        "POST /orgs/{org}/groups/{group_id}/members": Example({"user_id": str(later.id)}),
        "PATCH /orgs/{org}": Example({"name": "Ours"}),
        "PATCH /orgs/{org}/members/{user_id}": Example({"role": "admin"}),
        "POST /data-sources": Example(folder_source),
        "POST /data-sources/test": Example(folder_source),
        "PATCH /data-sources/{source_id}": Example({"name": "Renamed"}),
        "DELETE /data-sources/{source_id}": Example(ids={"source_id": str(spare.id)}),
        "POST /files": Example(content=LINES.encode(), params={"name": "a.csv"}),
        "POST /files/from-path": Example({"path": str(drops / "there.csv")}),
        "POST /files/{file_id}/reading": Example({}),
        "POST /files/{file_id}/start": Example({"project_name": "Tried"}),
        "POST /files/{file_id}/cancel": Example(ids={"file_id": str(dropped[1].id)}),
        "POST /projects": Example({"name": "Second", "slug": "second"}),
        f"PATCH {P}": Example({"name": "Renamed"}),
        f"POST {P}/members": Example({"user_id": str(later.id), "role": "viewer"}),
        f"PATCH {P}/members/{{user_id}}": Example({"role": "editor"}),
        f"POST {P}/danger/reset-anomalies": Example({"dry_run": False}),
        f"POST {P}/event-types": Example({"name": "page", "display_name": "Page"}),
        f"PATCH {TYPE}": Example({"display_name": "Renamed"}),
        f"POST {TYPE}/fields": Example(other_field),
        f"POST {TYPE}/fields/bulk": Example({"fields": [other_field]}),
        f"PATCH {TYPE}/fields/reorder": Example({"field_ids": [str(plan.id)]}),
        f"PATCH {TYPE}/fields/{{field_id}}": Example({"display_name": "Renamed"}),
        f"GET {P}/events/{{event_id}}/metrics/breakdowns": Example(params={"column": "platform"}),
        f"POST {P}/events/window-metrics": Example({"event_ids": [str(event.id)], **window}),
        f"POST {P}/scans": Example({**draft, "name": "visits", "interval": "1h"}),
        f"POST {P}/scans/{{scan_id}}/metrics/replay": Example(
            {"time_from": "2026-03-02T00:00:00Z", "time_to": "2026-03-03T00:00:00Z"}
        ),
        f"POST {P}/scans/preview": Example(base),
        f"GET {P}/scans/preview-jobs/{{job_id}}": Example(ids={"job_id": str(probes[0].id)}),
        f"POST {P}/scans/dry-run": Example(draft),
        f"GET {P}/scans/dry-run-jobs/{{job_id}}": Example(ids={"job_id": str(probes[1].id)}),
        f"PATCH {SCAN}": Example({"name": "renamed"}),
        f"POST {SCAN}/jobs/{{job_id}}/cancel": Example(ids=busy_job),
        f"POST {P}/monitors/{{rule_id}}/mute": Example({"muted_until": later_at}),
        f"POST {P}/anomalies/signals/query": Example({"event_ids": [str(event.id)]}),
        f"POST {P}/anomalies/signals/series": Example({"scopes": []}),
        f"PATCH {P}/anomaly-settings": Example({"sigma_threshold": 4.5}),
        f"POST {P}/annotations": Example({"bucket": now.isoformat(), "label": "another"}),
        f"POST {P}/alert-destinations": Example(hook),
        f"POST {P}/alert-destinations/test": Example(hook),
        f"PATCH {DESTINATION}": Example({"name": "Renamed"}),
        f"POST {DESTINATION}/rules": Example({"name": "Drops"}),
        f"PATCH {DESTINATION}/rules/{{rule_id}}": Example({"name": "Renamed"}),
    }
    return Site(project, headers, ids, there)


def with_demo(site: Site, session: Session, door: Door) -> Site:
    """A demo of an older recipe beside the project."""
    made = door.ask("POST", "/projects/demo", site.owner, keep=True)
    assert made.status == 201, made.body
    slug = json.loads(made.body)["slug"]
    session.execute(update(Project).where(Project.slug == slug).values(demo_recipe_version="older"))
    session.commit()
    demos = [f"{verb} /projects/demo/{{slug}}{rest}" for verb, rest in _DEMOS]
    return replace(site, there={**site.there, **{route: Example(ids={"slug": slug}) for route in demos}})


_DEMOS = (("POST", "/reset"), ("POST", "/upgrade"), ("DELETE", ""))
