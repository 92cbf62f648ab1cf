"""Which subscriptions a report belongs to, and which reports an area or a circle holds; and by which index."""

import math
import random

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from app.actions import subscribing
from app.domain.circles import LEVELS, MAX_RADIUS_M, MIN_RADIUS_M
from app.domain.errors import FieldError, NotFound
from app.models import Subscription, SubscriptionCell
from app.queries import alerts
from app.queries.alerts import Circle, Where
from geo.cells import cell_of, parent
from geo.metres import distance_m
from tests.factories import World, make_group, make_subscription

PIN = (69.05, 41.05)


@pytest.fixture
def world(session):
    return World()


def north(metres):
    """A place so many metres north of the pin."""
    return (PIN[0], PIN[1] + metres / 111_050)


def make_circle(place, radius_m, **values):
    circle = Circle(*place, radius_m)
    return make_subscription(
        longitude=place[0],
        latitude=place[1],
        radius_m=radius_m,
        cells=[SubscriptionCell(level=level, cell=cell) for level, cell in circle.cells()],
        **values,
    )


def test_a_report_belongs_to_its_mahalla_its_district_and_its_region(world):
    wanted = [make_subscription(area).id for area in (world.mahalla, world.district, world.region)]
    make_subscription(world.other_mahalla)
    assert sorted(alerts.matching(world.report())) == wanted


def test_only_what_was_confirmed_counts(world):
    make_subscription(world.mahalla, confirmed=False)
    assert alerts.matching(world.report()) == []


def test_a_group_narrows_and_none_is_all(world):
    roads = make_subscription(world.mahalla, service_group_id=world.group.id)
    make_subscription(world.mahalla, service_group_id=make_group().id)
    every = make_subscription(world.mahalla)
    assert sorted(alerts.matching(world.report())) == [roads.id, every.id]


@pytest.mark.parametrize(
    ("metres", "radius", "inside"),
    [(0, 100, True), (95, 100, True), (105, 100, False), (4990, 5000, True), (5020, 5000, False)],
)
def test_a_circle_holds_what_is_near_enough(world, metres, radius, inside):
    subscription = make_circle(north(metres), radius)
    assert alerts.matching(world.report()) == ([subscription.id] if inside else [])


def test_no_circle_that_holds_a_pin_is_missed_wherever_it_lies():
    """The cells a circle is kept by hold every point of it: any size, any place up to 60° north."""
    seeded = random.Random(7)
    for _try in range(3000):
        place = (seeded.uniform(-179, 179), seeded.uniform(-60, 60))
        circle = Circle(*place, seeded.choice([MIN_RADIUS_M, MAX_RADIUS_M, seeded.uniform(100, 5000)]))
        kept = circle.cells()
        assert 1 <= len(kept) <= 4
        assert all(level in LEVELS for level, _cell in kept)
        angle, share = seeded.uniform(0, 2 * math.pi), math.sqrt(seeded.random())
        metres = share * circle.radius_m
        pin = (
            place[0] + metres * math.sin(angle) / (111_320 * math.cos(math.radians(place[1]))),
            place[1] + metres * math.cos(angle) / 111_320,
        )
        if distance_m(place, pin) <= circle.radius_m:
            cell = cell_of(*pin)
            assert any(parent(cell, level) == kept_cell for level, kept_cell in kept), (
                place,
                circle.radius_m,
            )


@pytest.mark.parametrize("radius", [0, 99, 5001, float("inf"), float("nan")])
def test_a_circle_has_a_size_that_means_something(radius):
    with pytest.raises((FieldError, ValueError)):
        Circle(*PIN, radius).cells()


def test_the_newest_come_first_and_what_the_map_hides_is_left_out(world, now):
    first = world.report()
    world.report("rejected")
    last = world.report(at=now.replace(hour=6))
    world.report(longitude=69.15)
    assert [r.id for r in alerts.newest(Where(area=world.mahalla))] == [last.id, first.id]
    assert [r.id for r in alerts.newest(Where(circle=Circle(*PIN, 200)))] == [last.id, first.id]
    assert alerts.newest(Where(circle=Circle(*north(400), 200))) == []
    other = Where(area=world.mahalla, group=make_group())
    assert alerts.newest(other) == []


def test_a_subscription_is_opened_by_its_secret_alone(world):
    subscription = make_subscription(world.mahalla)
    assert alerts.find(subscription.secret).id == subscription.id
    for wrong in ("", "x", subscription.secret + "x"):
        with pytest.raises(NotFound):
            alerts.find(wrong)


def test_stopping_a_circle_leaves_no_cell_behind(world, session):
    subscription = make_circle(PIN, 500)
    subscribing.unsubscribe(subscription)
    assert session.query(SubscriptionCell).count() == 0


def test_the_lookups_of_a_report_read_indexes_alone(world, session):
    """Every report asks who waits for it, so no subscription is read that does not match."""
    report = world.report()
    for number in range(300):
        make_circle((68 + number / 100, 40 + number / 150), 100 + number * 10)
    session.flush()
    session.refresh(report)
    statements = _statements(session, lambda: alerts.matching(report))
    assert len(statements) == 2
    for statement, parameters in statements:
        assert not _reads_whole_table(session, statement, parameters), statement


def test_what_is_due_is_found_by_its_index(session):
    plan = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SET LOCAL enable_seqscan = off"))
    lines = session.execute(
        text(f"{plan} SELECT id FROM subscription WHERE due_at <= '2026-11-18 05:00:00' ORDER BY due_at")
    ).all()
    assert "ix_subscription_due" in str(lines)


def _statements(session, work):
    seen = []
    connection = session.connection()

    def note(conn, cursor, statement, parameters, context, executemany):
        seen.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return seen


def _reads_whole_table(session, statement, parameters):
    connection = session.connection()
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        # So few rows are read whole by any sensible planner; whether an index serves is what is asked.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = connection.exec_driver_sql(
        ("EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN ") + statement, parameters
    ).all()
    lines = " ".join(str(row[-1]) for row in plan)
    return "SCAN subscription" in lines if sqlite else "Seq Scan on subscription" in lines


def test_a_subscription_is_about_an_area_or_a_circle_never_both(world, session):
    for values in ({"radius_m": 100.0, "longitude": 69.0, "latitude": 41.0}, {"longitude": 69.0}):
        with pytest.raises(IntegrityError), session.begin_nested():
            make_subscription(world.mahalla, **values)
    with pytest.raises(IntegrityError), session.begin_nested():
        make_subscription()
    assert session.query(Subscription).count() == 0
