"""Posters and stickers: what their codes say, who may print them, and what cannot be printed."""

from __future__ import annotations

import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import segno

from app.admin.poster_list import MOST
from app.domain.place_code import place_code, place_of_code
from geo.metres import distance_m
from tests.conftest import sign_in
from tests.factories import World, make_area

LAMP = (69.05, 41.05)


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def admin(world, client):
    sign_in(client, world.admin)
    return client


def modules_of(svg: str) -> set[tuple[int, int]]:
    """Read a code's black modules back from the path that draws them, as (row, column)."""
    path = re.search(r'stroke="#000" d="([^"]+)"', svg)
    assert path
    black, x, y = set(), 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmh])([-\d. ]+)", path[1]):
        steps = [float(number) for number in numbers.split()]
        if letter == "M":
            x, y = steps
        elif letter == "m":
            x, y = x + steps[0], y + steps[1]
        else:
            black |= {(int(y), int(x) + i) for i in range(int(steps[0]))}
            x += steps[0]
    return black


def says(svg: str, text: str) -> bool:
    """Whether a code is exactly the one of a text."""
    matrix = segno.make(text, error="q", micro=False).matrix
    expected = {(r + 4, c + 4) for r, row in enumerate(matrix) for c, bit in enumerate(row) if bit}
    return modules_of(svg) == expected


def codes_in(text: str) -> list[str]:
    return re.findall(r'<svg aria-hidden="true" shape-rendering="crispEdges".*?</svg>', text)


def addresses_in(text: str) -> list[str]:
    return [
        "".join(found)
        for found in re.findall(r'class="poster-typed">([^<]+)<wbr><span>(/p/[^<]+)</span>', text)
    ]


def printed(client, kind="place", **values):
    data = {"paper": "poster", "languages": ["uz"], "copies": "1", **values}
    return client.post(f"/admin/posters?kind={kind}", data=data, content_type="multipart/form-data")


def csv_file(text: str | bytes):
    return io.BytesIO(text if isinstance(text, bytes) else text.encode()), "places.csv"


def test_a_sticker_of_a_lamp_post_opens_the_form_with_place_service_and_name(admin, world):
    answer = printed(admin, name="Lamp 127", spot="41.05, 69.05", service_code="pothole")
    [code], [typed] = codes_in(answer.text), addresses_in(answer.text)
    assert typed == f"localhost/p/{place_code(*LAMP)}"
    whole = f"http://{typed}?service=pothole&address=Lamp+127"
    assert says(code, whole)
    form = admin.get(admin.get(whole.removeprefix("http://localhost")).location).text
    assert 'value="Lamp 127"' in form
    assert re.search(r'value="pothole"[^>]*checked', form)
    assert re.search(r'name="longitude"[^>]*value="69.0500\d"', form)
    assert re.search(r'name="latitude"[^>]*value="41.0[54]', form)


def test_the_typed_address_leads_to_the_place(client, world):
    answer = client.get(f"/p/{place_code(*LAMP).lower().replace('-', '')}")
    asked = parse_qs(urlsplit(answer.location).query)
    assert answer.status_code == 302
    assert urlsplit(answer.location).path == "/report"
    assert set(asked) == {"lon", "lat"}
    assert distance_m(LAMP, (float(asked["lon"][0]), float(asked["lat"][0]))) < 2


@pytest.mark.parametrize("code", ["N3C2-7T3E-9AXK", "x", "Y" * 300, "%00", "..%2f", "<script>"])
def test_a_code_that_is_none_is_not_found(client, world, code):
    assert client.get(f"/p/{code}").status_code == 404


def test_what_else_an_address_says_is_bounded(client, world):
    answer = client.get(f"/p/{place_code(*LAMP)}?address={'a' * 5000}&next=//evil.example")
    assert len(answer.location) < 250
    assert "evil" not in answer.location


