"""A resident's voice is heard by those who work on the report, and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.actions import erasing, oversight, upkeep
from app.actions.recordings import keep_recording
from app.db import db
from app.models import Recording, ServiceRequest
from app.policy import policy
from tests.app.sounds import mp4, ogg, webm
from tests.conftest import new_visitor, sign_in
from tests.factories import World

SPOKEN = webm(4.0)

#: Who gets what at the desk and on the job, once the job is assigned: the sound, or which refusal.
PEOPLE = {
    "nobody": (302, 302),
    "resident": (403, 403),
    "operator": (403, 403),
    "council": (403, 403),
    "admin": (200, 403),
    "dispatcher": (200, 403),
    "other_dispatcher": (404, 403),
    "crew_member": (403, 200),
    "other_crew_member": (403, 404),
}


@pytest.fixture
def world(session) -> World:
    return World()


def spoken(world: World, now, data: bytes = SPOKEN, status: str = "accepted") -> ServiceRequest:
    """A report that was spoken, not written."""
    recording = keep_recording(data, at=now)
    return world.report(status, description="", recording_token=recording.upload_token)


def hear(world: World, app, person: str, report: ServiceRequest, room: str, **headers: str):
    """Ask for the sound as somebody."""
    client = new_visitor(app)
    if person != "nobody":
        sign_in(client, getattr(world, person))
    return client.get(f"/{room}/{report.public_id}/recording", headers=headers)


@pytest.mark.parametrize("person", PEOPLE)
def test_only_who_works_on_the_report_hears_it(world, app, now, person):
    report = spoken(world, now)
    for room, expected in zip(("dispatch", "crew"), PEOPLE[person], strict=True):
        answer = hear(world, app, person, report, room)
        assert answer.status_code == expected, room
        assert (answer.data == SPOKEN) == (expected == 200)


def test_after_a_hand_over_the_new_agency_hears_it_and_the_old_one_does_not(world, app, now):
    report = spoken(world, now, status="received")
    oversight.hand_over(report, world.other_agency, note="Suv quvuri", by=world.dispatcher, at=now)
    assert hear(world, app, "dispatcher", report, "dispatch").status_code == 404
    assert hear(world, app, "other_dispatcher", report, "dispatch").data == SPOKEN


@pytest.mark.parametrize(("data", "kind"), [(webm(), "webm"), (ogg(), "ogg"), (mp4(), "mp4")])
def test_it_is_sent_as_what_it_is_kept_nowhere_and_in_parts_for_players_that_ask(world, app, now, data, kind):
    report = spoken(world, now, data)
    answer = hear(world, app, "dispatcher", report, "dispatch")
    assert answer.mimetype == f"audio/{kind}"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    on_the_job = hear(world, app, "crew_member", report, "crew", Range="bytes=0-9")
    assert (on_the_job.status_code, on_the_job.data) == (206, data[:10])
    assert "no-store" in on_the_job.headers["Cache-Control"]


def test_a_report_without_one_and_one_that_is_lost_are_not_found(world, app, now):
    written = world.report("accepted")
    assert hear(world, app, "dispatcher", written, "dispatch").status_code == 404
    report = spoken(world, now)
    key = report.recording.key
    policy().storage.delete(f"private/voice/{key[:2]}/{key}")
    assert hear(world, app, "crew_member", report, "crew").status_code == 404


def test_the_pages_of_staff_have_a_player_and_the_public_page_says_only_that_it_was_spoken(world, app, now):
    report = spoken(world, now)
    for person, room in (("dispatcher", "dispatch"), ("crew_member", "crew")):
        client = new_visitor(app)
        sign_in(client, getattr(world, person))
        page = client.get(f"/{room}/{report.public_id}").text
        assert f'src="/{room}/{report.public_id}/recording"' in page
        assert "Voice message of the resident, 0:04." in page
    public = new_visitor(app).get(f"/r/{report.public_id}").text
    assert "The resident said it in a voice message." in public
    for secret in ("/recording", report.recording.key, "<audio"):
        assert secret not in public


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Recording)) or 0


def files() -> int:
    voices = policy().storage.root / "private" / "voice"
    return sum(path.is_file() for path in voices.rglob("*"))


@pytest.fixture
def empty_shelf(world, tmp_path, monkeypatch):
    """A storage of this test's own, so that its files can be counted."""
    from dataclasses import replace

    from app import policy as policies
    from app.storage import FolderStorage

    monkeypatch.setattr(policies, "_policy", replace(policy(), storage=FolderStorage(tmp_path)))


def test_what_was_never_sent_is_removed_after_two_days_and_what_was_sent_stays(world, now, empty_shelf):
    spoken(world, now)
    keep_recording(SPOKEN, at=now)
    assert (count(), files()) == (2, 2)
    assert upkeep.forget_unsent_recordings(now + timedelta(hours=47)) == 0
    assert upkeep.forget_unsent_recordings(now + timedelta(hours=49)) == 1
    assert upkeep.forget_unsent_recordings(now + timedelta(hours=49)) == 0
    assert (count(), files()) == (1, 1)


def test_a_voice_is_erased_when_the_contact_is_and_the_report_stays(world, now, empty_shelf, session):
    spoken(world, now, status="closed")
    still_open = spoken(world, now, status="in_progress")
    year = timedelta(days=365)
    assert erasing.erase_old_recordings(now + year - timedelta(hours=1)) == 0
    assert erasing.erase_old_recordings(now + year + timedelta(days=1)) == 1
    assert (count(), files()) == (1, 1)
    assert still_open.recording is not None
    assert session.scalar(select(func.count()).select_from(ServiceRequest)) == 2
