"""Whether everything works, and what an installation tells of itself when it is asked to."""

from tripl.features.system.service.parts import TICK, overview, shipped_head, troubled
from tripl.features.system.service.usage import report, usage

__all__ = ["TICK", "overview", "report", "shipped_head", "troubled", "usage"]
