"""The same problem already here? What is offered, to whom it leads, and who is counted."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import event, select

from app.actions import oversight
from app.db import db
from app.domain.same_problem import OTHERWISE_M, WITHIN_M, within_m
from app.models import ServiceRequest, Supporter
from app.queries.nearby import MOST_OFFERED, same_problem_near
from tests.app.pages import hidden
from tests.app.resident.conftest import count, words
from tests.conftest import NOW, new_visitor
from tests.factories import make_group, make_photo, make_responsibility, make_service

HERE = {"lat": "41.05", "lon": "69.05", "service": "pothole"}
#: A metre of longitude here, in degrees.
METRE = 1 / 84_100


def near(client, **asked):
    """What the form is told."""
    return client.get("/report/near", query_string={**HERE, **asked}).get_json()


def too(client, sr, **values):
    """Say that one has it too, by the form that the page shows."""
    address = f"/r/{sr.public_id}/too"
    form = {"client_uuid": hidden(client.get(address), "client_uuid"), **values}
    return client.post(address, data=form)


def supporters_of(sr):
    """How many are counted, as the database has it."""
    return db.session.scalar(select(ServiceRequest.supporters_count).where(ServiceRequest.id == sr.id))


def test_what_is_near_open_and_of_the_same_group_is_offered_the_same_service_first(world, client, now):
    other = make_service(world.group, "sidewalk")
    water = make_service(make_group("water"), "burst_pipe")
    make_responsibility(world.agency, service=water, area=world.district)
    db.session.commit()
    far = WITHIN_M["roads"] + 2
    wanted = [
        world.report(longitude=69.05 + 30 * METRE).public_id,
        world.report("in_progress", longitude=69.05 - 50 * METRE).public_id,
        world.report(service_code=other.service_code, longitude=69.05 + 5 * METRE).public_id,
    ]
    world.report(longitude=69.05 + far * METRE)
    world.report(service_code=water.service_code)
    for status in ("resolved", "closed", "rejected"):
        world.report(status)
    found = same_problem_near(69.05, 41.05, world.service, now=now)
    assert [near.entry.public_id for near in found] == wanted
    assert [round(near.distance_m) for near in found] == [30, 50, 5]


def test_how_near_is_near_depends_on_the_group():
    assert within_m("water") > within_m("roads")
    assert within_m("a_group_of_their_own") == OTHERWISE_M


@pytest.fixture
def statements(app):
    """Every statement that is sent from here on."""
    sent = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def test_the_offer_is_bounded_and_takes_one_statement_however_many_there_are(world, now, statements):
    for expected in (1, MOST_OFFERED):
        for _ in range(expected):
            world.report()
        assert world.service.group.code, "loaded before the counting starts"
        del statements[:]
        assert len(same_problem_near(69.05, 41.05, world.service, now=now)) == expected
        assert len(statements) == 1


def test_the_offer_shows_photo_distance_status_promise_and_the_way_to_say_me_too(world, client):
    sr = world.report("accepted", longitude=69.05 + 20 * METRE, photo_tokens=[make_photo()], address="Bozor")
    told = near(client)
    assert told["count"] == 1
    for part in ("/small.webp", "20 m from your pin", "Bozor", "Accepted", f"/r/{sr.public_id}/too?draft=1"):
        assert part in told["html"]


def test_hostile_words_are_shown_as_words(world, client):
    world.report(description="<script>alert(1)</script>", address="<img src=x>")
    html = near(client)["html"]
    assert "<script" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    "asked",
    [
        {"lat": "x"},
        {"lon": "999"},
        {"service": "nothing"},
        {"lat": ""},
        {"service": "x" * 5000},
        {"lat": "0", "lon": "0"},
    ],
)
def test_nothing_is_offered_where_the_place_or_the_service_is_unknown(world, client, asked):
    world.report()
    assert near(client, **asked) == {"count": 0, "html": near(client, lat="0", lon="0")["html"]}


def test_without_a_script_the_page_before_sending_offers_the_same(world, client, form):
    sr = world.report()
    page = form.post("check")
    assert "The same problem already here?" in words(page)
    assert f"/r/{sr.public_id}/too?draft=1" in page.text
    # It is an offer: the report may be sent all the same.
    assert form.post("send").status_code == 303
    oversight.reject(sr, oversight.ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=NOW)


def test_me_too_counts_and_leads_to_a_page_of_ones_own(world, client):
    sr = world.report(phone="901111111")
    answer = too(client, sr, phone="90 765 43 21")
    assert answer.status_code == 303
    page = client.get(answer.location)
    told = words(page)
    assert "Thank you. You are counted." in told
    assert "We tell you when something happens." in told
    assert "1 more resident has it" in told
    assert "765" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    for address in (f"/r/{sr.public_id}", f"/r/{sr.public_id}/card", "/reports", "/"):
        assert "1 more resident has it" in words(client.get(address)), address


def test_one_device_counts_once_and_another_one_counts_too(app, world, client):
    sr = world.report()
    first, again = too(client, sr), too(client, sr)
    assert first.location == again.location
    too(new_visitor(app), sr)
    assert supporters_of(sr) == 2
    cookie = client.get_cookie("device", path="/r")
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_the_same_form_sent_twice_from_a_lost_answer_counts_once(world, client, app):
    sr = world.report()
    form = {"client_uuid": str(uuid4())}
    answers = [new_visitor(app).post(f"/r/{sr.public_id}/too", data=form).location for _ in range(2)]
    assert answers[0] == answers[1]
    assert supporters_of(sr) == 1


def test_a_contact_that_follows_already_is_betrayed_by_nothing(world, app):
    """Whoever types somebody else's phone reads the same as whoever types their own, before stopping and after."""
    known, unknown = world.report(phone="901234567"), world.report(phone="901111111")
    told = {}
    for sr in (known, unknown):
        client = new_visitor(app)
        own = too(client, sr, phone="901234567").location
        pages = [words(client.get(own))]
        client.post(f"{own}/stop")
        pages.append(words(client.get(own)))
        differs = r"[0-9A-Z]{4}-[0-9A-Z]{4}|1 more resident has it\s*"
        told[sr] = [re.sub(differs, "", page) for page in pages]
    assert told[known] == told[unknown]
    assert (supporters_of(known), supporters_of(unknown)) == (0, 1)


