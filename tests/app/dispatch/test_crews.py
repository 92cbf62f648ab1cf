"""The pages about crews: who gets in, what is shown, what each form does, and what a script is answered."""

from datetime import date, time, timedelta

import pytest

from app.actions import planning, roster
from app.models import Crew, Shift, StatusChange
from app.queries import roster as read
from tests.app.pages import hidden, words
from tests.conftest import NOW, sign_in
from tests.factories import make_agency, make_crew, make_user

TODAY = date(2026, 11, 18)

ADDRESSES = [
    ("GET", "/dispatch/board"),
    ("GET", "/dispatch/crews"),
    ("GET", "/dispatch/crews/add"),
    ("POST", "/dispatch/crews/add"),
    ("GET", "/dispatch/board/{report}"),
    ("POST", "/dispatch/board/{report}"),
    ("GET", "/dispatch/crews/{crew}"),
    ("POST", "/dispatch/crews/{crew}"),
    ("POST", "/dispatch/crews/{crew}/shifts"),
    ("POST", "/dispatch/crews/{crew}/shifts/remove"),
]

#: What each gets: their own board and crews, and this report or this crew.
PEOPLE = {
    "nobody": (302, 302),
    "resident": (403, 403),
    "crew_member": (403, 403),
    "operator": (403, 403),
    "council": (403, 403),
    "other_dispatcher": (200, 404),
    "dispatcher": (200, 200),
    "admin": (200, 200),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_agencys_dispatcher_and_the_admin_get_in(world, client, session, person):
    report = world.report("accepted")
    if person != "nobody":
        sign_in(client, getattr(world, person))
    of_all, of_this = PEOPLE[person]
    before = (session.query(StatusChange).count(), session.query(Crew).count(), session.query(Shift).count())
    for method, address in ADDRESSES:
        response = client.open(address.format(report=report.public_id, crew=world.crew.id), method=method)
        expected = of_this if "{" in address else of_all
        # What may act is refused here only because the forms are empty.
        allowed = (200, 303, 409, 422) if (expected, method) == (200, "POST") else (expected,)
        assert response.status_code in allowed, (person, method, address)
    after = (session.query(StatusChange).count(), session.query(Crew).count(), session.query(Shift).count())
    assert after == before


def test_anothers_crew_looks_the_same_as_none(world, client):
    sign_in(client, world.other_dispatcher)
    here, nowhere = client.get(f"/dispatch/crews/{world.crew.id}"), client.get("/dispatch/crews/999999")
    assert here.status_code == nowhere.status_code == 404
    assert words(here) == words(nowhere)


def test_a_dispatcher_cannot_look_at_another_agency_by_its_address(world, desk):
    page = desk.get("/dispatch/board?agency=water-1701")
    assert world.crew.name in page.text
    assert "water-1701" not in words(page)


def test_an_admin_looks_at_one_agency_at_a_time(world, client):
    make_crew(world.other_agency, name="Suvchilar")
    sign_in(client, world.admin)
    assert "Suvchilar" in client.get("/dispatch/crews?agency=water-1701").text
    assert "Suvchilar" not in client.get("/dispatch/crews?agency=roads-1701").text


def test_a_crew_is_added_and_described(world, desk, session):
    page = desk.get("/dispatch/crews/add")
    assert world.mahalla.names["uz"] in page.text
    answer = desk.post(
        "/dispatch/crews/add",
        data={
            "csrf_token": hidden(page, "csrf_token"),
            "name": "4-brigada",
            "is_active": "y",
            "groups": [world.group.id],
            "areas": [world.mahalla.id, "999999", "x"],
        },
    )
    crew = session.query(Crew).filter_by(name="4-brigada").one()
    assert answer.location == f"/dispatch/crews/{crew.id}"
    assert crew.agency_id == world.agency.id
    assert read.skills_of(crew) == [world.group.id]
    assert read.areas_of(crew) == [world.mahalla.id]
    listed = words(desk.get("/dispatch/crews"))
    assert "4-brigada No shifts yet roads" in listed


def test_an_area_outside_the_agencys_own_cannot_be_chosen(world, desk):
    page = desk.get(f"/dispatch/crews/{world.crew.id}")
    data = {"csrf_token": hidden(page, "csrf_token"), "name": "X", "is_active": "y"}
    desk.post(f"/dispatch/crews/{world.crew.id}", data={**data, "areas": [world.region.id]})
    assert read.areas_of(world.crew) == []


def test_a_crew_with_jobs_is_told_why_it_stays(world, desk):
    world.report("accepted")
    page = desk.get(f"/dispatch/crews/{world.crew.id}")
    answer = desk.post(
        f"/dispatch/crews/{world.crew.id}",
        data={"csrf_token": hidden(page, "csrf_token"), "name": "X"},
    )
    assert answer.status_code == 422
    assert "This crew still has open jobs." in answer.text


def shifts_form(page, **values):
    return {
        "csrf_token": hidden(page, "csrf_token"),
        "first_on": "2026-11-18",
        "last_on": "2026-11-24",
        "weekdays": ["0", "1", "2", "3", "4"],
        "begins": "09:00",
        "ends": "18:00",
        **values,
    }


def test_shifts_are_added_for_weeks_at_once_and_removed_one_by_one(world, desk, session):
    address = f"/dispatch/crews/{world.crew.id}"
    page = desk.get(address)
    assert "No shifts are known." in page.text
    sent = shifts_form(page, members=[world.crew_member.id])
    done = desk.get(desk.post(f"{address}/shifts", data=sent).location)
    assert "5 shifts were added." in done.text
    assert "On duty now" in done.text
    assert world.crew_member.name in done.text
    again = desk.get(desk.post(f"{address}/shifts", data=sent).location)
    assert "On 5 days there was a shift at that time already" in again.text
    last = session.query(Shift).order_by(Shift.begins_at.desc()).first()
    removed = desk.get(
        desk.post(
            f"{address}/shifts/remove", data={"csrf_token": sent["csrf_token"], "shifts": [last.id]}
        ).location
    )
    assert "1 shift was removed." in removed.text
    assert "On duty until 18:00" in desk.get("/dispatch/crews").text


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"weekdays": []}, "Choose at least one day of the week."),
        ({"first_on": "2026-11-01"}, "This day has passed."),
        ({"last_on": "2026-11-17"}, "The last day comes before the first one."),
        ({"last_on": "2027-11-17"}, "at most three months"),
        ({"begins": "25:99"}, "Enter a time, such as 09:00."),
        ({"members": ["999999"]}, "Choose people of this crew."),
    ],
)
def test_shifts_that_cannot_be_say_so(world, desk, session, values, says):
    page = desk.get(f"/dispatch/crews/{world.crew.id}")
    answer = desk.post(f"/dispatch/crews/{world.crew.id}/shifts", data=shifts_form(page, **values))
    assert answer.status_code == 422
    assert says in answer.text
    assert session.query(Shift).count() == 0


