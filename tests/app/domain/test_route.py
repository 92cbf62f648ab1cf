"""The order of a day's stops: short, steady, and sensible about what lies at one place."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.day_route import best_order, nearest_neighbour
from app.domain.proof import judge
from app.domain.route import inserted, shortened, together, way_m

places = st.lists(
    st.tuples(st.floats(0, 5000, allow_nan=False), st.floats(0, 5000, allow_nan=False)),
    min_size=1,
    max_size=12,
)


def straight(stops):
    """The metres between points on a plane."""
    return [[math.dist(here, there) for there in stops] for here in stops]


@given(places)
@settings(deadline=None, max_examples=80)
def test_the_way_is_never_longer_than_the_nearest_neighbours(stops):
    metres = straight(stops)
    found = best_order(metres)
    assert sorted(found) == list(range(len(stops)))
    assert found[0] == 0
    assert (
        way_m(found, metres) <= way_m(nearest_neighbour(metres) if len(stops) > 2 else found, metres) + 1e-6
    )


@given(
    st.integers(3, 7).flatmap(
        lambda n: st.lists(st.lists(st.floats(0, 9000), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
@settings(deadline=None, max_examples=60)
def test_one_way_streets_make_it_no_longer_either(metres):
    assert way_m(best_order(metres), metres) <= way_m(nearest_neighbour(metres), metres) + 1e-6


@given(places.filter(lambda stops: len(stops) <= 7))
@settings(deadline=None, max_examples=40)
def test_a_few_stops_are_nearly_as_short_as_can_be(stops):
    metres = straight(stops)
    least = min(way_m([0, *rest], metres) for rest in itertools.permutations(range(1, len(stops))))
    assert way_m(best_order(metres), metres) <= 1.25 * least + 1


def test_the_same_stops_give_the_same_way():
    metres = straight([(0, 0), (9, 1), (2, 7), (5, 5), (8, 8), (1, 3)])
    assert best_order(metres) == best_order(metres)


def test_a_crossing_is_taken_out():
    metres = straight([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert way_m(shortened([0, 1, 2, 3], metres), metres) == pytest.approx(30)


@given(places.filter(lambda stops: len(stops) > 2))
@settings(deadline=None, max_examples=40)
def test_a_late_stop_costs_the_least_and_moves_no_other(stops):
    metres = straight(stops)
    order, late = list(range(len(stops) - 1)), len(stops) - 1
    way = inserted(order, late, metres)
    assert [stop for stop in way if stop != late] == order
    assert way[0] == 0
    assert all(
        way_m(way, metres) <= way_m([*order[:at], late, *order[at:]], metres) + 1e-6
        for at in range(1, len(order) + 1)
    )


def test_what_is_near_the_first_is_one_place_and_a_row_along_a_street_is_not():
    def apart(one, other):
        return abs(one - other)

    assert together([0, 20, 200, 45, 30, 215], apart, 30) == [[0, 20, 30], [200, 215], [45]]


#: Distances from the pin of 100 allowed metres; far, unplaced, whether a reason is needed.
PROOFS = [
    ((), False, False, False),
    ((0.0,), False, False, False),
    ((100.0,), False, False, False),
    ((100.1,), True, False, True),
    ((None,), False, True, True),
    ((12.0, None), False, True, True),
    ((12.0, 400.0, None), True, True, True),
]


@pytest.mark.parametrize(("distances", "is_far", "is_unplaced", "needs_reason"), PROOFS)
def test_what_photos_prove(distances, is_far, is_unplaced, needs_reason):
    proof = judge(distances, 100)
    assert (proof.is_far, proof.is_unplaced, proof.needs_reason) == (is_far, is_unplaced, needs_reason)
