"""Jobs at one place: begun together, resolved together with the same photo, each by its own rules, or none."""

import html
import json
import re

import pytest

from app.db import db
from app.models import Photo
from tests.app.crew.test_resolving import FAR, NEAR, a_photo, tokens, upload
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import make_service


@pytest.fixture
def pair(world):
    return [world.report("in_progress", longitude=69.05), world.report("in_progress", longitude=69.0502)]


def ids(jobs):
    return [sr.public_id for sr in jobs]


def finish(phone, jobs, **values):
    data = {"job": ids(jobs), **values}
    return phone.post("/crew/together/resolve", data=data, content_type="multipart/form-data")


def test_the_list_offers_what_lies_at_one_place(world, phone, pair):
    world.report("accepted", longitude=69.06)
    page = phone.get("/crew/")
    assert "2 jobs here: together" in words(page)
    assert page.text.count('href="/crew/together?job=') == 1


def test_all_are_begun_at_once_and_again_changes_nothing(world, phone):
    jobs = [world.report("accepted") for _ in range(3)]
    for _ in range(2):
        answer = phone.post("/crew/together/start", data={"job": ids(jobs)})
        assert answer.status_code == 303
    assert [sr.status for sr in jobs] == ["in_progress"] * 3
    assert [change.move for change in jobs[0].history].count("start") == 1
    assert "Finish these jobs together" in words(phone.get(answer.location))


def test_one_photo_stands_for_all_and_each_keeps_its_own_distance(phone, pair):
    token = upload(phone, **NEAR).json["token"]
    for _ in range(2):
        answer = finish(phone, pair, photo_token=token, note="Asfalt yotqizildi")
        assert (answer.status_code, answer.location) == (303, "/crew/")
    assert [sr.status for sr in pair] == ["resolved"] * 2
    assert [len(sr.photos) for sr in pair] == [1, 1]
    assert pair[0].photos[0].key == pair[1].photos[0].key
    assert pair[0].photos[0].distance_m == pytest.approx(16.8, abs=0.5)
    assert pair[1].photos[0].distance_m == pytest.approx(0, abs=0.5)
    assert pair[1].history[-1].detail["photo_ids"] == [pair[1].photos[0].id]
    assert "Well done: 2 jobs." in words(phone.get("/crew/"))


@pytest.mark.parametrize("place", [FAR, {}])
def test_a_photo_from_elsewhere_needs_one_reason_and_flags_them_all(phone, pair, place):
    answer = finish(phone, pair, photos=a_photo(), **place)
    assert answer.status_code == 422
    assert "Write the reason in a sentence." in words(answer)
    assert [sr.status for sr in pair] == ["in_progress"] * 2
    answer = finish(phone, pair, photo_token=tokens(answer), note="Darvoza yopiq edi")
    assert answer.status_code == 303
    assert all(sr.is_flagged for sr in pair)


def test_all_or_none(world, phone, pair):
    other = world.report("accepted")
    answer = finish(phone, [*pair, other], photos=a_photo(), note="Tayyor", **NEAR)
    assert answer.status_code == 409
    assert "What you had written: Tayyor" in words(answer)
    assert [sr.status for sr in (*pair, other)] == ["in_progress", "in_progress", "accepted"]


def test_a_photo_is_demanded_where_one_of_the_services_demands_it(world, phone, pair):
    service = make_service(world.group, "call", photo_after_required=False)
    db.session.commit()
    easy = world.report("in_progress", service_code=service.service_code)
    assert finish(phone, [easy, *pair]).status_code == 422
    assert easy.status == "in_progress"
    assert finish(phone, [easy]).status_code == 303


def test_jobs_that_do_not_lie_together_are_refused(world, phone, pair):
    away = world.report("in_progress", longitude=69.06)
    answer = finish(phone, [*pair, away], photos=a_photo(), note="Tayyor", **NEAR)
    assert answer.status_code == 409
    assert "not at one place" in words(answer)
    assert away.status == "in_progress"


def test_another_crews_job_among_them_is_no_job_of_ours(world, client, pair):
    sign_in(client, world.other_crew_member)
    assert client.get(f"/crew/together?job={pair[0].public_id}").status_code == 404
    assert finish(client, pair, note="Tayyor").status_code == 404
    assert client.post("/crew/together/start", data={"job": ids(pair)}).status_code == 404
    assert db.session.query(Photo).count() == 0


def test_without_a_job_there_is_nothing_to_do_together(phone):
    assert phone.get("/crew/together").status_code == 404


def test_where_no_job_is_ticked_the_crew_is_told_to_choose_one(phone, pair):
    answer = phone.post("/crew/together/resolve", data={"note": "Tayyor"})
    assert (answer.status_code, answer.location) == (303, "/crew/")
    assert "Choose at least one job." in words(phone.get("/crew/"))
    assert [sr.status for sr in pair] == ["in_progress"] * 2


def test_the_page_of_jobs_that_are_done_stays_where_it_is(world, phone):
    """A phone that keeps it would take being led elsewhere for the end of the session, and forget the day."""
    jobs = [world.report("resolved"), world.report("resolved")]
    page = phone.get("/crew/together", query_string={"job": ids(jobs)})
    assert page.status_code == 200
    assert 'type="submit" form="resolve"' not in page.text
    assert "data-begins" not in page.text


def test_the_day_on_the_phone_holds_the_page_of_the_jobs_at_one_place(phone, pair):
    page = phone.get("/crew/")
    (kept,) = re.findall(r'data-keep="([^"]+)"', page.text)
    paths = [path for path, _version in json.loads(html.unescape(kept))["pages"]]
    together = [path for path in paths if "together" in path]
    assert len(paths) == 3
    assert f'href="{html.escape(together[0])}"' in page.text
