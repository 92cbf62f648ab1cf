"""Every permission by role and reach, and each rule for one report against the same rule for a query."""

import inspect

import pytest
from sqlalchemy import select

from app import access
from app.actions import oversight
from app.domain.errors import NotPermitted
from app.domain.lifecycle import Actor
from app.models import Level, Role, ServiceRequest
from tests.factories import World, make_agency, make_area, make_crew, make_responsibility, make_user

#: The rule for one report in hand, and the same rule for a query.
PAIRS = {
    "dispatch": (access.may_dispatch, access.dispatchable_by),
    "work on": (access.may_work_on, access.workable_by),
    "oversee": (access.may_oversee, access.overseeable_by),
    "decide": (access.may_decide, access.decidable_by),
}

#: Rules about other things than a report; each is tried where its pages are, in tests/app/operator.
#: Hot spots and questions are held against their rules in tests/app/council/test_scope.py.
ABOUT_OTHER_THINGS = {"handed_out_by", "lookups_read_by", "hot_spots_read_by", "answerable_by"}

#: Each report: which agency has it, which crew, and where it lies.
REPORTS = ("ours", "ours, assigned", "handed over", "next mahalla", "next district", "of nobody")

EVERY = set(REPORTS)
NONE: set[str] = set()
#: What the agency of roads in the first district has; the last report found no agency's responsibility.
OURS = {"ours", "ours, assigned", "next mahalla"}
#: What lies in the first district, whoever has it.
HERE = EVERY - {"next district"}

#: Who, and which of the reports they may dispatch, work on, oversee and decide about.
TABLE = [
    ("nobody", NONE, NONE, NONE, NONE),
    ("resident", NONE, NONE, NONE, NONE),
    ("operator", NONE, NONE, NONE, NONE),
    ("dispatcher", OURS, NONE, NONE, NONE),
    ("dispatcher elsewhere", {"handed over", "next district"}, NONE, NONE, NONE),
    ("crew member", NONE, {"ours, assigned"}, NONE, NONE),
    ("crew member of the next crew", NONE, NONE, NONE, NONE),
    ("council of the mahalla", NONE, NONE, HERE - {"next mahalla"}, NONE),
    ("council of the next mahalla", NONE, NONE, {"next mahalla"}, NONE),
    ("council of the district", NONE, NONE, HERE, HERE),
    ("council of the next district", NONE, NONE, {"next district"}, {"next district"}),
    ("council of the region", NONE, NONE, EVERY, NONE),
    ("admin", EVERY, NONE, EVERY, EVERY),
]


class Scene:
    """Two districts of a region, two agencies, six reports, and everybody who might want to see them."""

    def __init__(self) -> None:
        world = self.world = World()
        self.next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
        make_area("mahalla", (69.4, 41.0, 69.5, 41.1), code="170201", parent=self.next_district)
        make_responsibility(world.other_agency, group=world.group, area=self.next_district)
        self.reports = self._reports()
        self.people = self._people()

    def _reports(self) -> dict[str, ServiceRequest]:
        world = self.world
        assigned, handed, unrouted = world.report(), world.report(), world.report()
        reports = {
            "ours": world.report(),
            "ours, assigned": assigned,
            "handed over": handed,
            "next mahalla": world.report(longitude=69.15),
            "next district": world.report(longitude=69.45),
            "of nobody": unrouted,
        }
        at = unrouted.submitted_at
        oversight.assign(assigned, world.crew, by=world.dispatcher, at=at)
        oversight.hand_over(handed, world.other_agency, note="Suv quvuri", by=world.dispatcher, at=at)
        inbox = make_agency(kind="inbox", area_id=world.district.id)
        oversight.hand_over(unrouted, inbox, note="Bizniki emas", by=world.dispatcher, at=at)
        return reports

    def _people(self) -> dict:
        world = self.world
        return {
            "nobody": None,
            "resident": world.resident,
            "operator": world.operator,
            "dispatcher": world.dispatcher,
            "dispatcher elsewhere": world.other_dispatcher,
            "crew member": world.crew_member,
            "crew member of the next crew": world.other_crew_member,
            "council of the mahalla": make_user("council", area=world.mahalla),
            "council of the next mahalla": make_user("council", area=world.other_mahalla),
            "council of the district": world.council,
            "council of the next district": make_user("council", area=self.next_district),
            "council of the region": make_user("council", area=world.region),
            "admin": world.admin,
        }

    def allowed(self, may, who) -> set[str]:
        """The names of the reports that the rule for one report lets somebody have."""
        return {name for name, report in self.reports.items() if may(who, report)}

    def queried(self, session, rule, who) -> set[str]:
        """The names of the reports that the rule for queries finds."""
        found = set(session.scalars(select(ServiceRequest.id).where(rule(who))))
        return {name for name, report in self.reports.items() if report.id in found}


@pytest.fixture
def scene(session):
    return Scene()


def test_each_rule_lets_exactly_the_right_people_have_exactly_the_right_reports(scene, session):
    for who, *expected in TABLE:
        person = scene.people[who]
        for (name, (may, rule)), reports in zip(PAIRS.items(), expected, strict=True):
            assert scene.allowed(may, person) == reports, (who, name)
            assert scene.queried(session, rule, person) == reports, (who, name, "by query")


