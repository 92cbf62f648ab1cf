"""Putting a promise off: once, at most a month; for an appeal within the law. Days of a table."""

from datetime import date

import pytest

from app.domain.appeals import LegalClock, TermRefused
from app.domain.extensions import put_off

TODAY = date(2026, 11, 18)
#: Registered on 18 November, answered by 3 December.
LAW = LegalClock(TODAY, date(2026, 12, 3))


def on(text):
    return date.fromisoformat(f"2026-{text}") if len(text) == 5 else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("until", "legal", "answer_by", "told"),
    [
        ("11-21", None, None, None),
        ("12-20", None, None, None),  # One month from the promise.
        ("11-30", LAW, "12-03", None),  # Within the law's term the law's day stays.
        ("12-10", LAW, "12-10", "11-18"),
        ("2027-01-03", LAW, "2027-01-03", "11-18"),  # One month from the law's day.
    ],
)
def test_a_promise_is_put_off(until, legal, answer_by, told):
    kept = put_off(on(until), TODAY, date(2026, 11, 20), legal=legal)
    if legal is None:
        assert kept is None
    else:
        assert (kept.due_on, kept.extended_on) == (on(answer_by), on(told) if told else None)


@pytest.mark.parametrize(
    ("until", "legal", "more", "why"),
    [
        ("11-20", None, {}, "not_longer"),
        ("12-21", None, {}, "too_long"),
        ("11-20", LAW, {}, "not_longer"),
        ("2027-01-04", LAW, {}, "too_long"),
        ("11-25", None, {"already": True}, "already"),
        ("11-25", None, {"is_broken": True}, "late"),
        ("11-25", LAW, {"is_broken": True}, "late"),
        ("12-10", LegalClock(TODAY, date(2026, 12, 3), TODAY), {}, "already"),
        ("12-10", LegalClock(date(2026, 11, 1), date(2026, 11, 16)), {}, "late"),
    ],
)
def test_what_the_rules_refuse(until, legal, more, why):
    with pytest.raises(TermRefused) as refusal:
        put_off(on(until), TODAY, date(2026, 11, 20), legal=legal, **more)
    assert refusal.value.reason == why


def test_the_answer_to_an_appeal_may_be_put_off_though_its_promise_is_broken():
    assert put_off(on("12-10"), TODAY, date(2026, 11, 16), legal=LAW, is_broken=True).due_on == on("12-10")
