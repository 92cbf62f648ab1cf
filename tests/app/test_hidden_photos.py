"""A hidden comment's photo is gone for everybody but staff: at its address in every size, and on every page."""

import re

import pytest

from app.actions import hiding, oversight, remarks, reporting, splitting
from app.db import db
from app.models import Photo, PhotoKind, ServiceRequest
from app.photos import SIZES
from app.queries import reports
from tests.app.conversations import uuid
from tests.conftest import NOW, new_visitor, sign_in
from tests.factories import World, make_photo

YEAR = {"If-Modified-Since": "Wed, 18 Nov 2027 05:00:00 GMT"}


@pytest.fixture
def world(app, session):
    return World()


def commented(world, report):
    """The resident adds a photo."""
    return remarks.comment(report, words="Qarang", photo_tokens=[make_photo()], client_uuid=uuid(), at=NOW)


def answered(world, report):
    """The resident answers a question with a photo."""
    remarks.ask(report, words="Qayerda?", client_uuid=uuid(), by=world.dispatcher, at=NOW)
    return remarks.answer(report, words="Mana", photo_tokens=[make_photo()], client_uuid=uuid(), at=NOW)


def photo_of(remark):
    return db.session.get_one(Photo, remark.detail["photo_ids"][0])


def hide(world, report, remark):
    hiding.hide(report, remark.id, reason="Haqorat", by=world.dispatcher, at=NOW)
    db.session.expire_all()


def show(world, report, remark):
    hiding.show(report, remark.id, by=world.dispatcher, at=NOW)
    db.session.expire_all()


