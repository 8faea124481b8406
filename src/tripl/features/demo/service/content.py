"""What a recipe makes, as one number: equal for the same recipe, seed and clock."""

import hashlib
import json
from dataclasses import asdict

from tripl.features.demo.schemas import Seed
from tripl.features.demo.service.stages import QUERY, SCAN, SOURCE
from tripl.warehouses.synthetic import recipe


class Recipe:
    """Stands behind the projects' port `CurrentRecipe`."""

    def version(self) -> str:
        return recipe.VERSION


def content_hash(seed: Seed) -> str:
    """SHA-256 over the authored content and every row the warehouse holds at the instant it was made."""
    from tripl.warehouses.synthetic.traffic import World, cells

    world = World(seed.number, seed.at, faults=seed.faults)
    authored = [recipe.VERSION, SOURCE, SCAN, QUERY, *map(asdict, recipe.EVENTS), *map(asdict, recipe.FAULTS)]
    digest = hashlib.sha256(json.dumps(authored, sort_keys=True, default=str).encode())
    for column in cells(world, world.begins, world.made).columns:
        digest.update(column.combine_chunks().to_numpy(zero_copy_only=False).tobytes())
    return digest.hexdigest()