def test_the_poster_of_a_mahalla_leads_into_it_in_each_chosen_language(admin, world):
    world.mahalla.names = {"uz": "Navroʻz", "ru": "Навруз"}
    answer = printed(admin, "mahalla", mahalla_code=world.mahalla.code, languages=["uz", "ru"])
    assert answer.status_code == 200
    assert "Navroʻz" in answer.text
    assert "Навруз" in answer.text
    assert re.findall(r'class="poster-question" lang="(\S+)"', answer.text) == ["uz", "ru"]
    [typed] = addresses_in(answer.text)
    longitude, latitude = place_of_code(typed.rpartition("/")[2])
    assert 69.0 < longitude < 69.1
    assert 41.0 < latitude < 41.1
    assert says(codes_in(answer.text)[0], f"http://{typed}")


def test_the_public_address_of_the_service_is_the_one_that_is_printed(app, admin, world, monkeypatch):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz/")
    answer = printed(admin, name="Bin 1", spot="41.05, 69.05")
    assert addresses_in(answer.text) == [f"mahalla.example.uz/p/{place_code(*LAMP)}"]
    assert "Set CANONICAL_URL" not in answer.text
    assert "Set CANONICAL_URL" in printed_without(app, admin, monkeypatch)


def printed_without(app, admin, monkeypatch):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "")
    return printed(admin, name="Bin 1", spot="41.05, 69.05").text


def test_a_list_becomes_stickers_in_its_order_on_as_many_sheets_as_it_takes(admin, world):
    lines = [f"Bin {i};41,0{i % 9 + 1};69,05;{'pothole' if i % 2 else ''}" for i in range(1, 31)]
    answer = printed(
        admin, "list", paper="small", file=csv_file("Name;Lat;Lon;Service\n" + "\n".join(lines) + "\n\n")
    )
    assert answer.status_code == 200
    assert answer.text.count('class="sheet-a4 sheet-small"') == 2
    assert len(codes_in(answer.text)) == 30
    assert re.findall(r"<span>(Bin \d+)</span>", answer.text) == [f"Bin {i}" for i in range(1, 31)]
    assert says(
        codes_in(answer.text)[2],
        f"http://localhost/p/{place_code(69.05, 41.04)}?service=pothole&address=Bin+3",
    )


def test_copies_stand_side_by_side(admin, world):
    answer = printed(admin, paper="large", copies="8", name="Bin 1", spot="41.05, 69.05")
    assert answer.text.count('class="sheet-a4 sheet-large"') == 1
    assert len(codes_in(answer.text)) == 8


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffname,lat,lon\nLamp 1,41.05,69.05\n",
        "название;широта;долгота\nФонарь 1;41,05;69,05\n".encode("cp1251"),
        "nomi\tkenglik\tuzunlik\n\nChiroq 1\t41.05\t69.05",
        'extra,name,lon,lat\nx,"Lamp, ""big""",69.05,41.05\n',
    ],
)
def test_lists_come_as_spreadsheets_save_them(admin, world, text):
    answer = printed(admin, "list", paper="small", file=csv_file(text))
    assert len(codes_in(answer.text)) == 1


WRONG_LISTS = {
    "": "The first line has to name the columns",
    "name,lat\nLamp,41.05\n": "The first line has to name the columns",
    "name,lat,lon\n": "There is no place in this file.",
    "name,lat,lon\nLamp,41.05,69.05\n,41.05,69.05\n": "Line 3: Give the place a name or a number.",
    "name,lat,lon\nLamp,here,69.05\n": "Line 2: These coordinates cannot be read.",
    "name,lat,lon\nLamp,69.05,41.05\n": "Line 2: This place is outside the area that we serve.",
    "name,lat,lon\nLamp,0,0\n": "Line 2: This place is outside the area that we serve.",
    "name,lat,lon\nLamp\n": "Line 2: Mark the problem on the map, or enter its coordinates.",
    "name,lat,lon,service\nLamp,41.05,69.05,dragon\n": "Line 2: There is no service with the code “dragon”.",
    f"name,lat,lon\n{'x' * 61},41.05,69.05\n": "Line 2: The name is too long for a sticker",
    "name,lat,lon\n" + "Lamp,41.05,69.05\n" * (MOST + 1): "At most 1000 places fit into one print.",
    "name,lat,lon\n" + "x" * 310_000: "At most 1000 places fit into one print.",
    b"\x98\x00\xff\xfe": "This file is no text.",
    b"\x89PNG\r\n\x1a\n\x00\x00": "The first line has to name the columns",
}


