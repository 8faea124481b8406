"""The rules of annotations."""

from tripl.features.annotations.service.editing import (
    create,
    delete,
    forget_event_type,
    forget_scan,
    leave,
    listed,
    losses_of_event_type,
    losses_of_scans,
)
from tripl.features.annotations.service.windows import Expected, Subject, expected, subject_of

__all__ = [
    "Expected",
    "Subject",
    "create",
    "delete",
    "expected",
    "forget_event_type",
    "forget_scan",
    "leave",
    "listed",
    "losses_of_event_type",
    "losses_of_scans",
    "subject_of",
]
