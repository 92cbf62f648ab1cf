"""The lanes of the inbox: what waits for the resident, and where counting ends."""

import pytest

from app.db import db
from app.queries import worklist
from tests.factories import World


@pytest.fixture
def world(session):
    return World()


def test_a_question_waits_for_the_resident_as_a_repair_does(world, now):
    repaired, asked, _open = world.report("resolved"), world.report(), world.report()
    asked.question_asked_at = now
    db.session.commit()
    waiting = worklist.inbox(world.dispatcher, lane="waiting", now=now)
    assert {entry.public_id for entry in waiting.items} == {repaired.public_id, asked.public_id}
    counts = worklist.lane_counts(world.dispatcher, now)
    assert (counts["waiting"], counts["open"]) == (2, 2)


def test_counting_ends_where_nobody_could_work_it_off(world, now, monkeypatch):
    for _ in range(4):
        world.report()
    monkeypatch.setattr(worklist, "MOST_READ", 3)
    monkeypatch.setattr(worklist, "MOST_COUNTED", 2)
    monkeypatch.setattr(worklist, "MOST_SEARCHED", 3)
    bounded = worklist.lane_counts(world.dispatcher, now)
    assert (bounded["open"], bounded["reopened"], bounded.most) == (3, 0, 2)
    assert worklist.lane_counts(world.dispatcher, now, text="chuqur") == {}
    assert worklist.lane_counts(world.dispatcher, now, crew=world.crew.id).most is None
    assert worklist.lane_counts(world.admin, now).most == 2
