"""From the pin to the last word: what is kept, what is refused, what happens twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.actions import fieldwork, oversight, reporting, upkeep
from app.domain.errors import (
    DemandNotMet,
    FieldError,
    MoveNotAllowed,
    NotFound,
    OutsideTerritory,
    PhotoGone,
    TooManyPhotos,
    UnknownService,
    WindowClosed,
)
from app.domain.lifecycle import ReasonCode
from app.domain.text import TextTooLong, UnreadableEmail, UnreadablePhone
from app.models import Agency, OutboxMessage, Photo, ServiceRequest
from app.queries import reports
from tests.factories import World, make_photo, make_service


@pytest.fixture
def world(session):
    return World()


def count(session, model=ServiceRequest):
    return session.scalar(select(func.count()).select_from(model))


def test_a_pin_finds_its_mahalla_and_agency_and_keeps_the_receipt(world, now):
    sr = world.report()
    assert (sr.region_id, sr.district_id, sr.mahalla_id) == (
        world.region.id,
        world.district.id,
        world.mahalla.id,
    )
    assert sr.agency_id == world.agency.id
    receipt = sr.routings[0]
    assert receipt.cause == "submitted"
    assert receipt.area_id == world.mahalla.id
    assert receipt.boundary_id == world.mahalla.current_boundary.id
    assert receipt.responsibility_id == world.responsibility.id
    assert receipt.located_by == "inside"


def test_the_promise_is_kept_in_working_hours(world, now):
    # Wednesday 10:00 in Tashkent and 24 working hours: three days of eight, over a weekend.
    assert world.report().due_at.isoformat() == "2026-11-23T05:00:00+00:00"


def test_sending_the_same_form_again_returns_the_first_report(world, session, now):
    draft = world.draft()
    first = reporting.submit(draft, by=None, at=now)
    again = reporting.submit(draft, by=None, at=now + timedelta(minutes=5))
    assert (again.id, again.secret) == (first.id, first.secret)
    assert count(session) == 1


def test_a_pin_on_a_shared_border_reaches_the_lowest_code(world):
    sr = world.report(longitude=69.1)
    assert sr.mahalla_id == world.mahalla.id
    assert sr.routings[0].located_by == "border"


def test_a_pin_just_outside_every_mahalla_reaches_the_nearest(world):
    sr = world.report(latitude=41.1005)
    assert sr.mahalla_id == world.mahalla.id
    assert sr.routings[0].located_by == "nearest"
    assert 40 < sr.routings[0].distance_m < 70


def test_a_pin_in_no_mahalla_reaches_the_district(world):
    sr = world.report(latitude=41.3)
    assert (sr.mahalla_id, sr.district_id) == (None, world.district.id)
    assert sr.routings[0].located_by == "district"


def test_what_no_responsibility_covers_reaches_the_districts_own_inbox(world, session, now):
    service = make_service(code="lost_camel")
    sr = reporting.submit(world.draft(service_code=service.service_code), by=None, at=now)
    assert (sr.agency.kind, sr.agency.area_id) == ("inbox", world.district.id)
    assert sr.routings[0].responsibility_id is None
    assert session.scalar(select(OutboxMessage.kind)) == "unrouted"
    again = reporting.submit(world.draft(service_code=service.service_code), by=None, at=now)
    assert again.agency_id == sr.agency_id
    assert session.scalar(select(func.count()).select_from(Agency).where(Agency.kind == "inbox")) == 1


REFUSALS = [
    ({"longitude": 10.0}, OutsideTerritory),
    ({"longitude": float("nan")}, OutsideTerritory),
    ({"longitude": float("inf")}, OutsideTerritory),
    ({"service_code": "nonsense"}, UnknownService),
    ({"service_code": ""}, UnknownService),
    ({"description": "x" * 20_000}, TextTooLong),
    ({"description": " \u202e\u0000 "}, FieldError),
    ({"phone": "abc"}, UnreadablePhone),
    ({"email": "nobody"}, UnreadableEmail),
    ({"client_uuid": "1"}, FieldError),
    ({"photo_tokens": ["gone"]}, PhotoGone),
    ({"photo_tokens": list("abcdef")}, TooManyPhotos),
]


@pytest.mark.parametrize(("values", "error"), REFUSALS)
def test_bad_input_is_refused_by_name_and_nothing_is_kept(world, session, now, values, error):
    with pytest.raises(error):
        reporting.submit(world.draft(**values), by=None, at=now)
    assert count(session) == 0


def test_swapped_coordinates_are_recognised(world, now):
    with pytest.raises(OutsideTerritory) as refusal:
        reporting.submit(world.draft(longitude=41.05, latitude=69.05), by=None, at=now)
    assert refusal.value.swapped


@pytest.mark.parametrize(
    "words", ["🕳️ chuqur 👨‍👩‍👧", "حفرة في الطريق", "Кўчада чуқур bor", "<script>alert(1)</script>"]
)
def test_any_script_and_emoji_arrive_as_they_were_written(world, words, now):
    assert reporting.submit(world.draft(description=words), by=None, at=now).description == words


def test_photos_wait_for_their_form_and_belong_to_one_report(world, session, now):
    token = make_photo()
    sr = reporting.submit(world.draft(photo_tokens=[token]), by=None, at=now)
    assert [photo.kind for photo in sr.photos] == ["before"]
    with pytest.raises(PhotoGone):
        reporting.submit(world.draft(photo_tokens=[token]), by=None, at=now)


def test_photos_that_were_never_sent_are_removed(world, session, now):
    make_photo(at=now - timedelta(hours=49))
    kept = make_photo(at=now)
    assert upkeep.forget_unsent_photos(now) == 1
    assert session.scalars(select(Photo.upload_token)).all() == [kept]


def test_contact_is_sealed_at_rest(world, session, now):
    sr = reporting.submit(world.draft(contact_name="Dilnoza", phone="90 123 45 67"), by=None, at=now)
    raw = session.connection().exec_driver_sql("SELECT name, phone, phone_index FROM contact").one()
    assert not any("Dilnoza" in str(value) or "901234567" in str(value) for value in raw)
    assert sr.contact.phone == "+998901234567"


def test_the_resident_confirms_and_rates(world, now):
    sr = world.report("resolved")
    reporting.confirm(sr, rating=4, at=now + timedelta(days=1))
    assert (sr.status, sr.rating) == ("closed", 4)


def test_not_fixed_reopens_and_overdue_stays_overdue(world, now):
    sr = world.report("accepted")
    late = sr.due_at + timedelta(days=1)
    fieldwork.start(sr, by=world.crew_member, at=late)
    at_the_pin = make_photo("after", position=(69.05, 41.05))
    fieldwork.resolve(sr, by=world.crew_member, photo_tokens=[at_the_pin], at=late)
    reporting.not_fixed(sr, note="Hali ham bor", at=late + timedelta(hours=1))
    assert sr.status == "reopened"
    assert sr.was_overdue
    assert sr.is_overdue(late)
    assert sr.reopened_count == 1


def test_not_fixed_needs_words(world, now):
    with pytest.raises(DemandNotMet):
        reporting.not_fixed(world.report("resolved"), note=" ", at=now + timedelta(hours=2))


def test_after_seven_days_the_window_is_closed_and_the_report_closes_itself(world, now):
    sr = world.report("resolved")
    late = now + timedelta(days=8)
    with pytest.raises(WindowClosed):
        reporting.not_fixed(sr, note="Kech qoldim", at=late)
    assert upkeep.close_unanswered(late) == 1
    assert upkeep.close_unanswered(late) == 0
    assert sr.status == "closed"
    assert sr.history[-1].move == "close_unanswered"


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_to_five(world, now, rating):
    with pytest.raises(FieldError):
        reporting.confirm(world.report("resolved"), rating=rating, at=now + timedelta(hours=2))


def test_an_open_report_cannot_be_confirmed(world, now):
    with pytest.raises(MoveNotAllowed):
        reporting.confirm(world.report("in_progress"), rating=None, at=now)


def test_only_the_secret_link_opens_the_reporters_page(world):
    sr = world.report()
    assert reports.find_by_secret(sr.public_id, sr.secret).id == sr.id
    for wrong in ("", "x", sr.secret[:-1], sr.secret + "x"):
        with pytest.raises(NotFound):
            reports.find_by_secret(sr.public_id, wrong)


def test_the_timeline_tells_each_step_with_its_photos(world):
    events = reports.timeline(world.report("closed"))
    assert [event.move for event in events] == ["confirm", "resolve", "start", "assign", "submit"]
    assert [len(event.photos) for event in events] == [0, 1, 0, 0, 0]


def test_a_reject_with_other_needs_words(world, now):
    with pytest.raises(DemandNotMet):
        oversight.reject(world.report(), ReasonCode.OTHER, by=world.dispatcher, at=now)
