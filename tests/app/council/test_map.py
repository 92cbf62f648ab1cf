"""The document in the frame: folium's map under our own policy, of exactly the own area."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from shapely.geometry import shape

from app.models import Boundary
from tests.app.council.town import DAY, FIRST, SECOND, Town
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import make_area, make_user

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def council(client: FlaskClient, town: Town) -> FlaskClient:
    sign_in(client, town.council)
    return client


@pytest.fixture
def busy(town: Town, now: datetime) -> Town:
    town.be_busy(now)
    return town


def drawn(page: str, name: str) -> dict[str, Any]:
    """The features of one of the map's layers."""
    found = re.search(rf"geo_json_{name}_add\((\{{.*?\}})\);\n", page)
    assert found, name
    collection: dict[str, Any] = json.loads(found[1])
    return collection


def heat(page: str) -> tuple[np.ndarray, list[list[float]]]:
    """The pixels of the heat, and its corners."""
    found = re.search(r'L\.imageOverlay\(\s*"data:image/png;base64,([^"]+)",\s*(\[\[.*?\]\])', page)
    assert found
    picture = Image.open(io.BytesIO(base64.b64decode(found[1])))
    return np.asarray(picture.convert("RGBA")), json.loads(found[2])


def test_the_map_may_be_framed_by_our_own_page_alone(council: FlaskClient, busy: Town) -> None:
    answer = council.get("/council/map")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "X-Frame-Options" not in answer.headers
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", policy)
    assert nonce
    for tag in re.findall(r"<script[^>]*>", answer.text):
        assert f'nonce="{nonce[1]}"' in tag


def test_nothing_comes_from_another_host(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/map").text
    # Only names of namespaces and of the tiles' owner may look like addresses; here there are no tiles.
    assert not re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", page)
    for word in ("jquery", "bootstrap", "awesome", "user-scalable", "style=", "<style", "onclick"):
        assert word not in page.lower()


def test_tiles_come_from_the_setting_alone(app: Flask, council: FlaskClient, busy: Town) -> None:
    assert "tileLayer" not in council.get("/council/map").text
    before = app.config["MAP_TILES_URL"]
    app.config["MAP_TILES_URL"] = "https://tiles.example.uz/{z}/{x}/{y}.png"
    try:
        answer = council.get("/council/map")
    finally:
        app.config["MAP_TILES_URL"] = before
    assert set(re.findall(r"https?://([a-z.]+)/\{z\}", answer.text)) == {"tiles.example.uz"}
    assert "https://tiles.example.uz" in answer.headers["Content-Security-Policy"]


def test_the_map_shows_exactly_the_own_area(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/map").text
    assert {f["id"] for f in drawn(page, "areas")["features"]} == {"mahalla:170101", "mahalla:170102"}
    [boundary] = drawn(page, "boundary")["features"]
    assert shape(boundary["geometry"]).bounds == (69.0, 41.0, 69.4, 41.4)
    [outside] = drawn(page, "outside")["features"]
    assert not shape(outside["geometry"]).contains(shape(boundary["geometry"]).centroid)


def test_the_heat_stays_inside_the_boundary(council: FlaskClient, busy: Town, now: datetime) -> None:
    sign_in(council, make_user("council", area=busy.mahalla))
    for n in range(30):
        busy.send((69.0999, 41.05), now - n * DAY / 2)
    pixels, [[south, west], [north, east]] = heat(council.get("/council/map").text)
    pixel = (east - west) / pixels.shape[1]
    assert 69.0 - pixel <= west
    assert east <= 69.1 + pixel
    assert 41.0 - pixel <= south
    assert north <= 41.1 + pixel
    assert pixels[..., 3].max() > 0


def test_the_heat_lies_where_the_reports_lie(council: FlaskClient, busy: Town) -> None:
    pixels, [[south, west], [north, east]] = heat(council.get("/council/map").text)
    row, column = np.unravel_index(pixels[..., 3].astype(int).argmax(), pixels.shape[:2])
    longitude = west + (column + 0.5) / pixels.shape[1] * (east - west)
    latitude = north - (row + 0.5) / pixels.shape[0] * (north - south)
    assert (longitude, latitude) == pytest.approx(FIRST, abs=0.01)


def test_fewer_than_three_reports_are_no_heat(council: FlaskClient, town: Town, now: datetime) -> None:
    for days in (1, 2):
        town.send(FIRST, now - days * DAY)
    town.send(SECOND, now - DAY)
    page = council.get("/council/map")
    assert "imageOverlay" not in page.text
    assert "Nowhere do 3 reports lie close enough together" in words(page)


def test_the_legend_counts_the_areas(council: FlaskClient, busy: Town) -> None:
    page = words(council.get("/council/map?colour=reports"))
    assert "1 1 mahalla" in page
    assert "5 1 mahalla" in page
    assert "counted within" in page


def test_what_is_not_known_is_said_and_not_coloured(council: FlaskClient, busy: Town) -> None:
    page = council.get("/council/map?colour=median_days")
    assert "not yet known 1 mahalla" in words(page)
    shades = {f["id"]: f["properties"]["shade"] for f in drawn(page.text, "areas")["features"]}
    assert shades == {"mahalla:170101": "3", "mahalla:170102": "unknown"}


def test_the_map_says_the_same_numbers_as_the_table(council: FlaskClient, busy: Town) -> None:
    areas = drawn(council.get("/council/map?colour=reports").text, "areas")["features"]
    assert {f["id"]: f["properties"]["value"] for f in areas} == {
        "mahalla:170101": "5",
        "mahalla:170102": "1",
    }
    [first] = [f["properties"] for f in areas if f["id"] == "mahalla:170101"]
    assert first["facts"] == ["5 reports", "2 open, 1 of them overdue", "half fixed within 2 days"]


def test_the_filters_hold_for_the_map(council: FlaskClient, busy: Town) -> None:
    areas = drawn(council.get("/council/map?colour=reports&status=fixed").text, "areas")["features"]
    assert {f["id"]: f["properties"]["value"] for f in areas} == {
        "mahalla:170101": "3",
        "mahalla:170102": "0",
    }
    assert "status=fixed" in areas[0]["properties"]["href"]


def test_a_hostile_name_cannot_leave_the_script(council: FlaskClient, busy: Town) -> None:
    busy.mahalla.names = {"uz": HOSTILE}
    busy.district.names = {"uz": HOSTILE}
    page = council.get("/council/map").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert page.count("</script>") == page.count("<script")
    assert HOSTILE in {f["properties"]["name"] for f in drawn(page, "areas")["features"]}


def test_an_area_without_a_boundary_says_so(client: FlaskClient, session: Any) -> None:
    known_by_name = make_area("district", code="9")
    session.query(Boundary).filter_by(area_id=known_by_name.id).delete()
    session.expire_all()
    sign_in(client, make_user("council", area=known_by_name))
    page = client.get("/council/map")
    assert page.status_code == 200
    assert "There is no map of this area yet." in words(page)
    assert client.get("/council/").status_code == 200
