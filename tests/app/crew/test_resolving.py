"""Closing a job with proof: photos ahead of the form or with it, the distance from the pin, the reason."""

import io
import re

import pytest

from app.db import db
from app.models import Photo
from tests.app.pages import words
from tests.app.pictures import encoded, quarters
from tests.factories import make_photo, make_service

#: About 377 m east of the pin of `world.report`, where 100 m are allowed.
FAR = {"lon": "69.0545", "lat": "41.05"}
NEAR = {"lon": "69.0502", "lat": "41.05"}


def a_photo(name="photo.jpg", data=None):
    return io.BytesIO(encoded(quarters()) if data is None else data), name


def resolve(phone, sr, **values):
    return phone.post(f"/crew/{sr.public_id}/resolve", data=values, content_type="multipart/form-data")


def tokens(answer):
    """The photos that the form holds."""
    return re.findall(r'name="photo_token" value="([^"]+)"', answer.text)


def upload(phone, **values):
    return phone.post("/crew/photos", data={"photo": a_photo(), **values}, content_type="multipart/form-data")


def test_a_job_is_resolved_without_a_script_in_one_form(world, phone):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photos=a_photo(), note="Asfalt yotqizildi")
    assert (answer.status_code, answer.location) == (303, "/crew/")
    assert sr.status == "resolved"
    assert sr.history[-1].note == "Asfalt yotqizildi"
    assert [photo.kind for photo in sr.photos] == ["after"]
    assert "The resident is asked to look at it." in words(phone.get("/crew/"))


def test_a_photo_sent_ahead_is_answered_with_its_token_its_picture_and_its_place(world, phone):
    sr = world.report("in_progress")
    answer = upload(phone, **NEAR)
    assert answer.status_code == 201
    assert set(answer.json) == {"token", "thumb", "place"}
    assert answer.json["place"] == {"longitude": 69.0502, "latitude": 41.05}
    assert phone.get(answer.json["thumb"]).status_code == 200
    assert resolve(phone, sr, photo_token=answer.json["token"]).status_code == 303
    photo = sr.photos[0]
    assert photo.distance_m == pytest.approx(16.8, abs=0.5)
    assert not sr.is_flagged
    assert sr.history[-1].detail["distance_m"] == 17


@pytest.mark.parametrize(
    "place", [{}, {"lon": "x", "lat": "41"}, {"lon": "999", "lat": "41"}, {"lon": "nan", "lat": "nan"}]
)
def test_a_photo_without_a_readable_place_is_kept_without_one(world, phone, place):
    answer = upload(phone, **place)
    assert set(answer.json) == {"token", "thumb"}
    assert db.session.scalars(db.select(Photo)).one().taken_longitude is None


def test_without_the_photo_that_the_service_demands_nothing_is_closed_and_the_note_stays(world, phone):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, note="Asfalt yotqizildi")
    assert answer.status_code == 422
    assert words(answer).count("Add a photo of the finished work.") == 2, "in the summary and at the field"
    assert "Asfalt yotqizildi" in answer.text
    assert sr.status == "in_progress"


def test_a_service_that_demands_no_photo_is_closed_without_one(world, phone):
    service = make_service(world.group, "call", photo_after_required=False)
    db.session.commit()
    sr = world.report("in_progress", service_code=service.service_code)
    assert "can be closed without one" in words(phone.get(f"/crew/{sr.public_id}"))
    assert resolve(phone, sr).status_code == 303
    assert sr.status == "resolved"


@pytest.mark.parametrize("ahead", [True, False])
def test_a_photo_from_too_far_away_demands_a_reason_and_says_the_distance(world, phone, ahead):
    sr = world.report("in_progress")
    sent = {"photo_token": upload(phone, **FAR).json["token"]} if ahead else {"photos": a_photo(), **FAR}
    answer = resolve(phone, sr, **sent)
    assert answer.status_code == 422
    told = words(answer)
    assert "The photo was taken 377 m from the pin; 100 m are allowed. Write below why." in told
    assert told.count("Write the reason in a sentence.") == 2
    assert sr.status == "in_progress"

    # The photo waits in the form; with a reason the job is closed, and flagged for review.
    token = re.search(r'name="photo_token" value="([^"]+)"', answer.text)
    assert (
        resolve(phone, sr, photo_token=token[1], note="Darvoza yopiq edi, koʻchadan oldim").status_code == 303
    )
    assert sr.status == "resolved"
    assert sr.is_flagged
    assert sr.photos[0].distance_m == pytest.approx(377, abs=1)


