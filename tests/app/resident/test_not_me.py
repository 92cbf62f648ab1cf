"""A phone that somebody else typed: who sees what, and how its owner says that it was not them."""

import pytest

from app.actions import codes, notices
from tests.app.actions.identity import WRONG
from tests.app.resident.conftest import words
from tests.app.resident.test_my_reports import CODE, OTHER, PHONE, enter
from tests.conftest import NOW


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """What was sent, instead of sending it; every code is the same."""
    messages = []
    monkeypatch.setattr(codes, "new_code", lambda: CODE)
    monkeypatch.setattr(notices, "send_code", lambda **said: messages.append(said))
    return messages


def test_whoever_typed_a_strangers_phone_sees_nothing_of_the_stranger(app, client, world, sent):
    theirs = world.report(phone=PHONE)
    typed = world.report(phone=PHONE)
    page = f"/r/{typed.public_id}/{typed.secret}"
    client.post(f"{page}/code", data={"kind": "phone"})
    assert [message["phone"] for message in sent] == ["+998901234567"]
    for path in ("", "/sent", "/code/enter"):
        told = client.get(page + path).text
        assert theirs.public_id not in told
        assert "901234567" not in told
    assert client.post(f"{page}/code/enter", data={"code": WRONG}).status_code == 422
    assert "This is a signal" in words(client.get(page))


def test_the_owner_is_asked_and_sees_no_secret_before_saying_it_is_theirs(client, world):
    typed = world.report(phone=PHONE, contact_name="Anvar", email="anvar@example.uz")
    page = enter(client)
    assert "Are these yours?" in words(page)
    assert f'href="/r/{typed.public_id}"' in page.text
    for secret in (typed.secret, "Anvar", "anvar"):
        assert secret not in page.text


def test_this_was_not_me_takes_the_phone_off_and_leaves_the_report_to_its_sender(client, world, session):
    typed = world.report(phone=PHONE, contact_name="Anvar")
    enter(client)
    answer = client.post("/my/detach", data={"public_id": typed.public_id})
    told = words(client.get(answer.location))
    assert "We have taken your contact off that report." in told
    assert typed.public_id not in told
    session.refresh(typed.contact)
    assert (typed.contact.phone, typed.contact.name) == (None, "Anvar")
    senders = words(client.get(f"/r/{typed.public_id}/{typed.secret}"))
    assert "This is a signal" in senders
    assert "Get an answer by law" not in senders
    assert client.post("/my/detach", data={"public_id": typed.public_id}).status_code == 303


def test_saying_that_it_is_mine_makes_an_appeal_and_opens_the_secret_page(client, world, session):
    report = world.report(phone=PHONE)
    enter(client)
    told = words(client.get(client.post("/my/claim", data={"public_id": report.public_id}).location))
    assert "1 report is yours now." in told
    session.refresh(report)
    assert report.appeal_registered_on == NOW.date()


@pytest.mark.parametrize("act", ["claim", "detach"])
def test_nobody_claims_or_detaches_what_does_not_carry_their_contact(client, world, session, act):
    report, foreign = world.report(phone=PHONE), world.report(phone=OTHER)
    client.post(f"/my/{act}", data={"public_id": report.public_id})
    enter(client)
    answer = client.post(f"/my/{act}", data={"public_id": foreign.public_id})
    assert answer.status_code in (303, 404)
    client.post("/my/sign-out")
    client.post(f"/my/{act}", data={"public_id": report.public_id})
    for untouched in (report, foreign):
        session.refresh(untouched.contact)
        assert untouched.contact.phone
        assert untouched.contact.confirmed_at is None
