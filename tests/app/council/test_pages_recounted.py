"""What stands on the council's pages equals a count by hand over the reports themselves, cell by cell."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely import MultiPolygon, box
from sqlalchemy import select

from app.actions import rollups
from app.actions.territory import NewArea, import_areas
from app.db import db
from app.models import Level, ServiceRequest
from tests.app.council.town import DAY, FIRST, Town
from tests.app.life import Life
from tests.app.queries.test_council_recount import START, by_hand, local_day
from tests.conftest import sign_in

#: Whole days since the first report; the statistics know every one of them.
SINCE = "period=custom&from=2025-11-01"


@pytest.fixture
def life(session: Any, frozen_time: Any) -> Life:
    life = Life(31, frozen_time, START)
    for _ in range(130):
        life.step()
    while rollups.fold(life.now):
        pass
    return life


@pytest.fixture
def council(client: FlaskClient, life: Life) -> FlaskClient:
    sign_in(client, life.world.council)
    return client


def tables(page: str) -> list[list[list[str]]]:
    """Every table of a page: its rows but the head, each cell as text."""
    return [
        [
            [
                " ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split())
                for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
            ]
            for row in re.findall(r"<tr.*?</tr>", body, re.S)
        ]
        for body in re.findall(r"<tbody>(.*?)</table>", page, re.S)
    ]


def sent(life: Life, condition: Callable[[ServiceRequest], bool]) -> list[ServiceRequest]:
    """The reports of the district of which something is true."""
    everybody = db.session.scalars(select(ServiceRequest))
    return [sr for sr in everybody if sr.district_id == life.world.district.id and condition(sr)]


def percent(part: int, whole: int) -> str:
    return str(math.floor(100 * part / whole + 0.5)) if whole else "–"


def first_of(cell: str) -> str:
    """The figure of a cell, without its interval."""
    return cell.split(" (")[0]


def parts(life: Life) -> dict[str, list[ServiceRequest]]:
    """The district's reports by what the table calls their line."""
    world = life.world
    return {
        world.mahalla.names["uz"]: sent(life, lambda sr: sr.mahalla_id == world.mahalla.id),
        world.other_mahalla.names["uz"]: sent(life, lambda sr: sr.mahalla_id == world.other_mahalla.id),
        "In no mahalla": sent(life, lambda sr: sr.mahalla_id is None),
    }


def test_the_table_and_the_five_numbers(council: FlaskClient, life: Life) -> None:
    page = council.get(f"/council/?{SINCE}").text
    everything = by_hand(sent(life, lambda _sr: True), life.now)
    headline = [unescape(value).strip() for value in re.findall(r'"stat-value">([^<]+)', page)]
    assert headline[:3] == [str(everything[name]) for name in ("reports", "open", "overdue")]
    assert headline[4] == f"{percent(everything['confirmed'], everything['fixed'])}%"
    assert headline[6] == f"{percent(everything['sent_back'], everything['reports'])}%"
    *lines, together = tables(page)[0]
    expected = {name: by_hand(reports, life.now) for name, reports in parts(life).items() if reports}
    assert {line[0] for line in lines} >= set(expected)
    for line in (*lines, together):
        told = everything if line is together else expected.get(line[0]) or by_hand([], life.now)
        assert line[1:5] == [str(told[name]) for name in ("reports", "open", "overdue", "fixed")]
        if told["median"] is not None and told["median"] <= 30:
            assert line[5] == str(told["median"])


def test_the_comparison_of_areas_and_of_agencies(council: FlaskClient, life: Life) -> None:
    reports = sent(life, lambda _sr: True)
    areas = {name: held for name, held in parts(life).items() if name != "In no mahalla"}
    agencies = {
        one.names["uz"]: [sr for sr in reports if sr.agency_id == one.id]
        for one in {sr.agency_id: sr.agency for sr in reports}.values()
    }
    for by, expected in (("areas", areas), ("agencies", agencies)):
        chart, full = tables(council.get(f"/council/ranking?by={by}&{SINCE}").text)
        compare(chart, full, expected, life.now)


