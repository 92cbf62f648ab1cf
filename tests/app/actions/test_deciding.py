"""Hand-overs are counted; when agencies only pass a report to and fro, its district's council decides."""

from datetime import timedelta

import pytest

from app.access import may_decide
from app.actions import deciding, oversight
from app.domain.errors import (
    ChangedMeanwhile,
    DecidedByCouncil,
    DecisionAwaited,
    DemandNotMet,
    MoveNotAllowed,
    NotFound,
    NotPermitted,
)
from app.domain.lifecycle import Status
from app.queries import decisions
from tests.app.conversations import quarrel
from tests.factories import NOW, World, make_agency, make_area, make_user

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def world(session):
    return World()


def decide(world, report, **values):
    values = {"agency": world.other_agency, "note": "Quvur ustida", "by": world.council, "at": LATER} | values
    deciding.decide(report, values.pop("agency"), **values)


def test_two_agencies_that_both_refuse_bring_it_to_the_council_which_settles_it(world):
    report = quarrel(world)
    assert (report.agency, report.decision_asked_at) == (world.agency, NOW + timedelta(hours=1))
    assert [row.public_id for row in decisions.waiting(world.council).items] == [report.public_id]
    due_at = report.due_at
    decide(world, report)
    assert (report.agency, report.status, report.due_at) == (world.other_agency, Status.RECEIVED, due_at)
    assert report.decision_asked_at is None
    assert report.routings[-1].cause == "decided"
    assert decisions.how_many_wait(world.council) == 0
    last = report.history[-1]
    assert (last.move, last.actor, last.note) == ("decide", "council", "Quvur ustida")


def test_three_hand_overs_bring_it_to_the_council(world):
    report, agencies = world.report(), [world.other_agency, make_agency(), make_agency()]
    people = [world.dispatcher, *(make_user("dispatcher", agency=agency) for agency in agencies)]
    for n, agency in enumerate(agencies):
        assert report.decision_asked_at is None
        oversight.hand_over(report, agency, note="Bizniki emas", by=people[n], at=NOW)
    assert report.decision_asked_at == NOW
    assert len(decisions.hand_overs(report)) == 3


def test_until_the_council_decides_and_afterwards_nobody_hands_it_on(world):
    report = quarrel(world)
    with pytest.raises(DecisionAwaited):
        oversight.hand_over(report, world.other_agency, note="Yana", by=world.dispatcher, at=LATER)
    decide(world, report)
    with pytest.raises(DecidedByCouncil):
        oversight.hand_over(report, world.agency, note="Yana", by=world.other_dispatcher, at=LATER)
    assert report.agency == world.other_agency
    # The admin may, where the world has changed; it is counted anew.
    oversight.hand_over(report, world.agency, note="Koʻcha berkitildi", by=world.admin, at=LATER)
    assert report.agency == world.agency
    assert len(decisions.hand_overs(report)) == 1


def test_an_agency_that_takes_it_up_settles_it_too(world):
    report = quarrel(world)
    oversight.accept(report, by=world.dispatcher, at=LATER)
    assert report.decision_asked_at is None
    with pytest.raises(MoveNotAllowed):
        decide(world, report)


@pytest.mark.parametrize(
    "who", ["dispatcher", "operator", "crew_member", "resident", "mahalla", "elsewhere", "region"]
)
def test_nobody_else_decides(world, who):
    report = quarrel(world)
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    people = {
        "mahalla": lambda: make_user("council", area=world.mahalla),
        "elsewhere": lambda: make_user("council", area=next_district),
        "region": lambda: make_user("council", area=world.region),
    }
    person = people[who]() if who in people else getattr(world, who)
    assert not may_decide(person, report)
    with pytest.raises(NotPermitted):
        decide(world, report, by=person)
    with pytest.raises(NotFound):
        decisions.find(report.public_id, person)
    assert decisions.waiting(person).items == []


def test_a_decision_names_an_agency_at_work_and_a_reason(world):
    report = quarrel(world)
    for values, missing in (
        ({"note": "  "}, "reason"),
        ({"agency": None}, "agency"),
        ({"agency": make_agency(is_active=False)}, "agency"),
    ):
        with pytest.raises(DemandNotMet) as refusal:
            decide(world, report, **values)
        assert refusal.value.demand == missing
    assert report.decision_asked_at is not None


def test_the_council_may_leave_it_with_whoever_has_it(world):
    report = quarrel(world)
    decide(world, report, agency=world.agency)
    assert report.agency == world.agency
    with pytest.raises(DecidedByCouncil):
        oversight.hand_over(report, world.other_agency, note="Yana", by=world.dispatcher, at=LATER)


def test_what_changed_meanwhile_is_told(world):
    report = quarrel(world)
    with pytest.raises(ChangedMeanwhile):
        decide(world, report, expected_version=report.version - 1)
