"""What a crew's pages need to be of use without a network: whose they are, what belongs to the day, what comes after what."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest

from app.crew.away import table
from app.db import db
from app.domain.lifecycle import OPEN, Actor, Status, moves_for
from app.models import Shift, ShiftMember
from app.static_files import STATIC
from tests.app.pages import words
from tests.conftest import NOW
from tests.factories import make_photo, make_user


def to_keep(page: str) -> dict:
    """Return what Today asks the service worker to keep."""
    return json.loads(unescape(re.search(r'data-keep="([^"]*)"', page)[1]))


def test_today_names_the_jobs_in_the_order_of_the_day_and_the_ground_around_them(world, phone):
    near = world.report("in_progress", photo_tokens=[make_photo()])
    far = world.report("accepted", longitude=69.08)
    keep = to_keep(phone.get("/crew/").text)
    assert keep["who"] == str(world.crew_member.id)
    assert [path for path, _ in keep["pages"]] == [f"/crew/{near.public_id}", f"/crew/{far.public_id}"]
    assert keep["bounds"] == {"west": 69.03, "south": 41.03, "east": 69.1, "north": 41.07}


def test_a_job_that_changed_has_another_version_and_is_fetched_again(world, phone):
    report = world.report("accepted")
    (before,) = to_keep(phone.get("/crew/").text)["pages"]
    phone.post(f"/crew/{report.public_id}/start")
    (after,) = to_keep(phone.get("/crew/").text)["pages"]
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_an_empty_day_has_nothing_to_keep(phone):
    assert to_keep(phone.get("/crew/").text) | {"who": ""} == {"who": "", "pages": [], "bounds": None}


def test_jobs_that_lie_far_apart_have_no_ground_of_their_own(world, phone):
    world.report("accepted")
    world.report("accepted", longitude=69.1)
    assert to_keep(phone.get("/crew/").text)["bounds"]


@pytest.mark.parametrize("address", ["/crew/", "/crew/{id}"])
def test_each_page_says_whose_it_is(world, phone, address):
    """The worker keeps no page that does not say so: by that it knows that somebody else is signed in."""
    report = world.report("accepted")
    page = phone.get(address.format(id=report.public_id)).text
    assert f'data-kept-for="{world.crew_member.id}"' in page


def test_a_page_for_everybody_belongs_to_nobody(client, world):
    assert "data-kept-for" not in client.get("/").text
    assert 'data-who=""' in client.get("/").text


def test_the_phone_goes_by_the_servers_own_table_of_moves():
    told = table()
    assert set(told) == {status.value for status in OPEN}
    for status, moves in told.items():
        assert set(moves) == set(moves_for(Status(status), Actor.CREW)), status
    assert told["accepted"]["start"] == "in_progress"
    assert told["in_progress"] == {
        "resolve": "resolved",
        "pause": "accepted",
        "need_materials": "accepted",
        "hand_back": "received",
    }


def shift(world, begins: float, hours: float, *members) -> None:
    """Put the crew on duty, so many hours from now."""
    begins_at = NOW + timedelta(hours=begins)
    made = Shift(crew_id=world.crew.id, begins_at=begins_at, ends_at=begins_at + timedelta(hours=hours))
    db.session.add(made)
    db.session.flush()
    db.session.add_all(ShiftMember(shift_id=made.id, user_id=member.id) for member in members)
    db.session.commit()


def test_the_own_shift_is_told_today_or_the_next_one(world, phone):
    mate = make_user("crew", crew=world.crew)
    page = words(phone.get("/crew/"))
    assert "shift" not in page
    assert "on duty" not in page
    shift(world, 47, 8)
    assert "No shift today. The next one:" in words(phone.get("/crew/"))
    shift(world, -1, 3, mate)
    assert "Your crew is on duty today without you:" in words(phone.get("/crew/"))
    shift(world, -30, 29)
    db.session.query(ShiftMember).delete()
    db.session.commit()
    assert "Your shift today:" in words(phone.get("/crew/"))


def test_a_shift_of_another_crew_is_not_told(world, phone):
    begins = NOW - timedelta(hours=1)
    db.session.add(Shift(crew_id=world.other_crew.id, begins_at=begins, ends_at=begins + timedelta(hours=8)))
    db.session.commit()
    assert "Your shift" not in words(phone.get("/crew/"))


def test_whatever_a_page_of_the_day_runs_is_kept_with_the_day(world, phone):
    script = phone.get("/sw.js").text
    facts = json.loads(re.search(r"start\((\{.*\})\)", script)[1])
    kept = {address.partition("/js-")[2].partition("/")[2] for address in facts["crewScripts"]}
    report = world.report("in_progress", photo_tokens=[make_photo()])
    pages = [phone.get(address).text for address in ("/crew/", f"/crew/{report.public_id}")]
    for page in pages:
        for names in re.findall(r'data-module="([^"]+)"', page):
            assert {f"modules/{name}.js" for name in names.split()} <= kept
    # What those ask for in turn: a script names another by its path from itself.
    for name in kept - {""}:
        text = (STATIC / "js" / name).read_text(encoding="utf-8")
        for wanted in re.findall(r'(?:from|import\()\s*"(\.{1,2}/[^"]+)"', text):
            path = (STATIC / "js" / name).parent.joinpath(wanted).resolve().relative_to(STATIC.resolve())
            assert path.as_posix().removeprefix("js/") in kept or path.parts[0] == "vendor", (name, wanted)


def test_the_worker_is_told_the_addresses_that_a_day_consists_of(client):
    facts = json.loads(re.search(r"start\((\{.*\})\)", client.get("/sw.js").text)[1])
    told = {name: facts[name] for name in ("crew", "photos", "areas", "signIn", "signOut")}
    assert told == {
        "crew": "/crew/",
        "photos": "/photos/",
        "areas": "/map/areas",
        "signIn": "/sign-in",
        "signOut": "/sign-out",
    }
