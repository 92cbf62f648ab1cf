"""The order of a crew's day: reckoned, changed, kept; by road where a service tells it."""

import re
from datetime import timedelta

import pytest

from app import road_metres
from app.actions import day_order, oversight
from app.db import db
from app.domain.errors import NotPermitted
from app.models import CrewStop
from app.queries.day_order import kept_order
from tests import osrm
from tests.app.pages import words
from tests.conftest import NOW, sign_in

LATE = NOW - timedelta(days=30)
TODAY = NOW.date()


def late(world, n, longitude):
    return world.report("accepted", at=LATE + timedelta(minutes=n), longitude=longitude).public_id


@pytest.fixture
def four(world):
    """Four late jobs on a line; the most urgent one is the farthest west, the second the farthest east."""
    return [late(world, n, longitude) for n, longitude in enumerate((69.05, 69.08, 69.06, 69.07))]


def stops(page):
    return re.findall(r'name="stop" value="([^"]+)"', page.text)


def test_the_day_begins_at_the_most_urgent_job_and_goes_the_short_way(four, phone):
    page = phone.get("/crew/")
    assert stops(page) == [four[0], four[2], four[3], four[1]]
    assert "2.5 km from the first job to the last, as the crow flies." in words(page)


def test_an_order_is_kept_for_the_whole_crew_and_for_this_day_alone(world, four, phone):
    answer = phone.post("/crew/order", data={"stop": four}, headers={"Accept": "application/json"})
    assert answer.json["stops"] == four
    assert stops(phone.get("/crew/")) == four
    assert kept_order(world.crew_member, TODAY) == four
    assert kept_order(world.crew_member, TODAY + timedelta(days=1)) == []
    assert kept_order(world.other_crew_member, TODAY) == []


@pytest.mark.parametrize(
    ("move", "order"),
    [("0:down", "1023"), ("2:up", "0213"), ("0:up", "0123"), ("3:down", "0123"), ("1:sideways", "0123")],
)
def test_a_press_of_an_arrow_moves_one_job_by_one(four, phone, move, order):
    which, _, where = move.partition(":")
    answer = phone.post("/crew/order", data={"stop": four, "move": f"{four[int(which)]}:{where}"})
    assert answer.status_code == 303
    assert stops(phone.get("/crew/")) == [four[int(n)] for n in order]


def test_what_comes_later_is_taken_into_the_day_and_out_again(world, four, phone):
    later = world.report("accepted", longitude=69.09).public_id
    assert later not in stops(phone.get("/crew/"))
    phone.post("/crew/order", data={"stop": four, "move": f"{later}:add"})
    assert stops(phone.get("/crew/")) == [*four, later]
    assert "Not today" in words(phone.get("/crew/"))
    phone.post("/crew/order/shortest")
    assert later in stops(phone.get("/crew/")), "what the crew took stays"
    phone.post("/crew/order", data={"stop": [*four, later], "move": f"{later}:out"})
    assert later not in stops(phone.get("/crew/"))


def test_a_job_planned_for_another_day_waits_for_it(world, phone):
    sr = world.report("accepted", at=LATE)
    sr.planned_on = TODAY + timedelta(days=1)
    db.session.commit()
    assert stops(phone.get("/crew/")) == []
    sr.planned_on = TODAY
    db.session.commit()
    assert stops(phone.get("/crew/")) == [sr.public_id]


def test_a_new_job_comes_into_a_kept_order_where_it_costs_the_least(world, four, phone):
    line = [four[0], four[2], four[3], four[1]]
    phone.post("/crew/order", data={"stop": line})
    new = late(world, 9, 69.065)
    assert stops(phone.get("/crew/")) == [*line[:2], new, *line[2:]]


def test_the_shortest_way_begins_where_the_phone_is(four, phone):
    assert phone.post("/crew/order/shortest", data={"lon": "69.081", "lat": "41.05"}).status_code == 303
    assert stops(phone.get("/crew/")) == [four[1], four[3], four[2], four[0]]


def test_another_crews_jobs_and_what_is_finished_are_left_out(world, four, phone):
    strange = world.report("accepted", at=LATE)
    oversight.assign(strange, world.other_crew, by=world.dispatcher, at=NOW)
    done = world.report("resolved", at=LATE)
    phone.post("/crew/order", data={"stop": [strange.public_id, done.public_id, "2222-2222", *four]})
    assert kept_order(world.crew_member, TODAY) == four
    assert db.session.query(CrewStop).count() == 4


@pytest.mark.parametrize("who", ["dispatcher", "council", "resident", "admin"])
def test_who_has_no_crew_orders_nothing(world, four, who):
    with pytest.raises(NotPermitted):
        day_order.keep_order(four, by=getattr(world, who), on=TODAY)
    with pytest.raises(NotPermitted):
        day_order.forget_order(by=getattr(world, who))


def test_the_other_crew_changes_nothing_of_ours(world, four, phone):
    phone.post("/crew/order", data={"stop": four[::-1]})
    sign_in(phone, world.other_crew_member)
    phone.post("/crew/order", data={"stop": four})
    assert kept_order(world.crew_member, TODAY) == four[::-1]


@pytest.fixture
def service(app):
    road_metres.forget()
    with osrm.running() as running:
        app.config["ROUTING_URL"] = running.url
        yield running
    app.config["ROUTING_URL"] = ""
    road_metres.forget()


def test_a_routing_service_tells_the_way_by_road_and_is_asked_once(four, phone, service):
    for _ in range(2):
        assert "3.8 km from the first job to the last, by road." in words(phone.get("/crew/"))
    assert len(service.asked) == 1
    assert service.asked[0].count(";") == 3
    assert service.asked[0].endswith("?annotations=distance")


BAD = [
    b"no json",
    b"[]",
    {"code": "NoTable"},
    {"code": "Ok"},
    {"code": "Ok", "distances": [[0.0]]},
    {"code": "Ok", "distances": [[None] * 4] * 4},
    {"code": "Ok", "distances": [[-1.0] * 4] * 4},
    {"code": "Ok", "distances": [[0.0] * 3] * 4},
]


@pytest.mark.parametrize("answer", BAD)
def test_a_service_that_answers_badly_is_done_without_and_left_in_peace(four, phone, service, answer):
    service.answer = answer
    for _ in range(2):
        assert "as the crow flies" in words(phone.get("/crew/"))
    assert len(service.asked) == 1


def test_a_service_that_is_down_is_done_without(four, phone, service):
    service.status = 503
    assert "as the crow flies" in words(phone.get("/crew/"))
