"""Alerting on the wire, and the policy that bootstrap fills."""

from tripl.features.alerts.schemas.deliveries import (
    DeliveryDetail,
    DeliveryFilter,
    DeliveryItemOut,
    DeliveryOut,
    DeliveryStatus,
    PlanDigest,
)
from tripl.features.alerts.schemas.destinations import (
    Destination,
    DestinationCreated,
    DestinationDraft,
    DestinationIn,
    DestinationPatch,
    DestinationType,
    TestResult,
)
from tripl.features.alerts.schemas.monitors import (
    FiringScope,
    Monitor,
    MonitorDetail,
    MonitorsSummary,
    MonitorStatus,
    MuteIn,
    ScopeReadiness,
)
from tripl.features.alerts.schemas.policy import AlertPolicy
from tripl.features.alerts.schemas.rules import Rule, RuleFilter, RuleIn, RulePatch

__all__ = [
    "AlertPolicy",
    "DeliveryDetail",
    "DeliveryFilter",
    "DeliveryItemOut",
    "DeliveryOut",
    "DeliveryStatus",
    "Destination",
    "DestinationCreated",
    "DestinationDraft",
    "DestinationIn",
    "DestinationPatch",
    "DestinationType",
    "FiringScope",
    "Monitor",
    "MonitorDetail",
    "MonitorStatus",
    "MonitorsSummary",
    "MuteIn",
    "PlanDigest",
    "Rule",
    "RuleFilter",
    "RuleIn",
    "RulePatch",
    "ScopeReadiness",
    "TestResult",
]
