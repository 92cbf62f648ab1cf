"""After-photos that waited on the phone: kept with the place and the moment of their taking, for their author alone."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.crew.photos import read_moment
from app.db import db
from app.models import Photo
from tests.app.pictures import encoded, quarters
from tests.conftest import NOW, sign_in
from tests.factories import make_crew


def send(phone: Any, who: Any, **values: Any) -> Any:
    """Send one photo as the queue does."""
    return phone.post(
        "/crew/queued/photos",
        data={"photo": (io.BytesIO(encoded(quarters(400, 300))), "photo.jpg"), **values},
        headers={"X-Queued": "1", "X-Queued-As": str(who.id), "Accept": "application/json"},
    )


def test_a_photo_keeps_where_and_when_it_was_taken_not_when_it_arrived(world, phone):
    taken = NOW - timedelta(hours=3)
    answer = send(phone, world.crew_member, lon="69.05", lat="41.05", taken_at=taken.isoformat())
    assert answer.status_code == 201
    photo = db.session.query(Photo).one()
    assert (photo.taken_longitude, photo.taken_latitude, photo.taken_at) == (69.05, 41.05, taken)
    assert answer.json["place"] == {"longitude": 69.05, "latitude": 41.05}


def test_photos_and_their_job_arrive_together_and_far_ones_are_looked_at(world, phone):
    sr, me = world.report("in_progress"), world.crew_member
    token = send(phone, me, lon="69.06", lat="41.05").json["token"]
    act = {"client_uuid": str(uuid4()), "move": "resolve", "photo_token": token}
    headers = {"X-Queued": "1", "X-Queued-As": str(me.id), "Accept": "application/json"}
    address = f"/crew/{sr.public_id}/queued"
    refused = phone.post(address, data=act, headers=headers)
    assert (refused.status_code, refused.json["error"]) == (422, "Write the reason in a sentence.")
    assert sr.status == "in_progress"
    # The photo waits for the form that is mended.
    done = phone.post(address, data={**act, "note": "Darvoza yopiq edi"}, headers=headers)
    assert done.status_code == 201
    assert (sr.status, sr.is_flagged) == ("resolved", True)


AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
#: What a phone says, and what is believed.
MOMENTS = {
    "2026-11-21T11:58:00Z": datetime(2026, 11, 21, 11, 58, tzinfo=UTC),
    "2026-11-21T16:30:00+05:00": datetime(2026, 11, 21, 11, 30, tzinfo=UTC),
    # A clock that is a little fast.
    "2026-11-21T12:03:00Z": AT,
    "2026-11-21T13:00:00Z": None,
    "2026-11-01T12:00:00Z": None,
    "2026-11-21T11:58:00": None,
    "yesterday": None,
    "": None,
}


@pytest.mark.parametrize(("said", "believed"), MOMENTS.items())
def test_a_phones_clock_is_believed_where_it_can_be_right(said, believed):
    assert read_moment(said, AT) == believed


def test_nobody_sends_a_photo_in_the_name_of_another(world, phone, client):
    assert send(phone, world.dispatcher).status_code == 401
    other = make_crew(world.agency)
    assert db.session.query(Photo).count() == 0
    assert other.id != world.crew_member.crew_id


def test_somebody_of_another_room_is_not_let_in(world, client):
    sign_in(client, world.dispatcher)
    assert send(client, world.dispatcher).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"X-Queued": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_another_site_sends_nothing(world, phone, headers):
    ours = {"X-Queued": "1", "X-Queued-As": str(world.crew_member.id), "Accept": "application/json"}
    answer = phone.post("/crew/queued/photos", data={}, headers={**ours, **headers})
    assert answer.status_code == 400


def test_a_photo_is_somebodys(world, phone):
    headers = {"X-Queued": "1", "Accept": "application/json"}
    assert phone.post("/crew/queued/photos", data={}, headers=headers).status_code == 400


def again(phone: Any, who: Any, token: str) -> Any:
    """Ask for a photo once more, as the queue does for jobs that were finished together."""
    headers = {"X-Queued": "1", "X-Queued-As": str(who.id), "Accept": "application/json"}
    return phone.post("/crew/queued/photos", data={"copy_of": token}, headers=headers)


def test_a_photo_of_several_jobs_travels_once_and_is_each_ones_own(world, phone):
    me = world.crew_member
    jobs = [world.report("in_progress", longitude=69.05), world.report("in_progress", longitude=69.0502)]
    first = send(phone, me, lon="69.0502", lat="41.05", taken_at=NOW.isoformat()).json["token"]
    copy = again(phone, me, first)
    assert copy.status_code == 201
    assert copy.json["token"] != first
    for job, token in zip(jobs, (first, copy.json["token"]), strict=True):
        act = {"client_uuid": str(uuid4()), "move": "resolve", "photo_token": token}
        headers = {"X-Queued": "1", "X-Queued-As": str(me.id), "Accept": "application/json"}
        assert phone.post(f"/crew/{job.public_id}/queued", data=act, headers=headers).status_code == 201
    one, other = (job.photos[0] for job in jobs)
    assert one.key == other.key
    assert (one.taken_at, other.taken_at) == (NOW, NOW)
    assert one.distance_m == pytest.approx(16.8, abs=0.5)
    assert other.distance_m == pytest.approx(0, abs=0.5)


def test_a_photo_that_is_gone_is_not_kept_again(world, phone):
    token = send(phone, world.crew_member).json["token"]
    for wrong in (token + "x", "x" * 500):
        answer = again(phone, world.crew_member, wrong)
        assert answer.status_code == 422
        assert answer.json["error"]
    assert again(phone, world.dispatcher, token).status_code == 401
    assert db.session.query(Photo).count() == 1
