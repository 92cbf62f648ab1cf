"""Classes of numbers: on one ladder, few shades, nothing below the smallest."""

import numpy as np
import pytest

from geo import heat_classes
from geo.heat_classes import LADDER, about, class_of, scale, shades


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, None),
        (0.9, None),
        (1, (1, 2)),
        (2, (1, 2)),
        (3, (3, 4)),
        (5, (5, 9)),
        (19.4, (10, 19)),
        (20, (20, 49)),
        (5_000_000, (5_000_000, -1)),
    ],
)
def test_a_number_has_the_class_that_holds_it(value: float, expected: tuple[int, int] | None) -> None:
    assert class_of(value) == expected


def test_every_class_from_three_on_holds_at_least_two_numbers() -> None:
    assert all(high < 0 or high > low for low, high in map(class_of, LADDER))  # type: ignore[misc]


def test_numbers_of_one_class_become_the_same() -> None:
    assert about([0, 1, 2, 3, 4, 5, 9]).tolist() == [0, 0, 0, 3.5, 3.5, 7, 7]
    assert about([]).tolist() == []


@pytest.mark.parametrize(
    ("highest", "smallest", "expected"),
    [
        (0, 1, ()),
        (2, 3, ()),
        (1, 1, ((1, 2),)),
        (9, 1, ((1, 2), (3, 4), (5, 9))),
        (9, 3, ((3, 4), (5, 9))),
        (300, 1, ((1, 19), (20, 49), (50, 99), (100, 199), (200, 499))),
        (300, 3, ((3, 19), (20, 49), (50, 99), (100, 199), (200, 499))),
    ],
)
def test_a_scale_ends_where_the_highest_lies(highest: float, smallest: int, expected: object) -> None:
    assert scale(highest, smallest=smallest) == expected


def test_shades_follow_the_scale() -> None:
    assert shades([0, 2, 3, 4, 5, 9], scale(9, smallest=3)).tolist() == [0, 0, 2, 2, 4, 4]
    assert shades([1, 500], ()).tolist() == [0, 0]
    assert shades(np.zeros((2, 0)), scale(9)).shape == (2, 0)
    assert max(heat_classes.SHADES) == heat_classes.MOST_SHADES
