"""The page for the meeting: one sheet in every language, and every number the same as a recount."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from shapely import box
from sqlalchemy import select

from app.actions import oversight, reporting, rollups
from app.council import drawn_map, meeting
from app.db import db
from app.models import ServiceRequest, SpotKind
from app.policy import policy
from app.queries import meeting as looked_at
from app.queries.meeting import before, month_of
from tests.app.council.town import DAY, FIRST, NO_MAHALLA, SECOND, Town
from tests.app.dispatch.test_work_order import pictures, sheets, unpacked
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.council_pages import make_spot
from tests.factories import make_photo, make_user

TODAY = date(2026, 11, 18)


def fold(now: datetime = NOW) -> None:
    while rollups.fold(now):
        pass


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def council(client: Any, town: Town) -> Any:
    client.set_cookie("language", "en")
    sign_in(client, town.council)
    return client


#: What an address asks for, and the first and the last day that are shown.
MONTHS = [
    ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
    ("2026-11", date(2026, 11, 1), TODAY),
    ("2026-12", date(2026, 11, 1), TODAY),
    ("", date(2026, 11, 1), TODAY),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2026-13", date(2026, 11, 1), TODAY),
    ("1969-10", date(2026, 11, 1), TODAY),
    ("november", date(2026, 11, 1), TODAY),
]


@pytest.mark.parametrize(("asked", "first_on", "last_on"), MONTHS)
def test_an_address_names_a_month_that_has_begun(asked: str, first_on: date, last_on: date) -> None:
    month = month_of(asked, TODAY)
    assert (month.first_on, month.last_on) == (first_on, last_on)


def test_before_january_comes_december_of_the_year_before() -> None:
    month = before(month_of("2026-01", TODAY))
    assert (month.first_on, month.last_on) == (date(2025, 12, 1), date(2025, 12, 31))


def recounted(town: Town, area: Any, first: date, last: date) -> dict[str, int]:
    """The five numbers, counted by hand from the reports themselves."""
    day = policy().calendar.local_day
    found = dict.fromkeys((*looked_at.HAPPENED, *looked_at.STOOD), 0)
    for one in db.session.scalars(select(ServiceRequest)):
        if area.id not in (one.mahalla_id, one.district_id, one.region_id):
            continue
        ended_at = None if one.is_open else one.resolved_at or one.closed_at
        if first <= day(one.submitted_at) <= last:
            found["reports"] += 1
        if ended_at and one.resolved_at and first <= day(ended_at) <= last:
            found["event_fixed"] += 1
        for change in one.history:
            if change.move == "not_fixed" and first <= day(change.at) <= last:
                found["event_sent_back"] += 1
        is_open = day(one.submitted_at) <= last and (ended_at is None or day(ended_at) > last)
        found["open"] += is_open
        found["overdue"] += is_open and day(one.due_at) <= last and one.due_at < NOW
    return found


@pytest.mark.parametrize("which", ["region", "district", "mahalla", "other_mahalla"])
@pytest.mark.parametrize("asked", ["2026-11", "2026-10", "2026-01", "2025-12"])
def test_the_five_numbers_are_those_of_a_recount(town: Town, which: str, asked: str) -> None:
    town.be_busy(NOW)
    for days in (322, 326, 330):  # Around new year.
        town.fix(town.send(SECOND, NOW - days * DAY), NOW - (days - 4) * DAY)
    back = town.send(FIRST, NOW - 10 * DAY)
    town.fix(back, NOW - 9 * DAY)
    reporting.not_fixed(back, note="Hali ham chuqur", at=NOW - 8 * DAY)
    fold()
    month, area = month_of(asked, TODAY), getattr(town, which)
    assert looked_at.numbers(area, month) == recounted(town, area, month.first_on, month.last_on)


def test_the_map_counts_the_parts_of_the_month(town: Town) -> None:
    town.be_busy(NOW)
    fold()
    counts = looked_at.by_part(town.district, month_of("2026-11", TODAY))
    assert counts[town.mahalla.id] == 2  # Of five, three were sent in October.
    assert counts[town.other_mahalla.id] == 1


def test_the_map_of_a_mahalla_shows_where_its_reports_lie(client: Any, town: Town) -> None:
    for place, at in ((FIRST, NOW), (FIRST, NOW - DAY), (SECOND, NOW), (FIRST, NOW - 40 * DAY)):
        town.send(place, at)
    fold()
    ((longitude, latitude, reports),) = looked_at.places(town.mahalla, month_of("2026-11", TODAY))
    assert (longitude, latitude) == pytest.approx(FIRST, abs=4e-4)
    assert reports == 2
    assert looked_at.places(town.mahalla, month_of("2026-09", TODAY)) == []
    client.set_cookie("language", "en")
    sign_in(client, make_user("council", area=town.mahalla))
    assert "where the 2 reports of the month lie" in client.get("/council/meeting?month=2026-11").text


def test_what_lies_in_no_area_of_the_map_is_said_beside_it(council: Any, town: Town) -> None:
    for place in (FIRST, NO_MAHALLA, NO_MAHALLA):
        town.send(place, NOW)
    fold()
    assert "2 more lie in no area of the map." in words(council.get("/council/meeting?month=2026-11"))


def test_what_is_late_stands_with_its_post(council: Any, town: Town) -> None:
    late = town.send(FIRST, NOW - 15 * DAY)
    town.send(FIRST, NOW)
    fold()
    page = words(council.get("/council/meeting?month=2026-11"))
    assert late.public_id in page
    assert "Bosh dispetcher" in page
    rows, n = looked_at.late(town.district, month_of("2026-11", TODAY), 6)
    assert ([one.id for one in rows], n) == ([late.id], 1)
    # In October it had not been sent.
    assert looked_at.late(town.district, month_of("2026-10", TODAY), 6) == ([], 0)


def test_only_photos_for_everybody_are_shown(town: Town) -> None:
    shown = town.report("closed", photo_tokens=[make_photo()])
    hidden = town.report("closed", photo_tokens=[make_photo()])
    for photo in hidden.photos:
        photo.staff_only = True
    db.session.commit()
    fold()
    pairs = looked_at.pairs(town.district, month_of("2026-11", TODAY), 3)
    assert [pair.report.id for pair in pairs] == [shown.id]


#: How many reports there are: none, one, none in this month.
EDGES = {"nobody reported": [], "one report": [NOW], "nothing in this month": [NOW - 200 * DAY]}


@pytest.mark.parametrize("edge", EDGES)
def test_a_month_with_little_in_it_has_a_page_all_the_same(council: Any, town: Town, edge: str) -> None:
    for at in EDGES[edge]:
        town.send(FIRST, at)
    fold()
    for address in ("/council/meeting?month=2026-11", "/council/meeting.pdf?month=2026-11"):
        assert council.get(address).status_code == 200
    page = words(council.get("/council/meeting?month=2026-10"))
    assert "2026" in page


@pytest.mark.parametrize("language", ["uz", "uz_Cyrl", "kaa", "ru", "en"])
def test_the_page_as_a_file_is_one_tagged_sheet_in_every_language(
    council: Any, town: Town, language: str
) -> None:
    # Names as long as they come, in the widest letters.
    town.service.names = {"uz": "Автобус кечикади ёки бекатда тўхтамайди, йўловчини олмайди"}
    town.group.names = {"uz": "Канализация, ариқлар ва ёмғир суви тармоқлари"}
    town.agency.names = {"uz": "Намуна вилояти йўловчи ташиш транспорти бошқармаси"}
    town.agency.posts = {"uz": "Навбатчи бош диспетчер ўринбосари"}
    town.district.names = {"uz": "Қорақалпоғистон Республикаси Амударё тумани"}
    town.mahalla.names = {"uz": "Алишер Навоий номидаги маҳалла фуқаролар йиғини"}
    spot = make_spot(town)
    for kind in (SpotKind.CLUSTER, SpotKind.REPEATED):
        make_spot(town, kind, run=spot.run)
    for n in range(9):
        place = (FIRST, SECOND, NO_MAHALLA)[n % 3]
        late = town.send(place, NOW - (30 + n) * DAY)
        if n == 8:
            oversight.accept(late, by=town.dispatcher, at=NOW - 30 * DAY)
    for _n in range(3):
        town.report("closed", at=NOW, photo_tokens=[make_photo()])
    fold(NOW + timedelta(hours=3))
    council.set_cookie("language", language)
    answer = council.get("/council/meeting.pdf?month=2026-11")
    assert answer.mimetype == "application/pdf"
    assert 'filename="meeting-1701-2026-11.pdf"' in answer.headers["Content-Disposition"]
    assert sheets(answer.data) == 1
    assert pictures(answer.data) == 6
    assert b"/StructTreeRoot" in unpacked(answer.data)


#: Counts by area, and the classes that they make: shade, from, to.
CLASSES = [
    ([], []),
    ([0, 0], [(0, 0, 0)]),
    ([7], [(3, 7, 7)]),
    ([4, 4, 4], [(3, 4, 4)]),
    ([0, 1, 9], [(0, 0, 0), (2, 1, 1), (4, 9, 9)]),
    ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [(1, 1, 2), (2, 3, 4), (3, 5, 6), (4, 7, 8), (5, 9, 10)]),
]


@pytest.mark.parametrize(("counts", "classes"), CLASSES)
def test_areas_fall_into_at_most_five_classes(counts: list[int], classes: list[Any]) -> None:
    assert [(c.shade, c.low, c.high) for c in drawn_map.classes_of(counts)] == classes


#: Squares (west, south, east, north) and where their numbers stand on a drawing of 100 × 100 around 0–1 degrees.
SQUARES = [
    ((0.4, 0.4, 0.6, 0.6), (50, 50)),
    # Half of it lies outside: the middle of what is seen.
    ((0.8, 0.4, 1.6, 0.6), (88, 50)),
    # All of it does, and a report of it lies in the corner.
    ((1.2, 1.2, 1.4, 1.4), (88, 12)),
    ((-3.0, -3.0, -2.0, -2.0), (12, 88)),
]


@pytest.mark.parametrize(("square", "at"), SQUARES)
def test_a_number_is_whole_on_the_drawing_wherever_the_square_lies(square: Any, at: Any) -> None:
    drawing = drawn_map.drawn(
        box(0, 0, 1, 1), [], [drawn_map.Mark(1, square)], words="", width=100, most_height=100
    )
    (x, y) = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawing)[0]
    assert (float(x), float(y)) == pytest.approx(at, abs=4)


def test_a_month_that_is_not_over_is_compared_day_by_day() -> None:
    half = looked_at.Month(date(2026, 11, 1), date(2026, 11, 15), False)
    whole = looked_at.Month(date(2026, 10, 1), date(2026, 10, 31), True)
    assert meeting._happened(100, 207, half, whole)[1] == 0
    assert meeting._happened(200, 207, half, whole)[1] == 1
    assert meeting._happened(30, 207, half, whole)[1] == -1
