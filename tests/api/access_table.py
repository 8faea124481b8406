"""Who may call which route. A new route needs a row here; tests/api/test_access_table.py tries every row."""

from typing import NamedTuple

P = "/projects/{slug}"
TYPE = P + "/event-types/{type_id}"
SCAN = P + "/scans/{scan_id}"
DESTINATION = P + "/alert-destinations/{destination_id}"


class Row(NamedTuple):
    """`level`: - nobody in particular, V whoever may look, E an editor, O an owner or admin; M any member of the
    organisation, also with a project role of viewer. `key`: the weakest API key that is let in, r, w or no.
    """

    level: str
    key: str


OPEN, READ, MEMBER, EDIT = Row("-", "-"), Row("V", "r"), Row("M", "w"), Row("E", "w")
PERSON, OWNER = Row("V", "no"), Row("O", "no")

ROUTES: dict[str, Row] = {
    "GET /auth/status": OPEN,
    "POST /auth/register": OPEN,
    "POST /auth/login": OPEN,
    "POST /auth/logout": PERSON,
    "GET /auth/me": READ,
    "GET /me/api-keys": READ,
    "POST /me/api-keys": PERSON,
    "DELETE /me/api-keys/{key_id}": PERSON,
    "GET /users": READ,
    "PATCH /users/{user_id}": OWNER,
    "GET /audit": OWNER,
    "GET /audit/{entry_id}": OWNER,
    "GET /data-sources": READ,
    "POST /data-sources": OWNER,
    "POST /data-sources/test": OWNER,
    "GET /data-sources/{source_id}": READ,
    "PATCH /data-sources/{source_id}": OWNER,
    "DELETE /data-sources/{source_id}": OWNER,
    "POST /data-sources/{source_id}/test": OWNER,
    "GET /data-sources/{source_id}/schema": OWNER,
    "GET /files/limits": OWNER,
    "GET /files": OWNER,
    "POST /files": OWNER,
    "POST /files/from-path": OWNER,
    "GET /files/{file_id}": OWNER,
    "DELETE /files/{file_id}": OWNER,
    "POST /files/{file_id}/reading": OWNER,
    "POST /files/{file_id}/start": OWNER,
    "POST /files/{file_id}/cancel": OWNER,
    "GET /files/{file_id}/rejects": OWNER,
    "POST /projects/demo": PERSON,
    "POST /projects/demo/{slug}/reset": OWNER,
    "POST /projects/demo/{slug}/upgrade": OWNER,
    "DELETE /projects/demo/{slug}": OWNER,
    "GET /projects": READ,
    "POST /projects": MEMBER,
    f"GET {P}": READ,
    f"PATCH {P}": OWNER,
    f"DELETE {P}": OWNER,
    "GET /activity/projects/{slug}": READ,
    f"GET {P}/branches": READ,
    f"POST {P}/danger/reset-anomalies": OWNER,
    f"GET {P}/overview/kpi-series": READ,
    f"GET {P}/overview/top-events": READ,
    f"GET {P}/event-types": READ,
    f"POST {P}/event-types": EDIT,
    f"GET {TYPE}": READ,
    f"PATCH {TYPE}": EDIT,
    f"DELETE {TYPE}": EDIT,
    f"GET {TYPE}/fields": READ,
    f"POST {TYPE}/fields": EDIT,
    f"POST {TYPE}/fields/bulk": EDIT,
    f"PATCH {TYPE}/fields/reorder": EDIT,
    f"PATCH {TYPE}/fields/{{field_id}}": EDIT,
    f"DELETE {TYPE}/fields/{{field_id}}": EDIT,
    f"GET {P}/event-types/{{event_type_id}}/metrics": READ,
    f"GET {P}/events": READ,
    f"GET {P}/events/tags": READ,
    f"GET {P}/events/{{event_id}}": READ,
    f"GET {P}/events/{{event_id}}/metrics": READ,
    f"GET {P}/events/{{event_id}}/metrics/breakdowns": READ,
    f"POST {P}/events/window-metrics": READ,
    f"GET {P}/scans": READ,
    f"POST {P}/scans": OWNER,
    f"POST {P}/scans/preview": OWNER,
    f"GET {P}/scans/preview-jobs/{{job_id}}": OWNER,
    f"POST {P}/scans/dry-run": OWNER,
    f"GET {P}/scans/dry-run-jobs/{{job_id}}": OWNER,
    f"GET {SCAN}": READ,
    f"PATCH {SCAN}": OWNER,
    f"DELETE {SCAN}": OWNER,
    f"POST {SCAN}/run": EDIT,
    f"GET {SCAN}/jobs": READ,
    f"GET {SCAN}/jobs/{{job_id}}": READ,
    f"POST {SCAN}/jobs/{{job_id}}/cancel": EDIT,
    f"GET {P}/monitors-summary": READ,
    f"GET {P}/monitors/{{rule_id}}": READ,
    f"POST {P}/monitors/{{rule_id}}/mute": EDIT,
    f"POST {P}/monitors/{{rule_id}}/unmute": EDIT,
    f"GET {P}/anomalies/past": READ,
    f"GET {P}/anomalies/signals": READ,
    f"POST {P}/anomalies/signals/query": READ,
    f"POST {P}/anomalies/signals/series": READ,
    f"GET {P}/anomaly-settings": READ,
    f"PATCH {P}/anomaly-settings": EDIT,
    f"GET {P}/metrics/total": READ,
    f"GET {P}/alert-destinations": READ,
    f"POST {P}/alert-destinations": EDIT,
    f"POST {P}/alert-destinations/test": EDIT,
    f"GET {DESTINATION}": READ,
    f"PATCH {DESTINATION}": EDIT,
    f"DELETE {DESTINATION}": EDIT,
    f"POST {DESTINATION}/test": EDIT,
    f"POST {DESTINATION}/rules": EDIT,
    f"PATCH {DESTINATION}/rules/{{rule_id}}": EDIT,
    f"DELETE {DESTINATION}/rules/{{rule_id}}": EDIT,
    f"GET {P}/alert-deliveries": READ,
    f"GET {P}/alert-deliveries/{{delivery_id}}": READ,
    f"POST {P}/alert-deliveries/{{delivery_id}}/retry": EDIT,
}

LIMITS: dict[str, tuple[int, int]] = {
    "GET /users": (200, 1000),
    "GET /audit": (50, 200),
    "GET /files": (50, 200),
    "GET /files/{file_id}/rejects": (100, 1_000),
    f"GET {P}/events": (200, 10_000),
    f"GET {SCAN}/jobs": (50, 200),
    f"GET {P}/alert-deliveries": (50, 200),
    "GET /activity/projects/{slug}": (20, 100),
    f"GET {P}/anomalies/past": (5, 100),
    f"GET {P}/overview/top-events": (10, 100),
}
"""Default and maximum of `limit`."""
