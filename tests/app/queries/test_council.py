"""The council's numbers against reports counted by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from app.actions import reporting, rollups
from app.db import db
from app.domain.errors import NotFound
from app.domain.periods import PeriodKind, period
from app.models import Level
from app.queries import council
from app.queries.council import Counts, Shown
from app.queries.standing import Standing
from tests.app.council.town import DAY, FIRST, NO_DISTRICT, Town
from tests.factories import make_area, make_group, make_service, make_user

TASHKENT = ZoneInfo("Asia/Tashkent")


def shown(now: datetime, kind: str = "30d", **values: Any) -> Shown:
    return Shown(period(PeriodKind(kind), now=now, zone=TASHKENT), **values)


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


def overview(area: Any, shown: Shown, *, now: datetime) -> council.Overview:
    """What a council sees once the statistics have caught up."""
    while rollups.fold(now):
        pass
    return council.overview(area, shown, now=now)


@pytest.fixture
def busy(town: Town, now: datetime) -> Town:
    town.be_busy(now)
    return town


def told(counts: Counts) -> tuple[int, int, int, int, float | None]:
    """Reports, open, overdue, fixed, the median of the days to fix."""
    return counts.reports, counts.open, counts.overdue, counts.fixed, counts.median_days


def by_code(found: council.Overview) -> dict[str | None, Counts]:
    return {getattr(row.subject, "code", None): row.counts for row in found.rows}


def test_a_district_is_counted_by_its_mahallas(busy: Town, now: datetime) -> None:
    found = overview(busy.district, shown(now), now=now)
    assert found.inside is Level.MAHALLA
    assert {code: told(counts) for code, counts in by_code(found).items()} == {
        "170101": (5, 2, 1, 3, 2),
        "170102": (1, 1, 0, 0, None),
        None: (1, 0, 0, 0, None),
    }


def test_the_rows_add_up_to_the_headline(busy: Town, now: datetime) -> None:
    for standing in Standing:
        found = overview(busy.district, shown(now, standing=standing), now=now)
        for number in ("reports", "open", "overdue", "fixed"):
            assert getattr(found.total.counts, number) == sum(getattr(r.counts, number) for r in found.rows)


def test_the_headline_counts_the_whole_area(busy: Town, now: datetime) -> None:
    found = overview(busy.district, shown(now), now=now)
    assert told(found.total.counts) == (7, 3, 1, 3, 2)


def test_a_region_is_counted_by_its_districts(busy: Town, now: datetime) -> None:
    busy.send(NO_DISTRICT, now - DAY)
    found = overview(busy.region, shown(now), now=now)
    assert found.inside is Level.DISTRICT
    assert {code: counts.reports for code, counts in by_code(found).items()} == {"1701": 7, None: 1}


def test_a_region_may_hold_mahallas_of_its_own_beside_districts(busy: Town, now: datetime) -> None:
    make_area("mahalla", (69.7, 41.7, 69.9, 41.9), code="1799", parent=busy.region)
    busy.send(NO_DISTRICT, now - DAY)
    found = overview(busy.region, shown(now), now=now)
    assert {code: counts.reports for code, counts in by_code(found).items()} == {"1701": 7, "1799": 1}


def test_a_mahalla_is_counted_by_service_group(busy: Town, now: datetime) -> None:
    found = overview(busy.mahalla, shown(now), now=now)
    assert found.inside is None
    assert {code: counts.reports for code, counts in by_code(found).items()} == {"roads": 5}


def test_another_areas_reports_are_not_counted(busy: Town, now: datetime) -> None:
    assert overview(busy.other_mahalla, shown(now), now=now).total.counts.reports == 1


@pytest.mark.parametrize(
    ("standing", "expected"),
    [("all", 7), ("open", 3), ("overdue", 1), ("in_work", 1), ("fixed", 3)],
)
def test_the_status_filter_counts_what_it_says(
    busy: Town, now: datetime, standing: str, expected: int
) -> None:
    found = overview(busy.district, shown(now, standing=Standing(standing)), now=now)
    assert found.total.counts.reports == expected


@pytest.mark.parametrize(("kind", "expected"), [("30d", 7), ("90d", 7), ("12m", 7), ("year", 7)])
def test_a_period_holds_what_was_sent_in_it(busy: Town, now: datetime, kind: str, expected: int) -> None:
    found = overview(busy.district, shown(now, kind), now=now)
    assert found.total.counts.reports == expected


def test_a_custom_period_holds_its_first_and_its_last_day(town: Town, now: datetime) -> None:
    # 2 November in Tashkent: from 19:00 UTC of the day before.
    midnight = datetime(2026, 11, 2, tzinfo=TASHKENT)
    for moment in (
        midnight - timedelta(seconds=1),
        midnight,
        midnight + DAY - timedelta(seconds=1),
        midnight + DAY,
    ):
        town.send(FIRST, moment)
    one_day = period(
        PeriodKind.CUSTOM, now=now, zone=TASHKENT, first_on=midnight.date(), last_on=midnight.date()
    )
    assert overview(town.district, Shown(one_day), now=now).total.counts.reports == 2


def test_the_service_group_filter_counts_its_own(busy: Town, now: datetime) -> None:
    water = make_group("water")
    make_service(water, "leak")
    busy.send(FIRST, now - DAY, service_code="leak")
    found = overview(busy.district, shown(now, service_group_id=water.id), now=now)
    assert by_code(found)["170101"].reports == found.total.counts.reports == 1


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([3.0], 3.0),
        # The day by which half are fixed: of two, the earlier one.
        ([1.0, 2.0], 1),
        ([5.0, 1.0, 2.0], 2.0),
        ([4.0, 1.0, 3.0, 2.0], 2),
        ([2, 2, 2, 9, 9], 2),
    ],
)
def test_the_median_is_the_one_in_the_middle(
    town: Town, now: datetime, days: list[float], expected: float
) -> None:
    for n in days:
        town.fix(town.send(FIRST, now - 20 * DAY), now - 20 * DAY + n * DAY)
    found = overview(town.district, shown(now), now=now)
    assert found.total.counts.median_days == expected


def test_an_empty_period_has_zeros_and_no_median(town: Town, now: datetime) -> None:
    found = overview(town.district, shown(now), now=now)
    assert found.total.counts == Counts()
    assert [row.counts for row in found.rows] == [Counts(), Counts()]
    assert found.previous is None


def test_the_period_before_is_told_as_it_stood_then(town: Town, now: datetime) -> None:
    then = now - 30 * DAY
    town.send(FIRST, now - 200 * DAY)
    # Open and late then, fixed since; and fixed in time then.
    late = town.send(FIRST, then - 20 * DAY)
    town.fix(late, then + 5 * DAY)
    town.fix(town.send(FIRST, then - 10 * DAY), then - 9 * DAY)
    # On the next day: not yet sent when we look.
    town.send(FIRST, then + DAY)
    found = overview(town.district, shown(now), now=now)
    assert found.previous is not None
    assert told(found.previous) == (2, 1, 1, 1, 1)


def test_what_was_in_work_then_is_read_from_the_history(town: Town, now: datetime) -> None:
    then = now - 30 * DAY
    town.send(FIRST, now - 200 * DAY)
    town.fix(town.send(FIRST, then - 5 * DAY), then - DAY, after=3 * DAY)
    found = overview(town.district, shown(now, standing=Standing.IN_WORK), now=now)
    assert found.previous is not None
    assert found.previous.reports == 1


def test_what_is_sent_back_again_was_sent_back_the_first_time(town: Town, now: datetime) -> None:
    then = now - 30 * DAY
    town.send(FIRST, now - 200 * DAY)
    report = town.send(FIRST, then - 20 * DAY)
    for fixed_at in (then - 19 * DAY, now - 8 * DAY):
        town.fix(report, fixed_at)
        reporting.not_fixed(report, note="Hali ham chuqur", at=fixed_at + DAY)
    found = overview(town.district, shown(now), now=now)
    assert found.previous is not None
    assert (found.previous.reports, found.previous.sent_back) == (1, 1)


def test_a_service_that_had_not_begun_is_not_compared_with(town: Town, now: datetime) -> None:
    town.send(FIRST, now - 40 * DAY)
    assert overview(town.district, shown(now), now=now).previous is None


def test_a_report_that_was_sent_back_was_open_all_the_time(town: Town, now: datetime) -> None:
    report = town.send(FIRST, now - 20 * DAY)
    town.fix(report, now - 19 * DAY)
    reporting.not_fixed(report, note="Hali ham chuqur", at=now - 18 * DAY)
    found = overview(town.district, shown(now), now=now).total.counts
    assert (found.open, found.overdue, found.fixed, found.median_days) == (1, 1, 0, None)


def test_reports_per_thousand_residents_where_they_are_known(busy: Town, now: datetime) -> None:
    busy.mahalla.population = 2500
    rows = {row.subject.code: row for row in overview(busy.district, shown(now), now=now).rows if row.subject}
    assert rows["170101"].per_1000 == pytest.approx(2.0)
    assert rows["170102"].per_1000 is None


def test_a_total_of_residents_is_told_only_where_all_are_known(busy: Town, now: datetime) -> None:
    busy.mahalla.population = 2500
    assert overview(busy.district, shown(now), now=now).total.population is None
    busy.other_mahalla.population = 1500
    assert overview(busy.district, shown(now), now=now).total.population == 4000


def test_a_council_finds_its_area_and_those_inside_and_no_other(town: Town) -> None:
    elsewhere = make_area("district", (69.5, 41.0, 69.9, 41.4), parent=town.region)
    for area in (town.district, town.mahalla):
        assert council.find_area(area.level, area.code, by=town.council) is area
    for area in (town.region, elsewhere):
        with pytest.raises(NotFound):
            council.find_area(area.level, area.code, by=town.council)
    for level, code in (
        ("district", "no such code"),
        ("planet", "1701"),
        ("mahalla", "1701"),
        ("district", "1701\0"),
    ):
        with pytest.raises(NotFound):
            council.find_area(level, code, by=town.council)
    assert council.find_area("district", elsewhere.code, by=town.admin) is elsewhere


def test_a_council_of_a_mahalla_stays_in_it(town: Town) -> None:
    neighbour = make_user("council", area=town.other_mahalla)
    with pytest.raises(NotFound):
        council.find_area("mahalla", town.mahalla.code, by=neighbour)


def test_the_chain_begins_with_the_largest(town: Town) -> None:
    assert council.chain(town.mahalla) == [town.region, town.district, town.mahalla]


def test_top_areas_lie_in_no_other(town: Town) -> None:
    make_area("region", (60.0, 41.0, 61.0, 42.0), code="18")
    make_area("district", (50.0, 41.0, 51.0, 42.0), code="01")
    make_area("mahalla", (40.0, 41.0, 41.0, 42.0), code="00")
    assert [area.code for area in council.top_areas(1).items] == ["17", "18", "01", "00"]
    assert [area.code for area in council.top_areas(2, per_page=1).items] == ["18"]


def test_the_number_of_statements_does_not_grow(busy: Town, now: datetime) -> None:
    def statements() -> int:
        db.session.expire_all()
        assert busy.district.id
        while rollups.fold(now):
            pass
        seen: list[str] = []
        listen = (db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        event.listen(*listen)
        try:
            council.overview(busy.district, shown(now, "90d"), now=now)
        finally:
            event.remove(*listen)
        return len(seen)

    few = statements()
    for n in range(5):
        make_area("mahalla", (69.2 + n / 100, 41.0, 69.21 + n / 100, 41.1), parent=busy.district)
        busy.send((69.205 + n / 100, 41.05), now - DAY)
    assert statements() == few <= 12
