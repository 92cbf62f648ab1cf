"""The pages of a report: what everybody sees, what only its reporter may do, and what is never shown."""

import re
from datetime import timedelta

import pytest
import time_machine

from app.domain.lifecycle import Status
from tests.app.resident.conftest import upload, words
from tests.conftest import NOW
from tests.factories import make_photo


def followed(client, address, **sent):
    """What the page says that an answer leads to."""
    return client.get(client.post(address, **sent).location)


STATUSES = [
    ("received", "Received", "has the report and looks at it next"),
    ("accepted", "Accepted", "A crew has it on its list"),
    ("in_progress", "In work", "A crew is at work"),
    ("resolved", "Fixed, waiting for the resident", "has 7 days to confirm"),
    ("closed", "Closed", "This is done."),
    ("rejected", "Rejected", "The agency will not work on this."),
    ("reopened", "Opened again", "has the report and looks at it next"),
]


@pytest.mark.parametrize(("status", "chip", "next_step"), STATUSES)
def test_the_public_page_says_who_has_it_and_what_happens_next(world, client, status, chip, next_step):
    sr = world.report(status)
    told = words(client.get(f"/r/{sr.public_id}"))
    for part in (sr.public_id, chip, next_step, world.agency.names["uz"], world.mahalla.names["uz"]):
        assert part in told


def test_nothing_personal_is_on_the_public_page(world, client):
    sr = world.report(contact_name="Oysha Karimova", phone="901234567", email="oysha@example.uz")
    page = client.get(f"/r/{sr.public_id}").text
    for secret in ("Oysha", "1234567", "oysha@example.uz", sr.secret, world.crew_member.name):
        assert secret not in page


def test_an_overdue_report_says_so_plainly(world, client):
    sr = world.report()
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        told = words(client.get(f"/r/{sr.public_id}"))
    assert "Overdue" in told
    assert "Was due by" in told


def test_a_fixed_report_shows_before_and_after_under_one_divider(world, client):
    sr = world.report("resolved", photo_tokens=[make_photo()])
    page = client.get(f"/r/{sr.public_id}").text
    assert 'data-module="before-after"' in page
    addresses = re.findall(r'src="(/photos/[^"]+)"', page)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_photo_is_kept_for_a_while_and_asked_for_again_in_a_few_bytes_and_a_guess_finds_nothing(
    world, client
):
    sr = world.report(photo_tokens=[make_photo()])
    photo = client.get(f"/photos/{sr.photos[0].key}/small.webp")
    # What serves many people asks again soon, so that a photo that is hidden is gone there too.
    assert photo.headers["Cache-Control"] == "public, max-age=3600, s-maxage=60"
    again = client.get(photo.request.path, headers={"If-None-Match": photo.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for path in (f"{'a' * 32}/small", f"{sr.photos[0].key}/original", "..%2f..%2fetc/small"):
        assert client.get(f"/photos/{path}.webp").status_code == 404


@pytest.mark.parametrize("typed", ["{}", "{lower}", "{plain}"])
def test_the_number_may_be_typed_as_it_is_read_aloud(world, client, typed):
    public_id = world.report().public_id
    path = typed.format(public_id, lower=public_id.lower(), plain=public_id.replace("-", ""))
    assert client.get(f"/r/{path}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/r/AAAA-AAAA", "/r/x", "/r/%F0%9F%95%B3", "/r/" + "A" * 500, "/r/AAAA-AAAA/card"]
)
def test_a_number_that_is_none_is_not_found(world, client, path):
    assert client.get(path).status_code == 404


def test_only_the_right_secret_opens_the_reporters_page(world, client):
    sr, other = world.report("resolved"), world.report("resolved")
    assert client.get(f"/r/{sr.public_id}/{sr.secret}").status_code == 200
    for secret in (other.secret, "guess", sr.secret + "x"):
        assert client.get(f"/r/{sr.public_id}/{secret}").status_code == 404
        for action in ("confirm", "not-fixed", "rate"):
            posted = client.post(f"/r/{sr.public_id}/{secret}/{action}", data={"note": "x", "rating": "5"})
            assert posted.status_code == 404
    assert sr.status is Status.RESOLVED


def test_the_reporter_confirms_and_rates_in_one_press(world, client):
    sr = world.report("resolved")
    answered = followed(client, f"/r/{sr.public_id}/{sr.secret}/confirm", data={"rating": "4"})
    assert "Thank you. The report is closed." in words(answered)
    assert (sr.status, sr.rating) == (Status.CLOSED, 4)


def test_confirming_without_a_rating_is_enough(world, client):
    sr = world.report("resolved")
    client.post(f"/r/{sr.public_id}/{sr.secret}/confirm")
    assert (sr.status, sr.rating) == (Status.CLOSED, None)


def test_not_fixed_needs_words_and_keeps_the_photo_meanwhile(world, client):
    sr = world.report("resolved")
    address = f"/r/{sr.public_id}/{sr.secret}/not-fixed"
    refused = client.post(address, data={"note": " ", "photos": [upload()]})
    assert refused.status_code == 422
    assert words(refused).count("Write in a sentence what is still wrong.") == 2
    token = re.search(r'name="photo_token" value="([^"]+)"', refused.text)
    client.post(address, data={"note": "Hali ham chuqur", "photo_token": token[1]})
    assert sr.status is Status.REOPENED
    assert len(sr.photos) == 2
    assert "Hali ham chuqur" in words(client.get(f"/r/{sr.public_id}"))


def test_a_closed_report_can_still_be_rated_but_not_without_stars(world, client):
    sr = world.report("resolved")
    client.post(f"/r/{sr.public_id}/{sr.secret}/confirm")
    address = f"/r/{sr.public_id}/{sr.secret}/rate"
    for wrong in ({}, {"rating": "6"}, {"rating": "many"}):
        refused = client.post(address, data=wrong)
        assert refused.status_code == 422
        assert "Choose from one to five stars." in words(refused)
    client.post(address, data={"rating": "2"})
    assert sr.rating == 2


def test_an_answer_that_comes_too_late_or_twice_is_told_in_words(world, client):
    sr = world.report("resolved")
    with time_machine.travel(NOW + timedelta(days=9), tick=False):
        late = followed(client, f"/r/{sr.public_id}/{sr.secret}/confirm")
    assert "The time to answer has passed." in words(late)
    client.post(f"/r/{sr.public_id}/{sr.secret}/confirm")
    twice = followed(client, f"/r/{sr.public_id}/{sr.secret}/confirm")
    assert "That is not possible any more" in words(twice)


def test_pages_with_a_secret_stay_out_of_caches_search_engines_and_referrers(world, client):
    sr = world.report("resolved")
    for path in ("", "/sent"):
        headers = client.get(f"/r/{sr.public_id}/{sr.secret}{path}").headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Robots-Tag"] == "noindex"
