"""Sentences about files that several places say."""

from tripl.kit.errors import TriplError

OFF = (
    "File sources are switched off on this server, so no file can be dropped. "
    "An operator switches them on by listing folders in FILE_SOURCE_DIRS."
)
UNKNOWN = "File not found"
GONE = "The file is not on the disk any more. Drop it again."
CHANGED = "The file changed while it was read. Start it again once nothing writes to it."
INTERNAL = "The file could not be loaded because of an internal error. Try again; the worker's log holds the reason."


class StoppedError(TriplError):
    """The load is no longer ours: stop without writing."""


class GivenBackError(TriplError):
    """This worker ends: another one goes on."""
