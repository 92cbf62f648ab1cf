"""Codes in several threads, each with a connection of its own: what is counted is counted once, whoever counts."""

from __future__ import annotations

import threading
from collections import Counter

from app.actions import codes, contacts, notices
from app.db import db
from app.domain.codes import MAX_TRIES, CodeTooSoon, Verdict
from app.models import OneTimeCode
from tests.app.actions.identity import PHONE, WRONG, ask
from tests.factories import NOW, World


def at_once(work, many):
    """Do a piece of work in so many threads, and wait for all of them."""
    threads = [threading.Thread(target=work, args=(n,)) for n in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_thousand_guesses_at_one_moment_are_five(committing_app):
    World().report(phone=PHONE)
    number = ask()
    verdicts = []

    def guess(n):
        with committing_app.app_context():
            verdicts.extend(contacts.sign_in(number, WRONG, at=NOW)[0] for _ in range(25))
            db.session.remove()

    db.session.rollback()
    at_once(guess, 8)
    assert Counter(verdicts) == {Verdict.WRONG: 4, Verdict.OVER: 196}
    assert db.session.get(OneTimeCode, number).tries == MAX_TRIES


def test_a_right_code_typed_in_two_windows_at_once_opens_one_session(committing_app, monkeypatch):
    monkeypatch.setattr(codes, "new_code", lambda: "271828")
    World().report(phone=PHONE)
    number = ask()
    db.session.rollback()
    verdicts = []

    def enter(n):
        with committing_app.app_context():
            verdicts.append(contacts.sign_in(number, "271828", at=NOW)[0])
            db.session.remove()

    at_once(enter, 5)
    assert Counter(verdicts) == {Verdict.RIGHT: 1, Verdict.OVER: 4}


def test_codes_asked_for_at_one_moment_are_one(committing_app, monkeypatch):
    monkeypatch.setattr(notices, "send_code", lambda **said: None)
    World().report(phone=PHONE)
    db.session.rollback()
    outcomes = []

    def asking(n):
        with committing_app.app_context():
            try:
                ask(address=f"203.0.113.{n}")
                outcomes.append("asked")
            except CodeTooSoon:
                outcomes.append("too soon")
            db.session.remove()

    at_once(asking, 6)
    assert Counter(outcomes) == {"asked": 1, "too soon": 5}
