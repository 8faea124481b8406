"""What a recipe makes, as one number: equal for the same recipe, seed and clock."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from tripl.features.demo.schemas import DemoPolicy, Seed
from tripl.features.demo.service.stages import QUERY, RULE, SCAN, SINK, SOURCE
from tripl.features.demo.service.ticking import in_use
from tripl.features.projects.schemas import DemoState
from tripl.kit.clock import utcnow
from tripl.warehouses.synthetic import recipe


class DemoStates:
    """Stands behind the projects' port `Demos`."""

    def __init__(self, policy: DemoPolicy) -> None:
        self._policy = policy

    def version(self) -> str:
        return recipe.VERSION

    def state(self, opened_at: datetime | None) -> DemoState:
        if not self._policy.runtime_enabled:
            return "stopped"
        return "running" if in_use(opened_at, utcnow()) else "paused"


def content_hash(seed: Seed) -> str:
    """SHA-256 over the authored content and every row the warehouse holds at the instant it was made."""
    from tripl.warehouses.synthetic.traffic import World, cells

    world = World(seed.number, seed.at, faults=seed.faults)
    authored = [
        recipe.VERSION,
        SOURCE,
        SCAN,
        QUERY,
        SINK,
        RULE,
        *map(asdict, recipe.EVENTS),
        *map(asdict, recipe.FAULTS),
        *map(asdict, recipe.CAMPAIGNS),
    ]
    digest = hashlib.sha256(json.dumps(authored, sort_keys=True, default=str).encode())
    for column in cells(world, world.begins, world.made).columns:
        digest.update(column.combine_chunks().to_numpy(zero_copy_only=False).tobytes())
    return digest.hexdigest()
