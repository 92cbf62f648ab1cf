"""The comparison punishes nobody for reports: what differs by chance is not put in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask_babel import force_locale

from app.council.comparing import Compared, league_of
from app.domain.league import Standing
from app.models import Area, Level
from app.queries.council import Row
from app.queries.council_counts import Counts


@pytest.fixture(autouse=True)
def _in_english(app: Any) -> Iterator[None]:
    """Words need a language."""
    with force_locale("en"):
        yield


def row(n: int, counts: Counts, population: int | None = None) -> Row:
    return Row(Area(id=n, level=Level.MAHALLA, code=str(n), names={"en": f"M{n:02}"}), counts, population)


def fixed(n: int, reports: int, confirmed: int) -> Row:
    return row(n, Counts(reports=reports, fixed=reports, confirmed=confirmed))


def names_by_verdict(rows: list[Row], compared: Compared = Compared.CONFIRMED) -> dict[str, list[str]]:
    return {verdict: list(names) for verdict, names in league_of(rows, compared, "Mahalla").groups}


def test_the_same_share_of_many_and_of_few_is_one_verdict() -> None:
    rows = [fixed(n, reports, reports * 7 // 10) for n, reports in enumerate([10, 20, 50, 100, 1000, 5000])]
    assert names_by_verdict(rows) == {"No clear difference": [f"M{n:02}" for n in range(6)]}


def test_more_reports_change_nothing_about_the_place() -> None:
    few = [fixed(n, 100, 60 + n % 3) for n in range(8)]
    many = [*few[:7], fixed(7, 10_000, 6_100)]
    assert names_by_verdict(few) == names_by_verdict(many)


def test_who_differs_by_more_than_chance_is_named_and_few_are_not_judged() -> None:
    rows = [fixed(n, 200, 140 + n % 5) for n in range(8)]
    rows += [fixed(8, 200, 60), fixed(9, 200, 196), fixed(10, 9, 0)]
    said = names_by_verdict(rows)
    assert said["Worse than chance explains"] == ["M08"]
    assert said["Better than chance explains"] == ["M09"]
    assert said["Too few to say"] == ["M10"]
    assert list(said) == [
        "Better than chance explains",
        "No clear difference",
        "Worse than chance explains",
        "Too few to say",
    ]


def test_being_sent_back_more_often_is_worse() -> None:
    rows = [row(n, Counts(reports=300, sent_back=20 + n % 3)) for n in range(8)]
    rows.append(row(8, Counts(reports=300, sent_back=120)))
    assert names_by_verdict(rows, Compared.SENT_BACK)["Worse than chance explains"] == ["M08"]


def test_more_reports_per_resident_are_never_called_better_or_worse() -> None:
    rows = [row(n, Counts(reports=100 + n), 10_000) for n in range(8)]
    rows += [row(8, Counts(reports=900), 10_000), row(9, Counts(reports=500), None)]
    league = league_of(rows, Compared.PER_1000, "Mahalla")
    assert league.funnel.standings[8] is Standing.FAR_ABOVE
    words = " ".join([*league.said, league.chart.description]).lower()
    assert "better" not in words
    assert "worse" not in words
    assert league.said[9] == "Too few to say, or residents not known"


def test_late_ones_that_are_still_open_count_against_being_in_time() -> None:
    quick = row(0, Counts(reports=100, fixed=50, fixed_late=0, overdue=50, open=50))
    [share] = league_of([quick], Compared.IN_TIME, "Agency").funnel.values
    assert share == 0.5


def test_nothing_to_compare_is_said() -> None:
    assert "at least ten reports" in league_of([fixed(1, 3, 1)], Compared.CONFIRMED, "M").chart.description


def test_all_that_is_drawn_stands_in_the_table() -> None:
    rows = [fixed(n, 100 + n, 70) for n in range(5)]
    chart = league_of(rows, Compared.CONFIRMED, "Mahalla").chart
    assert [line[0] for line in chart.rows] == [f"M{n:02}" for n in range(5)]
    assert chart.rows[0] == ["M00", "100", "70%", "No clear difference"]
