"""Finding a place by its name: as JSON, as a page, within the form, and with a service for addresses."""

import time

import pytest

from app import address_search
from app.actions import places
from app.config import SettingsError, read_settings
from app.queries import place_search
from geo.same_place import Place as NewPlace
from tests.address_service import PHOTON, serving_addresses
from tests.app.resident.conftest import words
from tests.conftest import NOW

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def town(world, session):
    world.mahalla.names = {"uz": "Gulbahor", "ru": "Гульбахор"}
    session.commit()
    place_search.forget_names()
    street = NewPlace("1", "street", {"uz": "Chinor koʻchasi", "ru": "улица Чинар"}, (), 69.05, 41.05)
    shop = NewPlace("2", "landmark", {"uz": "Chorsu bozori"}, (), 69.15, 41.05)
    places.import_places("test", [street, shop], attribution="© Kadastr", at=NOW)
    return world


@pytest.fixture
def service(app):
    """A service for addresses that is configured; what it answers can be changed."""
    address_search.forget_failures()
    with serving_addresses() as running:
        app.config.update(ADDRESS_SEARCH_URL=running.url, ADDRESS_SEARCH_SECONDS=0.6)
        yield running
    app.config.update(ADDRESS_SEARCH_URL="", ADDRESS_SEARCH_SECONDS=3.0)
    address_search.forget_failures()


def ask(client, **query):
    return client.get("/places", query_string=query, headers=JSON)


# As JSON.


def test_an_answer_holds_what_the_list_shows(client, town):
    told = ask(client, q="чинор").get_json()
    (street,) = told["places"]
    assert street == {
        "name": "Chinor koʻchasi",
        "kind": "Street",
        "around": f"Gulbahor, {town.district.names['uz']}",
        "latitude": 41.05,
        "longitude": 69.05,
        "zoom": 17,
        "exact": False,
        "area": "",
        "attribution": "© Kadastr",
    }
    assert (told["said"], told["further"]) == ("1 place found.", False)


def test_names_are_told_in_the_readers_language(client):
    client.set_cookie("language", "ru")
    (street,) = ask(client, q="chinor").get_json()["places"]
    assert street["name"] == "улица Чинар"
    assert street["around"].startswith("Гульбахор")


def test_an_area_carries_its_key_so_that_the_map_lights_it_up(client):
    assert ask(client, q="gulbahor").get_json()["places"][0]["area"] == "mahalla:170101"


@pytest.mark.parametrize("typed", ["", "  ", "'", "zzzzzzzz", "\x00", "🙂", "%00", "<script>x()</script>"])
def test_what_is_no_name_finds_nothing_and_breaks_nothing(client, typed):
    answer = ask(client, q=typed)
    assert (answer.status_code, answer.get_json()["places"]) == (200, [])


@pytest.mark.parametrize("length", [101, 10_000])
def test_a_search_of_ten_thousand_characters_is_answered_with_a_sentence(client, length):
    answer = ask(client, q="a" * length)
    assert answer.status_code == 422
    assert answer.get_json() == {
        "problem": f"This is {length:,} characters long; at most 100 fit. Shorten it.".replace(",", "")
    }
    page = client.get("/places", query_string={"q": "a" * length}, headers=PAGE)
    assert page.status_code == 422
    assert "at most 100 fit. Shorten it." in words(page)


@pytest.mark.parametrize(
    "near",
    [{"lon": "x", "lat": "y"}, {"lon": "69"}, {"lon": "999", "lat": "nan"}, {"lon": "1" * 9000, "lat": "1"}],
)
def test_a_position_that_is_none_is_left_aside(client, near):
    assert len(ask(client, q="chinor", **near).get_json()["places"]) == 1


def test_the_answer_may_be_kept_for_a_minute_by_this_reader_alone(client):
    answer = ask(client, q="chinor")
    assert answer.headers["Cache-Control"] == "private, max-age=60"
    assert {"Accept", "Cookie"} <= {
        word.strip() for word in ",".join(answer.headers.getlist("Vary")).split(",")
    }


