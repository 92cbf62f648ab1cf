"""The same thing failing at one place: what is one place, what is one failure, what is one year."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from geo import cells
from geo.metres import metres_per_degree
from geo.repeated_failures import repeated_failures

LONGITUDE, LATITUDE = 69.2401, 41.2995
EAST, NORTH = (float(v) for v in metres_per_degree(LATITUDE))
TODAY = date(2027, 2, 1).toordinal()


def at(metres_east: float = 0.0, metres_north: float = 0.0) -> int:
    return cells.cell_of(LONGITUDE + metres_east / EAST, LATITUDE + metres_north / NORTH)


def times(reports: list[tuple[int, int]], **options: object) -> list[int]:
    """The numbers of failures of each place; a report is (cell, days ago)."""
    found = repeated_failures(
        [cell for cell, _ in reports],
        [TODAY - ago for _, ago in reports],
        [1] * len(reports),
        today=TODAY,
        **options,  # type: ignore[arg-type]
    )
    return [place.times for place in found]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], []),
        ([(at(), 1)], []),
        ([(at(), 1), (at(), 100)], []),
        # Across new year: 1 February, 3 January, 30 December, 1 July.
        ([(at(), 0), (at(), 29), (at(), 215)], [3]),
        # On 30 December and 3 January: one failure, as for any other four days.
        ([(at(), 33), (at(), 29), (at(), 0), (at(), 215)], [3]),
        ([(at(), 33), (at(), 29), (at(), 215)], []),
        # A fortnight of quiet ends a failure; a row of reports closer than that is one, however long.
        ([(at(), 0), (at(), 15), (at(), 30)], [3]),
        ([(at(), 0), (at(), 14), (at(), 28), (at(), 42)], []),
        # A year ago counts, the day before does not, nor what is not yet.
        ([(at(), 0), (at(), 100), (at(), 364)], [3]),
        ([(at(), 0), (at(), 100), (at(), 365)], []),
        ([(at(), 0), (at(), 100), (at(), -1)], []),
        # 40 m to either side of the middle is one place, 80 m is not.
        ([(at(-40), 0), (at(), 100), (at(0, 40), 200)], [3]),
        ([(at(-80), 0), (at(), 100), (at(0, 80), 200)], []),
        # A street with a failure every 40 m is no place, but a street: nobody's three are within 50 m of 100 m.
        ([(at(40 * i), 50 * i) for i in range(7)], [3, 3]),
        # Two places, the one with more failures first.
        ([(at(), 50 * i) for i in range(3)] + [(at(500), 50 * i) for i in range(5)], [5, 3]),
    ],
)
def test_failures_of_a_place_are_counted(reports: list[tuple[int, int]], expected: list[int]) -> None:
    assert times(reports) == expected


def test_groups_are_not_put_together() -> None:
    found = repeated_failures([at()] * 6, [TODAY - 40 * i for i in range(6)], [1, 2] * 3, today=TODAY)
    assert [(place.group, place.times) for place in found] == [(1, 3), (2, 3)]


def test_a_place_says_when_where_and_which() -> None:
    days = [TODAY - ago for ago in (5, 200, 8, 100, 300)]
    (place,) = repeated_failures([at(10), at(-10), at(10), at(-10), at(1000)], days, [7] * 5, today=TODAY)
    assert place.members == (1, 3, 2, 0)
    assert place.began_on == (days[1], days[3], days[2])
    assert place.last_day == days[0]
    assert (place.longitude, place.latitude) == pytest.approx((LONGITUDE, LATITUDE), abs=1e-5)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"radius_m": 100}, [4]),
        ({"times": 5}, []),
        ({"times": 1, "radius_m": 5}, [2, 2]),
        ({"quiet_days": 100, "radius_m": 100, "times": 1}, [1]),
        ({"days_back": 120, "radius_m": 100, "times": 2}, [3]),
    ],
)
def test_what_counts_as_repeated_can_be_chosen(options: dict[str, object], expected: list[int]) -> None:
    assert times([(at(), 0), (at(60), 50), (at(), 100), (at(60), 150)], **options) == expected


def test_a_hundred_thousand_reports_of_one_building_are_one_place() -> None:
    seeded = np.random.default_rng(3)
    many = 100_000
    places = cells.cells_of(
        LONGITUDE + seeded.uniform(-15, 15, many) / EAST, LATITUDE + seeded.uniform(-15, 15, many) / NORTH
    )
    found = repeated_failures(places, TODAY - seeded.choice([0, 100, 200], many), np.ones(many), today=TODAY)
    assert [(place.times, len(place.members)) for place in found] == [(3, many)]


@pytest.mark.parametrize(
    ("options", "said"),
    [({"radius_m": 0}, "above 0"), ({"times": 0}, "above 0"), ({"days": [1]}, "length")],
)
def test_what_is_no_question_is_refused(options: dict[str, object], said: str) -> None:
    asked: dict[str, object] = {"places": [], "days": [], "groups": [], "today": TODAY, **options}
    with pytest.raises(ValueError, match=said):
        repeated_failures(**asked)  # type: ignore[arg-type]
