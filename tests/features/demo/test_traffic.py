"""The recipe against the real detector at its shipped threshold: what is planted is found, and nothing else."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tripl.detection import score
from tripl.features.scans.service import propose_min_expected
from tripl.features.signals.service.detecting import history_start
from tripl.kit.clock import bucket_at
from tripl.warehouses.synthetic.recipe import CAMPAIGNS, EVENTS, FAULTS
from tripl.warehouses.synthetic.traffic import World, counts, span

HOUR = 3600
SIGMA = 4.0
SETTLING = 1  # hours that the newest bucket is left to settle
MADE = datetime(2026, 11, 24, 3, tzinfo=UTC)


def rings(world: World, *, planned: bool = True) -> dict[str, list[int]]:
    """Hours, counted from the one the demo was made in, at which a scope rings anywhere in its history.

    With `planned` what the campaigns' windows cover is masked, as a pass does it.
    """
    first, stop = world.begins, world.made - SETTLING
    events = counts(world, first, stop).sum(axis=1).astype(float)
    kinds = dict.fromkeys(each.type_name for each in EVENTS)
    series = {each.name: events[at] for at, each in enumerate(EVENTS)}
    for kind in kinds:
        series[kind] = sum(events[at] for at, each in enumerate(EVENTS) if each.type_name == kind)
    series["total"] = events.sum(axis=0)
    start = int(history_start(bucket_at(first, "1h")).timestamp()) // HOUR
    blank = np.full(first - start, np.nan)
    matrix = np.array([np.concatenate([blank, line]) for line in series.values()])
    least = propose_min_expected(events[events > 0].tolist())
    stamps = np.arange(start, stop, dtype=np.int64) * HOUR
    mask = np.zeros(matrix.shape, bool)
    for campaign in CAMPAIGNS if planned else ():
        begins, ends = span(world, campaign)
        kind = next(each.type_name for each in EVENTS if each.name == campaign.event)
        covered = {kind, *(each.name for each in EVENTS if each.type_name == kind)}
        mask[[name in covered for name in series], begins - start : ends - start] = True
    scores = score(matrix, stamps, HOUR, mask=mask, evaluate_from=first - start, sigma=SIGMA).without(mask)
    hit = (scores.score >= SIGMA) & (scores.expected >= least)
    return {
        name: [int(start + at - world.made) for at in np.flatnonzero(hit[row])]
        for row, name in enumerate(series)
        if hit[row].any()
    }


@pytest.mark.spec("DM-15", "DM-20")
@pytest.mark.parametrize("seed", [1, 202, 30_303, 4_040_404, 505_050_505])
def test_without_faults_nothing_rings(seed):
    assert rings(World(seed, MADE + timedelta(hours=5 * (seed % 7)), faults=False)) == {}


@pytest.mark.spec("DM-15")
@pytest.mark.parametrize("moved", [0, 7, 14, 22])
@pytest.mark.parametrize("seed", [7, 77_777])
def test_a_campaign_would_ring_had_nobody_planned_it(seed, moved):
    world = World(seed, MADE + timedelta(hours=moved))
    with_window, without = rings(world), rings(world, planned=False)
    for campaign in CAMPAIGNS:
        begins, ends = (edge - world.made for edge in span(world, campaign))
        hours = [hour for hour in without[campaign.event] if begins <= hour < ends]
        assert hours[0] < begins + 2
        assert campaign.event not in with_window


@pytest.mark.spec("DM-15")
@pytest.mark.parametrize("moved", [0, 7, 14, 22])
@pytest.mark.parametrize("seed", [7, 77_777])
def test_every_fault_is_found_where_it_was_planted(seed, moved):
    world = World(seed, MADE + timedelta(hours=moved))
    found = rings(world)
    for fault in FAULTS:
        first, stop = (edge - world.made for edge in span(world, fault))
        hours = found.pop(fault.event)
        assert first <= hours[0] < first + 6
        assert all(first <= hour < stop + 2 for hour in hours)
    assert len(found) <= 2
    assert all(name in {each.type_name for each in EVENTS} | {"total"} for name in found)
