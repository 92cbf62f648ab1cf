"""The council's pages where there is little, where clocks turn, where borders move, and for whom they are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import insert

from app.db import db
from app.domain.forecast_methods import Method
from app.domain.periods import PeriodKind, period
from app.domain.rollup import day_number
from app.models import Area, ReportFact
from app.policy import policy
from app.queries import council, trends
from app.queries.council import Shown
from tests.app.council.planted import fact
from tests.app.council.test_page import headline, table
from tests.app.council.test_pages_recounted import tables
from tests.app.council.town import DAY, FIRST, NO_MAHALLA, SECOND, Town
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import make_area, make_group, make_user

PAGES = ("/council/", "/council/ranking", "/council/ranking?by=agencies", "/council/trends")


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def council_of(client: FlaskClient, town: Town) -> FlaskClient:
    sign_in(client, town.council)
    return client


def of_year(now: datetime) -> Shown:
    return Shown(period(PeriodKind.MONTHS_12, now=now, zone=policy().calendar.zone))


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_area_is_told_in_words(council_of: FlaskClient, page: str) -> None:
    answer = council_of.get(page)
    assert answer.status_code == 200
    assert "nan" not in words(answer).lower().split()
    assert "None" not in words(answer)


@pytest.mark.parametrize("page", PAGES)
def test_one_report_is_no_ground_for_a_verdict(
    council_of: FlaskClient, town: Town, now: datetime, page: str
) -> None:
    town.send(FIRST, now - 10 * DAY)
    town.count(now)
    answer = council_of.get(page)
    assert answer.status_code == 200
    for verdict in ("Better than", "Worse than", "Perhaps better", "Perhaps worse", "more than before"):
        assert verdict not in words(answer)


def test_one_open_report_has_waited_at_least_so_long(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    town.send(FIRST, now - 10 * DAY)
    town.count(now)
    page = council_of.get("/council/")
    assert headline(page.text)[3] == "–"
    assert "the oldest waits 10 days" in words(page)


def test_where_half_are_not_fixed_days_are_at_least(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    for n in range(4):
        town.fix(town.send(FIRST, now - 20 * DAY - n * DAY / 24), now - 18 * DAY)
    for n in range(8):
        town.send(FIRST, now - 25 * DAY - n * DAY / 24)
    town.count(now)
    page = council_of.get("/council/")
    assert headline(page.text)[3].startswith("≥")
    assert "too many are still open" in words(page)


def test_all_in_one_building(council_of: FlaskClient, town: Town, now: datetime) -> None:
    for n in range(30):
        town.send(FIRST, now - 20 * DAY + n * DAY / 3)
    town.count(now)
    assert headline(council_of.get("/council/").text)[:2] == ["30", "30"]
    assert table(council_of.get("/council/").text)[0][1] == "30"
    for page in PAGES:
        assert council_of.get(page).status_code == 200


def test_reports_without_a_mahalla_have_a_line_and_no_place_in_the_comparison(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    for n in range(12):
        town.send(NO_MAHALLA, now - 10 * DAY + n * DAY / 4)
    town.send(FIRST, now - DAY)
    town.count(now)
    assert ["In no mahalla", "12"] in [row[:2] for row in table(council_of.get("/council/").text)]
    compared = words(council_of.get("/council/ranking"))
    assert "In no mahalla" not in compared
    assert trends.outlooks(town.district, today=now.date()).total.weeks.counts.tolist() == [9]


def test_a_border_that_moved_in_mid_period_loses_no_report(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    neighbour = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=town.region)
    for n in range(4):
        town.send(FIRST, now - (20 - n) * DAY)
    town.send(SECOND, now - 10 * DAY)
    town.mahalla.parent = neighbour
    town.mahalla.parent_id = neighbour.id
    town.count(now)
    rows = table(council_of.get("/council/").text)
    # They were the district's when they were sent, and their mahalla lies elsewhere now.
    assert [row[:2] for row in rows] == [
        [town.other_mahalla.names["uz"], "1"],
        ["In no mahalla", "4"],
        ["Together", "5"],
    ]
    found = council.overview(neighbour, of_year(now), now=now)
    assert found.total.counts.reports == 0


def test_clocks_across_new_year(client: FlaskClient, town: Town) -> None:
    """Local midnight of 1 January is 19:00 UTC of 31 December."""
    eve = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
    with time_machine.travel(eve, tick=False) as clock:
        town.send(FIRST, eve)
        clock.move_to(eve + timedelta(hours=1))
        town.send(FIRST, eve + timedelta(hours=1))
        morning = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
        clock.move_to(morning)
        town.count(morning)
        sign_in(client, town.council)
        assert headline(client.get("/council/?period=year").text)[0] == "1"
        last = "/council/?period=custom&from=2026-12-31&to=2026-12-31"
        assert headline(client.get(last).text)[0] == "1"
        assert headline(client.get("/council/?period=custom&from=2026-12-31&to=2027-01-01").text)[0] == "2"


def test_a_week_over_new_year_is_whole(town: Town, now: datetime) -> None:
    for day in (date(2026, 12, 21), date(2026, 12, 30), date(2027, 1, 2), date(2027, 1, 5)):
        moment = datetime(day.year, day.month, day.day, 6, 0, tzinfo=UTC)
        with time_machine.travel(moment, tick=False):
            town.send(FIRST, moment)
    town.count(datetime(2027, 1, 11, 6, 0, tzinfo=UTC))
    [weeks] = trends.weekly_by_group(town.district, today=date(2027, 1, 11)).values()
    assert weeks.mondays == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)]
    assert weeks.counts.tolist() == [1, 2, 1]


def elsewhere_of(town: Town) -> Area:
    return make_area("district", (69.5, 41.0, 69.9, 41.4), code="1709", parent=town.region)


@pytest.mark.parametrize("page", ["/council/", "/council/ranking", "/council/trends"])
def test_a_council_of_one_district_cannot_read_anothers(
    client: FlaskClient, town: Town, now: datetime, page: str
) -> None:
    town.be_busy(now)
    elsewhere = elsewhere_of(town)
    sign_in(client, make_user("council", area=elsewhere))
    for area in ("district:1701", "mahalla:170101", "region:17", "district:none"):
        assert client.get(f"{page}?area={area}").status_code == 404
    own = client.get(page)
    assert own.status_code == 200
    for name in (town.district, town.mahalla, town.other_mahalla):
        assert name.names["uz"] not in words(own)


@pytest.mark.parametrize("page", ["/council/ranking", "/council/trends"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 302),
        ("resident", 403),
        ("crew_member", 403),
        ("dispatcher", 403),
        ("operator", 403),
        ("council", 200),
        ("admin", 200),
    ],
)
def test_only_councils_and_the_admin_compare(
    client: FlaskClient, town: Town, page: str, who: str, status: int
) -> None:
    if who != "nobody":
        sign_in(client, getattr(town, who))
    assert client.get(page).status_code == status


def test_agencies_are_compared_within_the_own_area_alone(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    town.be_busy(now)
    rows = council.by_agency(town.other_mahalla, of_year(now))
    assert [row.counts.reports for row in rows] == [1]
    assert council.by_agency(elsewhere_of(town), of_year(now)) == []


def test_where_residents_are_not_known_the_comparison_says_so(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    town.be_busy(now)
    said = "How many people live in these areas is not known here"
    town.mahalla.population = 3000
    assert said in words(council_of.get("/council/ranking"))
    town.other_mahalla.population = 2000
    assert said not in words(council_of.get("/council/ranking"))
    assert said not in words(council_of.get("/council/ranking?by=agencies"))


def test_an_area_where_nobody_wrote_stands_in_the_comparison_too(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    town.send(FIRST, now - DAY)
    town.count(now)
    page = words(council_of.get("/council/ranking"))
    assert town.other_mahalla.names["uz"] in page


def test_a_year_of_weeks_is_measured_against_the_last_week_and_the_year_before(
    council_of: FlaskClient, town: Town
) -> None:
    today = day_number(date(2026, 11, 18))
    rows = [
        fact(town, 500_000 + 10 * week + n, *FIRST, today - 7 * week)
        for week in range(1, 100)
        for n in range(6 + 3 * (week % 52 > 26))
    ]
    db.session.execute(insert(ReportFact), rows)
    db.session.commit()
    page = council_of.get("/council/trends?area=mahalla:170101")
    _chart, errors, *_rest = tables(page.text)
    assert [line[0].removesuffix(" (in use here)") for line in errors][:3] == [
        "each week as the last one was",
        "each week as the last four were on average",
        "each week as the same one last year",
    ]
    assert sum("(in use here)" in line[0] for line in errors) == 1
    assert all(line[1] != "–" for line in errors)
    found = trends.outlooks(town.mahalla, today=date(2026, 11, 18)).comparison
    assert found is not None
    assert [line[1] for line in errors] == [f"{found.errors[one].mae:.1f}" for one in Method]


def test_a_short_history_says_which_methods_it_cannot_measure(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    for week in range(1, 20):
        town.send(FIRST, now - 7 * week * DAY)
    town.count(now)
    page = council_of.get("/council/trends")
    _chart, errors, *_rest = tables(page.text)
    assert ["each week as the same one last year", "–"] in errors
    assert "A dash: it needs more weeks than there are yet." in words(page)


def test_a_kind_without_a_report_is_not_taken_for_a_service_without_one(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    make_group("water")
    town.send(FIRST, now - 16 * DAY)
    town.count(now)
    page = words(council_of.get("/council/trends?group=water"))
    assert "No report fits this choice." in page
    assert "There is no whole week yet." not in page


def test_an_unknown_choice_is_as_good_as_none(council_of: FlaskClient, town: Town, now: datetime) -> None:
    town.be_busy(now)
    page = council_of.get("/council/ranking?by=planets&measure=beauty&period=forever&group=none&status=lost")
    assert page.status_code == 200
    assert "Confirmed by residents, of the fixed ones" in words(page)
    assert council_of.get("/council/trends?group=none").status_code == 200


def test_per_resident_is_offered_where_some_are_known(
    council_of: FlaskClient, town: Town, now: datetime
) -> None:
    town.be_busy(now)
    assert "per_1000" not in council_of.get("/council/ranking").text
    town.mahalla.population = 3000
    page = council_of.get("/council/ranking?measure=per_1000")
    assert "neither" not in words(page)
    assert "More reports per resident are not worse" in words(page)
