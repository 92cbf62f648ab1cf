"""Confirming a contact: an offer that nobody has to take, and a sentence that says what a report is for the law."""

from datetime import timedelta

import pytest
import time_machine

from app.actions import codes, notices
from app.models import OneTimeCode
from tests.app.actions.identity import WRONG
from tests.app.resident.conftest import count, words
from tests.conftest import NOW, sign_in

CODE = "271828"
SIGNAL = "This is a signal: its sender confirmed no contact"
APPEAL = "This is an appeal by law O'RQ-445, because its sender confirmed a contact"
OFFER = "Get an answer by law"


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What was sent, instead of sending it; every code is the same."""
    messages = []
    monkeypatch.setattr(codes, "new_code", lambda: CODE)
    monkeypatch.setattr(notices, "send_code", lambda **said: messages.append(said))
    return messages


@pytest.fixture
def report(world):
    return world.report(phone="901234567")


def own(report, path=""):
    return f"/r/{report.public_id}/{report.secret}{path}"


def asked(client, report, kind="phone"):
    return client.post(own(report, "/code"), data={"kind": kind})


def confirmed(client, report):
    asked(client, report)
    return client.get(client.post(own(report, "/code/enter"), data={"code": CODE}).location)


@pytest.mark.parametrize("path", ["/sent", ""])
def test_after_sending_the_page_offers_to_confirm_the_contact_and_says_why(client, report, path):
    told = words(client.get(own(report, path)))
    assert OFFER in told
    assert "an answer within 15 days" in told
    assert "You need not: it is worked on all the same." in told
    assert "Send a code to my phone" in told
    assert "+998 … 67" in told
    assert "1234567" not in told


def test_a_code_comes_and_confirming_makes_an_appeal(client, report, sent):
    answer = asked(client, report)
    assert (answer.status_code, answer.location) == (303, own(report, "/code/enter"))
    assert [(m["phone"], m["email"], m["code"], m["locale"]) for m in sent] == [
        ("+998901234567", None, CODE, "en")
    ]
    page = client.get(answer.location)
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    assert "maxlength" not in page.text  # A whole message may be pasted.
    thanks = words(client.get(client.post(answer.location, data={"code": "271 828"}).location))
    assert "Thank you, your contact is confirmed. Your report is an appeal now." in thanks
    assert "because you confirmed your contact: registered under number" in thanks
    assert "on November 18, 2026, to be answered by December 3, 2026." in thanks
    assert OFFER not in thanks


def test_the_public_page_says_which_it_is_and_why_and_nothing_about_the_sender(client, report):
    before = words(client.get(f"/r/{report.public_id}"))
    assert SIGNAL in before
    assert OFFER not in before
    confirmed(client, report)
    page = client.get(f"/r/{report.public_id}")
    assert APPEAL in words(page)
    assert f"registered under number {report.public_id} on November 18, 2026" in words(page)
    for trace in ("901234567", "1234567", "… 67", "phone"):
        assert trace not in page.text.lower()


STANDS = [
    ("received", 0, "to be answered by December 3, 2026."),
    ("received", 15, "to be answered by December 3, 2026."),
    ("received", 16, "the answer was due by December 3, 2026 and is late."),
    ("resolved", 16, "answered on November 18, 2026."),
    ("reopened", 16, "answered on November 18, 2026."),
]


@pytest.mark.parametrize(("status", "days", "said"), STANDS)
def test_the_legal_clock_is_told_plainly(client, world, status, days, said):
    report = world.report(phone="901234567")
    confirmed(client, report)
    if status != "received":
        report = world.report(status, phone="901112233")
        confirmed(client, report)
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        assert said in words(client.get(f"/r/{report.public_id}"))


def test_an_answer_that_was_put_off_is_told(client, report, session):
    confirmed(client, report)
    session.refresh(report)
    report.answer_due_on, report.answer_extended_on = NOW.date() + timedelta(days=40), NOW.date()
    session.commit()
    assert "put off, with notice, to December 28, 2026." in words(client.get(f"/r/{report.public_id}"))


def test_a_report_without_contact_is_a_signal_and_offers_nothing(client, world):
    for values in ({}, {"contact_name": "Oysha"}):
        told = words(client.get(own(world.report(**values), "/sent")))
        assert "This is a signal: the agency works on it" in told
        assert OFFER not in told


def test_with_phone_and_email_the_reporter_chooses(client, world, sent):
    report = world.report(phone="901234567", email="oysha@example.uz")
    told = words(client.get(own(report)))
    assert "Send a code to my e-mail" in told
    assert "o…@…" in told
    assert "oysha" not in told
    asked(client, report, "email")
    assert (sent[0]["phone"], sent[0]["email"]) == (None, "oysha@example.uz")


def test_a_service_without_a_gateway_promises_no_code(app, client, world, sent, monkeypatch):
    report = world.report(phone="901234567", email="oysha@example.uz")
    monkeypatch.setitem(app.config, "APP_ENV", "production")
    assert OFFER not in words(client.get(own(report)))
    refused = client.post("/my", data={"phone": "901234567"})
    assert "This service cannot send messages there yet." in words(refused)
    monkeypatch.setitem(app.config, "SMTP_HOST", "mail.example.uz")
    told = words(client.get(own(report)))
    assert "Send a code to my e-mail" in told
    assert "Send a code to my phone" not in told
    asked(client, report, "phone")
    assert sent == []


@pytest.mark.parametrize("status", ["closed", "rejected"])
def test_what_has_ended_offers_nothing(client, world, status):
    assert OFFER not in words(client.get(own(world.report(status, phone="901234567"))))


def test_a_wrong_code_is_told_in_a_sentence_and_the_fifth_ends_it(client, report):
    asked(client, report)
    for _ in range(4):
        refused = client.post(own(report, "/code/enter"), data={"code": WRONG})
        assert refused.status_code == 422
        assert words(refused).count("This is not the code. Look at the message and type it again.") == 2
    for code in (WRONG, CODE):
        over = client.post(own(report, "/code/enter"), data={"code": code})
        assert "This code does not hold any more. Have another one sent." in words(over)
    assert SIGNAL in words(client.get(f"/r/{report.public_id}"))


def test_an_empty_code_costs_no_try(client, report, session):
    asked(client, report)
    refused = client.post(own(report, "/code/enter"), data={"code": "  "})
    assert "Enter the code from the message." in words(refused)
    assert session.query(OneTimeCode).one().tries == 0


def test_a_code_that_ran_out_leads_back_to_the_report(client, report):
    asked(client, report)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        for answer in (
            client.get(own(report, "/code/enter")),
            client.post(own(report, "/code/enter"), data={"code": CODE}),
        ):
            assert answer.location == own(report)
        assert "This code does not hold any more." in words(client.get(own(report)))


def test_pressing_twice_sends_one_code_and_goes_on(client, report, sent):
    for _ in range(2):
        assert asked(client, report).location == own(report, "/code/enter")
    assert len(sent) == 1
    assert "You can have another one in 60 seconds." in words(client.get(own(report, "/code/enter")))


def test_after_a_minute_another_code_is_sent_and_only_the_new_one_holds(client, report, sent, monkeypatch):
    asked(client, report)
    monkeypatch.setattr(codes, "new_code", lambda: "314159")
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        asked(client, report)
        assert len(sent) == 2
        assert client.post(own(report, "/code/enter"), data={"code": CODE}).status_code == 422
        assert client.post(own(report, "/code/enter"), data={"code": "314159"}).status_code == 303


def test_too_many_codes_are_refused_in_a_sentence(client, report, sent):
    for n in range(4):
        with time_machine.travel(NOW + timedelta(minutes=2 * n), tick=False):
            answer = asked(client, report)
            told = words(client.get(answer.location))
    assert answer.location == own(report)
    assert "Too many codes were asked for. Try again later." in told
    assert len(sent) == 3


@pytest.mark.parametrize("kind", ["email", "", "pigeon", "phone' OR 1=1"])
def test_a_contact_that_was_not_left_gets_no_code(client, report, sent, kind):
    assert asked(client, report, kind).location == own(report)
    assert sent == []


def test_only_the_secret_link_asks_for_a_code(client, report, sent):
    for path in ("/code", "/code/enter"):
        assert client.post(f"/r/{report.public_id}/guess{path}", data={"kind": "phone"}).status_code == 404
    assert count(OneTimeCode) == 0


def test_pages_about_a_code_stay_out_of_caches_and_search_engines(client, report):
    asked(client, report)
    headers = client.get(own(report, "/code/enter")).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_dispatcher_sees_the_legal_clock_too(app, client, world, report):
    confirmed(client, report)
    desk = app.test_client()
    sign_in(desk, world.dispatcher)
    assert "to be answered by December 3, 2026." in words(desk.get(f"/dispatch/{report.public_id}"))
