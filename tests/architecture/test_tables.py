"""A repository writes only the tables of its own feature; it may join others' to read."""

import ast

import pytest

from tests.architecture.sources import feature, feature_files, imports, place, tree
from tripl.models import Base

OWNERS = {
    "accounts": {
        "Organization", "User", "OrganizationMember", "UserSession", "ApiKey", "PasswordReset", "Invitation",
        "SignInAttempt", "EmailVerification", "OrganizationGroup", "OrganizationGroupMember",
    },
    "settings": {"SettingOverride"},
    "projects": {"Project", "ProjectMember"},
    "audit": {"AuditEntry"},
    "plan": {
        "PlanBranch", "EventType", "FieldDefinition", "Event", "EventTag", "EventFieldValue", "Variable",
    },
    "sources": {"DataSource"},
    "scans": {"ScanConfig", "ScanJob", "ScanLease", "ScanProbe"},
    "files": {"DroppedFile"},
    "metrics": {"MetricSeries", "MetricChunk", "MetricTail", "ScanCoverage"},
    "annotations": {"Annotation"},
    "signals": {"AnomalySettings", "Anomaly"},
    "usage": {"UsageReport"},
    "collection": {"WorkerHeartbeat", "PeriodicJob"},
    "alerts": {"AlertDestination", "AlertRule", "AlertState", "AlertDelivery", "AlertDeliveryItem"},
}  # fmt: skip
WRITERS = {"insert", "update", "delete"}
TABLES = {mapper.class_.__name__ for mapper in Base.registry.mappers}


def written(path) -> list[tuple[str, int]]:
    """Tables that a file makes rows of, or names in an insert, update or delete."""
    found = []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in TABLES:
            found.append((name, node.lineno))
        elif name in WRITERS and node.args and isinstance(node.args[0], ast.Name):
            found.append((node.args[0].id, node.lineno))
    return [(name, line) for name, line in found if name in TABLES]


def test_every_table_has_an_owner():
    owned = [name for names in OWNERS.values() for name in names]
    assert len(owned) == len(set(owned))
    assert TABLES - {"SchemaHistory"} == set(owned)


@pytest.mark.parametrize("path", feature_files("repository", "service"), ids=place)
def test_a_feature_writes_its_own_tables(path):
    wrong = [
        f"{place(path, line)} writes {name}"
        for name, line in written(path)
        if name not in OWNERS.get(feature(path), set())
    ]
    assert wrong == []


def test_read_features_write_nothing():
    wrong = [
        place(path, line)
        for path in feature_files()
        if feature(path) in {"overview", "catalog", "monitoring", "system"}
        for name, line in imports(path)
        if name in {f"sqlalchemy.{word}" for word in WRITERS}
    ]
    assert wrong == []