def test_who_asks_without_end_is_told_to_wait(client, monkeypatch):
    for _ in range(1200):
        last = client.get("/places", headers=JSON)
    assert last.status_code == 200
    refused = client.get("/places", headers=JSON)
    assert refused.status_code == 429
    assert refused.get_json()["error"] == "Too many attempts."


# As a page.


def test_without_scripts_a_page_leads_to_the_form_with_the_pin_there(client):
    page = client.get("/places?q=chorsu", headers=PAGE)
    assert 'href="/report?lon=69.15&amp;lat=41.05"' in page.text
    assert "Chorsu bozori" in words(page)
    assert "© Kadastr" in words(page)
    form = client.get("/report?lon=69.15&lat=41.05")
    assert 'value="69.15"' in form.text


def test_the_page_says_what_to_do_where_nothing_was_found(client):
    told = words(client.get("/places?q=qwertyuiop", headers=PAGE))
    assert "Nothing of that name was found. Try another spelling, or move the map." in told


def test_what_was_typed_is_shown_as_text(client):
    page = client.get("/places", query_string={"q": "<b>\"x'"}, headers=PAGE)
    assert "<b>" not in page.text.partition("<main")[2]


# Within the form, where no script runs.

FORM = {"latitude": "", "longitude": "", "description": "Chuqur bor", "service_code": "pothole"}


def test_the_search_in_the_form_keeps_what_was_written_and_offers_places(client):
    page = client.post("/report", data={**FORM, "action": "find", "place_q": "chinor"})
    assert page.status_code == 200
    assert 'value="69.05,41.05"' in page.text
    assert "Chuqur bor" in page.text


def test_a_place_that_is_chosen_becomes_the_pin(client):
    page = client.post("/report", data={**FORM, "place": "69.05,41.05", "place_q": "chinor"})
    assert 'value="69.050000"' in page.text
    assert 'value="41.050000"' in page.text
    assert "Chuqur bor" in page.text
    assert "The pin stands there now." in words(page)


@pytest.mark.parametrize("place", ["x", "69", "69.05;41.05", "999,999", "," * 5000])
def test_a_forged_place_is_no_pin(client, place):
    page = client.post("/report", data={**FORM, "place": place})
    assert page.status_code == 422
    assert "Mark the problem on the map" in words(page)


def test_enter_in_another_field_checks_the_form_as_ever(client):
    """Browsers press the first button of a form, and that one is the search's."""
    page = client.post(
        "/report", data={**FORM, "action": "find", "place_q": " ", "longitude": "69.05", "latitude": "41.05"}
    )
    assert page.status_code == 200
    assert 'name="place"' not in page.text
    assert 'value="send"' in page.text


def test_a_search_of_ten_thousand_characters_in_the_form_is_answered_with_a_sentence(client):
    page = client.post("/report", data={**FORM, "action": "find", "place_q": "a" * 10_000})
    assert "at most 100 fit. Shorten it." in words(page)
    assert "Chuqur bor" in page.text


# With a service for addresses.


def test_the_service_is_asked_only_when_somebody_asks_for_more(client, service):
    told = ask(client, q="chinor 5").get_json()
    assert (told["further"], service.asked) == (True, [])
    told = ask(client, q="chinor 5", further=1).get_json()
    assert told["further"] is False
    assert service.asked == [{"format": ["jsonv2"], "q": ["chinor 5"], "accept-language": ["en"]}]


def test_its_answers_follow_ours_and_those_from_elsewhere_are_left_out(client, service):
    found = ask(client, q="chinor", further=1).get_json()["places"]
    assert [(place["name"], place["kind"], place["exact"]) for place in found] == [
        ("Chinor koʻchasi", "Street", False),
        ("5, Chinor koʻchasi, Gulbahor, Toshkent", "Address", True),
    ]
    assert found[1]["attribution"] == "© OpenStreetMap"


