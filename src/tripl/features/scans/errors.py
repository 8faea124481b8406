"""Why a run or a probe did not get through, in words for people."""

from tripl.kit.errors import Conflict, TriplError

PREFIX = "Scan failed: "
INTERNAL = "Scan failed due to an internal error."


class StaleFence(Conflict):
    """Another worker holds the job, or it has ended: stop without writing."""


class RowCapReached(TriplError):
    """More rows than the cap: nothing is written, because a capped answer would look complete."""


def failure_text(error: BaseException) -> str:
    """What the page shows of an error: authored messages verbatim, everything else in general terms."""
    return f"{PREFIX}{error.message}" if isinstance(error, TriplError) else INTERNAL
