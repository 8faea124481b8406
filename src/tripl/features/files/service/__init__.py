"""The rules of dropped files. The engine that reads them is imported on first use: the app starts without it."""

from tripl.features.files.service.answering import first_look, rejected
from tripl.features.files.service.housekeeping import sweep
from tripl.features.files.service.presenting import file_out, shown
from tripl.features.files.service.starting import cancel, listed, start
from tripl.features.files.service.storing import (
    FilesOfOrganization,
    Incoming,
    delete,
    found,
    keep,
    limits,
    name_on_disk,
    readable,
)

__all__ = [
    "FilesOfOrganization",
    "Incoming",
    "cancel",
    "delete",
    "file_out",
    "first_look",
    "found",
    "keep",
    "limits",
    "listed",
    "name_on_disk",
    "readable",
    "rejected",
    "shown",
    "start",
    "sweep",
]
