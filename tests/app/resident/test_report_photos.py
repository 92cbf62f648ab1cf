"""Photos of a report: none is lost, none is doubled, and what is refused is told."""

import pytest
from sqlalchemy import select

from app.models import Photo
from tests.app.pictures import encoded, exif_with, gps_of, quarters
from tests.app.resident.conftest import count, only, tokens, upload, words
from tests.factories import make_service


def test_photos_survive_an_error_elsewhere(form, session):
    refused = form.post(photos=[upload(), upload()], phone="12")
    kept = tokens(refused)
    assert (refused.status_code, len(kept)) == (422, 2)
    form.post(photo_token=kept)
    assert len(only().photos) == 2


def test_a_sixth_photo_is_refused_and_the_five_stay(form, session):
    response = form.post(photos=[upload() for _ in range(6)])
    assert response.status_code == 422
    assert "Add at most 5 photos." in words(response)
    assert len(tokens(response)) == 5
    assert count() == 0


REFUSED = [
    (b"not a photo at all", "This is not a photo."),
    (b"", "This is not a photo."),
    (encoded(quarters())[:400], "This photo is damaged."),
]


@pytest.mark.parametrize(("data", "sentence"), REFUSED)
def test_what_is_no_photo_is_told_and_the_good_one_stays(form, session, data, sentence):
    response = form.post(photos=[upload("bad.jpg", data), upload()])
    assert response.status_code == 422
    assert sentence in words(response)
    assert len(tokens(response)) == 1
    assert count() == 0


def test_a_service_that_needs_a_photo_says_so_before_and_while_sending(form, session, world):
    make_service(world.group, "sinkhole", photo_before_required=True)
    for action in ("check", "send"):
        response = form.post(action, service_code="sinkhole")
        assert "Add a photo of the problem. This service needs one." in words(response)
    assert count() == 0


def test_a_photo_that_is_gone_is_told(form, session):
    response = form.post(photo_token=["nothing-like-it"])
    assert response.status_code == 422
    assert "A photo is no longer here because too much time passed. Add it again." in words(response)
    assert count() == 0


def here(latitude, longitude):
    gps = gps_of(latitude, "N", longitude, "E")
    return encoded(quarters(), exif=exif_with(gps=gps))


def test_the_place_inside_a_photo_becomes_the_pin_where_none_was_set(form):
    photo = upload("gps.jpg", here((41.0, 3.0, 0.0), (69.0, 3.0, 0.0)))
    response = form.post("check", latitude="", longitude="", photos=[photo])
    assert response.status_code == 200
    assert 'name="latitude" value="41.050000"' in response.text


def test_a_photo_from_another_country_does_not_set_the_pin(form):
    photo = upload("gps.jpg", here((10.0, 0.0, 0.0), (10.0, 0.0, 0.0)))
    response = form.post("check", latitude="", longitude="", photos=[photo])
    assert response.status_code == 422
    assert "Mark the problem on the map" in words(response)
    assert len(tokens(response)) == 1


def test_a_photo_sent_ahead_answers_its_token_its_picture_and_its_place(form, session):
    photo = upload("gps.jpg", here((41.0, 3.0, 0.0), (69.0, 3.0, 0.0)))
    answer = form.client.post("/report/photos", data={"photo": photo})
    told = answer.get_json()
    assert answer.status_code == 201
    assert told["place"] == {"longitude": pytest.approx(69.05), "latitude": pytest.approx(41.05)}
    assert form.client.get(told["thumb"]).mimetype == "image/webp"
    form.post(photo_token=[told["token"]])
    assert session.scalars(select(Photo)).one().service_request_id == only().id


def test_a_photo_sent_ahead_that_is_none_is_refused_in_words(client, world):
    answer = client.post("/report/photos", data={"photo": upload("x.jpg", b"MZ\x00")})
    assert answer.status_code == 422
    assert answer.get_json()["error"].startswith("This is not a photo.")
    assert client.post("/report/photos").status_code == 400