def test_whoever_came_from_the_form_leaves_its_draft_behind(world, client):
    sr = world.report()
    page = client.get(f"/r/{sr.public_id}/too?draft=1")
    assert hidden(page, "draft") == "1"
    answer = client.post(
        f"/r/{sr.public_id}/too", data={"client_uuid": hidden(page, "client_uuid"), "draft": "1"}
    )
    assert 'data-module="forget-draft"' in client.get(answer.location).text
    assert 'data-module="forget-draft"' not in client.get(too(client, sr).location).text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"phone": "oysha"}, "A phone number has digits only."),
        ({"email": "oysha"}, "This e-mail address cannot be read."),
        ({"client_uuid": "x"}, "The form is damaged."),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_in_the_form(world, client, values, sentence):
    sr = world.report()
    answer = too(client, sr, **values)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert next(iter(values.values())) in answer.text
    assert count(Supporter) == 0


def test_a_tied_report_leads_to_the_earlier_one_and_an_ended_one_to_its_page(world, client):
    original, tied = world.report(), world.report()
    oversight.mark_duplicate(tied, original, by=world.dispatcher, at=NOW)
    assert client.get(f"/r/{tied.public_id}/too?draft=1").location == f"/r/{original.public_id}/too?draft=1"
    closed = world.report("closed")
    answer = client.post(f"/r/{closed.public_id}/too", data={"client_uuid": str(uuid4())})
    assert answer.location == f"/r/{closed.public_id}"
    assert "Send a new report if the problem is still there." in words(client.get(answer.location))
    assert count(Supporter) == 0
    assert client.get("/r/2222-2222/too").status_code == 404


def test_stopping_and_leaving_are_one_press_each_and_bear_a_second_one(world, client):
    sr = world.report()
    own = too(client, sr, phone="907654321").location
    for _ in range(2):
        assert client.post(f"{own}/stop").location == own
    told = words(client.get(own))
    assert "We write to you no more" in told
    assert "We do not write to you." in told
    assert supporters_of(sr) == 1
    for _ in range(2):
        assert client.post(f"{own}/leave").location == own
    assert "You are not counted" in words(client.get(own))
    assert supporters_of(sr) == 0


@pytest.mark.parametrize(("method", "rest"), [("GET", ""), ("POST", "/stop"), ("POST", "/leave")])
def test_a_supporters_page_opens_to_its_own_secret_alone(world, client, method, rest):
    sr, other = world.report(), world.report()
    secret = too(client, sr).location.rpartition("/")[2]
    reporters = sr.secret
    for address in (
        f"/r/{sr.public_id}/too/{secret[:-1]}",
        f"/r/{other.public_id}/too/{secret}",
        f"/r/{sr.public_id}/too/{reporters}",
        f"/r/{sr.public_id}/too/{'x' * 3000}",
    ):
        assert client.open(address + rest, method=method).status_code == 404, address
    # And it opens nothing of the reporter's.
    assert client.get(f"/r/{sr.public_id}/{secret}").status_code == 404
    assert supporters_of(sr) == 1


def test_more_than_enough_from_one_address_is_refused(world, client, app):
    app.config["SUPPORT_LIMIT"] = "2 per hour"
    try:
        with time_machine.travel(NOW + timedelta(days=400), tick=False):
            codes = [
                new_visitor(app)
                .post(
                    f"/r/{world.report().public_id}/too",
                    data={"client_uuid": str(uuid4())},
                    environ_base={"REMOTE_ADDR": "203.0.113.77"},
                )
                .status_code
                for _ in range(3)
            ]
    finally:
        app.config["SUPPORT_LIMIT"] = "1000 per minute"
    assert codes == [303, 303, 429]


def test_the_form_asks_about_the_same_problem_in_a_step_of_its_own(world, client):
    page = client.get("/report").text
    assert re.search(r'<fieldset[^>]*id="step-same"[^>]*data-near-url="/report/near"[^>]*hidden', page)
