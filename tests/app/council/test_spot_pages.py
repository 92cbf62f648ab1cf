"""Hot spots on their pages: the list, the map in its frame, the drawing for paper, the search that is waited for."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from app import hot_spot_words
from app.actions import hot_spots
from app.council import hot_spots as listing
from app.db import db
from app.i18n import named
from app.models import HotSpotArea, HotSpotRun, SpotKind
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.council_pages import make_spot
from tests.factories import World, make_area, make_user


@pytest.fixture
def world(app, session):
    return World()


@pytest.fixture
def council(client, world):
    client.set_cookie("language", "en")
    sign_in(client, world.council)
    return client


def test_a_hot_spot_is_told_in_one_sentence_with_its_method(council, world):
    spot = make_spot(world)
    make_spot(world, SpotKind.REPEATED, run=spot.run)
    page = words(council.get("/council/hot-spots"))
    assert (
        "42 reports within 920 m between November 3, 2026 and November 17, 2026; 11 would be expected."
        in page
    )
    assert "It failed 3 times within 50 m" in page
    assert "space-time permutation scan" in page
    assert "999 times" in page
    assert "New this month" in page


@pytest.mark.parametrize("address", ["/council/hot-spots", "/council/hot-spots/map"])
def test_paper_and_whoever_runs_no_script_get_a_drawing_of_every_hot_spot(council, world, address):
    spot = make_spot(world)
    make_spot(world, SpotKind.REPEATED, run=spot.run)
    drawing = re.search(r"<svg class=\"drawn-map\".*?</svg>", council.get(address).text, re.DOTALL)
    assert drawing is not None
    assert [n for n in re.findall(r">(\d+)</text>", drawing[0])] == ["2", "1"]
    assert 'role="img"' in drawing[0]


def on_map(page):
    """What the script of the map reads."""
    (found,) = re.findall(r'data-spots="([^"]*)"', page.text)
    return json.loads(unescape(found))


def test_the_map_of_the_list_tells_of_every_hot_spot(council, world):
    spot = make_spot(world)
    place = make_spot(world, SpotKind.REPEATED, run=spot.run)
    first, second = on_map(council.get("/council/hot-spots/map"))
    assert (first["number"], first["reach_m"], second["number"], second["reach_m"]) == ("1", 0, "2", 50)
    assert first["square"] == [69.045, 41.045, 69.055, 41.055]
    assert "42 reports within 920 m" in first["facts"][0]
    assert second["href"] == f"/council/hot-spots/{place.id}"
    listed = council.get("/council/hot-spots").text
    assert f'data-key="{first["key"]}"' in listed
    assert f'data-key="{second["key"]}"' in listed


def test_the_map_of_one_hot_spot_shows_its_ground_first(council, world):
    page = council.get(f"/council/hot-spots/{make_spot(world).id}/map")
    assert 'data-look="69.035000,41.035000,69.065000,41.065000"' in page.text
    (spot,) = on_map(page)
    assert (spot["number"], spot["href"]) == ("", "")


def test_what_is_new_this_month_is_counted_and_shown_however_much_there_is(council, world):
    old = make_spot(world)
    old.first_found_at = NOW - timedelta(days=60)
    for _n in range(listing.MOST + 3):
        make_spot(world, run=old.run).first_found_at = NOW - timedelta(days=60)
    # The last of all, and a place that failed once too often.
    new = make_spot(world, run=old.run)
    make_spot(world, SpotKind.REPEATED, run=old.run)
    db.session.commit()
    page = council.get("/council/hot-spots")
    assert "2 are new this month." in words(page)
    assert "5 more are not shown." in words(page)
    shown = [int(n) for n in re.findall(r'data-key="spot:(\d+)"', page.text)]
    assert (shown[0], shown[listing.MOST - 1]) == (old.id, new.id)


def test_a_place_is_named_inside_the_area_that_is_looked_at(app, world):
    """Most reports lie in another district, and its council is not the one that looks."""
    spot = make_spot(world)
    other = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    spot.areas.append(HotSpotArea(area_id=other.id, reports=90))
    db.session.commit()
    with app.test_request_context():
        mahalla, district, away = (named(one.names) for one in (world.mahalla, world.district, other))
        assert hot_spot_words.place(spot, world.district) == mahalla
        assert hot_spot_words.place(spot, world.mahalla) == ""
        assert hot_spot_words.place(spot).startswith(away)
        assert district not in hot_spot_words.place(spot)


def test_the_button_asks_for_a_scan_and_the_page_says_how_far_it_is(council, world):
    answer = council.post("/council/hot-spots/look")
    assert answer.status_code == 303
    run = db.session.query(HotSpotRun).one()
    assert (run.area_id, run.by_user_id) == (world.region.id, world.council.id)
    hot_spots._take(NOW, None)
    hot_spots._tell(run.id, 40, NOW)
    assert "40% done" in words(council.get("/council/hot-spots"))


def test_a_council_without_a_hot_spot_in_its_area_does_not_see_its_neighbours(client, world):
    make_spot(world)
    sign_in(client, make_user("council", area=world.other_mahalla))
    client.set_cookie("language", "en")
    page = words(client.get("/council/hot-spots"))
    assert "42 reports" not in page
    assert "Nowhere here is more reported" in page
