"""One report that tells of several problems becomes several, for the same resident, at the same place."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actions import oversight, splitting
from app.actions.splitting import Part
from app.domain.errors import ChangedMeanwhile, FieldError, MoveNotAllowed, NotPermitted
from app.domain.lifecycle import Status
from app.domain.sla import due_at
from app.models import PhotoKind, ServiceRequest
from app.policy import policy
from app.queries import parts, reports
from app.queries.followers import followers_of
from tests.app.conversations import uuid
from tests.factories import NOW, World, make_group, make_photo, make_responsibility, make_service

LATER = NOW + timedelta(days=2)


@pytest.fixture
def world(session):
    world = World()
    world.light = make_service(make_group("light"), "lamp", sla_hours=8)
    make_responsibility(world.other_agency, service=world.light)
    session.commit()
    return world


def split(world, report, **values):
    said = {
        "client_uuid": uuid(),
        "service_code": "lamp",
        "words": "Chiroq yonmaydi",
        **{
            name: values.pop(name)
            for name in ("client_uuid", "service_code", "words", "photo_ids")
            if name in values
        },
    }
    return splitting.split(report, Part(**said), **{"by": world.dispatcher, "at": LATER, **values})


def test_a_part_goes_its_own_way_and_the_rest_goes_on(world):
    report = world.report("accepted", photo_tokens=[make_photo(), make_photo()], email="gulchehra@example.uz")
    shown = report.photos[1]
    part = split(world, report, photo_ids=[shown.id, 999])
    assert (part.agency, part.service, part.status) == (world.other_agency, world.light, Status.RECEIVED)
    assert part.description == "Chiroq yonmaydi"
    assert reports.place_of(part) == reports.place_of(report)
    assert (part.mahalla_id, part.registered_on) == (report.mahalla_id, report.registered_on)
    assert (report.status, report.agency, report.crew_id) == (Status.ACCEPTED, world.agency, world.crew.id)
    assert [photo.key for photo in reports.photos_of(part, PhotoKind.BEFORE)] == [shown.key]
    assert len(reports.photos_of(report, PhotoKind.BEFORE)) == 2
    told = reports.timeline(part)[0]
    assert (told.move, told.other, told.actor) == ("submit", report.public_id, "dispatcher")
    assert (reports.timeline(report)[0].move, reports.timeline(report)[0].other) == ("split", part.public_id)
    assert part.routings[0].responsibility_id is not None
    assert parts.family_of(part).whole == report
    assert parts.family_of(report).parts == [part]


def test_the_promise_of_a_part_counts_from_when_the_resident_wrote(world):
    report = world.report()
    part = split(world, report)
    assert part.submitted_at == NOW
    assert part.due_at == due_at(NOW, 8, "working", policy().calendar) < LATER
    assert part.was_overdue


def test_its_reporter_follows_both_and_each_has_a_link_of_its_own(world):
    report = world.report(email="gulchehra@example.uz", phone="901234567")
    part = split(world, report)
    (follower,) = followers_of(part.id)
    assert (follower.email, follower.phone) == ("gulchehra@example.uz", "+998901234567")
    assert part.secret != report.secret
    report.contact.phone = None
    assert part.contact.phone


def test_who_left_no_contact_has_none_in_the_part(world):
    assert split(world, world.report()).contact is None


def test_the_same_form_splits_once(world, session):
    report, form = world.report(), uuid()
    assert split(world, report, client_uuid=form).id == split(world, report, client_uuid=form).id
    assert len(session.scalars(select(ServiceRequest)).all()) == 2


def test_a_part_is_one_more_pin_on_the_map(world):
    part = split(world, world.report())
    assert part.map_group == "open"


def test_a_report_can_be_split_into_several(world):
    report = world.report()
    made = [split(world, report), split(world, report, service_code="pothole", words="Yana bir chuqur")]
    assert parts.family_of(report).parts == made
    assert made[1].agency == world.agency


def test_a_part_needs_a_service_and_words(world):
    report = world.report()
    for values, field in (({"words": " "}, "words"), ({"service_code": "x"}, "service")):
        with pytest.raises(FieldError) as refusal:
            split(world, report, **values)
        assert refusal.value.field == field


def test_only_what_is_open_is_split_and_only_by_its_agency(world):
    for status in ("resolved", "closed", "rejected"):
        with pytest.raises(MoveNotAllowed):
            split(world, world.report(status))
    report = world.report("accepted")
    for who in ("other_dispatcher", "crew_member", "operator", "council", "resident"):
        with pytest.raises(NotPermitted):
            split(world, report, by=getattr(world, who))
    oversight.accept(other := world.report(), by=world.dispatcher, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        split(world, other, expected_version=other.version - 1)
