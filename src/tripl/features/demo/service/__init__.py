"""The rules of demos."""

from tripl.features.demo.service.content import DemoStates, content_hash
from tripl.features.demo.service.lives import create, delete, new_seed, reset, upgrade
from tripl.features.demo.service.planting import Planting
from tripl.features.demo.service.stages import STAGES
from tripl.features.demo.service.ticking import Visits, advance

__all__ = [
    "STAGES",
    "DemoStates",
    "Planting",
    "Visits",
    "advance",
    "content_hash",
    "create",
    "delete",
    "new_seed",
    "reset",
    "upgrade",
]
