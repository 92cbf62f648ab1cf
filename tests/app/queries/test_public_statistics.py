"""Public statistics equal a count in plain SQL over the reports, and what one page withholds no other one gives away."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from app.actions import open_data, rollups
from app.db import db
from app.domain.lifecycle import OPEN, ReasonCode
from app.models import AgeBand, Area, Level, OpenFile, ResidentCount, Sex
from app.policy import policy
from app.queries import public_statistics as read
from app.queries.statistics import Tally
from tests.app.life import Life
from tests.factories import NOW, World, make_area, make_responsibility

START = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)
#: A year that ended, the one it ran into, and both.
SPANS = [
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2025, 11, 1), date(2026, 6, 15)),
]
DAY = {
    "sqlite": "date({}, '+5 hours')",
    "postgresql": "CAST(CAST({} AT TIME ZONE 'Asia/Tashkent' AS date) AS text)",
}
PART = {
    None: "coalesce(region_id, district_id, mahalla_id, 0)",
    Level.REGION: "coalesce(district_id, mahalla_id, 0)",
    Level.DISTRICT: "coalesce(mahalla_id, 0)",
}
FIGURES = """
    count(*),
    sum(CASE WHEN status IN ('received', 'accepted', 'in_progress', 'reopened') THEN 1 ELSE 0 END),
    sum(CASE WHEN status IN ('resolved', 'closed') THEN 1 ELSE 0 END),
    sum(CASE WHEN status = 'rejected' THEN 1 ELSE 0 END),
    sum(CASE WHEN status = 'closed' AND EXISTS (
        SELECT 1 FROM status_change WHERE service_request_id = service_request.id AND move = 'confirm'
    ) THEN 1 ELSE 0 END),
    count(rating), coalesce(sum(rating), 0)
"""


@pytest.fixture
def world(session: Any) -> World:
    return World()


@pytest.fixture
def life(session: Any, frozen_time: Any) -> Life:
    life = Life(37, frozen_time, START)
    for _ in range(260):
        life.step()
    fold(life.now)
    return life


def fold(now: datetime) -> None:
    while rollups.fold(now):
        pass


def day_of(column: str) -> str:
    """A moment's day in Tashkent, in SQL."""
    return DAY[db.engine.dialect.name].format(column)


def sent(area: Area | None, first_on: date, last_on: date) -> str:
    """The condition of a span's reports, in SQL."""
    where = f"{area.level.value}_id = {area.id}" if area else "1 = 1"
    return f"{where} AND {day_of('submitted_at')} BETWEEN '{first_on}' AND '{last_on}'"


def recount(key: str, where: str) -> dict[Any, tuple[int, ...]]:
    rows = db.session.execute(
        db.text(f"SELECT {key} AS thing, {FIGURES} FROM service_request WHERE {where} GROUP BY thing")
    )
    return {thing: tuple(map(int, figures)) for thing, *figures in rows}


def figures(tally: Tally) -> tuple[int, ...]:
    stars = [n * (place + 1) for place, n in enumerate(tally.stars)]
    return (
        *(tally.reports, tally.open, tally.fixed, tally.rejected, tally.confirmed),
        *(sum(tally.stars), sum(stars)),
    )


def areas(life: Life) -> list[Area | None]:
    return [None, life.world.region, life.world.district]


def test_totals_areas_and_kinds_are_those_of_plain_sql(life: Life) -> None:
    shown = 0
    for area in areas(life):
        for first_on, last_on in SPANS:
            where = sent(area, first_on, last_on)
            told = read.read(area, first_on, last_on)
            [total] = recount("1", where).values()
            assert told.total is not None
            assert figures(told.total) == total
            parts = recount(PART[area.level if area else None], where)
            kinds = recount("service_id", where)
            for lines, counted in ((told.parts, parts), (told.services, kinds)):
                for thing, tally in lines:
                    if tally is not None:
                        assert figures(tally) == counted[thing.id]
                        shown += 1
    assert shown > 20


def test_months_run_over_new_year_and_are_those_of_plain_sql(life: Life) -> None:
    for area in areas(life):
        first_on, last_on = SPANS[2]
        told = read.read(area, first_on, last_on)
        where = f"{area.level.value}_id = {area.id}" if area else "1 = 1"
        ended = "coalesce(resolved_at, closed_at, submitted_at)"
        for counts, moment, which in (
            (told.sent, "submitted_at", "1 = 1"),
            (told.fixed, ended, "status IN ('resolved', 'closed')"),
        ):
            month = f"substr({day_of(moment)}, 1, 7)"
            by_month = recount(month, f"{where} AND {which}")
            for starts_on, n in zip(told.months, counts, strict=True):
                there = by_month.get(f"{starts_on:%Y-%m}", (0,))[0]
                assert n in (None, there)
                assert n is None or n >= 3
        assert [*told.months][:3] == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]


def test_reasons_are_those_of_plain_sql(life: Life) -> None:
    first_on, last_on = SPANS[2]
    rows = db.session.execute(
        db.text(f"""
            SELECT reason_code, count(*) FROM status_change
            JOIN service_request ON service_request.id = service_request_id
            WHERE status = 'rejected' AND {sent(None, first_on, last_on)} AND status_change.id = (
                SELECT max(id) FROM status_change WHERE service_request_id = service_request.id AND move = 'reject'
            ) GROUP BY reason_code
        """)
    )
    counted = {ReasonCode(reason): n for reason, n in rows}
    reasons = read.read(None, first_on, last_on).reasons
    assert reasons
    for reason, n in reasons.items():
        assert n is None or n == counted[reason] >= 3