def compare(
    chart: list[list[str]],
    full: list[list[str]],
    expected: Mapping[str, Sequence[ServiceRequest]],
    now: datetime,
) -> None:
    """Both tables of a comparison against its reports by name."""
    assert {line[0] for line in full} == set(expected)
    for line in full:
        told = by_hand(expected[line[0]], now)
        assert line[1:4] == [str(told[name]) for name in ("reports", "open", "overdue")]
        for cell, name in ((line[4], "median"), (line[5], "p90")):
            if told[name] is not None and told[name] <= 30:
                assert first_of(cell) == str(told[name])
        kept, promised = told["fixed"] - told["fixed_late"], told["fixed"] + told["overdue"]
        assert [first_of(cell) for cell in line[6:9]] == [
            percent(kept, promised),
            percent(told["confirmed"], told["fixed"]),
            percent(told["sent_back"], told["reports"]),
        ]
        stars = sum((place + 1) * n for place, n in enumerate(told["stars"]))
        rated = sum(told["stars"])
        assert first_of(line[9]) == (f"{stars / rated:.1f}" if rated else "–")
    for name, size, share, _said in chart:
        told = by_hand(expected[name], now)
        assert size == str(told["fixed"])
        assert share == (f"{percent(told['confirmed'], told['fixed'])}%" if told["fixed"] else "–")


def test_the_weeks(council: FlaskClient, life: Life) -> None:
    chart = tables(council.get("/council/trends").text)[0]
    days = [local_day(sr.submitted_at) for sr in sent(life, lambda _sr: True)]
    last_monday = local_day(life.now) - timedelta(days=local_day(life.now).weekday() + 7)
    past = [row for row in chart if row[1] != "–"]
    for back, row in enumerate(reversed(past)):
        monday = last_monday - timedelta(weeks=back)
        assert row[1] == str(sum(0 <= (day - monday).days < 7 for day in days))
    assert len(past) > 10


#: How the map writes each number into a mahalla; of fewer than ten no share is told.
COLOURS: dict[str, Callable[[dict[str, Any]], str]] = {
    "reports": lambda told: str(told["reports"]),
    "open": lambda told: str(told["open"]),
    "overdue": lambda told: str(told["overdue"]),
    "confirmed": lambda told: percent(told["confirmed"], told["fixed"]) if told["fixed"] >= 10 else "",
    "sent_back": lambda told: percent(told["sent_back"], told["reports"]) if told["reports"] >= 10 else "",
}


def test_the_map(council: FlaskClient, life: Life) -> None:
    held = {name: by_hand(reports, life.now) for name, reports in parts(life).items()}
    for colour, value in COLOURS.items():
        page = council.get(f"/council/map?colour={colour}&{SINCE}").text
        found = re.search(r"geo_json_areas_add\((\{.*?\})\);\n", page)
        assert found
        shown = {one["properties"]["name"]: one["properties"] for one in json.loads(found[1])["features"]}
        assert set(shown) == set(held) - {"In no mahalla"}
        for name, area in shown.items():
            assert area["value"] == value(held[name])
            assert area["facts"][0].split()[0] == str(held[name]["reports"])


def test_a_boundary_that_moves_in_mid_period_takes_along_what_is_open(
    client: FlaskClient, app: Any, now: datetime
) -> None:
    """A new version of the boundaries is imported: open reports go where it says, what was fixed stays."""
    town = Town()
    for n in range(3):
        town.fix(town.send(FIRST, now - (20 - n) * DAY), now - (18 - n) * DAY)
    for n in range(4):
        town.send(FIRST, now - (9 - n) * DAY)
    town.count(now)
    sign_in(client, town.council)
    first, second = town.mahalla.names["uz"], town.other_mahalla.names["uz"]
    before = {row[0]: row[1:5] for row in tables(client.get("/council/").text)[0]}
    assert before == {
        first: ["7", "4", before[first][2], "3"],
        second: ["0", "0", "0", "0"],
        "Together": ["7", "4", before[first][2], "3"],
    }
    imported = import_areas(
        Level.MAHALLA,
        [
            NewArea("170101", {"uz": first}, MultiPolygon([box(69.0, 41.0, 69.01, 41.1)]), 1.0),
            NewArea("170102", {"uz": second}, MultiPolygon([box(69.01, 41.0, 69.2, 41.1)]), 1.0),
        ],
        valid_from=date(2026, 11, 1),
        source="areas.gpkg",
        at=now,
    )
    assert len(imported.rerouted) == 4
    town.count(now)
    after = {row[0]: row[1:5] for row in tables(client.get("/council/").text)[0]}
    assert after == {
        first: ["3", "0", "0", "3"],
        second: ["4", "4", before[first][2], "0"],
        "Together": before["Together"],
    }
