"""Today's jobs and one job, as a crew sees them on its phone."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from app.actions import oversight
from app.db import db
from tests.app.pages import words
from tests.conftest import NOW
from tests.factories import make_photo, make_service


def test_jobs_come_in_the_order_of_the_day(world, phone):
    quick = make_service(world.group, "quick", sla_hours=2, names={"uz": "quick", "en": "Quick"})
    db.session.commit()
    later = world.report("accepted")
    today = world.report("accepted", service_code=quick.service_code)
    late = world.report("accepted", at=NOW - timedelta(days=30))
    begun = world.report("in_progress")
    page = phone.get("/crew/")
    order = [page.text.index(f'href="/crew/{sr.public_id}"') for sr in (begun, late, today, later)]
    assert order == sorted(order)
    assert re.findall(r'id="section-(\w+)"', page.text) == ["today", "later"]
    assert "4 jobs on your list. 1 of them is overdue." in words(page)


def test_a_card_says_what_where_by_when_and_leads_there(world, phone):
    sr = world.report("accepted", address="Maktab yonida", photo_tokens=[make_photo()])
    page = phone.get("/crew/")
    told = words(page)
    for said in ("pothole", "Maktab yonida", world.mahalla.names["uz"], "In 5 days", "Directions"):
        assert said in told, said
    assert f"/photos/{sr.photos[0].key}/small.webp" in page.text
    # The list knows the place by its cell, to 30 cm.
    assert re.search(
        r'href="geo:41\.0[45]\d{4},69\.0[45]\d{4}\?q=41\.0[45]\d{4},69\.0[45]\d{4}\(pothole\)"', page.text
    )


def test_every_job_is_on_the_map_too(world, phone):
    jobs = {world.report("accepted", longitude=69.01 + n / 100).public_id for n in range(3)}
    pins = re.search(r'data-pins="([^"]*)"', phone.get("/crew/").text)
    assert {pin["href"].split("/")[-1] for pin in json.loads(unescape(pins[1]))} == jobs


def test_a_finished_job_leaves_the_list(world, phone):
    sr = world.report("resolved")
    assert sr.public_id not in phone.get("/crew/").text
    assert "Fixed, waiting for the resident" in words(phone.get(f"/crew/{sr.public_id}"))


STATUSES = {
    "accepted": "start",
    "reopened": "start",
    "in_progress": "resolve",
    "resolved": None,
    "closed": None,
}


@pytest.mark.parametrize(("status", "move"), STATUSES.items())
def test_the_one_thing_to_do_next_is_offered(world, phone, status, move):
    sr = world.report(status)
    whole = phone.get(f"/crew/{sr.public_id}").text
    # What lies in a template is for the script, which shows it when it is possible after what waits on the phone.
    page = re.sub(r"<template.*?</template>", "", whole, flags=re.DOTALL)
    offered = {name for name in ("start", "resolve") if f'action="/crew/{sr.public_id}/{name}"' in page}
    assert offered == ({move} if move else set())
    ready = {name for name in ("start", "resolve") if f'action="/crew/{sr.public_id}/{name}"' in whole}
    assert ready == ({"start", "resolve"} if move else set())


def test_a_job_tells_the_problem_and_nothing_personal(world, phone):
    sr = world.report(
        "accepted",
        description="Katta chuqur",
        contact_name="Nodira Karimova",
        phone="90 123 45 67",
        photo_tokens=[make_photo()],
    )
    page = phone.get(f"/crew/{sr.public_id}")
    assert "Katta chuqur" in page.text
    assert f"/photos/{sr.photos[0].key}/medium.webp" in page.text
    for address in ("/crew/", f"/crew/{sr.public_id}"):
        assert not re.search("Nodira|1234567", phone.get(address).text)


def test_what_the_resident_said_was_not_fixed_stands_on_top(world, phone):
    sr = world.report("reopened")
    told = words(phone.get(f"/crew/{sr.public_id}"))
    assert "The resident says that it is not fixed Hali ham chuqur" in told


def test_starting_shows_what_is_needed_to_finish(world, phone):
    sr = world.report("accepted")
    answer = phone.post(f"/crew/{sr.public_id}/start")
    assert (answer.status_code, answer.location) == (303, f"/crew/{sr.public_id}")
    assert sr.status == "in_progress"
    told = words(phone.get(answer.location))
    assert "Finish the job" in told
    assert "This job cannot be closed without one." in told


def test_starting_twice_is_starting_once(world, phone):
    sr = world.report("accepted")
    for _ in range(2):
        assert phone.post(f"/crew/{sr.public_id}/start").status_code == 303
    assert [change.move for change in sr.history].count("start") == 1
    assert 'class="flash ' not in phone.get(f"/crew/{sr.public_id}").text


def test_a_job_that_cannot_be_started_any_more_says_so(world, phone):
    sr = world.report("resolved")
    answer = phone.post(f"/crew/{sr.public_id}/start")
    assert answer.status_code == 303
    assert "the report stands elsewhere now" in words(phone.get(answer.location))
    assert sr.status == "resolved"


def test_a_job_given_to_another_crew_is_gone_from_this_one(world, phone):
    sr = world.report("accepted")
    oversight.assign(sr, world.other_crew, by=world.dispatcher, at=NOW)
    assert sr.public_id not in phone.get("/crew/").text
    assert phone.post(f"/crew/{sr.public_id}/start").status_code == 404
