"""Who is told of what, by which way, and when nobody's phone rings."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.domain.lifecycle import MOVES, Status
from app.domain.notices import EVENTS, QuietHours, event_of, quiet_hours, way_of

TASHKENT = ZoneInfo("Asia/Tashkent")
NIGHT = QuietHours(time(21), time(8))

#: Local time, and the local time at which a message may go.
NIGHTS = [
    ("2026-11-18 20:59", "2026-11-18 20:59"),
    ("2026-11-18 21:00", "2026-11-19 08:00"),
    ("2026-11-18 23:59", "2026-11-19 08:00"),
    ("2026-11-19 00:00", "2026-11-19 08:00"),
    ("2026-11-19 07:59", "2026-11-19 08:00"),
    ("2026-11-19 08:00", "2026-11-19 08:00"),
    ("2026-12-31 22:00", "2027-01-01 08:00"),
]

#: Move, status before, status after, and what it is told as.
NEWS = [
    ("submit", None, "received", "received"),
    ("accept", "received", "accepted", "accepted"),
    ("assign", "received", "accepted", "accepted"),
    ("assign", "reopened", "accepted", "accepted"),
    ("assign", "accepted", "accepted", None),
    ("assign", "in_progress", "accepted", None),
    ("start", "accepted", "in_progress", "in_work"),
    ("resolve", "in_progress", "resolved", "resolved"),
    ("hand_over", "received", "received", "handed_over"),
    ("reject", "received", "rejected", "rejected"),
    ("mark_duplicate", "received", "duplicate", "duplicate"),
    ("undo_duplicate", "duplicate", "received", "separated"),
    ("undo_duplicate", "duplicate", "accepted", "separated"),
    ("split", "received", "received", "split"),
    ("decide", "received", "received", "decided"),
    ("confirm", "resolved", "closed", "confirmed"),
    ("not_fixed", "resolved", "reopened", "reopened"),
    ("close_unanswered", "resolved", "closed", "closed"),
    ("extend", "accepted", "accepted", "extended"),
    ("study", "received", "received", "study"),
    ("escalate", "received", "received", None),
    ("plan", "accepted", "accepted", None),
    ("pause", "in_progress", "accepted", None),
    ("need_materials", "in_progress", "accepted", None),
    ("hand_back", "in_progress", "received", None),
    ("rate", "closed", "closed", None),
    ("reroute", "received", "received", None),
]


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=TASHKENT)


@pytest.mark.parametrize(("at", "goes"), NIGHTS)
def test_a_message_of_the_night_waits_for_the_morning(at, goes):
    over = NIGHT.over_at(local(at).astimezone(UTC), TASHKENT)
    assert over == local(goes)
    assert over.tzinfo is UTC


def test_quiet_hours_may_lie_within_a_day():
    noon = QuietHours(time(12), time(14))
    assert noon.over_at(local("2026-11-18 13:00"), TASHKENT) == local("2026-11-18 14:00")
    assert noon.over_at(local("2026-11-18 14:00"), TASHKENT) == local("2026-11-18 14:00")


def test_quiet_hours_are_read_from_a_setting():
    assert quiet_hours("21:00-08:00") == quiet_hours(" 21:00 – 08:00 ") == NIGHT
    assert quiet_hours("") is quiet_hours("08:00-08:00") is None
    for wrong in ("21", "21:00", "25:00-08:00", "night"):
        with pytest.raises(ValueError, match=r".*"):
            quiet_hours(wrong)


@pytest.mark.parametrize(("move", "before", "after", "told"), NEWS)
def test_a_move_is_told_as_what_it_means(move, before, after, told):
    event = event_of(move, Status(before) if before else None, Status(after))
    assert (event.name if event else None) == told


def test_every_move_is_in_the_table_above():
    assert {move for move, *_ in NEWS} == set(MOVES)


@pytest.mark.parametrize(
    ("email", "phone", "way"),
    [(True, True, "email"), (True, False, "email"), (False, True, "sms"), (False, False, None)],
)
def test_an_e_mail_costs_nothing_so_it_comes_first(email, phone, way):
    assert way_of("resolved", email=email, phone=phone, by_sms={"resolved"}) == way


def test_an_event_that_is_not_worth_an_sms_is_not_sent_as_one():
    assert way_of("in_work", email=False, phone=True, by_sms={"resolved"}) is None


def test_every_event_has_somebody_to_tell():
    assert all(event.audience for event in EVENTS.values())
