"""My reports: signed in by a code, the same answer to everybody, and nothing of anybody else's."""

import re
from datetime import timedelta

import pytest
import time_machine

from app.actions import codes, notices
from app.models import OneTimeCode
from tests.app.actions.identity import WRONG
from tests.app.resident.conftest import count, words
from tests.conftest import NOW, new_visitor, sign_in

CODE = "271828"
PHONE, OTHER = "90 123 45 67", "+998 90 765 43 21"


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What was sent, instead of sending it; every code is the same."""
    messages = []
    monkeypatch.setattr(codes, "new_code", lambda: CODE)
    monkeypatch.setattr(notices, "send_code", lambda **said: messages.append(said))
    return messages


def enter(client, **contact):
    """Ask for a code and type it in; return the page that follows."""
    client.post("/my", data=contact or {"phone": PHONE})
    return client.get(client.post("/my/code", data={"code": CODE}).location)


def test_the_way_in_asks_for_a_phone_and_no_password(client, world):
    page = client.get("/my")
    assert 'autocomplete="tel"' in page.text
    assert 'inputmode="tel"' in page.text
    assert 'type="password"' not in page.text
    assert "You need no password." in words(page)


def test_a_code_opens_all_reports_of_the_contact_each_with_its_own_page(client, world):
    mine = [world.report(phone=PHONE), world.report("in_progress", phone="+998901234567")]
    theirs = [world.report(phone=OTHER), world.report(email="a@example.uz"), world.report()]
    enter(client)
    client.post("/my/claim", data={"public_id": [report.public_id for report in mine]})
    page = client.get("/my")
    for report in mine:
        assert f'href="/r/{report.public_id}/{report.secret}"' in page.text
    for report in theirs:
        assert report.public_id not in page.text
        assert report.secret not in page.text


def test_email_opens_them_too_however_it_is_written(client, world, sent):
    report = world.report(email="Oysha@example.uz")
    page = enter(client, email="oysha@EXAMPLE.uz")
    assert report.public_id in page.text
    assert sent[0]["email"] == "oysha@example.uz"


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ({}, "Enter your phone, or your e-mail."),
        ({"phone": "90 12"}, "This phone number is too short."),
        ({"phone": "none"}, "A phone number has digits only."),
        ({"email": "oysha"}, "This e-mail address cannot be read."),
        ({"phone": "9" * 10_000}, "at most"),
        ({"phone": "\x00\u202e"}, "This phone number is too short."),
    ],
)
def test_a_contact_that_cannot_be_read_is_told_beside_its_field(client, world, sent, contact, said):
    refused = client.post("/my", data=contact)
    assert refused.status_code == 422
    assert said in words(refused)
    assert (sent, count(OneTimeCode)) == ([], 0)


# Nobody learns who reports.


def test_the_answer_is_the_same_for_a_contact_that_nobody_reported_with(app, world, sent):
    world.report(phone=PHONE)
    answers = []
    for phone in (PHONE, OTHER):
        client = new_visitor(app)
        asked = client.post("/my", data={"phone": phone})
        page = client.get("/my/code")
        wrong = client.post("/my/code", data={"code": WRONG})
        again = client.post("/my/code/again")
        answers.append(
            [(answer.status_code, answer.location, plain(answer)) for answer in (asked, page, wrong, again)]
        )
    assert answers[0] == answers[1]
    assert [message["phone"] for message in sent] == ["+998901234567"]


def plain(answer):
    """What a page says, without what differs from visit to visit and without the contact's own last digits."""
    return re.sub(r"… \d\d", "… ..", words(answer))


def test_the_limits_answer_the_same_too(app, world):
    world.report(phone=PHONE)
    told = []
    for phone in (PHONE, OTHER):
        client, said = new_visitor(app), []
        for n in range(4):
            with time_machine.travel(NOW + timedelta(minutes=2 * n), tick=False):
                answer = client.post("/my", data={"phone": phone})
                said.append((answer.status_code, plain(answer).replace(phone, "")))
        told.append(said)
    assert told[0] == told[1]
    assert [status for status, _ in told[0]] == [303, 303, 303, 429]
    assert "Too many codes were asked for. Try again later." in told[0][3][1]


def test_for_an_unknown_contact_no_code_fits(client, world):
    client.post("/my", data={"phone": OTHER})
    assert client.post("/my/code", data={"code": CODE}).status_code == 422


