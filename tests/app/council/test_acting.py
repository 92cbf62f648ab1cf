"""Hot spots, questions and projects on their pages: one's own area's, and nothing of anybody else's."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from app.actions import asking, projects
from app.channels.email import Mail
from app.db import db
from app.models import CouncilQuestion, OutboxMessage, Project, SpotKind
from app.notices import council_answers
from app.queries import questions
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.council_pages import ask_about, make_project, make_spot
from tests.factories import World, make_area, make_user

SECRET = "Sirli savol"


@pytest.fixture
def world(app, session):
    return World()


@pytest.fixture
def council(client, world):
    client.set_cookie("language", "en")
    sign_in(client, world.council)
    return client


def test_what_the_next_scan_finds_there_keeps_its_project_and_its_questions(council, world):
    earlier = make_spot(world)
    make_project(world, earlier)
    ask_about(world, earlier, "Nega yana?")
    later = make_spot(world)
    elsewhere = make_spot(world, SpotKind.REPEATED, run=later.run)
    later.west, later.east = later.west + 0.004, later.east + 0.004
    db.session.commit()
    assert words(council.get("/council/hot-spots")).count("Quvurni almashtirish") == 1
    page = words(council.get(f"/council/hot-spots/{later.id}"))
    assert "Quvurni almashtirish" in page
    assert "Nega yana?" in page
    assert "Begin the project" not in page
    assert "Nega yana?" not in words(council.get(f"/council/hot-spots/{elsewhere.id}"))


def test_the_agency_reads_what_was_found_where_it_is_asked(client, world):
    client.set_cookie("language", "en")
    ask_about(world, make_spot(world))
    sign_in(client, world.dispatcher)
    page = client.get("/dispatch/questions")
    assert "42 reports within 920 m" in words(page)
    (href,) = re.findall(r'asked-about"><a href="([^"]*)"', page.text)
    reports = client.get(unescape(href))
    assert reports.status_code == 200
    assert "near=41.050000,69.050000&within=1000" in unescape(href).replace("%2C", ",")


def test_a_refused_answer_stands_on_the_page_where_it_was_written(client, world):
    client.set_cookie("language", "en")
    asked = [ask_about(world, make_spot(world)) for _n in range(questions.PER_PAGE + 1)]
    sign_in(client, world.dispatcher)
    assert f"/dispatch/questions/{asked[-1].id}?page=2" in client.get("/dispatch/questions?page=2").text
    refused = client.post(f"/dispatch/questions/{asked[-1].id}?page=2", data={"words": " "})
    assert f'aria-describedby="answer-{asked[-1].id}' in refused.text
    answered = client.post(f"/dispatch/questions/{asked[-1].id}?page=2", data={"words": "Ertaga"})
    assert answered.location.endswith("/dispatch/questions?page=2")


def test_the_page_of_a_report_leads_its_own_council_to_the_question(client, world):
    report = world.report()
    address, way = f"/r/{report.public_id}", f"/council/reports/{report.public_id}/ask"
    assert way not in client.get(address).text
    for who, leads in ((world.dispatcher, False), (world.council, True), (world.admin, True)):
        sign_in(client, who)
        assert (way in client.get(address).text) is leads
    sign_in(client, make_user("council", area=world.other_mahalla))
    assert way not in client.get(address).text


def test_a_council_asks_and_reads_the_answer(council, client, world):
    spot = make_spot(world)
    sent = {
        "agency": str(world.agency.id),
        "words": "Qachon tuzatiladi?",
        "hours": "24",
        "client_uuid": "5a9b1c1e-0000-4000-8000-000000000001",
    }
    assert council.post(f"/council/hot-spots/{spot.id}/ask", data={**sent, "words": ""}).status_code == 422
    refused = words(council.post(f"/council/hot-spots/{spot.id}/ask", data={**sent, "words": ""}))
    assert "Write in a sentence what you want to know." in refused
    assert council.post(f"/council/hot-spots/{spot.id}/ask", data=sent).status_code == 303
    page = words(council.get(f"/council/hot-spots/{spot.id}"))
    assert "No answer yet" in page
    question = db.session.query(CouncilQuestion).one()
    sign_in(client, world.dispatcher)
    assert "Questions of councils" in words(client.get("/dispatch/"))
    assert "Qachon tuzatiladi?" in words(client.get("/dispatch/questions"))
    assert client.post(f"/dispatch/questions/{question.id}", data={"words": " "}).status_code == 422
    answer = client.post(f"/dispatch/questions/{question.id}", data={"words": "Dushanba kuni"})
    assert answer.status_code == 303
    sign_in(client, world.council)
    assert "Dushanba kuni" in words(client.get("/council/questions"))


def test_an_overdue_answer_is_said_to_both(client, world):
    client.set_cookie("language", "en")
    # Asked in 2024: whatever the clock says, its due date has passed.
    asking.ask(
        make_spot(world),
        area=world.district,
        agency=world.agency,
        words="Qachon?",
        hours=8,
        client_uuid="5a9b1c1e-0000-4000-8000-000000000002",
        by=world.council,
        at=NOW - timedelta(days=700),
    )
    sign_in(client, world.council)
    assert "days late" in words(client.get("/council/questions"))
    sign_in(client, world.dispatcher)
    assert "1 answer is overdue" in words(client.get("/dispatch/"))


def test_a_council_begins_changes_follows_and_ends_a_project(council, world):
    spot = make_spot(world)
    sent = {"name": "Quvur", "post": "Bosh muhandis", "until_on": "2027-03-01"}
    bad = council.post(f"/council/hot-spots/{spot.id}/project", data={**sent, "until_on": "ertaga"})
    assert bad.status_code == 422
    begun = council.post(f"/council/hot-spots/{spot.id}/project", data=sent)
    assert begun.status_code == 303
    project = db.session.query(Project).one()
    address = f"/council/projects/{project.id}"
    assert "Follow no more" in words(council.get(address))
    assert council.post(f"{address}/follow", data={"follow": "no"}).status_code == 303
    assert "Follow: be told of each change" in words(council.get(address))
    assert council.post(address, data={**sent, "post": "Direktor"}).status_code == 303
    assert "Direktor" in words(council.get("/council/projects"))
    assert "Quvur" in words(council.get("/council/hot-spots"))
    assert council.post(f"{address}/end", data={"note": ""}).status_code == 422
    assert council.post(f"{address}/end", data={"note": "Almashtirildi"}).status_code == 303
    page = council.get(address)
    assert "Almashtirildi" in words(page)
    # Whose council did it, never who in it.
    assert re.search(rf"The project is over\..*?{world.district.names['uz']}", words(page))


#: Whether each gets the lists, and what belongs to the district's hot spot: 200, another's 404, no council 403.
PEOPLE = {
    "nobody": 302,
    "resident": 403,
    "crew_member": 403,
    "dispatcher": 403,
    "operator": 403,
    "council of the next district": 404,
    "council of the next mahalla": 404,
    "council": 200,
    "council of the region": 200,
    "admin": 200,
}


@pytest.mark.parametrize("who", PEOPLE)
def test_hot_spots_questions_and_projects_are_the_areas_own_councils(client, world, who):
    spot = make_spot(world)
    ask_about(world, spot, SECRET)
    report = world.report()
    ask_about(world, report, SECRET)
    project = make_project(world, spot)
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    areas = {"next district": next_district, "next mahalla": world.other_mahalla, "region": world.region}
    if who.startswith("council of the "):
        sign_in(client, make_user("council", area=areas[who.removeprefix("council of the ")]))
    elif who != "nobody":
        sign_in(client, getattr(world, who))
    code = PEOPLE[who]
    one = [
        ("GET", f"/council/hot-spots/{spot.id}", {}),
        ("GET", f"/council/projects/{project.id}", {}),
        ("GET", f"/council/reports/{report.public_id}/ask", {}),
        ("GET", f"/council/hot-spots/{spot.id}/map", {}),
        ("GET", "/council/hot-spots?area=district:1701", {}),
        ("GET", "/council/hot-spots/map?area=district:1701", {}),
        ("GET", "/council/questions?area=district:1701", {}),
        ("GET", "/council/meeting?area=district:1701", {}),
        ("GET", "/council/meeting.pdf?area=district:1701", {}),
    ]
    for method, address, sent in one:
        answer = client.open(address, method=method, data=sent)
        assert answer.status_code == code, address
        assert code == 200 or SECRET.encode() not in answer.data
    acts = [
        (f"/council/hot-spots/{spot.id}/ask", {"words": "Savol", "hours": "24"}),
        (f"/council/reports/{report.public_id}/ask", {"words": "Savol", "hours": "24"}),
        (f"/council/hot-spots/{spot.id}/project", {"name": "Meniki", "post": "x", "until_on": "2027-01-01"}),
        (f"/council/projects/{project.id}", {"name": "Meniki", "post": "x", "until_on": "2027-01-01"}),
        (f"/council/projects/{project.id}/follow", {"follow": "yes"}),
        (f"/council/projects/{project.id}/end", {"note": "Bekor"}),
        ("/council/hot-spots/look?area=district:1701", {}),
    ]
    if code != 200:
        for address, sent in acts:
            assert client.post(address, data=sent).status_code == code, address
        assert db.session.query(CouncilQuestion).count() == 2
        assert db.session.get(Project, project.id).name == "Quvurni almashtirish"
        lists = [client.get(address).text for address in ("/council/questions", "/council/projects")]
        assert not any(SECRET in text or "Quvurni almashtirish" in text for text in lists)


#: What each gets at the desk: the list, and one question of the first agency.
DESK = {
    "dispatcher": (200, 303),
    "other_dispatcher": (200, 404),
    "admin": (200, 303),
    "council": (403, 403),
    "crew_member": (403, 403),
    "operator": (403, 403),
    "resident": (403, 403),
}


@pytest.mark.parametrize("who", DESK)
def test_only_the_agency_that_is_asked_reads_and_answers(client, world, who):
    question = ask_about(world, make_spot(world), SECRET)
    sign_in(client, getattr(world, who))
    listed, answered = DESK[who]
    page = client.get("/dispatch/questions")
    assert page.status_code == listed
    assert (SECRET in page.text) is (answered == 303)
    address = f"/dispatch/questions/{question.id}"
    assert client.post(address, data={"words": "Javob"}).status_code == answered


def test_letters_tell_of_the_answer_and_of_the_project(world, app):
    question = ask_about(world, make_spot(world))
    asking.answer(question, words="Dushanba kuni", by=world.dispatcher, at=NOW)
    project = make_project(world)
    follower = make_user("council", area=world.region, locale="en")
    projects.follow(project, by=follower)
    projects.end(project, note="Almashtirildi", by=world.council, at=NOW)
    (answer,) = _asked("council_answer_to")
    with app.test_request_context():
        letter = council_answers.answered(answer.key, answer.payload)
        assert isinstance(letter, Mail)
        assert letter.to == world.council.login
        assert "Dushanba kuni" in letter.text
        (change,) = _asked("project_to")
        letter = council_answers.project_changed(change.key, change.payload)
        assert isinstance(letter, Mail)
        assert "Almashtirildi" in letter.text
        # Whoever left the council is told nothing.
        follower.area_id = world.other_mahalla.id
        db.session.commit()
        assert council_answers.project_changed(change.key, change.payload) is None


def _asked(kind):
    return db.session.query(OutboxMessage).filter_by(kind=kind).all()


def test_a_date_that_is_none_is_said_at_its_field(council, world):
    project = make_project(world)
    sent = {"name": "Quvur", "post": "Bosh muhandis", "until_on": date(2020, 1, 1).isoformat()}
    refused = council.post(f"/council/projects/{project.id}", data=sent)
    assert refused.status_code == 422
    assert "This day has passed" in words(refused)
