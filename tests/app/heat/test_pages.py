"""The heatmap's pages: whose they are, what they say, what is sent again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.models import Boundary
from tests.app.council.town import DAY, FIRST, Town
from tests.app.heat.warmth import ADDRESSES, folded, rows, warmed
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import NOW, make_area, make_user

PUBLIC = "/heat{}?area=district:1701&period=12m"


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def warm(town: Town) -> Town:
    return warmed(town)


def test_a_council_reads_exact_numbers_and_everybody_classes(client: FlaskClient, warm: Town) -> None:
    public = rows(client.get(PUBLIC.format("")).text)
    assert public[warm.mahalla.names["uz"]] == ["10–19"]
    assert public[warm.other_mahalla.names["uz"]] == ["3–4"]
    assert public["Together"] == ["10–19"]
    assert "In no mahalla" not in public
    sign_in(client, warm.council)
    own = rows(client.get("/council/heat?period=12m").text)
    assert own[warm.mahalla.names["uz"]] == ["12"]
    assert own[warm.other_mahalla.names["uz"]] == ["4"]
    assert own["In no mahalla"] == ["1"]
    assert own["Together"] == ["17"]


def test_councils_see_their_own_area_alone(client: FlaskClient, warm: Town) -> None:
    sign_in(client, make_user("council", area=warm.mahalla))
    for address in ADDRESSES:
        assert client.get(f"/council{address}").status_code == 200
        for other in ("mahalla:170102", "district:1701", "region:17", "mahalla:nothing", "planet:1"):
            assert client.get(f"/council{address}?area={other}").status_code == 404


@pytest.mark.parametrize("who", ["dispatcher", "operator", "crew_member", "resident"])
def test_others_get_in_by_the_public_door_alone(client: FlaskClient, warm: Town, who: str) -> None:
    sign_in(client, getattr(warm, who))
    for address in ADDRESSES:
        assert client.get(f"/council{address}").status_code == 403
        assert client.get(f"{address}?area=district:1701").status_code == 200


def test_the_public_page_knows_every_area_and_no_other(client: FlaskClient, warm: Town) -> None:
    for area in ("region:17", "district:1701", "mahalla:170101"):
        assert client.get(f"/heat?area={area}").status_code == 200
    for area in ("mahalla:0", "planet:1", "mahalla:1\0", "mahalla"):
        assert client.get("/heat", query_string={"area": area}).status_code == 404


def test_a_slider_has_a_step_for_each_week_and_the_same_scale(client: FlaskClient, warm: Town) -> None:
    page = client.get("/heat?area=district:1701&period=90d&step=week").text
    links = re.findall(r'data-step="(\d+)" data-message="([^"]*)"', page)
    answer = client.get("/heat/steps?area=district:1701&period=90d&step=week").json
    assert answer
    assert len(links) == len(answer["at"]) == len(answer["pictures"]) == len(answer["shades"]) == 14
    assert answer["at"][0] == "2026-08-21"
    assert answer["at"][1] == "2026-08-24"
    assert answer["at"][-1] == "2026-11-16"
    assert 'aria-current="step"' in page
    assert re.search(r"The same in numbers, [^<]*16[^<]*18", page)


def test_a_step_of_the_address_is_the_one_that_is_shown(client: FlaskClient, warm: Town) -> None:
    sign_in(client, warm.council)
    page = client.get("/council/heat?period=90d&step=week&at=2026-10-26").text
    assert rows(page)["Together"] == ["1"]
    assert rows(page)[warm.mahalla.names["uz"]] == ["1"]


def test_two_periods_are_told_side_by_side_in_words(client: FlaskClient, warm: Town) -> None:
    sign_in(client, warm.council)
    page = client.get("/council/heat?period=30d&compare=before").text
    assert page.count("<iframe") == 2
    assert "side=before" in page
    assert rows(page)[warm.mahalla.names["uz"]] == ["5", "4", "1 more"]
    assert rows(page)[warm.other_mahalla.names["uz"]] == ["4", "0", "4 more"]
    public = rows(client.get("/heat?area=district:1701&period=30d&compare=before").text)
    assert public[warm.mahalla.names["uz"]] == ["5–9", "3–4", "more"]
    assert public[warm.other_mahalla.names["uz"]] == ["3–4", "fewer than 3", "more"]


def test_what_is_hidden_or_missing_is_compared_with_nothing(client: FlaskClient, warm: Town) -> None:
    """Two reports may have waited longer than ten, and more people may stand behind them; none have no average."""
    other = warm.other_mahalla.names["uz"]
    for weight, change in (("reports", "more"), ("people", "–"), ("days", "–")):
        page = client.get(f"/heat?area=district:1701&period=30d&compare=before&weight={weight}").text
        assert rows(page)[other][1:] == ["fewer than 3", change]
    sign_in(client, warm.council)
    page = client.get("/council/heat?period=30d&compare=before&weight=days").text
    assert rows(page)[other] == ["0.0", "–", "–"]


def test_a_time_before_the_service_is_no_time_without_problems(client: FlaskClient, warm: Town) -> None:
    sign_in(client, warm.council)
    for address in (
        "/council/heat?period=12m&compare=before",
        "/heat?area=district:1701&period=12m&compare=before",
    ):
        page = client.get(address)
        assert "There is nothing to compare with: the service had not begun by" in words(page)
        assert {cells[2] for cells in rows(page.text).values()} == {"–"}
    assert "nothing to compare with" not in words(client.get("/council/heat?period=30d&compare=before"))


def test_the_most_is_told_only_where_one_place_has_it(client: FlaskClient, warm: Town) -> None:
    said = words(client.get("/heat?area=district:1701&period=12m"))
    assert "The most in" in said
    for n in range(8):
        warm.send((69.15, 41.05), NOW - timedelta(hours=n + 1))
    folded(warm)
    assert "The most in" not in words(client.get("/heat?area=district:1701&period=12m"))
    sign_in(client, warm.council)
    assert "The most in" not in words(client.get("/council/heat?period=12m"))


def test_the_picture_says_its_message_to_who_cannot_see_it(client: FlaskClient, warm: Town) -> None:
    document = client.get("/heat/map?area=district:1701&period=12m")
    message = f": 10–19. The most in {warm.mahalla.names['uz']}: 10–19."
    assert message in words(document)
    assert re.search(r'"alt": "Reports, [^"]*: 10', document.text)
    assert document.text.count('role="img" aria-label=') == 2
    assert message in words(client.get("/heat?area=district:1701&period=12m"))


def test_what_did_not_change_is_not_sent_again(client: FlaskClient, warm: Town) -> None:
    address = "/heat/steps?area=district:1701&step=week"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    assert "public" in first.headers["Cache-Control"]
    assert "Cookie" not in first.vary
    client.set_cookie("language", "ru")
    assert client.get(address).data == first.data
    warm.send(FIRST, NOW - DAY)
    folded(warm)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    sign_in(client, warm.council)
    assert "private" in client.get("/council/heat/steps?step=week").headers["Cache-Control"]


def test_nobody_gets_a_councils_answer_by_a_public_mark(client: FlaskClient, warm: Town) -> None:
    mark = client.get("/heat/steps?area=district:1701&step=week").headers["ETag"]
    sign_in(client, warm.council)
    assert client.get("/council/heat/steps?step=week", headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "period=custom&from=2026-11-20&to=2026-11-01",
        "period=custom&from=x",
        "weight=gold&step=year&compare=all&at=never&group=0&status=lost",
    ],
)
def test_what_cannot_be_read_falls_back(client: FlaskClient, warm: Town, query: str) -> None:
    for address in ADDRESSES:
        assert client.get(f"{address}?area=district:1701&{query}").status_code == 200


def test_an_area_without_reports_or_boundary_says_so(client: FlaskClient, town: Town, session: Any) -> None:
    page = words(client.get("/heat?area=district:1701"))
    assert "fewer than 3 reports fit this choice" in page
    assert "Nowhere do 3 reports lie close enough" in words(client.get("/heat/map?area=district:1701"))
    known_by_name = make_area("district", code="9")
    session.query(Boundary).filter_by(area_id=known_by_name.id).delete()
    session.expire_all()
    assert "There is no map of this area yet." in words(client.get("/heat/map?area=district:9"))
    assert client.get("/heat/steps?area=district:9&step=week").json["pictures"] == []
    assert client.get("/heat?area=district:9").status_code == 200
