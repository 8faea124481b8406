"""Every change leaves an entry in the audit log, in its own transaction; what leaves none has its reason here."""

import json
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session
from tests.api.access_table import DESTINATION, ROUTES, SCAN, TYPE, P
from tests.api.examples import Site
from tests.fakes.door import Door

from tripl.models import Base
from tripl.models.audit import AuditEntry

ACTIONS: dict[str, str] = {
    "POST /auth/register": "user.register",
    "POST /auth/password-reset/confirm": "user.password_reset",
    "POST /auth/invitations/{token}/accept": "user.invite_accept",
    "POST /me/api-keys": "api_key.create",
    "DELETE /me/api-keys/{key_id}": "api_key.revoke",
    "POST /me/password": "user.password_change",
    "POST /me/deletion": "user.delete",
    "PATCH /users/{user_id}": "org.member_role_update",
    "PATCH /settings": "settings.update",
    "PUT /settings": "settings.update",
    "POST /users/invitations": "user.invite",
    "DELETE /users/invitations/{invitation_id}": "user.invite_revoke",
    "POST /auth/verify-email/confirm": "user.email_verify",
    "POST /orgs": "org.create",
    "PATCH /orgs/{org}": "org.update",
    "DELETE /orgs/{org}": "org.delete_request",
    "POST /orgs/{org}/transfer-ownership": "org.transfer_ownership",
    "POST /orgs/{org}/groups": "org.group.create",
    "PATCH /orgs/{org}/groups/{group_id}": "org.group.update",
    "DELETE /orgs/{org}/groups/{group_id}": "org.group.delete",
    "POST /orgs/{org}/groups/{group_id}/members": "org.group.member_add",
    "DELETE /orgs/{org}/groups/{group_id}/members/{user_id}": "org.group.member_remove",
    "PATCH /orgs/{org}/members/{user_id}": "org.member_role_update",
    "DELETE /orgs/{org}/members/{user_id}": "org.member_remove",
    "POST /orgs/{org}/members/{user_id}/password-reset-link": "user.password_reset_link",
    "POST /data-sources": "data_source.create",
    "POST /data-sources/test": "data_source.test",
    "PATCH /data-sources/{source_id}": "data_source.update",
    "DELETE /data-sources/{source_id}": "data_source.delete",
    "POST /data-sources/{source_id}/test": "data_source.test",
    "POST /files": "file.create",
    "POST /files/from-path": "file.create",
    "DELETE /files/{file_id}": "file.delete",
    "POST /files/{file_id}/start": "file.start",
    "POST /files/{file_id}/cancel": "file.cancel",
    "POST /projects/demo": "project.create",
    "POST /projects/demo/{slug}/reset": "project.reset",
    "POST /projects/demo/{slug}/upgrade": "project.reset",
    "DELETE /projects/demo/{slug}": "project.delete",
    "POST /projects": "project.create",
    f"PATCH {P}": "project.update",
    f"DELETE {P}": "project.delete",
    f"POST {P}/members": "project.member_add",
    f"PATCH {P}/members/{{user_id}}": "project.member_update",
    f"DELETE {P}/members/{{user_id}}": "project.member_remove",
    f"POST {P}/danger/reset-anomalies": "project.reset",
    f"POST {P}/event-types": "event_type.create",
    f"PATCH {TYPE}": "event_type.update",
    f"DELETE {TYPE}": "event_type.delete",
    f"POST {TYPE}/fields": "field.create",
    f"POST {TYPE}/fields/bulk": "field.create",
    f"PATCH {TYPE}/fields/reorder": "field.reorder",
    f"PATCH {TYPE}/fields/{{field_id}}": "field.update",
    f"DELETE {TYPE}/fields/{{field_id}}": "field.delete",
    f"POST {P}/scans": "scan_config.create",
    f"POST {P}/scans/preview": "scan_config.preview",
    f"POST {P}/scans/dry-run": "scan_config.dry_run",
    f"PATCH {SCAN}": "scan_config.update",
    f"DELETE {SCAN}": "scan_config.delete",
    f"POST {SCAN}/run": "scan_config.run",
    f"POST {SCAN}/metrics/replay": "scan_config.replay",
    f"POST {SCAN}/jobs/{{job_id}}/cancel": "scan_config.cancel",
    f"POST {P}/monitors/{{rule_id}}/mute": "alert_rule.mute",
    f"POST {P}/monitors/{{rule_id}}/unmute": "alert_rule.unmute",
    f"PATCH {P}/anomaly-settings": "anomaly_settings.update",
    f"POST {P}/annotations": "annotation.create",
    f"DELETE {P}/annotations/{{annotation_id}}": "annotation.delete",
    f"POST {P}/alert-destinations": "alert_destination.create",
    f"POST {P}/alert-destinations/test": "alert_destination.test",
    f"PATCH {DESTINATION}": "alert_destination.update",
    f"DELETE {DESTINATION}": "alert_destination.delete",
    f"POST {DESTINATION}/test": "alert_destination.test",
    f"POST {DESTINATION}/rules": "alert_rule.create",
    f"PATCH {DESTINATION}/rules/{{rule_id}}": "alert_rule.update",
    f"DELETE {DESTINATION}/rules/{{rule_id}}": "alert_rule.delete",
    f"POST {P}/alert-deliveries/{{delivery_id}}/retry": "alert_delivery.retry",
}
SILENT: dict[str, str] = {
    "POST /auth/login": "opens a session of one's own, which is listed with its time",
    "POST /auth/logout": "ends the session that asks",
    "POST /auth/password-reset/request": "changes nothing; an entry would tell whether the address is known",
    "POST /auth/verify-email/request": "asks for one message to one's own address",
    "DELETE /me/sessions": "ends sessions of one's own",
    "DELETE /me/sessions/{session_id}": "ends a session of one's own",
    "POST /settings/email/test": "one message to one's own address, with what is saved",
    "POST /files/{file_id}/reading": "a question",
    f"POST {P}/events/window-metrics": "a question",
    f"POST {P}/anomalies/signals/query": "a question",
    f"POST {P}/anomalies/signals/series": "a question",
}
CHANGES = [route for route in ROUTES if not route.startswith("GET ")]


