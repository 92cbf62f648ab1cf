"""Reports come out of a block as they went in, and are counted by cell however far apart the cells lie."""

from __future__ import annotations

import numpy as np
import pytest

from geo.heat_block import LATE, REPORT, Stood, by_cell, pack, unpack


def columns(n: int, **values: int) -> dict[str, np.ndarray]:
    plain = {"cell": 1 << 51, "mahalla": 70_000, "people": 3, "days": 12, "group": 8, "day": 6, "state": 2}
    return {name: np.full(n, value, dtype=np.int64) for name, value in {**plain, **values}.items()}


def test_what_was_packed_is_unpacked_with_its_day():
    first = columns(2, state=Stood.FIXED + LATE)
    found, day = unpack([pack(first), pack(columns(1, day=0))], [20_000, 20_007])
    assert day.tolist() == [20_006, 20_006, 20_007]
    assert found["state"].tolist() == [6, 6, 2]
    for name in REPORT.names:
        assert found[name][0] == first[name][0]


def test_a_report_takes_twenty_bytes():
    assert len(pack(columns(7))) == 7 * 20


def test_numbers_too_large_for_their_place_are_cut_down_and_do_not_turn_round():
    found, _day = unpack([pack(columns(1, people=70_000, days=-3))], [0])
    assert (int(found["people"][0]), int(found["days"][0])) == (65_535, 0)


def test_nothing_unpacks_to_nothing():
    found, day = unpack([], [])
    assert len(found) == len(day) == 0
    cells, (weight,) = by_cell(np.zeros(0, dtype=np.int64), [np.zeros(0)])
    assert len(cells) == len(weight) == 0


@pytest.mark.parametrize("apart", [1, 3, 10**12])
def test_cells_near_and_far_are_counted_alike(apart):
    cells = np.array([5, 5, 7, 5, 9]) * apart
    there, (reports, weight) = by_cell(cells, [np.ones(5), np.array([1.0, 2, 4, 8, 16])])
    assert there.tolist() == [5 * apart, 7 * apart, 9 * apart]
    assert reports.tolist() == [3, 1, 1]
    assert weight.tolist() == [11, 4, 16]