def test_who_may_not_sign_in_any_more_may_do_nothing(scene, session):
    for who, person in scene.people.items():
        if person is None:
            continue
        person.is_active = False
        session.flush()
        for name, (may, rule) in PAIRS.items():
            assert scene.allowed(may, person) == NONE, (who, name)
            assert scene.queried(session, rule, person) == NONE, (who, name, "by query")
        for may in ROOMS:
            assert not may(person), (who, may.__name__)
        assert not access.may_oversee_area(person, scene.world.mahalla), who


def test_every_rule_for_queries_is_held_against_its_rule_for_one_report():
    rules = {
        name for name, thing in vars(access).items() if name.endswith("_by") and inspect.isfunction(thing)
    }
    assert rules - ABOUT_OTHER_THINGS == {rule.__name__ for _, rule in PAIRS.values()}
    assert rules >= ABOUT_OTHER_THINGS


def test_nobody_gets_more_by_carrying_the_reach_of_another_role(scene, session):
    """A dispatcher with an area left over from a former role is no council, and so on."""
    world = scene.world
    both = make_user("dispatcher", agency=world.agency, crew=world.crew, area=world.region)
    assert scene.allowed(access.may_dispatch, both) == OURS
    for may, rule in (PAIRS["work on"], PAIRS["oversee"]):
        assert scene.allowed(may, both) == NONE
        assert scene.queried(session, rule, both) == NONE


def test_the_reporter_is_known_to_the_agency_that_has_the_report_and_to_nobody_else(scene):
    for who, dispatched, *_rest in TABLE:
        expected = dispatched if who.startswith("dispatcher") else NONE
        assert scene.allowed(access.may_see_contact, scene.people[who]) == expected, who


# The rooms: who may open which.

ROOMS = {
    access.is_signed_in: set(Role),
    access.may_administer: {Role.ADMIN},
    access.may_file_for_others: {Role.OPERATOR, Role.ADMIN},
    access.may_use_inbox: {Role.DISPATCHER, Role.ADMIN},
    access.may_use_jobs: {Role.CREW},
    access.may_use_council: {Role.COUNCIL, Role.ADMIN},
}


def test_each_room_opens_to_its_roles_only(scene):
    people = [person for person in scene.people.values() if person is not None]
    assert {person.role for person in people} == set(Role)
    for may, roles in ROOMS.items():
        assert not may(None), may.__name__
        for person in people:
            assert may(person) == (person.role in roles), (may.__name__, person.role)


def test_every_role_that_acts_on_reports_acts_in_its_own_capacity(scene):
    actors = {
        "crew member": Actor.CREW,
        "dispatcher": Actor.DISPATCHER,
        "operator": Actor.OPERATOR,
        "admin": Actor.ADMIN,
        "council of the district": Actor.COUNCIL,
    }
    for who, actor in actors.items():
        assert access.actor_of(scene.people[who]) == actor
    with pytest.raises(NotPermitted):
        access.actor_of(scene.people["resident"])


# A council's areas: its own, and everything inside it.

AREAS = [
    ("council of the mahalla", {"170101"}),
    ("council of the next mahalla", {"170102"}),
    ("council of the district", {"1701", "170101", "170102"}),
    ("council of the next district", {"1702", "170201"}),
    ("council of the region", {"17", "1701", "1702", "170101", "170102", "170201"}),
    ("admin", {"17", "1701", "1702", "170101", "170102", "170201"}),
    ("dispatcher", set()),
    ("crew member", set()),
    ("operator", set()),
    ("nobody", set()),
]


def test_a_council_reads_its_own_area_and_everything_inside_it(scene):
    region = scene.world.region
    areas = [region, *region.children, *(child for one in region.children for child in one.children)]
    for who, codes in AREAS:
        person = scene.people[who]
        assert {area.code for area in areas if access.may_oversee_area(person, area)} == codes, who


def test_what_lies_in_an_area_is_what_its_council_oversees(scene, session):
    councils = [person for person in scene.people.values() if person and person.role is Role.COUNCIL]
    assert {person.area.level for person in councils} == set(Level)
    for person in councils:
        in_area = set(session.scalars(select(ServiceRequest.id).where(access.in_area(person.area))))
        overseen = set(session.scalars(select(ServiceRequest.id).where(access.overseeable_by(person))))
        assert in_area == overseen


def test_a_report_is_handed_over_to_another_agency_that_is_at_work(scene, session):
    ours, theirs = scene.world.agency, scene.world.other_agency
    report = scene.reports["ours"]
    assert access.may_receive_hand_over(theirs, report)
    assert not access.may_receive_hand_over(ours, report)
    theirs.is_active = False
    assert not access.may_receive_hand_over(theirs, report)


def test_a_crew_of_the_same_agency_is_not_the_crew_that_has_the_job(scene):
    same_agency = make_user("crew", crew=make_crew(scene.world.agency))
    assert scene.allowed(access.may_work_on, same_agency) == NONE