def test_who_counts_the_rows_of_the_open_data_comes_to_the_same(life: Life) -> None:
    """With a dictionary of Python's, as anybody would who has the file."""
    open_data.publish(life.now)
    file = db.session.scalars(select(OpenFile).where(OpenFile.name == "reports.csv")).one()
    rows = list(csv.DictReader(io.StringIO(policy().storage.get(file.key).decode())))
    for area in areas(life):
        for first_on, last_on in SPANS:
            told = read.read(area, first_on, last_on)
            mine = [
                row
                for row in rows
                if (area is None or row[f"{area.level.value}_code"] == area.code)
                and first_on.isoformat() <= row["sent_on"] <= last_on.isoformat()
            ]
            ratings = [int(row["rating"]) for row in mine if row["rating"]]
            assert told.total is not None
            assert figures(told.total) == (
                len(mine),
                sum(row["status"] in {status.value for status in OPEN} for row in mine),
                sum(row["status"] in ("resolved", "closed") for row in mine),
                sum(row["status"] == "rejected" for row in mine),
                sum(row["confirmed"] == "true" for row in mine),
                *(len(ratings), sum(ratings)),
            )
            by_kind = Counter(row["service_code"] for row in mine)
            by_mahalla = Counter(row["mahalla_code"] for row in mine)
            assert all(t is None or t.reports == by_kind[s.service_code] for s, t in told.services)
            if area is not None and area.level is Level.DISTRICT:
                assert all(t is None or t.reports == by_mahalla[part.code] for part, t in told.parts)


# What is withheld.


@pytest.fixture
def country(world: World) -> World:
    """Three districts with one, four and five reports; the second one's number hides the first one's."""
    make_responsibility(world.agency, group=world.group, area=world.region)
    make_area("district", (69.4, 41.0, 69.7, 41.4), code="1702", parent=world.region)
    make_area("district", (69.7, 41.0, 70.0, 41.4), code="1703", parent=world.region)
    db.session.commit()
    for longitude, n in ((69.05, 1), (69.5, 4), (69.8, 5)):
        for _one in range(n):
            world.report(longitude=longitude)
    fold(NOW)
    return world


def test_an_area_whose_line_is_withheld_has_no_page_that_tells_it(country: World) -> None:
    span = (date(2026, 1, 1), NOW.date())
    told = read.read(country.region, *span)
    assert [tally and tally.reports for _area, tally in told.parts] == [None, None, 5]
    pages = [read.read(area, *span).total for area, _tally in told.parts]
    assert [total and total.reports for total in pages] == [None, None, 5]


def test_in_an_area_of_one_report_nothing_is_told(world: World) -> None:
    world.report()
    fold(NOW)
    told = read.read(world.district, date(2026, 1, 1), NOW.date())
    assert (told.total, told.parts, told.services, told.reasons, told.sent) == (None, (), (), {}, ())


def answers(*rows: tuple[date, int, str, str, int]) -> None:
    for month_on, region_id, age_band, sex, n in rows:
        db.session.add(
            ResidentCount(
                month_on=month_on, region_id=region_id, age_band=AgeBand(age_band), sex=Sex(sex), n=n
            )
        )
    db.session.commit()


def test_one_answer_of_a_month_is_told_when_nine_others_came(world: World) -> None:
    region = world.region.id
    answers((date(2026, 1, 1), region, "30_44", "female", 12), (date(2026, 2, 1), region, "60_up", "male", 1))
    in_february, in_march = (read.told_of_themselves(world.region, date(2026, n, 1), Sex) for n in (2, 3))
    assert in_february == in_march == {Sex.FEMALE: None, Sex.MALE: None}, (
        "one line alone would tell the other"
    )
    answers(
        (date(2026, 3, 1), region, "30_44", "male", 5),
        (date(2026, 4, 1), region, "18_29", "male", 4),
    )
    assert read.told_of_themselves(world.region, date(2026, 4, 1), Sex) == in_march
    assert read.told_of_themselves(world.region, date(2026, 5, 1), Sex) == {Sex.FEMALE: 12, Sex.MALE: 10}


@pytest.mark.parametrize("seed", range(5))
def test_no_two_sums_of_what_residents_tell_differ_by_a_few(
    world: World, monkeypatch: Any, seed: int
) -> None:
    """Of two evenings, of everywhere and its regions, of two regions and everywhere: by ten people, or by nobody."""
    choose = random.Random(seed)
    # As if nothing more were withheld: what is shown is less than this.
    monkeypatch.setattr(read, "withheld", dict)
    other = make_area("region", (70.0, 41.0, 71.0, 42.0), code="18")
    months = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(18)]
    for month_on in months:
        for region_id in (0, world.region.id, other.id):
            for age_band in AgeBand:
                for sex in Sex:
                    n = choose.choice((0, 0, 0, 0, 0, 0, 0, 1, 2))
                    if n and (age_band, sex) != (AgeBand.UNTOLD, Sex.UNTOLD):
                        answers((month_on, region_id, age_band, sex, n))
    for kind in (AgeBand, Sex):
        evenings = [
            [
                sum(n or 0 for n in read.told_of_themselves(area, before, kind).values())
                for area in (None, world.region, other)
            ]
            for before in (*months, date(2026, 7, 1))
        ]
        for everywhere, *regions in evenings:
            rest = everywhere - sum(regions)
            assert rest == 0 or rest >= read.ENOUGH_TOLD
        for earlier, later in pairwise(evenings):
            for before, after in zip(earlier, later, strict=True):
                assert after == before or after - before >= read.ENOUGH_TOLD
        assert evenings[-1][0] > 0