def plan_form(page, report, crew, day=""):
    return {
        "csrf_token": hidden(page, "csrf_token"),
        "version": report.version,
        "crew": crew.id,
        "planned_on": day,
    }


def test_a_job_is_planned_by_the_form_and_stands_on_the_board(world, desk):
    report = world.report()
    board = desk.get("/dispatch/board")
    assert report.public_id in words(board).split("Jobs by crew and day")[0]
    page = desk.get(f"/dispatch/board/{report.public_id}")
    sent = plan_form(page, report, world.crew, "2026-11-20")
    done = desk.get(desk.post(f"/dispatch/board/{report.public_id}", data=sent).location)
    assert f"{world.crew.name} does it on November 20, 2026." in words(done)
    assert report.public_id in words(done).split("Jobs by crew and day")[1]
    told = words(desk.get(f"/dispatch/{report.public_id}"))
    assert "A crew was assigned. The work is planned for November 20, 2026." in told
    assert "The work is planned for November 20, 2026." in words(desk.get(f"/r/{report.public_id}"))


def test_the_form_names_the_crew_that_fits_and_says_why(world, desk):
    roster.save_crew(
        world.agency,
        world.other_crew,
        name="Asfaltchilar",
        is_active=True,
        groups=[world.group],
        areas=[world.mahalla],
        by=world.dispatcher,
    )
    roster.add_shifts(
        world.other_crew,
        first_on=TODAY,
        last_on=TODAY,
        weekdays=range(7),
        begins=time(9),
        ends=time(18),
        by=world.dispatcher,
        at=NOW,
    )
    report = world.report()
    said = "Knows this kind of work Works in this area On duty until 18:00"
    planned = words(desk.get(f"/dispatch/board/{report.public_id}"))
    assert f"Asfaltchilar Suggested 0 open jobs {said}" in planned
    page = desk.get(f"/dispatch/{report.public_id}")
    assert f"Asfaltchilar 0 open jobs {said}" in words(page)
    assert page.text.index('label="Suggested"') < page.text.index('label="Other crews"')


