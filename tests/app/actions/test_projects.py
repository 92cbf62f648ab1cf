"""A council's projects: what they need, their history, who is told, and what the next scans say."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.actions import projects
from app.db import db
from app.domain.errors import FieldError, NotOpen, NotPermitted
from app.models import HotSpotRun, OutboxMessage, ProjectEvent
from app.queries import projects as found
from tests.conftest import NOW
from tests.council_pages import make_project, make_spot
from tests.factories import World, make_area, make_user


@pytest.fixture
def world(app, session):
    return World()


def told():
    return {
        message.payload["user_id"]
        for message in db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "project_to"))
    }


#: What is missing, and why it is refused.
REFUSED = [
    ({"name": " "}, ("project_name", "empty")),
    ({"post": ""}, ("post", "empty")),
    ({"until_on": None}, ("until_on", "empty")),
    ({"until_on": date(2026, 11, 17)}, ("until_on", "past")),
    ({"until_on": date(2031, 1, 1)}, ("until_on", "too_far")),
]


@pytest.mark.parametrize(("values", "why"), REFUSED)
def test_a_project_has_a_name_a_post_and_a_day_to_come(world, values, why):
    whole = {"name": "Quvur", "post": "Bosh muhandis", "until_on": date(2026, 12, 31), **values}
    with pytest.raises(FieldError) as refused:
        projects.begin(make_spot(world), world.district, **whole, by=world.council, at=NOW)
    assert (refused.value.field, refused.value.reason) == why


def test_pressing_twice_begins_one_project(world):
    spot = make_spot(world)
    first = make_project(world, spot)
    assert make_project(world, spot).id == first.id
    assert len(first.changes) == 1
    projects.end(first, note="Bajarildi", by=world.council, at=NOW)
    assert make_project(world, spot).id != first.id


def test_whoever_follows_is_told_of_each_change_but_not_of_the_own(world):
    project = make_project(world)
    other = make_user("council", area=world.region)
    projects.follow(project, by=other)
    projects.follow(project, by=other)
    projects.change(
        project, name=project.name, post="Direktor", until_on=project.until_on, by=world.council, at=NOW
    )
    assert told() == {other.id}
    projects.unfollow(project, by=other)
    projects.end(project, note="Quvur almashtirildi", by=other, at=NOW)
    assert told() == {other.id, world.council.id}
    assert [change.event for change in project.changes] == [
        ProjectEvent.BEGUN,
        ProjectEvent.CHANGED,
        ProjectEvent.ENDED,
    ]


def test_what_is_over_changes_no_more_and_says_what_came_of_it(world):
    project = make_project(world)
    with pytest.raises(FieldError):
        projects.end(project, note=" ", by=world.council, at=NOW)
    projects.end(project, note="Bajarildi", by=world.council, at=NOW)
    with pytest.raises(NotOpen):
        projects.end(project, note="Yana", by=world.council, at=NOW)


def test_the_next_scans_say_whether_the_hot_spot_is_gone_or_back(world):
    project = make_project(world)
    area_id = project.spot.run.area_id
    projects.compare(area_id, [project.spot], at=NOW)
    assert project.is_warm
    projects.compare(area_id, [], at=NOW + timedelta(days=7))
    assert not project.is_warm
    assert told() == {world.council.id}
    projects.compare(area_id, [project.spot], at=NOW + timedelta(days=14))
    db.session.commit()
    db.session.refresh(project)
    assert [change.event for change in project.changes][1:] == [ProjectEvent.COOLED, ProjectEvent.WARM_AGAIN]


def test_another_districts_council_neither_reads_nor_follows_a_project(world):
    project = make_project(world)
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    stranger = make_user("council", area=next_district)
    assert list(found.of_council(stranger)) == []
    assert [one.id for one in found.of_council(make_user("council", area=world.region))] == [project.id]
    for act in (projects.follow,):
        with pytest.raises(NotPermitted):
            act(project, by=stranger)


def test_history_is_not_rewritten(world):
    project = make_project(world)
    project.changes[0].note = "Boshqa"
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_a_scan_is_kept_with_its_spots(world):
    spot = make_spot(world)
    assert db.session.get(HotSpotRun, spot.run_id).spots == [spot]
