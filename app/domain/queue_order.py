"""In which order a dispatcher's inbox stands: the promise decides the day, and people decide within the day."""

from __future__ import annotations

from datetime import date

#: More than so many residents of one report make no difference to its place.
MOST_COUNTED = 9_999
STEP = MOST_COUNTED + 1


def queue_order(due_on: date, supporters: int) -> int:
    """Return a report's place in the inbox, the smaller the sooner; `due_on` is the promise's day here.

    An earlier day always comes first; on one day, what more residents have. So support never pushes
    aside what was promised for an earlier day, and one number serves both from one index.

    >>> queue_order(date(2026, 12, 3), 0) > queue_order(date(2026, 12, 3), 7)
    True
    >>> queue_order(date(2026, 12, 3), 0) < queue_order(date(2026, 12, 4), 9_999)
    True
    """
    return due_on.toordinal() * STEP - max(0, min(supporters, MOST_COUNTED))


def first_of(day: date) -> int:
    """Return the smallest place that a report due on this day can have."""
    return queue_order(day, MOST_COUNTED)


def last_of(day: date) -> int:
    """Return the largest place that a report due on this day can have."""
    return queue_order(day, 0)