def test_a_script_is_answered_in_a_sentence(world, desk, client):
    report = world.report()
    seen = report.version
    page = desk.get("/dispatch/board")
    as_data = {"headers": {"Accept": "application/json"}}
    address = f"/dispatch/board/{report.public_id}"
    sent = {**plan_form(page, report, world.crew, "2026-11-19"), "version": seen}
    sent["csrf_token"] = "x"
    done = desk.post(address, data=sent, **as_data)
    assert (done.status_code, done.json) == (
        200,
        {"done": f"{world.crew.name} does it on November 19, 2026."},
    )
    late = desk.post(address, data={**sent, "planned_on": "2026-11-20"}, **as_data)
    assert late.status_code == 409
    assert late.json["error"].startswith("Somebody changed this report a moment ago.")
    version = desk.get(f"/dispatch/board/{report.public_id}")
    sent["version"] = hidden(version, "version")
    past = desk.post(address, data={**sent, "planned_on": "2026-11-01"}, **as_data)
    assert (past.status_code, past.json) == (
        422,
        {"error": "This day has passed. Choose today or a later day."},
    )
    sign_in(client, world.other_dispatcher)
    gone = client.post(address, data=sent, **as_data)
    assert (gone.status_code, gone.json) == (404, {"error": "This report is not in your inbox."})


def test_what_is_odd_about_a_plan_is_said(world, desk):
    late = world.report()
    planning.plan(late, world.crew, TODAY + timedelta(days=6), by=world.dispatcher, at=NOW)
    assert "Planned after its promise" in desk.get("/dispatch/board").text
    roster.add_shifts(
        world.crew,
        first_on=TODAY,
        last_on=TODAY,
        weekdays=range(7),
        begins=time(9),
        ends=time(18),
        by=world.dispatcher,
        at=NOW,
    )
    assert "Not on duty" in words(desk.get("/dispatch/board"))


@pytest.mark.parametrize("start", ["2026-12-01", "1999-01-01", "x", "2026-11-18'--", "9999-12-31"])
def test_any_first_day_in_the_address_shows_a_board(world, desk, start):
    assert desk.get("/dispatch/board", query_string={"start": start, "page": "99"}).status_code == 200


def test_an_agency_without_a_crew_is_told_what_to_do(client, world):
    sign_in(client, make_user("dispatcher", agency=make_agency()))
    for address in ("/dispatch/board", "/dispatch/crews"):
        assert "This agency has no crew yet." in client.get(address).text


def test_names_of_people_stay_inside(world, desk, client):
    """Who is on duty is for the desk alone: the public page names posts and days."""
    report = world.report()
    planning.plan(report, world.crew, TODAY, by=world.dispatcher, at=NOW)
    public = client.get(f"/r/{report.public_id}").text
    assert world.crew_member.name not in public
    assert world.dispatcher.name not in public.split("<main")[1]
