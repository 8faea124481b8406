"""The closed sets of words and the three shapes of lists, as the document declares them."""

import pytest
from tests.api.documented import operations, parameters, schemas

STATUSES = "draft in_review ready_for_dev implemented live deprecated archived"
INTERVALS = "15m 1h 6h 1d 1w"
JOBS = "pending running completed failed cancelled"
DELIVERIES = "pending sent failed"
SENSITIVITY = "none pii phi financial secret"
WORDS = {
    ("EventListItem", "status"): STATUSES,
    ("EventOut", "status"): STATUSES,
    **dict.fromkeys([(s, "interval") for s in ("ScanCreate", "ScanUpdate", "ScanOut", "DryRunRequest")], INTERVALS),
    ("ScanJobOut", "status"): JOBS,
    ("ProbeJob", "status"): JOBS,
    ("DeliveryOut", "status"): DELIVERIES,
    ("Destination", "last_delivery_status"): DELIVERIES,
    ("FieldOut", "sensitivity"): SENSITIVITY,
    ("FieldCreate", "sensitivity"): SENSITIVITY,
    ("SignalOut", "direction"): "spike drop",
    ("Point", "anomaly_direction"): "spike drop",
    ("SourceOut", "last_test_status"): "success failed",
    ("ProjectOut", "generation_status"): "pending seeding ready failed",
    ("Monitor", "status"): "firing warning healthy",
}
PAGES, CURSORS = (
    {"/anomalies/past", "/events", "/audit", "/branches", "/files", "/files/{file_id}/rejects"},
    {"/alert-deliveries"},
)


@pytest.mark.spec("SC-8", "API-6")
@pytest.mark.parametrize(("schema", "member"), WORDS)
def test_shared_words(schema, member):
    declared = schemas()[schema]["properties"][member]
    kinds = [each for each in declared.get("anyOf", [declared]) if each.get("type") != "null"]
    assert [set(kind["enum"]) for kind in kinds] == [set(WORDS[schema, member].split())]


@pytest.mark.spec("API-3", "SC-8")
def test_parameters_with_a_closed_set_are_enums():
    route = "/projects/{slug}"
    status = parameters(f"GET {route}/events")["status"]["anyOf"][0]["items"]
    assert set(status["enum"]) == set(STATUSES.split())
    assert parameters(f"GET {route}/events")["order_by"]["enum"] == ["catalog", "volume"]
    assert set(parameters(f"GET {route}/alert-deliveries")["status"]["anyOf"][0]["items"]["enum"]) == {
        *DELIVERIES.split()
    }
    assert parameters(f"GET {route}/events")["branch"]["anyOf"][0] == {"type": "string"}


@pytest.mark.spec("API-30", "SC-5")
def test_a_list_is_a_page_a_cursor_or_an_array():
    shapes: dict[str, set[str]] = {"page": set(), "cursor": set()}
    for route, operation in operations().items():
        verb, path = route.split(" ")
        if verb != "GET" or "200" not in operation["responses"]:  # what redirects lists nothing
            continue
        tail = path.removeprefix("/projects/{slug}")
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        if schema.get("type") == "array":
            continue
        members = set(schemas()[schema["$ref"].rsplit("/", 1)[-1]]["properties"])
        if members == {"items", "total"}:
            shapes["page"].add(tail)
        elif members == {"items", "total", "next_cursor"}:
            shapes["cursor"].add(tail)
        else:
            assert "items" not in members or tail.endswith("}"), route
    assert shapes == {"page": PAGES, "cursor": CURSORS}