@pytest.mark.parametrize("ahead", [True, False])
def test_a_photo_without_a_place_demands_a_reason_and_is_flagged(world, phone, ahead):
    sr = world.report("in_progress")
    sent = {"photo_token": upload(phone).json["token"]} if ahead else {"photos": a_photo()}
    answer = resolve(phone, sr, **sent)
    assert answer.status_code == 422
    told = words(answer)
    assert "The phone did not say where this photo was taken. Write below where, and why." in told
    assert sr.status == "in_progress"
    assert resolve(phone, sr, photo_token=tokens(answer), note="Telefon joyni topmadi").status_code == 303
    assert sr.is_flagged
    assert sr.history[-1].detail["unplaced"] is True


def test_one_placed_photo_does_not_excuse_the_others(world, phone):
    sr = world.report("in_progress")
    both = [upload(phone, **NEAR).json["token"], upload(phone).json["token"]]
    assert resolve(phone, sr, photo_token=both).status_code == 422
    assert resolve(phone, sr, photo_token=both, note="Podvalda").status_code == 303
    assert sr.is_flagged


def test_resolving_twice_is_resolving_once(world, phone):
    sr = world.report("in_progress")
    token = upload(phone, **NEAR).json["token"]
    for _ in range(2):
        answer = resolve(phone, sr, photo_token=token)
        assert (answer.status_code, answer.location) == (303, "/crew/")
    assert [change.move for change in sr.history].count("resolve") == 1
    assert len(sr.photos) == 1


BAD = [
    (b"not a photo", "This is not a photo."),
    (b"", "This is not a photo."),
    (encoded(quarters())[:900], "This photo is damaged."),
]


@pytest.mark.parametrize(("data", "said"), BAD)
def test_a_bad_photo_is_refused_with_a_sentence_and_the_note_stays(world, phone, data, said):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photos=a_photo(data=data), note="Tayyor")
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Tayyor" in answer.text
    assert sr.status == "in_progress"
    ahead = phone.post("/crew/photos", data={"photo": a_photo(data=data)}, content_type="multipart/form-data")
    assert ahead.status_code == 422
    assert said in ahead.json["error"]


def test_a_good_photo_beside_a_bad_one_waits_in_the_form(world, phone):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photos=[a_photo(), a_photo(data=b"no")])
    assert answer.status_code == 422
    assert len(tokens(answer)) == 1


def test_six_photos_are_one_too_many(world, phone):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photo_token=[upload(phone).json["token"] for _ in range(6)])
    assert answer.status_code == 422
    assert "Add at most 5 photos." in words(answer)


def test_a_photo_that_waited_too_long_is_told(world, phone):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photo_token="gone", note="Tayyor")
    assert answer.status_code == 422
    assert "A photo is no longer here" in words(answer)
    assert "Tayyor" in answer.text


def test_a_residents_photo_is_no_proof(world, phone):
    sr = world.report("in_progress")
    assert resolve(phone, sr, photo_token=make_photo("before")).status_code == 422
    assert sr.status == "in_progress"


def test_a_job_that_was_not_started_cannot_be_resolved_and_the_note_stays(world, phone):
    sr = world.report("accepted")
    answer = resolve(phone, sr, photos=a_photo(), note="Tayyor")
    assert answer.status_code == 409
    assert "the report stands elsewhere now" in words(answer)
    assert "What you had written: Tayyor" in words(answer)
    assert sr.status == "accepted"


def test_a_note_of_twenty_thousand_characters_is_refused_in_words(world, phone):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photos=a_photo(), note="ў" * 20_000)
    assert answer.status_code == 422
    assert "at most 4000 fit" in words(answer)
    assert len(tokens(answer)) == 1


@pytest.mark.parametrize("move", ["start", "resolve"])
def test_the_address_of_a_refused_form_leads_back_to_the_job(world, phone, move):
    sr = world.report("accepted")
    assert phone.get(f"/crew/{sr.public_id}/{move}").location == f"/crew/{sr.public_id}"
