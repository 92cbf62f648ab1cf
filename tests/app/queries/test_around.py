"""The inbox near a place: who is near enough, the nearest first, in every lane; and how it is read."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from app.db import db
from app.queries import around, worklist
from app.queries.around import Near
from app.queries.exporting import ids_of
from tests.factories import World

HERE = Near(69.05, 41.05)
#: One degree of latitude is about 111 km here.
NORTH = 1 / 111_060


@pytest.fixture
def world(session):
    return World()


def ids(page):
    return [entry.public_id for entry in page.items]


def away(world, metres, status="received", **values):
    return world.report(status, latitude=41.05 + metres * NORTH, **values)


def test_the_nearest_comes_first_and_what_is_too_far_is_left_out(world, now):
    sent = {metres: away(world, metres).public_id for metres in (250, 5, 120, 330, 2000)}
    assert ids(worklist.inbox(world.dispatcher, near=HERE, now=now)) == [sent[5], sent[120], sent[250]]
    wider = Near(69.05, 41.05, around.WIDER_M)
    assert ids(worklist.inbox(world.dispatcher, near=wider, now=now))[-1] == sent[330]


def test_the_pages_go_on_in_that_order(world, now):
    sent = [away(world, metres).public_id for metres in range(10, 110, 10)]
    pages = [worklist.inbox(world.dispatcher, near=HERE, now=now, page=n, per_page=4) for n in (1, 2, 3)]
    assert [public_id for page in pages for public_id in ids(page)] == sent


#: How far the report of each status lies from the place.
STANDING = {"received": 10, "accepted": 20, "in_progress": 30, "resolved": 40, "reopened": 50, "closed": 60}
LANES = [
    ("open", ("received", "accepted", "in_progress", "reopened")),
    ("new", ("received",)),
    ("in_work", ("in_progress",)),
    ("reopened", ("reopened",)),
    ("waiting", ("resolved",)),
    ("closed", ("closed", "rejected")),
    ("due_today", ()),
    ("overdue", ()),
]


@pytest.mark.parametrize(("lane", "statuses"), LANES)
def test_each_lane_is_narrowed_to_the_place(world, now, lane, statuses):
    standing = {**STANDING, "rejected": 70}
    sent = {status: away(world, metres, status).public_id for status, metres in standing.items()}
    for status in standing:
        away(world, 5000, status)
    found = worklist.inbox(world.dispatcher, lane=lane, near=HERE, now=now + timedelta(hours=3))
    assert ids(found) == [sent[status] for status in statuses]
    if lane != "closed":
        assert worklist.lane_counts(world.dispatcher, now, near=HERE)[lane] == len(statuses)


def test_what_left_the_map_long_ago_is_found_among_what_is_closed(world, now):
    closed = away(world, 10, "closed")
    closed.map_group = None
    db.session.commit()
    assert ids(worklist.inbox(world.dispatcher, lane="closed", near=HERE, now=now)) == [closed.public_id]


def test_a_place_goes_together_with_every_other_filter(world, now):
    sr = away(world, 10, "accepted")
    away(world, 20)
    for filters, count in (
        ({"crew": world.crew.id}, 1),
        ({"text": "chuqur"}, 2),
        ({"text": "quvur"}, 0),
        ({"service_group": "roads"}, 2),
        ({"service": "nothing"}, 0),
        ({"area": "mahalla:170101"}, 2),
        ({"area": "mahalla:170102"}, 0),
    ):
        assert len(ids(worklist.inbox(world.dispatcher, near=HERE, now=now, **filters))) == count, filters
        assert worklist.lane_counts(world.dispatcher, now, near=HERE, **filters)["open"] == count, filters
    assert list(ids_of(world.dispatcher, now=now, near=HERE, crew=world.crew.id)) == [sr.id]


@pytest.mark.parametrize("person", ["other_dispatcher", "crew_member", "council", "operator", "resident"])
def test_a_place_shows_nobody_more_than_their_own_inbox(world, now, person):
    away(world, 10)
    by = getattr(world, person)
    assert ids(worklist.inbox(by, near=HERE, now=now)) == []
    assert worklist.lane_counts(by, now, near=HERE)["open"] == 0
    assert ids(worklist.inbox(by, area="mahalla:170101", now=now)) == []


AREAS = [
    ("mahalla:170101", 1),
    ("mahalla:170102", 0),
    ("district:1701", 1),
    ("district:170101", 0),
    ("region:17", 0),
    ("nonsense", 0),
    (":", 0),
]


@pytest.mark.parametrize(("area", "count"), AREAS)
def test_an_area_holds_what_lies_in_it(world, now, area, count):
    world.report()
    assert len(ids(worklist.inbox(world.dispatcher, area=area, now=now))) == count
    assert worklist.lane_counts(world.dispatcher, now, area=area)["open"] == count


def test_where_too_many_lie_the_circle_shrinks_and_says_so(world, now, monkeypatch):
    for metres in (10, 20, 100, 200, 280):
        away(world, metres)
    monkeypatch.setattr(around, "MOST_READ", 3)
    found = around.around(HERE)
    assert (len(found.ids), found.radius_m) == (3, 150)
    monkeypatch.setattr(around, "MOST", 2)
    assert around.around(HERE).radius_m in range(18, 23)


def test_a_place_is_read_from_the_maps_index(world, now, session):
    away(world, 10)
    plans = []
    connection = session.connection()

    def explain(connection, cursor, statement, parameters, *rest):
        if "service_request" in statement:
            side = connection.connection.cursor()
            side.execute(EXPLAIN[connection.dialect.name] + statement, parameters)
            plans.append(str(side.fetchall()))

    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    event.listen(connection, "before_cursor_execute", explain)
    worklist.inbox(world.dispatcher, near=HERE, now=now)
    event.remove(connection, "before_cursor_execute", explain)
    assert len(plans) == 2
    assert "Seq Scan" not in "".join(plans)
    assert "SCAN service_request" not in "".join(plans)


EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}
