"""The council's page: one's own area, the numbers, every filter, nothing of anybody else's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.models import Level
from tests.app.council.town import DAY, FIRST, SECOND, Town
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import make_area, make_group, make_service, make_user

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def busy(town: Town, now: datetime) -> Town:
    town.be_busy(now)
    return town


@pytest.fixture
def council(client: FlaskClient, town: Town) -> FlaskClient:
    sign_in(client, town.council)
    return client


def table(page: str) -> list[list[str]]:
    """The rows of the table, each cell as text; the last one is the total."""
    body = page[page.index("<tbody>") : page.index("</table>")]
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in re.findall(r"<tr.*?</tr>", body, re.S)
    ]


def headline(page: str) -> list[str]:
    """Reports, open, overdue, days in which half are fixed, confirmed by residents."""
    return [unescape(value).strip() for value in re.findall(r'"stat-value">([^<]+)', page)][:5]


def test_a_council_sees_its_own_area(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/")
    assert page.status_code == 200
    assert f"<h1>{busy.district.names['uz']}</h1>" in page.text
    assert table(page.text) == [
        [busy.mahalla.names["uz"], "5", "2", "1", "3", "2"],
        [busy.other_mahalla.names["uz"], "1", "1", "0", "0", "–"],
        ["In no mahalla", "1", "0", "0", "0", "–"],
        ["Together", "7", "3", "1", "3", "2"],
    ]


def test_the_headline_says_what_the_table_adds_up_to(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/").text
    assert headline(page) == ["7", "3", "1", "2", "0%"]
    *rows, total = table(page)
    for column in (1, 2, 3, 4):
        assert sum(int(row[column]) for row in rows) == int(total[column])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=open", ["3", "3", "1", "–", "–"]),
        ("status=overdue", ["1", "1", "1", "–", "–"]),
        ("status=in_work", ["1", "1", "1", "–", "–"]),
        ("status=fixed", ["3", "0", "0", "2", "0%"]),
        ("period=90d", ["7", "3", "1", "2", "0%"]),
        ("period=12m", ["7", "3", "1", "2", "0%"]),
        ("period=year", ["7", "3", "1", "2", "0%"]),
        ("period=custom&from=2026-10-29&to=2026-10-30", ["2", "0", "0", "1", "0%"]),
        ("group=roads", ["7", "3", "1", "2", "0%"]),
        ("area=mahalla:170101", ["5", "2", "1", "2", "0%"]),
        # What is not on offer is as good as not chosen.
        ("status=lost&period=forever&group=none&colour=red&sort=nothing", ["7", "3", "1", "2", "0%"]),
    ],
)
def test_every_filter_counts_what_it_says(
    council: FlaskClient, busy: Town, query: str, expected: list[str]
) -> None:
    assert headline(council.get(f"/council/?{query}").text) == expected


def test_one_kind_of_problem(council: FlaskClient, busy: Town, now: datetime) -> None:
    make_service(make_group("water", names={"en": "Water"}), "leak")
    busy.send(FIRST, now - DAY, service_code="leak")
    busy.count(now)
    page = council.get("/council/?group=water")
    assert headline(page.text)[0] == "1"
    assert "Water, all reports" in words(page)


@pytest.mark.parametrize("way", ["/council/", "/council/map"])
def test_another_area_is_not_there(council: FlaskClient, busy: Town, way: str) -> None:
    elsewhere = make_area("district", (69.5, 41.0, 69.9, 41.4), parent=busy.region)
    for area in ("region:17", f"district:{elsewhere.code}", "district:none", "mahalla:1701", "1701", ":"):
        assert council.get(f"{way}?area={area}").status_code == 404
    assert council.get(f"{way}?area=district:1701").status_code == 200


def test_a_council_drills_down_and_finds_the_way_back(council: FlaskClient, busy: Town) -> None:
    assert "area=mahalla:170101" in unescape(council.get("/council/").text)
    page = council.get("/council/?area=mahalla:170101").text
    assert f"<h1>{busy.mahalla.names['uz']}</h1>" in page
    trail = page[page.index("council-trail") : page.index("</nav>", page.index("council-trail"))]
    # The region is another council's: its name is a word, not a way.
    assert busy.region.names["uz"] in trail
    assert re.findall(r'href="([^"]+)"', trail) == ["/council/?area=district:1701"]


def test_the_choices_go_along_when_drilling_down(council: FlaskClient, busy: Town) -> None:
    page = unescape(council.get("/council/?period=90d&status=open").text)
    assert "/council/?area=mahalla:170101&status=open&period=90d" in page
    assert 'src="/council/map?area=district:1701&status=open&period=90d"' in page


def test_a_mahalla_is_told_by_kind_of_problem(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/?area=mahalla:170101").text
    assert table(page)[0][:2] == ["roads", "5"]
    assert "Colour the map by" not in page


def test_the_table_sorts_without_a_script(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/?sort=reports").text
    assert [row[1] for row in table(page)] == ["1", "5", "1", "7"]
    assert 'aria-sort="ascending"' in page
    assert "sort=-reports" in unescape(page)
    assert [row[1] for row in table(council.get("/council/?sort=-open").text)] == ["5", "1", "1", "7"]
    # What is not known comes last, whichever way round.
    assert [row[5] for row in table(council.get("/council/?sort=median_days").text)][:2] == ["2", "–"]
    assert [row[5] for row in table(council.get("/council/?sort=-median_days").text)][:2] == ["2", "–"]


def test_who_reports_most_does_not_stand_first(council: FlaskClient, busy: Town, now: datetime) -> None:
    for hours in range(1, 9):
        busy.send(SECOND, now - timedelta(hours=hours))
    busy.count(now)
    page = council.get("/council/").text
    assert [(row[1], row[3]) for row in table(page)][:2] == [("5", "1"), ("9", "0")]
    assert 'aria-sort="descending"><a href' in page


def test_residents_are_told_where_they_are_known(council: FlaskClient, busy: Town) -> None:
    assert "Per 1,000 residents" not in council.get("/council/").text
    busy.mahalla.population = 2000
    page = council.get("/council/")
    assert [row[2] for row in table(page.text)] == ["2.5", "–", "–", "–"]
    assert "is not known here" in words(page)


def test_the_page_says_what_its_numbers_do_not_mean(council: FlaskClient, busy: Town) -> None:
    assert "Do not compare areas by raw counts" in words(council.get("/council/"))


def test_a_change_is_told_only_where_chance_is_unlikely(
    council: FlaskClient, town: Town, now: datetime
) -> None:
    town.send(FIRST, now - 200 * DAY)
    for days in range(35, 37):
        town.send(FIRST, now - days * DAY)
    for days in range(2, 5):
        town.send(FIRST, now - days * DAY)
    town.count(now)
    page = words(council.get("/council/"))
    assert "no clear change from before (2)" in page
    assert "stat-better" not in page
    assert "“Before” is September 20, 2026 to October 19, 2026" in page
    for n in range(12):
        town.send(FIRST, now - 5 * DAY - n * DAY / 24)
    town.count(now)
    page = words(council.get("/council/"))
    assert "13 more than before (2)" in page


def test_nothing_is_compared_with_a_time_before_the_service(council: FlaskClient, busy: Town) -> None:
    assert "had not begun by November 19, 2024" in words(council.get("/council/?period=12m"))


def test_an_empty_period_says_so_and_leads_on(council: FlaskClient, town: Town) -> None:
    page = council.get("/council/")
    assert "Nobody reported anything." in words(page)
    assert "/council/?area=district:1701&period=12m" in unescape(page.text)
    assert "<tbody>" not in page.text
    assert headline(page.text) == ["0", "0", "0", "–", "–"]


def test_a_choice_that_fits_nothing_says_so(council: FlaskClient, busy: Town) -> None:
    page = words(council.get("/council/?period=custom&from=2026-03-01&to=2026-03-02"))
    assert "No report fits this choice." in page


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (
            "from=2026-11-10&to=2026-11-01",
            "The first day must come before the last one, and not after today.",
        ),
        (
            "from=2027-01-01&to=2027-02-01",
            "The first day must come before the last one, and not after today.",
        ),
        ("from=yesterday", "Write the day like this: 2026-11-18."),
        ("to=2026-02-31", "Write the day like this: 2026-11-18."),
    ],
)
def test_days_that_make_no_period_are_explained(
    council: FlaskClient, busy: Town, days: str, sentence: str
) -> None:
    page = council.get(f"/council/?period=custom&{days}")
    assert page.status_code == 200
    assert sentence in words(page)
    assert headline(page.text)[0] == "7"


@pytest.mark.parametrize(
    "days", ["from=0001-01-01", "from=0001-01-01&to=0001-01-01", "to=9999-12-31", "from=&to="]
)
def test_days_at_the_ends_of_time_are_answered(council: FlaskClient, busy: Town, days: str) -> None:
    assert council.get(f"/council/?period=custom&{days}").status_code == 200


def test_an_admin_chooses_among_the_largest_areas(client: FlaskClient, town: Town) -> None:
    sign_in(client, town.admin)
    assert f"<h1>{town.region.names['uz']}</h1>" in client.get("/council/").text
    other = make_area("region", (60.0, 41.0, 61.0, 42.0), code="18")
    page = client.get("/council/").text
    assert "Choose an area" in page
    assert {"/council/?area=region:17", "/council/?area=region:18"} <= set(
        re.findall(r'href="([^"]+)"', page)
    )
    assert f"<h1>{other.names['uz']}</h1>" in client.get("/council/?area=region:18").text


def test_an_admin_of_nothing_is_led_to_the_import(client: FlaskClient, session: Any) -> None:
    sign_in(client, make_user("admin"))
    page = client.get("/council/")
    assert "There are no areas yet." in words(page)
    assert client.get("/council/map").status_code == 404


def test_a_council_has_no_other_areas_to_choose(council: FlaskClient) -> None:
    assert council.get("/council/areas").location == "/council/"


def test_a_hostile_name_is_only_text(council: FlaskClient, busy: Town) -> None:
    busy.mahalla.names = {"uz": HOSTILE}
    busy.district.names = {"uz": HOSTILE}
    for way in ("/council/", "/council/?area=mahalla:170101"):
        page = council.get(way).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert HOSTILE in unescape(page)


def test_areas_of_one_level_without_parents_work_alone(client: FlaskClient, session: Any) -> None:
    only = make_area(Level.DISTRICT, (69.0, 41.0, 69.4, 41.4), code="1")
    sign_in(client, make_user("council", area=only))
    assert client.get("/council/").status_code == 200
    assert client.get("/council/map").status_code == 200


def test_a_page_has_one_heading_of_the_first_order_and_labels(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/").text
    assert page.count("<h1") == 1
    for field in re.findall(r'<(?:select|input)[^>]*id="([^"]+)"', page):
        assert f'for="{field}"' in page
    assert re.search(r'<iframe[^>]*title="[^"]+"', page)
    assert "<caption" in page
