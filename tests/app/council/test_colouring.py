"""Few classes, about as many areas in each, equal numbers together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.council.colouring import MOST_CLASSES, Measure, best_measure, colouring, value_of
from app.domain.durations import days_to_fix
from app.models import Area, Level
from app.queries.council import Counts, Row


def rows(numbers: list[int], population: int | None = None) -> list[Row]:
    return [
        Row(Area(id=n, level=Level.MAHALLA, code=str(n), names={}), Counts(reports=number), population)
        for n, number in enumerate(numbers)
    ]


def told(numbers: list[int]) -> list[tuple[int, float, float, int]]:
    return [(c.shade, c.low, c.high, c.areas) for c in colouring(rows(numbers), Measure.REPORTS).classes]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([7], [(3, 7, 7, 1)]),
        ([0, 0, 7], [(0, 0, 0, 2), (3, 7, 7, 1)]),
        ([4, 4, 4, 4], [(3, 4, 4, 4)]),
        ([1, 9], [(2, 1, 1, 1), (4, 9, 9, 1)]),
        (
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            [(1, 1, 2, 2), (2, 3, 4, 2), (3, 5, 6, 2), (4, 7, 8, 2), (5, 9, 10, 2)],
        ),
        # Most of them alike: fewer classes, not several of the same number.
        ([1, 1, 1, 1, 1, 1, 1, 5, 80], [(1, 1, 1, 7), (3, 5, 5, 1), (5, 80, 80, 1)]),
    ],
)
def test_the_classes_of_counts(numbers: list[int], expected: list[tuple[int, int, int, int]]) -> None:
    assert told(numbers) == expected


@given(st.lists(st.integers(0, 500), max_size=60))
def test_every_area_is_in_the_class_of_its_number(numbers: list[int]) -> None:
    found = colouring(rows(numbers), Measure.REPORTS)
    assert sum(c.areas for c in found.classes) == len(numbers)
    assert len([c for c in found.classes if c.shade]) <= MOST_CLASSES
    spans = {c.shade: (c.low, c.high) for c in found.classes}
    assert len(spans) == len(found.classes)
    for area, number in enumerate(numbers):
        shade = found.shades[area]
        assert shade is not None
        low, high = spans[shade]
        assert low <= number <= high


@given(st.lists(st.integers(0, 500), max_size=60))
def test_more_is_never_lighter(numbers: list[int]) -> None:
    shades = colouring(rows(numbers), Measure.REPORTS).shades
    by_number = [shades[area] for _, area in sorted((number, area) for area, number in enumerate(numbers))]
    assert by_number == sorted(by_number)


def test_what_is_not_known_has_no_class() -> None:
    found = colouring(rows([5, 5]), Measure.PER_1000)
    assert (found.classes, found.unknown, set(found.shades.values())) == ([], 2, {None})


def test_shares_are_classed_as_they_are_told_to_a_tenth() -> None:
    some = rows([1, 3], population=1500)
    assert [value_of(row, Measure.PER_1000) for row in some] == [0.7, 2.0]
    assert [(c.low, c.high) for c in colouring(some, Measure.PER_1000).classes] == [(0.7, 0.7), (2.0, 2.0)]


def test_little_is_not_nothing() -> None:
    [row] = rows([1], population=1_000_000)
    assert value_of(row, Measure.PER_1000) == 0.1


def test_residents_are_the_fair_measure_where_all_are_known() -> None:
    assert best_measure(rows([1, 2], population=1000)) is Measure.PER_1000
    assert best_measure([*rows([1], population=1000), *rows([1])]) is Measure.REPORTS
    assert best_measure([]) is Measure.REPORTS


@pytest.mark.parametrize(
    ("measure", "counts", "expected"),
    [
        (Measure.CONFIRMED, Counts(reports=99, fixed=16, confirmed=6), 38),
        (Measure.CONFIRMED, Counts(reports=9), None),
        (Measure.SENT_BACK, Counts(reports=200, sent_back=3), 2),
        (Measure.SENT_BACK, Counts(), None),
        (Measure.SATISFACTION, Counts(stars=(0, 0, 1, 4, 5)), 4.4),
        # One of one would be the deepest shade of the map: of fewer than ten nothing is said.
        (Measure.CONFIRMED, Counts(reports=9, fixed=9, confirmed=9), None),
        (Measure.SENT_BACK, Counts(reports=1, sent_back=1), None),
        (Measure.SATISFACTION, Counts(stars=(1, 0, 0, 0, 0)), None),
        (Measure.P90_DAYS, Counts(), None),
        (Measure.P90_DAYS, Counts(days=days_to_fix(range(1, 21), [True] * 20)), 18),
    ],
)
def test_shares_are_told_in_whole_percent_or_not_known(
    measure: Measure, counts: Counts, expected: float | None
) -> None:
    assert value_of(Row(None, counts), measure) == expected