def signed_in(app, user):
    visitor = new_visitor(app)
    sign_in(visitor, user)
    return visitor


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("said", [commented, answered])
def test_it_answers_nobody_in_any_size_even_to_who_kept_it_and_comes_back(world, app, client, said, size):
    report = world.report()
    remark = said(world, report)
    address = f"/photos/{photo_of(remark).key}/{size}.webp"
    seen = client.get(address)
    assert seen.status_code == 200
    known = {"If-None-Match": seen.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    hide(world, report, remark)
    for headers in ({}, known, {"If-None-Match": "*"}, YEAR, {"Range": "bytes=0-99"}):
        for method in ("GET", "HEAD"):
            gone = client.open(address, method=method, headers=headers)
            assert (gone.status_code, "ETag" in gone.headers) == (404, False), headers
            assert seen.data not in gone.data
    staff = signed_in(app, world.dispatcher).get(address)
    assert (staff.status_code, staff.data) == (200, seen.data)
    assert staff.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in staff.vary
    show(world, report, remark)
    back = client.get(address)
    assert (back.status_code, back.data) == (200, seen.data)
    assert client.get(address, headers=known).status_code == 304


#: Who still sees it: whoever works on the report.
PEOPLE = {
    "nobody": 404,
    "resident": 404,
    "operator": 404,
    "council": 404,
    "other_dispatcher": 404,
    "other_crew_member": 404,
    "crew_member": 200,
    "dispatcher": 200,
    "admin": 200,
}


@pytest.mark.parametrize("person", PEOPLE)
def test_only_who_works_on_the_report_sees_it(world, app, person):
    report = world.report("accepted")
    remark = commented(world, report)
    hide(world, report, remark)
    visitor = new_visitor(app) if person == "nobody" else signed_in(app, getattr(world, person))
    for size in SIZES:
        address = f"/photos/{photo_of(remark).key}/{size}.webp"
        answer = visitor.get(address)
        assert answer.status_code == PEOPLE[person]
        if answer.status_code == 200:
            again = visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert again.status_code == 304


def test_an_agency_that_gave_the_report_away_sees_it_no_more(world, app):
    report = world.report()
    remark = commented(world, report)
    hide(world, report, remark)
    address = f"/photos/{photo_of(remark).key}/small.webp"
    desk = signed_in(app, world.dispatcher)
    assert desk.get(address).status_code == 200
    oversight.hand_over(report, world.other_agency, note="Suv", by=world.dispatcher, at=NOW)
    assert desk.get(address).status_code == 404
    assert signed_in(app, world.other_dispatcher).get(address).status_code == 200


WINDOW = "west=69.04&south=41.04&east=69.06&north=41.06&zoom=18"
#: Every public page, piece, feed and answer to a script about a report, and whether a comment's photo stands in it.
PUBLIC = {
    "/": True,
    "/reports": True,
    "/r/{id}": True,
    "/r/{id}/card": True,
    "/r/{id}/{secret}": True,
    "/r/{id}/too": True,
    f"/map/points?{WINDOW}": False,
    f"/map/areas?{WINDOW}": False,
    "/feeds/area/mahalla/170101.atom": False,
    "/feeds/circle.atom?lat=41.05&lon=69.05&r=500": False,
    "/report/near?lon=69.05&lat=41.05&service=pothole": True,
}


@pytest.mark.parametrize("address", PUBLIC)
def test_no_public_page_names_it(world, client, address):
    report = world.report()
    remark = commented(world, report)
    key = photo_of(remark).key
    hide(world, report, remark)
    page = client.get(address.format(id=report.public_id, secret=report.secret))
    assert page.status_code in (200, 302, 303), page.status_code
    assert key not in page.text
    show(world, report, remark)
    shown = key in client.get(address.format(id=report.public_id, secret=report.secret)).text
    assert shown is PUBLIC[address]


def test_the_dispatchers_page_still_shows_it_where_it_was_said(world, app):
    report = world.report()
    remark = commented(world, report)
    hide(world, report, remark)
    page = signed_in(app, world.dispatcher).get(f"/dispatch/{report.public_id}").text
    assert re.search(rf"/photos/{photo_of(remark).key}/small\.webp", page)


def test_a_list_shows_the_next_photo_instead(world, client):
    report = world.report()
    remark, other = commented(world, report), commented(world, report)
    hide(world, report, remark)
    assert photo_of(other).key in client.get("/reports").text
    hide(world, report, other)
    assert "/photos/" not in client.get("/reports").text


def test_a_copy_in_a_part_that_was_split_off_goes_and_comes_with_it(world, client):
    report = world.report()
    remark = commented(world, report)
    part = splitting.split(
        report,
        splitting.Part(uuid(), "pothole", "Chiroq", [photo_of(remark).id]),
        by=world.dispatcher,
        at=NOW,
    )
    key, address = photo_of(remark).key, f"/r/{part.public_id}"
    assert key in client.get(address).text
    hide(world, report, remark)
    assert key not in client.get(address).text
    assert client.get(f"/photos/{key}/large.webp").status_code == 404
    assert reports.photos_of(db.session.get_one(ServiceRequest, part.id), PhotoKind.BEFORE) == []
    show(world, report, remark)
    assert key in client.get(address).text


def test_the_photos_of_the_report_itself_and_of_other_comments_stay(world, client):
    report = world.report(photo_tokens=[make_photo()])
    remark, other = commented(world, report), commented(world, report)
    hide(world, report, remark)
    kept = [photo for photo in report.photos if photo.id != photo_of(remark).id]
    assert len(kept) == 2
    assert photo_of(other) in kept
    for photo in kept:
        assert client.get(f"/photos/{photo.key}/small.webp").status_code == 200


def test_a_photo_that_waits_for_its_form_is_shown_and_a_key_without_a_photo_is_not(world, client, session):
    photo = session.query(Photo).filter_by(upload_token=make_photo()).one()
    assert client.get(f"/photos/{photo.key}/small.webp").status_code == 200
    session.delete(photo)
    session.commit()
    assert client.get(f"/photos/{photo.key}/small.webp").status_code == 404


def test_a_hidden_photo_of_a_report_that_was_reopened_stays_hidden(world, client):
    report = world.report("resolved")
    remark = commented(world, report)
    hide(world, report, remark)
    reporting.not_fixed(report, note="Hali ham", at=NOW)
    assert client.get(f"/photos/{photo_of(remark).key}/small.webp").status_code == 404