def test_it_may_answer_as_photon_does(client, service):
    service.answer = PHOTON
    found = ask(client, q="bahor", further=1).get_json()["places"]
    assert found[-1]["name"] == "Bahor doʻkoni, Chinor koʻchasi 7, Toshkent"
    assert (found[-1]["longitude"], found[-1]["latitude"]) == (69.06, 41.06)


def test_a_page_asks_it_at_once(client, service):
    assert "5, Chinor koʻchasi" in words(client.get("/places?q=chinor+5", headers=PAGE))


def test_it_learns_the_words_and_nothing_about_who_typed_them(client, service):
    client.set_cookie("language", "ru")
    ask(client, q="чинор & q=x", further=1)
    assert service.asked[0]["q"] == ["чинор & q=x"]
    assert service.headers[0]["User-Agent"].startswith("Smart-mahalla")
    assert not {"Cookie", "Referer", "X-Forwarded-For"} & set(service.headers[0])


FAILURES = [
    ("it is silent", {"wait": 2.0}),
    ("it drips", {"drip": 0.1}),
    ("it is down", {"status": 503}),
    ("it sends us elsewhere", {"status": 302}),
    ("it answers nonsense", {"answer": b"<html>"}),
    ("it answers another nonsense", {"answer": {"hello": 1}}),
    ("it answers a number", {"answer": 7}),
    ("it answers a list of numbers", {"answer": [1, 2]}),
    ("it answers places without a place", {"answer": [{"display_name": "A"}]}),
    ("it answers a flood", {"answer": [{"display_name": "x" * 500, "lat": "41.05", "lon": "69.05"}] * 5000}),
    ("it answers a nest", {"answer": b"[" * 100_000}),
]


@pytest.mark.parametrize(("what", "how"), FAILURES, ids=[row[0] for row in FAILURES])
def test_whatever_is_wrong_with_it_our_own_answers_come(client, service, what, how):
    vars(service).update(how)
    start = time.perf_counter()
    told = ask(client, q="chinor", further=1).get_json()
    assert [place["name"] for place in told["places"]] == ["Chinor koʻchasi"]
    assert time.perf_counter() - start < 1.5


def test_where_nothing_else_was_found_its_failure_is_said(client, service):
    service.status = 500
    told = ask(client, q="qwertyuiop", further=1).get_json()
    assert (
        told["said"]
        == "Nothing was found here, and the address service does not answer. Move the map instead."
    )


def test_after_a_failure_it_is_left_in_peace_for_a_while(client, service):
    service.status = 500
    for _ in range(5):
        ask(client, q="chinor", further=1)
    assert len(service.asked) == 1


def test_strange_places_and_names_are_left_out_one_by_one(client, service):
    service.answer = [
        {"display_name": "", "lat": "41.05", "lon": "69.05"},
        {"display_name": "Inf", "lat": "inf", "lon": "69.05"},
        {"display_name": "Yaxshi\n\u202eJoy", "lat": 41.05, "lon": 69.05},
        {"display_name": ["x"], "lat": "41.05", "lon": "69.05"},
    ]
    assert [place["name"] for place in ask(client, q="zzzz", further=1).get_json()["places"]] == [
        "Yaxshi Joy"
    ]


def test_nobody_logs_what_was_typed(client, service, caplog):
    service.status = 500
    ask(client, q="Gulchehraning uyi", further=1)
    assert "the address service failed" in caplog.text
    assert "Gulchehra" not in caplog.text


@pytest.mark.parametrize("url", ["https://example.uz/search", "file:///etc/passwd?{query}", "{query}"])
def test_an_address_of_a_service_without_the_words_is_refused_at_the_start(url):
    with pytest.raises(SettingsError, match="ADDRESS_SEARCH_URL"):
        read_settings({"ADDRESS_SEARCH_URL": url})
