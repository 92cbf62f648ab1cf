"""Steps of a span: calendar weeks or months, without a gap, without an overlap, across new year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.domain.heat_steps import Days, StepKind, just_before, shifted, steps

SPANS = [
    Days(date(2026, 11, 18), date(2026, 11, 18)),
    Days(date(2025, 12, 20), date(2026, 1, 10)),
    Days(date(2025, 11, 22), date(2026, 11, 21)),
    Days(date(2024, 2, 29), date(2024, 3, 1)),
    Days(date(2023, 11, 21), date(2026, 11, 21)),
]


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("kind", list(StepKind))
def test_steps_cover_every_day_once(span: Days, kind: StepKind) -> None:
    _used, found = steps(span, kind)
    for before, after in pairwise(found):
        assert after.first_on - before.last_on == timedelta(days=1)
    assert found[-1].last_on == span.last_on
    if (span.last_on - span.first_on).days < 1000:
        assert found[0].first_on == span.first_on


def test_a_week_begins_on_monday_and_the_ends_may_be_shorter() -> None:
    kind, found = steps(SPANS[1], StepKind.WEEK)
    assert kind is StepKind.WEEK
    assert found[0] == Days(date(2025, 12, 20), date(2025, 12, 21))
    assert found[2] == Days(date(2025, 12, 29), date(2026, 1, 4))


def test_too_many_weeks_become_months_and_too_many_months_the_last_ones() -> None:
    kind, found = steps(SPANS[4], StepKind.WEEK)
    assert kind is StepKind.MONTH
    assert len(found) == 36
    assert found[0].first_on == date(2023, 12, 1)
    assert len(steps(SPANS[2], StepKind.WEEK)[1]) == 53


def test_spans_to_compare_with() -> None:
    assert just_before(SPANS[1]) == Days(date(2025, 11, 28), date(2025, 12, 19))
    assert shifted(SPANS[3], years=1) == Days(date(2023, 2, 28), date(2023, 3, 1))
