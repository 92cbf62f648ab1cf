"""The report form: what it accepts, what it refuses and in which words, and that nothing typed is lost."""

import json
import re

import pytest

from app.models import Contact
from tests.app.resident.conftest import Form, count, only, tokens, upload, words
from tests.conftest import sign_in


def test_a_sent_report_is_kept_and_its_reporter_gets_the_secret_link(form, session):
    response = form.post(contact_name="Oysha", phone="90 123 45 67", address="12-uy")
    sr = only()
    assert response.status_code == 303
    assert response.location == f"/r/{sr.public_id}/{sr.secret}/sent"
    assert sr.contact.phone == "+998901234567"
    assert sr.address == "12-uy"
    thanks = form.client.get(response.location)
    assert sr.public_id in words(thanks)
    assert f"/r/{sr.public_id}/{sr.secret}" in thanks.text
    assert thanks.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in thanks.headers["Cache-Control"]


def test_the_look_before_sending_says_which_mahalla_and_agency_and_by_when_and_sends_nothing(
    form, session, world
):
    response = form.post("check", phone="901234567")
    told = words(response)
    assert response.status_code == 200
    assert world.mahalla.names["uz"] in told
    assert world.agency.names["uz"] in told
    assert f"Send to {world.agency.names['uz']}" in told
    assert "November 23, 2026" in told
    assert count() == 0


def test_sending_what_was_looked_at_sends_it_with_its_photos(form, session):
    checked = form.post("check", photos=[upload(), upload()])
    kept = tokens(checked)
    assert len(kept) == 2
    form.post("send", photo_token=kept)
    assert len(only().photos) == 2


def test_going_back_from_the_look_shows_everything_again(form, session):
    checked = form.post("check", photos=[upload()], email="a@example.uz")
    again = form.post("change", photo_token=tokens(checked), email="a@example.uz")
    assert again.status_code == 200
    assert 'value="a@example.uz"' in again.text
    assert "Yoʻlda chuqur bor" in again.text
    assert tokens(again) == tokens(checked)
    assert count() == 0


def test_the_same_form_sent_twice_is_one_report(form, session):
    first, second = form.post(), form.post()
    assert first.location == second.location
    assert count() == 1


def test_a_form_with_photos_sent_twice_is_one_report(form, session):
    kept = tokens(form.post("check", photos=[upload()]))
    first, second = form.post(photo_token=kept), form.post(photo_token=kept)
    assert first.location == second.location
    assert count() == 1


PLACES = [
    ({"latitude": "", "longitude": ""}, "Mark the problem on the map, or enter its coordinates."),
    ({"latitude": None, "longitude": None}, "Mark the problem on the map, or enter its coordinates."),
    ({"latitude": "69.05", "longitude": "41.05"}, "Latitude and longitude look swapped."),
    ({"latitude": "10", "longitude": "10"}, "This place is outside the area that we serve."),
    ({"latitude": "nan", "longitude": "69"}, "These coordinates cannot be read."),
    ({"latitude": "inf", "longitude": "-inf"}, "These coordinates cannot be read."),
    ({"latitude": "1e400", "longitude": "69"}, "These coordinates cannot be read."),
    ({"latitude": "4" * 400, "longitude": "69"}, "These coordinates are too long."),
    ({"latitude": "north", "longitude": "69"}, "These coordinates cannot be read."),
    ({"latitude": "41.05", "longitude": ""}, "These coordinates cannot be read."),
    ({"latitude": "95", "longitude": "200"}, "There is no such place on earth."),
]


@pytest.mark.parametrize("action", ["send", "check"])
@pytest.mark.parametrize(("place", "sentence"), PLACES)
def test_a_place_that_cannot_be_used_is_told_and_nothing_typed_is_lost(
    form, session, place, sentence, action
):
    response = form.post(action, **place, phone="901234567")
    assert response.status_code == 422
    # Above the form and at the field, in the same words.
    assert words(response).count(sentence) == 2
    assert "Yoʻlda chuqur bor" in response.text
    assert 'value="901234567"' in response.text
    assert re.search(r'value="pothole"\s*checked', response.text)
    assert count() == 0


READABLE = [
    ("41.05", "69.05"),
    ("41,05", "69,05"),
    ("41.05, 69.05", ""),
    ("", "41.05 69.05"),
    ("41°03'00\"N", "69°03'00\"E"),
]


