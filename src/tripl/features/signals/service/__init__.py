"""The rules of signals."""

from tripl.features.signals.service.clearing import reset_anomalies
from tripl.features.signals.service.detecting import detect_scan, history_start, settled_end
from tripl.features.signals.service.expecting import close_expected
from tripl.features.signals.service.reading import candidates, of_scope, open_signals, past_findings, small_series
from tripl.features.signals.service.settings import change, on_project_created, settings
from tripl.features.signals.service.wording import sentence

__all__ = [
    "candidates",
    "change",
    "close_expected",
    "detect_scan",
    "history_start",
    "of_scope",
    "on_project_created",
    "open_signals",
    "past_findings",
    "reset_anomalies",
    "sentence",
    "settings",
    "settled_end",
    "small_series",
]
