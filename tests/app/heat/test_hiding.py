"""What everybody is told never says where one report lies, nor do two answers together."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.db import db
from app.domain.rollup import day_number
from app.models import ServiceRequest
from app.queries import heat_maps
from app.queries.heat import Places
from geo import heat_classes
from geo.cells import cells_of
from tests.app.council.town import DAY, FIRST, SECOND, Town
from tests.app.heat.warmth import ADDRESSES, LONE, asked, folded, rows, warmed
from tests.factories import NOW, make_group, make_service

PUBLIC = "/heat{}?area=district:1701&period=12m"


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def warm(town: Town) -> Town:
    return warmed(town)


def test_one_and_two_reports_look_like_none_in_public(client: FlaskClient, town: Town, now: datetime) -> None:
    pages = []
    for _ in range(3):
        page = client.get("/heat?area=district:1701").text
        pages.append([rows(page), re.findall(r"data-heat-message>([^<]*)", page)])
        town.send(SECOND, now - DAY)
        folded(town)
    assert pages[0] == pages[1] == pages[2]
    assert "fewer than 3" in pages[0][0]["Together"]
    assert rows(client.get("/heat?area=district:1701").text)["Together"] == ["3–4"]


@pytest.mark.parametrize(
    "query", ["", "&step=week", "&weight=days", "&weight=people", "&compare=before", "&status=open"]
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_says_where_a_lone_report_lies(
    client: FlaskClient, warm: Town, address: str, query: str
) -> None:
    answer = client.get(PUBLIC.format(address.removeprefix("/heat")) + query)
    assert answer.status_code == 200
    for report in db.session.scalars(select(ServiceRequest)):
        assert report.public_id not in answer.text
        assert str(report.cell) not in answer.text
    for longitude, latitude in (LONE, FIRST, SECOND):
        for digits in (4, 5, 6):
            assert f"{longitude:.{digits}f},{latitude:.{digits}f}" not in answer.text.replace(" ", "")
    assert "69.33" not in _without_boundaries(answer.text)
    assert "41.26" not in _without_boundaries(answer.text)


def _without_boundaries(text: str) -> str:
    """The answer without its picture's bytes, in which any four digits may stand."""
    return re.sub(r"data:image/png;base64,[^\"']*", "", text)


def test_a_lone_report_is_no_colour_and_no_hexagon(client: FlaskClient, warm: Town) -> None:
    with_it = client.get(PUBLIC.format("/steps") + "&step=month").json
    assert with_it
    for picture in filter(None, with_it["pictures"]):
        held = io.BytesIO(base64.b64decode(picture.partition(",")[2]))
        pixels = np.asarray(Image.open(held).convert("RGBA"))
        height, width = pixels.shape[:2]
        (low, left), (high, right) = with_it["bounds"]
        column = int((LONE[0] - left) / (right - left) * width)
        row = int((high - LONE[1]) / (high - low) * height)
        assert pixels[max(0, row - 8) : row + 9, max(0, column - 8) : column + 9, 3].max() == 0
    for ring in with_it["hexagons"]:
        assert not (min(p[1] for p in ring) < LONE[0] < max(p[1] for p in ring)) or not (
            min(p[0] for p in ring) < LONE[1] < max(p[0] for p in ring)
        )


def test_subtracting_filters_does_not_find_a_lone_report(
    client: FlaskClient, town: Town, now: datetime
) -> None:
    """All kinds less one kind: a report of another kind beside three of this one changes neither picture nor class."""
    other = make_service(make_group("waste"))
    for _ in range(3):
        town.send(FIRST, now - DAY)
    folded(town)
    before = _public(client, "")
    town.send(FIRST, now - DAY, service_code=other.service_code)
    folded(town)
    assert _public(client, "") == before
    assert _public(client, "&group=waste")["shades"] in ([[]], [])
    assert not any(_public(client, "&group=waste")["pictures"])
    assert _public(client, "&group=roads") == before


def test_a_report_beside_others_moves_no_pixel_of_its_own(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within one square nobody can tell which corner a report lies in: the picture is of squares."""
    drawn = []
    for shift in (0.0, 0.0004, 0.0008):
        lons = [FIRST[0], FIRST[0], FIRST[0], FIRST[0] + shift]
        cell = cells_of(lons, [FIRST[1]] * 4)
        day = np.full(4, day_number(NOW.date()))
        found = Places(cell, day, np.ones(4), np.zeros(4, dtype=np.int64))
        monkeypatch.setattr(heat_maps, "places", lambda *_a, found=found, **_k: found)
        picture = heat_maps.drawn(town.district, asked(is_public=True))
        assert picture
        drawn.append(picture.surfaces[0].per_km2)
    assert drawn[0].max() > 0
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0] == drawn[2]).all()


def _public(client: FlaskClient, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get("/heat/steps?area=district:1701&period=30d" + query).text)
    return found


def test_no_withheld_count_can_be_worked_out_from_classes() -> None:
    """Two groups and their sum, each told in classes: a hidden 1 or 2 always has another number beside it."""
    told: dict[tuple[Any, ...], set[tuple[int, int]]] = {}
    for first in range(25):
        for second in range(25):
            key = tuple(_told(n) for n in (first, second, first + second))
            told.setdefault(key, set()).add((first, second))
    for (a, b, _sum), tables in told.items():
        for place, shown in enumerate((a, b)):
            if shown is None:
                possible = {table[place] for table in tables}
                assert len(possible) > 1, tables


def _told(n: int) -> tuple[int, int] | None:
    return heat_classes.class_of(n) if n >= 3 else None