@pytest.mark.parametrize(("latitude", "longitude"), READABLE)
def test_coordinates_may_be_typed_as_maps_print_them(form, session, world, latitude, longitude):
    form.post(latitude=latitude, longitude=longitude)
    assert only().mahalla_id == world.mahalla.id


FIELDS = [
    ({"service_code": None}, "Choose what the problem is."),
    ({"service_code": "no_such"}, "Choose what the problem is."),
    ({"description": ""}, "Write in a sentence what is wrong, or add a photo."),
    ({"description": "   \n​"}, "Write in a sentence what is wrong, or add a photo."),
    ({"description": "x" * 20_000}, "This is 20000 characters long; at most 4000 fit. Shorten it."),
    ({"phone": "12"}, "This phone number is too short."),
    ({"phone": "call me"}, "A phone number has digits only."),
    ({"email": "nobody"}, "This e-mail address cannot be read."),
    ({"address": "x" * 301}, "This is 301 characters long; at most 300 fit. Shorten it."),
]


@pytest.mark.parametrize(("values", "sentence"), FIELDS)
def test_a_field_that_cannot_be_used_is_told_in_the_same_words_twice(form, session, values, sentence):
    response = form.post(**values)
    assert response.status_code == 422
    assert words(response).count(sentence) >= 2
    assert count() == 0


def test_everything_that_is_missing_is_said_at_once(form):
    told = words(form.post(latitude="", longitude="", service_code=None, phone="12"))
    for sentence in ("Mark the problem on the map", "Choose what the problem is.", "too short"):
        assert sentence in told


@pytest.mark.parametrize(
    "text", ["🕳️👨‍👩‍👧 чуқур", "يوجد حفرة في الطريق", "Sаmаrqаnd koʻchasi", "'; DROP TABLE area; --"]
)
def test_any_script_and_emoji_are_kept_as_written(form, session, text):
    form.post(description=text)
    assert only().description == text


def test_markup_is_shown_and_never_run(form, session):
    form.post(description="<script>alert(1)</script>")
    page = form.client.get(f"/r/{only().public_id}")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_report_without_contact_is_a_signal_and_keeps_none(form, session):
    form.post()
    assert count(Contact) == 0


def test_what_an_operator_files_for_a_caller_says_so(client, session, world):
    sign_in(client, world.operator)
    Form(client).post()
    assert only().channel == "operator"
    assert "The call centre, for a resident" in words(client.get(f"/r/{only().public_id}"))


def test_a_poster_link_fills_in_place_and_service(client, world):
    page = client.get("/report?lat=41.05&lon=69.05&service=pothole").text
    assert re.search(r'name="latitude"[^>]*value="41.05"', page)
    assert re.search(r'value="pothole"\s*checked', page)


def test_the_session_that_ended_shows_the_form_again_with_everything_in_it(app, form, session):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        response = form.post(photos=[upload()])
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert response.status_code == 422
    assert "Your session ended while you were writing. Nothing is lost: send it again." in words(response)
    assert "Yoʻlda chuqur bor" in response.text
    assert len(tokens(response)) == 1
    assert count() == 0


WHERE = [
    ("lon=69.05&lat=41.05&service=pothole", "title", "mahalla"),
    ("lon=69.05&lat=41.05", "title", "mahalla"),
    ("lon=41.05&lat=69.05", "problem", "swapped"),
    ("lon=10&lat=10", "problem", "outside"),
    ("lon=nan&lat=10", "problem", "cannot be read"),
    ("", "problem", "Mark the problem"),
    ("lon=69.05&lat=41.05&service=none", "problem", "Choose what"),
]


@pytest.mark.parametrize(("query", "key", "part"), WHERE)
def test_the_pin_is_told_where_it_stands(client, world, query, key, part):
    answer = client.get(f"/report/where?{query}")
    assert answer.status_code == 200
    assert part in answer.get_json()[key]


def test_the_pin_with_a_service_is_told_who_answers_and_by_when(client, world):
    told = client.get("/report/where?lon=69.05&lat=41.05&service=pothole").get_json()
    agency = world.agency.names["uz"]
    assert told["who"] == agency
    assert told["send"] == f"Send to {agency}"
    assert "2026" in told["when"]
    assert told["area"] == "mahalla:170101"
    assert json.dumps(told)
