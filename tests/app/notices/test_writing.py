"""Messages as residents read them: in their language, whole, with their own link, and short enough for an SMS."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.actions import notices, oversight, spreading, subscribing
from app.domain import sms
from app.domain.lifecycle import ReasonCode
from app.domain.notices import EVENTS, Audience
from app.models import OutboxMessage, StatusChange
from app.notices import alert_letters, writing
from app.notices.sentences import words_of
from app.notices.told import Told
from app.queries import reports
from app.short_secret import short_secret
from tests.factories import World, make_subscription

EMAIL, PHONE = "gulchehra@example.uz", "+998907654321"
LOCALES = ["uz", "uz_Cyrl", "kaa", "ru", "en"]
TO_RESIDENTS = sorted(name for name, event in EVENTS.items() if Audience.AGENCY not in event.audience)


@pytest.fixture
def world(app, session, monkeypatch):
    monkeypatch.setitem(app.config, "CANONICAL_URL", "https://mahalla.example.uz")
    return World()


def written(session, now, kind="message"):
    """Spread what happened, and return what is written of it, by event."""
    for change_id in session.scalars(select(StatusChange.id).order_by(StatusChange.id)):
        spreading.spread_change(change_id, now=now)
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id))
    return {row.payload["event"]: writing.message(row.key, row.payload) for row in rows}


def test_the_first_letter_has_the_number_the_promise_and_the_reporters_own_link(world, session, now):
    sr = world.report(email=EMAIL)
    mail = written(session, now)["received"]
    assert mail.to == EMAIL
    assert sr.public_id in mail.subject
    for part in (mail.text, mail.html):
        assert f"https://mahalla.example.uz/r/{sr.public_id}/{sr.secret}" in part
    assert "Yoʻlda chuqur bor" not in mail.text  # What somebody wrote stays on the page.


def test_a_finished_repair_asks_for_the_last_word(world, session, now):
    sr = world.report("resolved", email=EMAIL, locale="en")
    mail = written(session, now)["resolved"]
    assert mail.subject == f"Report {sr.public_id}: is it fixed?"
    assert "You have 7 days" in mail.text
    assert f"/r/{sr.public_id}/{sr.secret}" in mail.text


def test_a_rejection_says_why(world, session, now):
    sr = world.report(email=EMAIL, locale="en")
    oversight.reject(sr, ReasonCode.PRIVATE_PROPERTY, note="The yard is fenced.", by=world.dispatcher, at=now)
    mail = written(session, now)["rejected"]
    assert "it is on private property" in mail.text
    assert "> The yard is fenced." in mail.text
    assert "<blockquote>The yard is fenced.</blockquote>" in mail.html


def test_what_is_not_ours_is_escaped_in_a_letter(world, session, now):
    sr = world.report(email=EMAIL, locale="en")
    oversight.reject(sr, ReasonCode.OTHER, note="<b>no</b> & <script>", by=world.dispatcher, at=now)
    mail = written(session, now)["rejected"]
    assert "&lt;b&gt;no&lt;/b&gt; &amp; &lt;script&gt;" in mail.html
    assert "> <b>no</b> & <script>" in mail.text


def test_a_letter_comes_in_the_language_in_which_the_report_was_sent(world, session, now):
    world.report(email=EMAIL, locale="ru")
    mail = written(session, now)["received"]
    assert mail.language == "ru"
    assert re.search("[а-я]{4,}", mail.subject)


def test_a_passing_step_is_not_told_once_the_report_has_moved_on(world, session, now):
    world.report("resolved", email=EMAIL)
    told = written(session, now)
    assert told["accepted"] is told["in_work"] is None
    assert told["received"] is not None
    assert told["resolved"] is not None


def test_whoever_said_stop_gets_nothing_and_everybody_else_does(world, session, now, client):
    sr = world.report("resolved", email=EMAIL)
    mail = written(session, now)["resolved"]
    path = mail.unsubscribe.removeprefix("https://mahalla.example.uz")
    assert path.startswith("/stop/")
    assert EMAIL not in path
    # What a mail program sends by itself when its button is pressed: no token, no session (RFC 8058).
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert written(session, now)["resolved"] is None
    other = world.report("resolved", email=EMAIL)
    assert other.id != sr.id
    assert written(session, now)["resolved"] is not None


def test_looking_at_the_link_that_stops_messages_stops_nothing(world, session, now, client):
    world.report(email=EMAIL)
    mail = written(session, now)["received"]
    assert client.get(mail.unsubscribe.removeprefix("https://mahalla.example.uz")).status_code == 200
    assert written(session, now)["received"] is not None


@pytest.mark.parametrize("token", ["x", "x" * 2000, "WzEsImEiXQ.c2lnbmF0dXJl", "%00", "ў"])
def test_a_link_that_is_not_ours_stops_nothing(client, token):
    assert client.post(f"/stop/{token}").status_code == 404


def test_who_was_erased_in_between_gets_nothing(world, session, now):
    sr = world.report(email=EMAIL)
    told = written(session, now)
    assert told["received"] is not None
    session.delete(sr.contact)
    session.commit()
    assert written(session, now)["received"] is None


def test_an_sms_has_a_short_link_that_opens_the_reporters_own_page(world, session, now, client):
    sr = world.report(phone=PHONE)
    text = written(session, now)["received"].text
    link = re.search(r"https://\S+", text).group()
    assert link == f"https://mahalla.example.uz/r/{sr.public_id}/{short_secret(sr.secret_hash)}"
    assert client.get(link.removeprefix("https://mahalla.example.uz")).status_code == 200
    assert reports.find_by_secret(sr.public_id, short_secret(sr.secret_hash)).id == sr.id
    wrong = short_secret(world.report().secret_hash)
    assert client.get(f"/r/{sr.public_id}/{wrong}").status_code == 404


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("event", TO_RESIDENTS)
@pytest.mark.parametrize("to", ["reporter", "supporter"])
def test_every_sms_in_every_language_is_one_segment(app, now, event, locale, to):
    public = "https://mahalla.example.uz/r/N3C2-7T3E"
    own = f"{public}/k3J8hdE2x" if to == "reporter" else public
    report = SimpleNamespace(public_id="N3C2-7T3E", due_at=now)
    told = Told(
        event=event,
        report=report,
        to=to,
        own_url=own,
        short_url=own,
        public_url=public,
        agency="Toza hudud DUK",
        reason="joyi topilmadi",
        original=report,
        original_url=public,
    )
    with force_locale(locale):
        text = sms.plain(words_of(told).sms)
    length = sms.length(text)
    assert length.segments == 1, (length, text)
    assert ("gsm7" if locale in ("uz", "kaa", "en") else "ucs2") == length.alphabet, text


@pytest.mark.parametrize("locale", LOCALES)
def test_a_code_is_one_segment_that_a_phone_fills_in_by_itself(world, session, now, locale):
    notices.send_code(phone=PHONE, email=None, code="123456", locale=locale, key="c", at=now)
    session.commit()
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "code")).one()
    message = writing.code(row.key, row.payload, now, now)
    assert message.text.splitlines()[-1] == "@mahalla.example.uz #123456"
    assert sms.length(message.text).segments == 1, message.text


def test_a_code_by_e_mail_stands_large(world, session, now):
    notices.send_code(phone=None, email=EMAIL, code="123456", locale="ru", key="c", at=now)
    session.commit()
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "code")).one()
    mail = writing.code(row.key, row.payload, now, now)
    assert (mail.to, mail.unsubscribe) == (EMAIL, "")
    assert '<p class="code">123456</p>' in mail.html
    assert "123456" in mail.text
    # A code that comes too late opens nothing, so it is not sent.
    assert writing.code(row.key, row.payload, now, now + timedelta(minutes=11)) is None


def test_an_alert_lists_what_was_sent_since_and_says_how_to_stop_it(world, session, now):
    subscription = make_subscription(world.mahalla, group=world.group, locale="en")
    for minute in range(25):
        world.report(at=now + timedelta(minutes=minute))
    world.report("rejected", at=now)  # Nobody sees it on the map either.
    world.report(at=now, longitude=69.15)  # Another mahalla.
    payload = {
        "subscription_id": subscription.id,
        "since": now.isoformat(),
        "until": (now + timedelta(hours=1)).isoformat(),
    }
    mail = alert_letters.alert("k", payload)
    assert mail.subject.startswith("25 new reports: ")
    assert mail.text.count("https://mahalla.example.uz/r/") == 20
    assert "And 5 more." in mail.text
    assert mail.unsubscribe == f"https://mahalla.example.uz/alerts/{subscription.secret}"
    assert alert_letters.alert("k", {**payload, "since": payload["until"]}) is None
    subscribing.unsubscribe(subscription)
    assert alert_letters.alert("k", payload) is None


def test_the_admins_are_told_of_a_report_without_an_agency(world, session, now):
    spreading.spread_to_admins("unrouted:X", {"public_id": "X", "service_code": "pothole"}, now=now)
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "unrouted_to")).one()
    mail = writing.unrouted(row.key, row.payload)
    assert mail.to == world.admin.login
    assert "pothole" in mail.text
