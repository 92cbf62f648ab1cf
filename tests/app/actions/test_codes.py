"""One-time codes: sent once, tried five times, used once, and counted where every process sees it."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from statistics import median
from time import thread_time

import pytest
from sqlalchemy import func, select, text

from app.actions import codes, contacts, erasing, notices
from app.db import db
from app.domain.codes import CODES_A_DAY, CODES_AN_HOUR, MAX_TRIES, CodeTooSoon, TooManyCodes, Verdict
from app.models import OneTimeCode, OutboxMessage
from app.personal_data import configure, new_key
from app.policy import policy
from app.queries import my_reports
from tests.app.actions.identity import EMAIL, OTHER_PHONE, PHONE, WRONG, ask
from tests.databases import TEST_KEY
from tests.factories import World

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def sent(monkeypatch):
    """What was sent, instead of sending it."""
    messages = []
    monkeypatch.setattr(notices, "send_code", lambda **said: messages.append(said))
    return messages


@pytest.fixture
def known(world):
    """A report whose reporter left PHONE."""
    return world.report(phone=PHONE, email=EMAIL)


def test_a_code_goes_to_the_contact_in_its_language_and_is_kept_hashed(session, known, sent, now):
    number = ask()
    assert [(m["phone"], m["email"], m["locale"], m["key"]) for m in sent] == [
        (PHONE, None, "uz", f"code-{number}")
    ]
    code = sent[0]["code"]
    assert len(code) == 6
    kept = " ".join(str(value) for value in session.execute(text("SELECT * FROM one_time_code")).one())
    assert code not in kept
    assert PHONE not in kept
    assert "203.0.113" not in kept


def test_a_sealed_message_waits_in_the_outbox_and_says_nothing(session, known):
    ask()
    message = session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "code"))
    assert PHONE not in str(message.payload)
    assert message.not_before_at == message.created_at


def test_the_right_code_signs_in_once(known, sent, now):
    number = ask()
    verdict, token = contacts.sign_in(number, sent[0]["code"], at=now)
    assert verdict is Verdict.RIGHT
    visitor = my_reports.visitor_of(number, token, now=now)
    assert visitor.contact == PHONE
    assert contacts.sign_in(number, sent[0]["code"], at=now) == (Verdict.OVER, "")
    assert my_reports.visitor_of(number, token, now=now) == visitor


def test_a_code_is_over_after_ten_minutes(known, sent, now):
    number = ask()
    assert contacts.sign_in(number, sent[0]["code"], at=now + 10 * MINUTE)[0] is Verdict.OVER


def test_a_code_holds_until_then(known, sent, now):
    number = ask()
    late = now + 10 * MINUTE - timedelta(seconds=1)
    assert contacts.sign_in(number, sent[0]["code"], at=late)[0] is Verdict.RIGHT


def test_the_fifth_try_still_counts_and_the_sixth_does_not(known, sent, now):
    number = ask()
    for _ in range(MAX_TRIES - 1):
        assert contacts.sign_in(number, WRONG, at=now)[0] is Verdict.WRONG
    assert contacts.sign_in(number, sent[0]["code"], at=now)[0] is Verdict.RIGHT
    other = ask(at=now + 2 * MINUTE)
    verdicts = [contacts.sign_in(other, WRONG, at=now + 2 * MINUTE)[0] for _ in range(MAX_TRIES)]
    assert verdicts == [Verdict.WRONG] * 4 + [Verdict.OVER]
    assert contacts.sign_in(other, sent[1]["code"], at=now + 2 * MINUTE)[0] is Verdict.OVER


def test_a_code_fits_its_own_contact_purpose_and_report_alone(world, known, sent, now, monkeypatch):
    monkeypatch.setattr(codes, "new_code", lambda: "271828")
    mine = ask()
    theirs = ask(report=known, contact=EMAIL)
    assert contacts.confirm(mine, "271828", at=now) is Verdict.OVER
    assert contacts.sign_in(theirs, "271828", at=now)[0] is Verdict.OVER
    hashes = set(db.session.scalars(select(OneTimeCode.code_hash)))
    assert len(hashes) == 2
    assert known.contact.confirmed_at is None


def test_a_thousand_guesses_are_five_and_a_day_of_guessing_is_thirty(known, sent, now):
    """Whoever asks for every code there is and types a thousand guesses into each gets thirty tries."""
    compared, at, asked = 0, now, []
    while at < now + timedelta(days=1) - MINUTE:
        with suppress(TooManyCodes, CodeTooSoon):
            asked.append((ask(at=at, address=f"203.0.113.{len(asked)}"), at))
        at += 15 * MINUTE
    assert len(asked) == CODES_A_DAY
    for number, since in asked:
        verdicts = Counter(contacts.sign_in(number, WRONG, at=since)[0] for _ in range(1000))
        assert verdicts == {Verdict.WRONG: MAX_TRIES - 1, Verdict.OVER: 1000 - MAX_TRIES + 1}
        compared += db.session.get(OneTimeCode, number).tries
    assert compared == CODES_A_DAY * MAX_TRIES == 30


def test_another_code_takes_a_minute(known, sent, now):
    ask()
    with pytest.raises(CodeTooSoon) as refused:
        ask(at=now + timedelta(seconds=20))
    assert refused.value.seconds == 40
    ask(at=now + MINUTE)
    assert len(sent) == 2


def test_a_contact_gets_three_codes_an_hour_and_six_a_day_whoever_asks(known, sent, now):
    times = [now + n * 2 * MINUTE for n in range(CODES_AN_HOUR)]
    for n, at in enumerate(times):
        ask(at=at, address=f"203.0.113.{n}")
    with pytest.raises(TooManyCodes):
        ask(at=now + 10 * MINUTE, address="198.51.100.1")
    with pytest.raises(TooManyCodes):
        ask(at=now + 10 * MINUTE, report=known)
    for n in range(CODES_AN_HOUR):
        ask(at=now + 2 * HOUR + n * 2 * MINUTE)
    with pytest.raises(TooManyCodes):
        ask(at=now + 4 * HOUR)
    ask(at=now + timedelta(days=1, hours=1))
    assert len(sent) == CODES_A_DAY + 1


def test_an_address_gets_so_many_codes_an_hour_for_whatever_contacts(known, sent, now):
    most = policy().codes_per_address
    for n in range(most):
        ask(f"+9989012{n:05d}", address="2001:db8::1:2:3:4")
    with pytest.raises(TooManyCodes):
        ask(address="2001:db8::9:9:9:9")
    ask(address="2001:db8:0:1::1")
    ask(OTHER_PHONE, address="2001:db8::1", at=now + HOUR + MINUTE)


def test_the_counts_are_the_same_under_a_new_key(known, sent, now):
    """While keys are rotated the older index still counts, and a code that is on its way still holds."""
    number = ask()
    configure([new_key(), TEST_KEY])
    with pytest.raises(CodeTooSoon):
        ask()
    assert contacts.sign_in(number, sent[0]["code"], at=now)[0] is Verdict.RIGHT
    assert my_reports.is_known(db.session.get(OneTimeCode, number).kind, PHONE)


def test_an_email_is_found_however_its_letters_are_written(world, sent):
    world.report(email="Oysha.Karimova@Example.UZ")
    ask("oysha.karimova@example.uz")
    assert len(sent) == 1


# Nobody learns who reports here.


def test_for_an_unknown_contact_nothing_is_sent_and_no_code_fits(session, known, sent, now, monkeypatch):
    monkeypatch.setattr(codes, "new_code", lambda: "271828")
    number = ask(OTHER_PHONE)
    assert sent == []
    assert contacts.sign_in(number, "271828", at=now)[0] is Verdict.WRONG


def test_an_unknown_contact_is_counted_and_refused_like_a_known_one(known, sent, now):
    for contact in (PHONE, OTHER_PHONE):
        outcomes = []
        for n in range(5):
            try:
                ask(contact, at=now + n * 2 * MINUTE)
                outcomes.append("asked")
            except TooManyCodes:
                outcomes.append("too many")
        assert outcomes == ["asked"] * 3 + ["too many"] * 2


def test_a_row_for_an_unknown_contact_looks_like_any_other(session, known, sent):
    def shape(number):
        row = session.execute(text(f"SELECT * FROM one_time_code WHERE id = {number}")).one()
        return {name: len(str(value)) for name, value in row._mapping.items() if name != "id"}

    assert shape(ask(PHONE)) == shape(ask(OTHER_PHONE))


def test_asking_takes_about_as_long_for_a_known_contact_as_for_an_unknown_one(known, now):
    """Apart from one row of the outbox the work is the same; a guess about who reports drowns in the noise."""
    spent = {True: [], False: []}
    for n in range(40):
        at = now + n * timedelta(days=2)
        for is_known, contact in ((True, PHONE), (False, OTHER_PHONE)):
            # Work, not the clock: other programs on the machine make that run on.
            begun = thread_time()
            ask(contact, at=at)
            spent[is_known].append(thread_time() - begun)
    more_s = median(known_s - unknown_s for known_s, unknown_s in zip(*spent.values(), strict=True))
    assert more_s < 0.010, more_s


def test_a_wrong_code_is_compared_as_long_as_a_right_one(known, sent, now, monkeypatch):
    """Keyed hashes of the same length are compared to their end, in constant time, under every key."""
    seen = []

    def counting(kept, found):
        seen.append((len(kept), len(found)))
        return False

    configure([new_key(), TEST_KEY])
    number = ask()
    monkeypatch.setattr(codes, "compare_digest", counting)
    for typed in (sent[0]["code"], sent[0]["code"][:5] + "x", "", WRONG):
        contacts.sign_in(number, typed, at=now)
    assert seen == [(64, 64)] * 8


# Forgetting.


def messages(session):
    """How many messages with codes wait, or went out."""
    return session.scalar(
        select(func.count()).select_from(OutboxMessage).where(OutboxMessage.key.startswith("code-"))
    )


def test_codes_are_forgotten_after_a_day_with_their_messages_and_the_rest_stays(session, known, now):
    ask(at=now)
    ask(at=now + HOUR)
    day = timedelta(days=1)
    assert erasing.forget_codes(now + day - MINUTE) == 0
    assert erasing.forget_codes(now + day) == 1
    assert session.scalar(select(func.count()).select_from(OneTimeCode)) == 1
    assert messages(session) == 1
    assert erasing.forget_codes(now + 2 * day) == 1
    assert messages(session) == 0
    assert known.contact.phone == PHONE


def test_forgetting_codes_goes_on_in_batches(session, known, now):
    for n in range(3):
        ask(f"+99890123450{n}")
    assert [erasing.forget_codes(now + timedelta(days=2), limit=2) for _ in range(3)] == [2, 1, 0]


def test_a_session_opens_for_its_own_token_alone(session, known, sent, now):
    number = ask()
    token = contacts.sign_in(number, sent[0]["code"], at=now)[1]
    assert my_reports.visitor_of(number, token, now=now) is not None
    for wrong, of in ((token + "x", number), ("", number), (token, number + 1)):
        assert my_reports.visitor_of(of, wrong, now=now) is None
    assert token not in str(session.execute(text("SELECT * FROM one_time_code")).one())
