"""What was tied together by mistake goes on by itself, with everybody who followed it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.actions import merging, oversight, supporting
from app.actions.supporting import Support
from app.domain.errors import MoveNotAllowed, NotFound, NotPermitted
from app.domain.lifecycle import MapGroup, Status
from app.models import MergeDismissal
from app.queries import dismissals, merge_suggestions
from app.queries.followers import followers_of
from app.queries.nearby import nearby_open
from tests.factories import NOW, World, make_group, make_service

METRE = 1 / 83_900  # A degree of longitude at 41° N has about so many.


@pytest.fixture
def world(session):
    return World()


def tie(world, report, original):
    oversight.mark_duplicate(report, original, by=world.dispatcher, at=NOW)


@pytest.mark.parametrize("status", ["received", "accepted", "reopened"])
def test_taking_it_back_puts_a_report_where_it_was(world, session, status):
    original = world.report(email="birinchi@example.uz")
    report = world.report(status, email="ikkinchi@example.uz")
    supporting.support(original, Support(client_uuid=str(uuid4()), locale="uz"), at=NOW)
    crew, due_at, group = report.crew_id, report.due_at, report.map_group
    tie(world, report, original)
    session.refresh(original)
    assert (original.supporters_count, report.map_group) == (2, None)
    assert len(followers_of(original.id)) == 2
    merging.undo(report, by=world.dispatcher, at=NOW + timedelta(minutes=1))
    session.refresh(original)
    assert (report.status, report.crew_id, report.due_at) == (Status(status), crew, due_at)
    assert (report.map_group, report.closed_at, report.duplicate_of) == (group, None, None)
    assert group is MapGroup.OPEN
    assert original.supporters_count == 1
    assert [follower.email for follower in followers_of(original.id)] == ["birinchi@example.uz"]
    assert [follower.email for follower in followers_of(report.id)] == ["ikkinchi@example.uz"]
    assert report.history[-1].detail == {"original": original.public_id}


def test_only_what_was_tied_is_let_go_and_only_by_its_agency(world):
    original, report = world.report(), world.report()
    with pytest.raises(MoveNotAllowed):
        merging.undo(original, by=world.dispatcher, at=NOW)
    tie(world, report, original)
    for who in ("other_dispatcher", "crew_member", "operator", "council"):
        with pytest.raises(NotPermitted):
            merging.undo(report, by=getattr(world, who), at=NOW)
    assert report.status is Status.DUPLICATE


def test_it_can_be_tied_and_let_go_again_and_again(world):
    original, report = world.report(), world.report("accepted")
    for _ in range(2):
        tie(world, report, original)
        merging.undo(report, by=world.dispatcher, at=NOW)
    assert report.status is Status.ACCEPTED


def suggested(report):
    near = nearby_open(report, now=NOW)
    return merge_suggestions.suggest(report, near, report.service.group.code)


# How far (m), how long before (days), the same service, the words; and whether it is suggested.
SIGNS = [
    (0, 0, True, "Yoʻlda chuqur bor", True),
    (10, 0, True, "Йўлда чуқур бор", True),
    (10, 200, True, "Boshqa gap", True),
    (10, 0, False, "Boshqa gap", True),
    (30, 0, False, "Boshqa gap", False),
    (40, 0, True, "Yoʻlda katta chuqur bor", True),
    (40, 0, True, "Boshqa gap", True),
    (100, 0, True, "Yoʻlda chuqur bor", True),
    (100, 0, True, "Boshqa gap", False),
    (100, 200, True, "Yoʻlda chuqur bor", False),
    (130, 0, True, "Yoʻlda chuqur bor", False),
]


@pytest.mark.parametrize(("metres", "days", "same", "words", "expected"), SIGNS)
def test_place_service_time_and_words_suggest_together(world, session, metres, days, same, words, expected):
    service = world.service if same else make_service(world.group, "kerb")
    session.commit()
    world.report(
        longitude=69.05 + metres * METRE,
        service_code=service.service_code,
        description=words,
        at=NOW - timedelta(days=days, minutes=1),
    )
    found = suggested(world.report())
    assert bool(found) is expected
    if found:
        assert found[0].is_earlier
        assert found[0].same_service is same


def test_another_group_is_no_suggestion_and_the_likeliest_comes_first(world, session):
    water = make_service(make_group("water"), "leak")
    session.commit()
    world.report(service_code=water.service_code)
    far, near = world.report(longitude=69.05 + 50 * METRE), world.report(longitude=69.05 + 5 * METRE)
    assert [one.entry.public_id for one in suggested(world.report())] == [near.public_id, far.public_id]


# What looks the same and is not.


def offered(report):
    near = nearby_open(report, now=NOW)
    others = {one.public_id for one in dismissals.dismissed(report)}
    return [
        one.entry.public_id
        for one in merge_suggestions.suggest(report, near, report.service.group.code, others)
    ]


def test_what_is_not_the_same_is_suggested_on_neither_page_until_that_is_taken_back(world, session):
    one, other, third = (world.report(longitude=69.05 + n * METRE) for n in range(3))
    assert other.public_id in offered(one)
    for _ in range(2):
        merging.dismiss(one, other, by=world.dispatcher, at=NOW)
    assert offered(one) == [third.public_id]
    assert offered(other) == [third.public_id]
    assert set(offered(third)) == {one.public_id, other.public_id}
    (said,) = dismissals.dismissed(other)
    assert (said.public_id, said.name, said.agency) == (one.public_id, world.dispatcher.name, world.agency)
    merging.suggest_again(other, one, by=world.admin, at=NOW)
    assert other.public_id in offered(one)
    assert dismissals.dismissed(one) == []
    rows = session.query(MergeDismissal).order_by(MergeDismissal.id).all()
    assert [(row.dismisses, row.by_user_id) for row in rows] == [
        (True, world.dispatcher.id),
        (False, world.admin.id),
    ]
    assert all(row.one_id < row.other_id for row in rows)


def test_only_who_has_the_report_says_that_and_never_of_one_report_alone(world):
    one, other = world.report(), world.report()
    for who in ("other_dispatcher", "crew_member", "operator", "council", "resident"):
        for say in (merging.dismiss, merging.suggest_again):
            with pytest.raises(NotPermitted):
                say(one, other, by=getattr(world, who), at=NOW)
    with pytest.raises(NotFound):
        merging.dismiss(one, one, by=world.dispatcher, at=NOW)


@pytest.mark.parametrize(
    "change", ["UPDATE merge_dismissal SET dismisses = false", "DELETE FROM merge_dismissal"]
)
def test_who_said_it_and_when_is_never_rewritten(world, session, change):
    merging.dismiss(world.report(), world.report(), by=world.dispatcher, at=NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(change))
