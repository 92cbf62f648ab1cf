"""The inbox by place: coordinates, links of maps, and the names of streets, landmarks and mahallas in any script."""

import re

import pytest

from app.actions import places
from app.queries import place_search
from geo.same_place import Place
from tests.app.pages import words
from tests.conftest import NOW


@pytest.fixture
def world(world, session):
    world.mahalla.names = {"uz": "Gulbahor mahallasi", "uz_Cyrl": "Гулбаҳор маҳалласи"}
    world.district.names = {"uz": "Bogʻzor tumani"}
    session.commit()
    place_search.forget_names()
    street = Place("1", "street", {"uz": "Chinor koʻchasi", "ru": "улица Чинар"}, (), 69.05, 41.05)
    bazaar = Place("2", "landmark", {"uz": "Oʻrda bozori"}, (), 69.08, 41.08)
    village = Place("3", "settlement", {"uz": "Qoʻshtepa"}, (), 69.05, 41.05)
    places.import_places("test", [street, bazaar, village], at=NOW)
    return world


@pytest.fixture
def near(world):
    """A report in the street, one at the bazaar, one in the other mahalla."""
    return [
        world.report(longitude=lon, latitude=lat, description="Quvur yorilgan").public_id
        for lon, lat in ((69.0501, 41.0501), (69.0801, 41.0801), (69.15, 41.05))
    ]


def shown(page):
    return re.findall(r'data-report="([^"]+)"', page.text)


def search(desk, typed, **fields):
    """Send the search form and follow where it leads."""
    answer = desk.post("/dispatch/search", data={"q": typed, **fields})
    while answer.status_code in (302, 303):
        answer = desk.get(answer.location)
    return answer


TYPED = [
    "41.05, 69.05",
    "41.05 69.05",
    "69.05, 41.05",
    "41°03'00\"N 69°03'00\"E",
    "https://www.google.com/maps/place/Chinor/@41.0,69.0,17z/data=!4m6!3d41.05!4d69.05?entry=ttu&g_ep="
    + "x" * 300,
    "https://yandex.uz/maps/?ll=69.05%2C41.05&z=16",
    "https://www.openstreetmap.org/?mlat=41.05&mlon=69.05#map=16/41.2/69.1",
]


@pytest.mark.parametrize("typed", TYPED)
def test_coordinates_and_links_find_what_lies_near(desk, near, typed):
    page = search(desk, typed)
    assert shown(page) == near[:1]
    assert page.request.args["near"] == "41.050000,69.050000"
    assert "Near 41.05000, 69.05000: up to 300 m away, the nearest first." in words(page)
    assert re.search(r"1[0-9] m away", words(page))


NAMED = [
    ("Chinor koʻchasi", 0),
    ("chinor ko'chasi", 0),
    ("ЧИНОР КЎЧАСИ", 0),
    ("улица чинар", 0),
    ("Orda bozori", 1),
    ("Oʼrda", 1),
]


@pytest.mark.parametrize(("typed", "which"), NAMED)
def test_a_streets_or_a_landmarks_name_finds_what_lies_near_it(desk, near, typed, which):
    page = search(desk, typed)
    assert shown(page) == [near[which]]
    assert "up to 300 m away, the nearest first." in words(page)


def test_a_village_is_wider_than_a_point(desk, near):
    assert "within=1000" in search(desk, "qoshtepa").request.url


def test_words_that_somebody_wrote_come_first_and_the_place_is_offered_beside_them(desk, world, near):
    told = world.report(description="Chinor koʻchasida chuqur", longitude=69.15).public_id
    page = search(desk, "chinor")
    assert shown(page) == [told]
    assert "Places of this name:" in words(page)
    href = re.search(r'class="desk-place" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    assert shown(desk.get(href)) == [near[0]]


def test_a_mahalla_is_offered_as_an_area(desk, near):
    page = search(desk, "гулбаҳор")
    assert set(shown(page)) == set(near[:2]), "the words of a mahalla's name find what lies in it"
    href = re.search(r'href="([^"]*area=mahalla[^"]*)"', page.text)[1].replace("&amp;", "&")
    inside = desk.get(href)
    assert set(shown(inside)) == set(near[:2])
    assert "Reports in Gulbahor mahallasi only." in words(inside)


def test_a_place_stays_while_lane_words_and_kind_change_and_goes_at_a_press(desk, near):
    page = search(desk, "41.05, 69.05")
    assert 'name="near" value="41.050000,69.050000"' in page.text
    assert "near=41.050000" in re.search(r'class="lane lane-new" href="([^"]+)"', page.text)[1]
    narrower = search(desk, "chuqur", near="41.050000,69.050000")
    assert shown(narrower) == []
    assert shown(search(desk, "quvur", near="41.050000,69.050000")) == near[:1]
    assert set(shown(search(desk, "41.08, 69.08", near="41.050000,69.050000"))) == {near[1]}
    assert len(shown(desk.get("/dispatch/"))) == 3


def test_a_place_is_kept_in_a_filter_asked_for_live_and_exported(desk, near):
    query = "near=41.050000,69.050000&place=Maktab"
    desk.post(f"/dispatch/filters?{query}", data={"name": "Maktab atrofi"})
    assert "near=41.050000,69.050000" in desk.get("/dispatch/").text.replace("%2C", ",")
    assert near[0] in desk.get(f"/dispatch/live?{query}").text
    file = desk.get(f"/dispatch/export.csv?{query}").text
    assert near[0] in file
    assert near[1] not in file


def test_a_link_that_says_no_place_is_answered_with_what_to_do(desk, near):
    page = search(desk, "https://maps.app.goo.gl/aBcDeF")
    assert page.status_code == 200
    assert "This link does not say where its place is." in words(page)


ODD = [
    "near=1,2",
    "near=99.0,500.0",
    "near=41.0,69.0&within=99999",
    "near=x&area=mahalla:%00",
    "area=region:17",
    "area=mahalla:" + "9" * 60,
    "place=" + "x" * 3000,
    "q=https://[",
    "q=" + "9" * 3000,
    "q=10.10, 20.20",
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_is_no_error(desk, near, query):
    for address in ("/dispatch/", "/dispatch/live", "/dispatch/export.csv"):
        assert desk.get(f"{address}?{query}").status_code == 200


def test_what_is_found_by_place_is_one_agencys_own(world, client, near):
    from tests.conftest import sign_in

    sign_in(client, world.other_dispatcher)
    for typed in ("41.05, 69.05", "chinor", "gulbahor"):
        assert shown(search(client, typed)) == []


def test_of_several_places_of_one_name_the_one_with_reports_is_shown_and_the_others_are_offered(desk, world):
    twins = [
        Place(f"t{n}", "street", {"uz": "Nurafshon koʻchasi"}, (), lon, 41.05)
        for n, lon in enumerate((69.02, 69.07, 69.15))
    ]
    places.import_places("twins", twins, at=NOW)
    sr = world.report(longitude=69.15, latitude=41.0501)
    page = search(desk, "nurafshon")
    assert shown(page) == [sr.public_id]
    assert "Places of this name:" in words(page)
    others = re.findall(r'class="desk-place" href="[^"]*near=([0-9.]+)(?:,|%2C)([0-9.]+)', page.text)
    assert sorted(others) == [("41.050000", "69.020000"), ("41.050000", "69.070000")]
