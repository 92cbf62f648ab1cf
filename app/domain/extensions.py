"""Putting a promise off: once, for at most a month, with a notice to whoever sent the report.

For an appeal the law's own rules hold (`appeals`, O'RQ-445, article 28): the answer may be extended once, as an
exception, by one month at most. A promise within the law's term is the city's own: it may be put off to a day in it.
For a signal the law sets nothing, and the same measure is used: one month from the promise.
"""

from __future__ import annotations

from datetime import date

from app.domain.appeals import LegalClock, TermRefused, add_month


def put_off(
    until: date,
    today: date,
    due_on: date,
    *,
    legal: LegalClock | None,
    is_broken: bool = False,
    already: bool = False,
) -> LegalClock | None:
    """Return the legal clock of a report whose promise of `due_on` is put off, None for a signal.

    A promise that is broken stays broken; of an appeal the answer may still be extended then. Raises
    TermRefused: `already`, `late`, `not_longer`, `too_long`.
    """
    if already:
        raise TermRefused("already")
    if legal is not None and until > legal.due_on:
        return legal.extended(until, today)
    if is_broken:
        raise TermRefused("late")
    if until <= due_on:
        raise TermRefused("not_longer")
    if legal is None and until > add_month(due_on):
        raise TermRefused("too_long")
    return legal
