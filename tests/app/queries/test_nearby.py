"""The open reports around one: within real metres, whatever their agency, the nearest first."""

import pytest

from app.queries.nearby import NEAR_M, nearby_open
from geo.metres import distance_m
from tests.factories import World

HERE = (69.05, 41.05)


@pytest.fixture
def world(session):
    return World()


def test_only_open_reports_within_the_radius_are_near_the_nearest_first(world, now):
    sr = world.report()
    offsets = [0.0005, 0.0, 0.002, 0.0035, 0.0036, 0.01]
    near = {offset: world.report(longitude=HERE[0] + offset).public_id for offset in offsets}
    world.report("resolved")
    world.report("rejected")
    begun = world.report("in_progress", latitude=HERE[1] + 0.001).public_id
    found = nearby_open(sr, now=now)
    expected = sorted(
        [(distance_m(HERE, (HERE[0] + offset, HERE[1])), public_id) for offset, public_id in near.items()]
        + [(distance_m(HERE, (HERE[0], HERE[1] + 0.001)), begun)]
    )
    assert [n.entry.public_id for n in found] == [
        public_id for metres, public_id in expected if metres <= NEAR_M
    ]
    assert [n.distance_m for n in found] == pytest.approx([m for m, _ in expected if m <= NEAR_M], abs=1.5)
    assert all(n.same_group for n in found)


def test_the_answer_is_bounded(world, now):
    sr = world.report()
    for _ in range(4):
        world.report()
    assert len(nearby_open(sr, most=3, now=now)) == 3