def entries(session: Session) -> dict[Any, AuditEntry]:
    session.expire_all()
    return {entry.id: entry for entry in session.scalars(select(AuditEntry))}


@pytest.mark.spec("AC-66", "AC-67")
def test_every_change_has_its_action_or_a_reason():
    assert set(CHANGES) == set(ACTIONS) | set(SILENT)
    assert set(ACTIONS) & set(SILENT) == set()


@pytest.mark.spec("AC-66", "AC-67", "AC-58", "AC-48")
def test_every_change_leaves_its_entry(site: Site, site_door: Door, session: Session):
    before = entries(session)
    wrong = {}
    for route in CHANGES:
        with site_door.undone():
            answer = site.ask(site_door, route, keep=True)
            new = [entry for ident, entry in entries(session).items() if ident not in before]
            actions = [entry.action for entry in new]
            for entry in new:
                assert entry.user_id is not None, route
                assert entry.target_type and entry.created_at, route
                assert "{slug}" not in route or route.startswith("DELETE ") or entry.project_id, route
        said = (answer.status // 100, actions.count(ACTIONS.get(route, "")))
        if said != (2, 1 if route in ACTIONS else 0) or (route in SILENT and new):
            wrong[route] = (answer.status, answer.detail, actions)
    assert wrong == {}


@pytest.mark.spec("AC-58")
def test_a_preview_is_remembered_with_its_sql(site: Site, site_door: Door, session: Session):
    before = entries(session)
    for route in (f"POST {P}/scans/preview", f"POST {P}/scans/dry-run"):
        with site_door.undone():
            site.ask(site_door, route, keep=True)
            [entry] = [entry for ident, entry in entries(session).items() if ident not in before]
            assert entry.payload["base_query"] == site.there[route].json["base_query"]


def fingerprint(connection: Connection) -> str:
    """Of every row of every table."""
    each = " UNION ALL ".join(
        f"SELECT '{name}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{name}\" t"
        for name in sorted(Base.metadata.tables)
    )
    return json.dumps([list(row) for row in connection.execute(text(each))])


@pytest.mark.spec("AC-66")
def test_a_change_without_its_entry_is_no_change(site: Site, site_door: Door, session: Session, queue):
    """The log refuses to be written: nothing else is kept, and nothing is sent."""
    session.execute(
        text("CREATE FUNCTION refuse_entry() RETURNS trigger AS $$ BEGIN RAISE 'no room'; END $$ LANGUAGE plpgsql")
    )
    session.execute(
        text("CREATE TRIGGER refuse BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_entry()")
    )
    session.commit()
    connection = session.connection()
    before, sent = fingerprint(connection), list(queue.sent)
    wrong = {}
    for route in ACTIONS:
        with site_door.undone():
            answer = site.ask(site_door, route, keep=True)
            same = fingerprint(connection) == before
        if answer.status != 500 or not same or queue.sent != sent:
            wrong[route] = (answer.status, same, queue.sent[len(sent) :])
    assert wrong == {}
