"""Residents with the same problem: counted once each, told or not as they like, kept when reports are tied."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from app.actions import erasing, oversight, reporting, supporting
from app.actions.supporting import Support
from app.db import db
from app.domain.errors import FieldError, NotFound, NotOpen
from app.domain.queue_order import first_of, last_of, queue_order
from app.domain.text import UnreadableEmail, UnreadablePhone
from app.models import ServiceRequest, Supporter
from app.queries.followers import find_supporter, followers_of
from app.short_secret import short_secret
from tests.factories import World


@pytest.fixture
def world(session):
    return World()


def add(sr, now, **said):
    """One more resident with the problem."""
    return supporting.support(sr, Support(**{"client_uuid": str(uuid4()), "locale": "uz", **said}), at=now)


def count(sr):
    """How many are counted, as the database has it."""
    return db.session.scalar(
        select(ServiceRequest.supporters_count)
        .where(ServiceRequest.id == sr.id)
        .execution_options(populate_existing=True)
    )


def test_each_resident_counts_once_and_has_a_page_of_their_own(world, now):
    sr = world.report()
    first, second = add(sr, now), add(sr, now)
    assert count(sr) == 2
    assert first.secret != second.secret
    assert find_supporter(sr.public_id, first.secret).id == first.id
    assert find_supporter(sr.public_id, short_secret(second.secret_hash)).id == second.id
    with pytest.raises(NotFound):
        find_supporter(world.report().public_id, short_secret(second.secret_hash))
    for public_id, secret in ((sr.public_id, "x"), (world.report().public_id, first.secret), ("?", "x")):
        with pytest.raises(NotFound):
            find_supporter(public_id, secret)


def test_the_same_form_twice_is_one_resident(world, now):
    sr, form = world.report(), str(uuid4())
    assert add(sr, now, client_uuid=form).id == add(sr, now, client_uuid=form).id
    assert count(sr) == 1


def test_a_device_counts_once_for_a_report_and_leaves_no_trail_between_reports(world, now):
    one, other = world.report(), world.report()
    first = add(one, now, device="d" * 32)
    assert add(one, now, device="d" * 32, phone="901234567").id == first.id
    assert (count(one), first.phone) == (1, "+998901234567")
    second = add(other, now, device="d" * 32)
    assert count(other) == 1
    assert first.device_index != second.device_index


@pytest.mark.parametrize(
    "contact", [{"phone": "90 123 45 67"}, {"email": "Oysha@Example.uz"}, {"phone": "+998901234567"}]
)
def test_a_contact_that_follows_already_makes_nobody_twice_and_is_told_to_nobody(world, now, contact):
    reporters = world.report(phone="901234567", email="oysha@example.uz")
    ours = add(reporters, now, **contact)
    assert (count(reporters), ours.is_counted, ours.phone, ours.email) == (0, False, None, None)
    sr = world.report()
    add(sr, now, phone="901234567", email="oysha@example.uz")
    again = add(sr, now, **contact)
    assert (count(sr), again.is_counted, again.phone, again.email) == (1, False, None, None)
    # Coming back from that device without a contact does not count them after all.
    same = add(sr, now, client_uuid=again.client_uuid)
    assert (count(sr), same.id) == (1, again.id)


def test_who_supports_is_kept_sealed(world, now):
    supporter = add(world.report(), now, phone="901234567", email="oysha@example.uz")
    row = db.session.execute(text("SELECT * FROM supporter")).mappings().one()
    kept = " ".join(str(value) for value in row.values())
    for personal in ("901234567", "oysha", supporter.secret):
        assert personal not in kept


REFUSED = [
    ({"client_uuid": "x"}, FieldError),
    ({"phone": "oysha"}, UnreadablePhone),
    ({"email": "oysha"}, UnreadableEmail),
]


@pytest.mark.parametrize(("said", "refusal"), REFUSED)
def test_what_cannot_be_read_is_refused_and_nobody_is_counted(world, now, said, refusal):
    sr = world.report()
    with pytest.raises(refusal):
        add(sr, now, **said)
    assert count(sr) == 0


@pytest.mark.parametrize("status", ["resolved", "closed", "rejected"])
def test_what_is_not_open_any_more_finds_no_supporter(world, now, status):
    sr = world.report(status)
    with pytest.raises(NotOpen):
        add(sr, now)


def test_stopping_forgets_who_it_was_and_leaving_takes_the_count_back(world, now):
    sr = world.report()
    stopping = add(sr, now, phone="901234567", device="a")
    leaving = add(sr, now, email="oysha@example.uz", device="b")
    for _ in range(2):
        supporting.stop(stopping, at=now)
        supporting.leave(leaving, at=now)
    assert count(sr) == 1
    for supporter in (stopping, leaving):
        assert supporter.stopped_at == now
        assert not any((supporter.phone, supporter.email, supporter.phone_index, supporter.email_index))
    assert followers_of(sr.id) == []
    # Whoever has it again may say so again, and be told again.
    assert add(sr, now, device="b", phone="907654321").id == leaving.id
    assert (count(sr), leaving.stopped_at) == (2, None)


def test_a_tap_leaves_the_dispatchers_page_valid(world, now):
    sr = world.report()
    shown = sr.version
    add(sr, now)
    oversight.accept(sr, by=world.dispatcher, at=now, expected_version=shown)


def test_people_decide_within_the_day_of_a_promise_and_never_across_days(now):
    day, next_day = now.date(), now.date() + timedelta(days=1)
    assert queue_order(day, 3) < queue_order(day, 2) < queue_order(day, 0)
    assert queue_order(day, 0) < queue_order(next_day, 1_000_000) < queue_order(next_day, 9_998)
    assert first_of(next_day) - last_of(day) == 1


def test_a_reports_place_follows_its_promise(world, now):
    sr = world.report()
    add(sr, now)
    before = sr.queue_order
    sr.due_at += timedelta(days=2)
    db.session.commit()
    assert sr.queue_order - before == 2 * 10_000


def test_everybody_follows_the_earlier_report_and_is_kept(world, now):
    original = world.report(phone="901111111")
    tied = world.report(phone="902222222")
    silent = world.report()
    twice = world.report(phone="901111111")
    add(original, now, phone="903333333")
    add(tied, now, phone="904444444")
    add(tied, now, phone="903333333")
    for sr in (tied, silent, twice):
        oversight.mark_duplicate(sr, original, by=world.dispatcher, at=now)
    phones = [follower.phone for follower in followers_of(original.id)]
    assert phones == ["+998901111111", "+998902222222", "+998903333333", "+998904444444"]
    # The reporters of `tied` and `silent`, and the two other phones; who reported twice is one person.
    assert count(original) == 4
    # Whoever was tied keeps the page that is theirs.
    follower = followers_of(original.id)[1]
    assert (follower.public_id, follower.secret, follower.key) == (
        tied.public_id,
        tied.secret,
        f"reporter-{tied.id}",
    )


def test_what_was_tied_to_a_tied_report_comes_along_and_leaving_counts_there_too(world, now):
    first, second, third = (world.report() for _ in range(3))
    neighbour = add(third, now)
    oversight.mark_duplicate(third, second, by=world.dispatcher, at=now)
    oversight.mark_duplicate(second, first, by=world.dispatcher, at=now)
    assert [count(sr) for sr in (third, second, first)] == [1, 2, 3]
    supporting.leave(neighbour, at=now)
    assert [count(sr) for sr in (third, second, first)] == [0, 1, 2]


def test_supporters_are_forgotten_with_the_reporter(world, now):
    sr, open_one = world.report(), world.report()
    supporter, other = add(sr, now, phone="901234567"), add(open_one, now, phone="901234567")
    oversight.reject(sr, oversight.ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=now)
    later = now + timedelta(days=366)
    assert erasing.erase_old_supporters(later) == 1
    assert erasing.erase_old_supporters(later) == 0
    db.session.expire_all()
    assert (supporter.phone, supporter.phone_index, count(sr)) == (None, None, 1)
    assert other.phone == "+998901234567"


def test_every_supporter_is_another_row(world, now):
    sr = world.report()
    for n in range(12):
        add(sr, now, device=str(n))
    assert count(sr) == len(db.session.scalars(select(Supporter)).all()) == 12
    assert reporting.submit(world.draft(), by=None, at=now).supporters_count == 0
