"""The rules of alerting, one module a use case."""

from tripl.features.alerts.service.digests import send as send_digests
from tripl.features.alerts.service.evaluation import EvaluateReport, evaluate
from tripl.features.alerts.service.history import failed_before
from tripl.features.alerts.service.matching import Verdict, matches
from tripl.features.alerts.service.rules import (
    forget_event_type,
    forget_expected,
    forget_findings,
    forget_scan,
    losses_of_event_type,
    losses_of_scans,
)
from tripl.features.alerts.service.sending import deliver, overdue, requeue_stranded

__all__ = [
    "EvaluateReport",
    "Verdict",
    "deliver",
    "evaluate",
    "failed_before",
    "forget_event_type",
    "forget_expected",
    "forget_findings",
    "forget_scan",
    "losses_of_event_type",
    "losses_of_scans",
    "matches",
    "overdue",
    "requeue_stranded",
    "send_digests",
]