@pytest.mark.parametrize(("text", "said"), WRONG_LISTS.items(), ids=range(len(WRONG_LISTS)))
def test_a_list_that_cannot_be_printed_says_which_line_and_why(admin, world, text, said):
    answer = printed(admin, "list", file=csv_file(text))
    assert answer.status_code == 422
    assert said in answer.text
    assert not codes_in(answer.text)


def test_no_more_lines_than_somebody_reads_are_told(admin, world):
    answer = printed(admin, "list", file=csv_file("name,lat,lon\n" + "Lamp,0,0\n" * 500))
    assert "Line 2:" in answer.text
    assert "Line 7:" not in answer.text


WRONG_FORMS = [
    ("place", {"name": "", "spot": "41.05, 69.05"}, "Give the place a name or a number."),
    ("place", {"name": "Lamp", "spot": ""}, "Mark the problem on the map, or enter its coordinates."),
    ("place", {"name": "Lamp", "spot": "0, 0"}, "This place is outside the area that we serve."),
    ("place", {"name": "Lamp", "spot": "41.05, 69.05", "languages": []}, "Choose at least one language."),
    (
        "place",
        {"name": "Lamp", "spot": "41.05, 69.05", "paper": "small", "languages": ["uz", "ru"]},
        "At most 1 of the languages",
    ),
    ("place", {"name": "Lamp", "spot": "41.05, 69.05", "copies": "0"}, "Enter a number from 1 to 240."),
    ("place", {"name": "Lamp", "spot": "41.05, 69.05", "copies": "1e9"}, ""),
    ("place", {"name": "Lamp", "spot": "41.05, 69.05", "paper": "wallpaper"}, ""),
    ("place", {"name": "Lamp", "spot": "41.05, 69.05", "service_code": "dragon"}, ""),
    ("mahalla", {"mahalla_code": "999999"}, "There is no mahalla with this code."),
    ("mahalla", {"mahalla_code": ""}, "Enter a code."),
    ("list", {}, "The first line has to name the columns"),
]


@pytest.mark.parametrize(("kind", "values", "said"), WRONG_FORMS)
def test_a_form_that_cannot_be_printed_says_why_and_keeps_what_was_typed(admin, world, kind, values, said):
    answer = printed(admin, kind, **values)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert not codes_in(answer.text)


def test_a_mahalla_without_a_boundary_has_no_poster(admin, world, session):
    bare = make_area("mahalla", code="170199")
    for boundary in bare.boundaries:
        session.delete(boundary)
    session.flush()
    assert printed(admin, "mahalla", mahalla_code="170199").status_code == 422


def test_a_name_cannot_break_out_of_its_sticker(admin, world):
    answer = printed(admin, name="<script>alert(1)</script>", spot="41.05, 69.05")
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("role", ["", "dispatcher", "crew_member", "council", "operator"])
def test_only_an_admin_prints(world, client, role):
    if role:
        sign_in(client, getattr(world, role))
    values = {"name": "Lamp", "spot": "41.05, 69.05", "languages": ["uz"], "copies": "1", "paper": "poster"}
    for answer in (client.get("/admin/posters"), client.post("/admin/posters?kind=place", data=values)):
        assert answer.status_code == (403 if role else 302)


def test_the_page_of_a_mahalla_leads_to_its_poster(admin, world):
    assert f"/admin/posters?kind=mahalla&amp;code={world.mahalla.code}" in admin.get(
        f"/admin/areas/{world.mahalla.id}"
    ).text.replace("&code", "&amp;code")
    assert f'value="{world.mahalla.code}"' in admin.get(f"/admin/posters?code={world.mahalla.code}").text
