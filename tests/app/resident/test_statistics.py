"""Public statistics: the numbers are a recount's, small ones are withheld, and nothing is sent twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.actions import rollups, telling_of_self
from app.db import db
from app.domain.errors import FieldError
from app.domain.lifecycle import OPEN, Status
from app.models import AgeBand, ResidentCount, ResidentTold, RollupState, ServiceRequest, Sex
from app.policy import policy
from app.queries import public_statistics as read
from app.queries.statistics import Tally
from app.queries.statistics_scope import Asked, By
from app.resident import statistics
from tests.conftest import sign_in
from tests.factories import NOW, World

FIXED = (Status.RESOLVED, Status.CLOSED)
FIRST_ON, TODAY = date(2025, 12, 1), NOW.date()


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    statistics.forget()
    yield
    statistics.forget()


@pytest.fixture
def town(world: World) -> World:
    """Nine reports in the first mahalla, one in the second, one outside both; four moves of each kind."""
    for status in (
        "received",
        "closed",
        "closed",
        "closed",
        "rejected",
        "in_progress",
        "reopened",
        "resolved",
    ):
        world.report(status)
    world.report("closed", at=NOW - timedelta(days=40))
    world.report(longitude=69.15, latitude=41.05)
    world.report(longitude=69.3, latitude=41.3)
    fold()
    return world


def fold() -> None:
    while rollups.fold(NOW):
        pass


def recount(**where: Any) -> list[ServiceRequest]:
    """The reports of the last twelve months, by the plainest conditions there are."""
    zone = policy().calendar.zone
    return [
        report
        for report in db.session.scalars(select(ServiceRequest).filter_by(**where))
        if FIRST_ON <= report.submitted_at.astimezone(zone).date() <= TODAY
    ]


def shown(client: FlaskClient, address: str = "/statistics") -> dict[str, str]:
    """The numbers on top of a page, by their labels."""
    page = client.get(address, headers={"Accept-Language": "en"}).text
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd><span class=\"stat-value\">(.*?)</span>", page, re.DOTALL)
    return {label: " ".join(re.sub("<[^>]+>", "", value).split()) for label, value in pairs}


def table(client: FlaskClient, address: str, caption: str) -> dict[str, list[str]]:
    """A table of a page, by the names of its lines."""
    page = client.get(address, headers={"Accept-Language": "en"}).text
    # The first one stands behind the picture.
    *_drawn, found = re.findall(
        rf"<table[^>]*>\s*<caption[^>]*>{caption}</caption>(.*?)</table>", page, re.DOTALL
    )
    rows = re.findall(r"<tr>(.*?)</tr>", found, re.DOTALL)[1:]
    cells = [
        [unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", r)]
        for r in rows
    ]
    return {name: values for name, *values in cells}


def test_the_numbers_are_those_of_an_independent_recount(town: World, client: FlaskClient) -> None:
    everything = recount()
    told = shown(client)
    assert told["Reports"] == str(len(everything))
    assert told["In work"] == str(sum(r.status in OPEN for r in everything))
    assert told["Done"] == str(sum(r.status in FIXED for r in everything))
    assert told["Rejected"] == str(sum(r.status is Status.REJECTED for r in everything))
    ratings = [r.rating for r in everything if r.rating]
    assert told["Rating, 1 to 5"].startswith(f"{sum(ratings) / len(ratings):.1f} (")


def test_a_region_a_district_and_a_year_are_counted_by_themselves(town: World, client: FlaskClient) -> None:
    region = shown(client, "/statistics?area=region:17")
    assert region["Reports"] == str(len(recount(region_id=town.region.id)))
    year = shown(client, "/statistics?area=district:1701&year=2026")
    assert year["Reports"] == str(len(recount(district_id=town.district.id)))
    assert (
        "Too few reports to show."
        in client.get("/statistics?year=2024", headers={"Accept-Language": "en"}).text
    )


def test_a_small_number_is_withheld_with_what_would_give_it_away(town: World, client: FlaskClient) -> None:
    lines = table(client, "/statistics?area=district:1701", "By mahalla")
    assert len(lines) == 2
    # What hides the one is that another lies in no mahalla: two are left over, and may be anywhere.
    assert [cells[0] for cells in lines.values()] == ["9", "–"]
    assert set(list(lines.values())[-1]) == {"–"}
    for _more in range(3):
        town.report(longitude=69.15, latitude=41.05)
    fold()
    statistics.forget()
    told = read.read(town.district, FIRST_ON, TODAY)
    for area, tally in told.parts:
        assert tally is None or tally.reports == len(recount(mahalla_id=area.id)) >= 3


def test_two_reports_are_too_few_for_any_number(world: World, client: FlaskClient) -> None:
    world.report()
    world.report()
    fold()
    page = client.get("/statistics", headers={"Accept-Language": "en"}).text
    assert "Too few reports to show." in page
    assert "stat-value" not in page


HOSTILE = [
    ("area=mahalla:170101", 404),
    ("area=district:9999", 404),
    ("area=region", 404),
    ("area=district:1701%00", 404),
    ("area=" + "x" * 500, 404),
    ("area=<script>:1", 404),
    ("year=abc", 200),
    ("year=-5", 200),
    ("year=99999999999999999999", 200),
    ("year=2026;drop", 200),
]


@pytest.mark.parametrize(("query", "code"), HOSTILE)
def test_an_address_that_makes_no_sense_breaks_nothing(
    town: World, client: FlaskClient, query: str, code: int
) -> None:
    answer = client.get(f"/statistics?{query}")
    assert answer.status_code == code
    assert "<script>:1" not in answer.text


def test_a_browser_that_has_the_page_gets_no_second_one_until_a_number_changes(
    town: World, client: FlaskClient
) -> None:
    first = client.get("/statistics")
    again = client.get("/statistics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # The page that is kept runs its scripts under the policy that came with it.
    assert "Content-Security-Policy" not in again.headers
    other = client.get(
        "/statistics", headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "ru"}
    )
    assert other.status_code == 200
    town.report()
    fold()
    later = client.get("/statistics", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert shown(client)["Reports"] == str(len(recount()))


def test_two_tables_of_a_page_are_of_one_count(
    town: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = read.statistics.counts
    asked: list[By] = []

    def interrupted(question: Asked, by: By) -> dict[int, Tally]:
        told = counts(question, by)
        if not asked:
            # The background worker counts between two tables.
            db.session.execute(update(RollupState).values(version=RollupState.version + 1))
        asked.append(by)
        return told

    monkeypatch.setattr(read.statistics, "counts", interrupted)
    assert shown(client)["Reports"] == str(len(recount()))
    assert asked == [By.PART, By.SERVICE] * 2


def test_the_page_of_somebody_signed_in_is_kept_by_nobody_else(town: World, client: FlaskClient) -> None:
    stranger = client.get("/statistics").headers["ETag"]
    sign_in(client, town.admin)
    mine = client.get("/statistics", headers={"If-None-Match": stranger})
    assert mine.status_code == 200
    assert "ETag" not in mine.headers
    assert town.admin.name in mine.text


# What residents tell of themselves.


def tell(world: World, age_band: str, sex: str, *, at: datetime = NOW, n: int = 1) -> None:
    for _one in range(n):
        telling_of_self.tell(world.report(), AgeBand(age_band), Sex(sex), at=at)


def counts() -> dict[tuple[str, str], int]:
    return {(row.age_band, row.sex): row.n for row in db.session.scalars(select(ResidentCount))}


def test_what_somebody_tells_is_a_sum_and_points_at_no_report(world: World) -> None:
    report = world.report()
    telling_of_self.tell(report, AgeBand.FROM_30, Sex.FEMALE, at=NOW)
    telling_of_self.tell(report, AgeBand.FROM_60, Sex.MALE, at=NOW)
    tell(world, "30_44", "female")
    assert counts() == {("30_44", "female"): 2}, "once for each report"
    assert {column.name for column in ResidentCount.__table__.c} == {
        "month_on",
        "region_id",
        "age_band",
        "sex",
        "n",
    }
    assert {column.name for column in ResidentTold.__table__.c} == {"service_request_id"}
    with pytest.raises(FieldError):
        telling_of_self.tell(world.report(), AgeBand.UNTOLD, Sex.UNTOLD, at=NOW)


def test_who_told_is_forgotten_with_the_contact_and_the_sums_stay(world: World) -> None:
    closed, is_open = world.report("closed"), world.report()
    for report in (closed, is_open):
        telling_of_self.tell(report, AgeBand.FROM_18, Sex.MALE, at=NOW)
    assert telling_of_self.forget_who_told(NOW + timedelta(days=300)) == 0
    assert telling_of_self.forget_who_told(NOW + timedelta(days=400)) == 1
    assert [row.service_request_id for row in db.session.scalars(select(ResidentTold))] == [is_open.id]
    assert counts() == {("18_29", "male"): 2}


def test_only_whole_months_and_enough_answers_are_shown(world: World) -> None:
    before = datetime(2026, 11, 1, tzinfo=UTC).date()
    tell(world, "18_29", "female", n=5)
    assert read.told_of_themselves(None, before, Sex) == {}, "this month is not over"
    past = NOW - timedelta(days=30)
    tell(world, "18_29", "female", at=past, n=5)
    tell(world, "30_44", "male", at=past, n=4)
    tell(world, "60_up", "male", at=past)
    assert read.told_of_themselves(world.region, before, Sex) == {Sex.FEMALE: 5, Sex.MALE: 5}
    tell(world, "untold", "male", at=past, n=4)
    assert AgeBand.UNTOLD not in read.told_of_themselves(None, before, AgeBand)
    ages = read.told_of_themselves(None, before, AgeBand)
    assert ages[AgeBand.FROM_60] is None
    assert ages[AgeBand.FROM_18] == 5
    assert read.told_of_themselves(world.district, before, AgeBand) == {}


def test_the_questions_stand_after_sending_folded_and_are_asked_once(
    world: World, client: FlaskClient
) -> None:
    report = world.report()
    address = f"/r/{report.public_id}/{report.secret}"
    assert "age_band" not in client.get("/report").text
    page = client.get(f"{address}/sent").text
    assert re.search(r"<details class=\"[^\"]*about-you\">", page), "folded"
    answer = client.post(f"{address}/about-you", data={"age_band": "30_44", "sex": "untold"})
    assert answer.status_code == 303
    assert counts() == {("30_44", "untold"): 1}
    assert "age_band" not in client.get(f"{address}/sent").text


FORGED = [{}, {"age_band": "untold"}, {"age_band": "'; --", "sex": "\x00"}, {"sex": "x" * 10_000}]


@pytest.mark.parametrize("data", FORGED, ids=str)
def test_what_is_no_answer_counts_nothing(world: World, client: FlaskClient, data: dict[str, str]) -> None:
    report = world.report()
    answer = client.post(f"/r/{report.public_id}/{report.secret}/about-you", data=data)
    assert answer.status_code == 303
    assert counts() == {}
    assert (
        client.post(f"/r/{report.public_id}/wrong-secret/about-you", data={"sex": "male"}).status_code == 404
    )
    assert counts() == {}