# Guessing.


def test_a_thousand_guesses_with_new_codes_and_new_cookies_come_to_fifteen_tries_an_hour(app, world, session):
    """The chance stays bounded: 15 in a million, however many requests are made within the hour."""
    world.report(phone=PHONE)
    client, answers = new_visitor(app), []
    for n in range(1000):
        with time_machine.travel(NOW + timedelta(seconds=3 * n), tick=False):
            if n % 6 == 0:
                client = new_visitor(app)
                client.environ_base["REMOTE_ADDR"] = f"203.0.113.{n % 250}"
                client.post("/my", data={"phone": PHONE})
            answers.append(client.post("/my/code", data={"code": WRONG}).status_code)
    assert set(answers) <= {303, 422, 429}
    assert sum(code.tries for code in session.query(OneTimeCode)) <= 15
    assert session.query(OneTimeCode).count() == 3


def test_one_address_is_slowed_down_whatever_contacts_it_tries(app, world):
    client = new_visitor(app)
    statuses = [
        client.post("/my", data={"phone": f"90123{n:04d}"}).status_code
        for n in range(app.config["CODES_PER_ADDRESS"] + 2)
    ]
    assert statuses.count(303) == app.config["CODES_PER_ADDRESS"]
    assert statuses[-1] == 429


def test_a_code_of_another_browser_is_of_no_use(app, world):
    world.report(phone=PHONE)
    first, second = new_visitor(app), new_visitor(app)
    first.post("/my", data={"phone": PHONE})
    assert second.post("/my/code", data={"code": CODE}).location == "/my"
    assert "Enter the phone" in words(second.get("/my"))


@pytest.mark.parametrize(
    "cookie", [{"my": 7}, {"my": ["x"]}, {"my": [1, "x"]}, {"my": None}, {"my_code": "1"}]
)
def test_a_cookie_of_an_earlier_version_is_nobody(client, world, cookie):
    with client.session_transaction() as session:
        session.update(cookie)
    assert "You need no password." in words(client.get("/my"))
    assert client.get("/my/code").location == "/my"


# The session.


def test_signing_out_ends_the_session_and_a_copy_of_its_cookie(app, client, world):
    report = world.report(phone=PHONE)
    enter(client)
    copied = client.get_cookie("session").value
    client.post("/my/sign-out")
    assert report.public_id not in client.get("/my").text
    thief = new_visitor(app)
    thief.set_cookie("session", copied)
    assert report.public_id not in thief.get("/my").text


def test_the_session_ends_after_twelve_hours(client, world):
    report = world.report(phone=PHONE)
    enter(client)
    with time_machine.travel(NOW + timedelta(hours=12, minutes=1), tick=False):
        assert report.public_id not in client.get("/my").text


def test_a_resident_gets_no_room_of_the_staff_and_the_staff_stays_signed_in(app, client, world):
    world.report(phone=PHONE)
    world.report(phone=OTHER)
    enter(client)
    assert client.get("/dispatch/").status_code == 302
    desk = new_visitor(app)
    sign_in(desk, world.dispatcher)
    enter(desk, phone=OTHER)
    desk.post("/my/sign-out")
    assert desk.get("/dispatch/").status_code == 200


def test_signing_out_of_an_account_signs_out_of_my_reports(client, world):
    report = world.report(phone=PHONE)
    sign_in(client, world.dispatcher)
    enter(client)
    client.post("/sign-out")
    assert report.public_id not in client.get("/my").text


def test_the_page_is_nobodys_but_ones_own(client, world):
    world.report(phone=PHONE)
    for answer in (client.get("/my"), enter(client)):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_cookie_says_nothing_about_the_contact(client, world):
    world.report(phone=PHONE)
    enter(client)
    with client.session_transaction() as session:
        kept = str(dict(session))
    assert "1234567" not in kept


def test_a_long_list_has_pages(client, world):
    reports = [world.report(phone=PHONE) for _ in range(22)]
    enter(client)
    for some in (reports[:11], reports[11:]):
        client.post("/my/claim", data={"public_id": [report.public_id for report in some]})
    assert client.get("/my").text.count('class="report-card"') == 20
    assert client.get("/my?page=2").text.count('class="report-card"') == 2
    for odd in ("0", "-1", "x", "99999999999"):
        assert client.get(f"/my?page={odd}").status_code == 200
