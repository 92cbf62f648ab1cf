"""How a report's clock is told: whether it stands and why, what it was given, what comes next; in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app import words
from app.domain.escalation import Step, look_at_answer
from app.domain.pauses import PauseReason
from app.models import ClockPause, ServiceRequest
from app.policy import policy
from app.presentation import day, moment, now, number
from app.queries import clock
from app.queries.entry import Entry


@dataclass(frozen=True)
class Clock:
    """What a page says. `stands` is why the clock stands now, in one sentence; empty where it goes."""

    stands: str
    facts: list[str]
    #: That the law's day for the answer is near or over, in one sentence; else empty.
    answer: str = ""
    #: Of a repair that did not last: the sentence, and the number of the earlier report.
    bad_repair: str = ""
    earlier: str = ""
    #: The numbers of later reports that say so of this one.
    came_back: tuple[str, ...] = ()


def clock_of(service_request: ServiceRequest) -> Clock:
    """Say how the clock of a report stands."""
    at = now()
    pauses = clock.pauses_of(service_request)
    stands = _standing(pauses, service_request, at)
    facts = []
    hours = sum(pause.hours or 0.0 for pause in pauses)
    if hours:
        facts.append(_("It stood still for %(hours)s working hours in all.", hours=number(hours, 1)))
    if service_request.extended_at is not None:
        facts.append(
            _(
                "The promise was put off on %(day)s; it cannot be put off again.",
                day=day(service_request.extended_at),
            )
        )
    if service_request.is_open and service_request.clock_step:
        facts.append(_told(service_request.clock_step))
    bad = clock.bad_repair_of(service_request)
    return Clock(
        stands,
        facts,
        answer=answer_words(service_request, at),
        bad_repair=_bad(bad.days) if bad else "",
        earlier=bad.earlier.public_id if bad else "",
        came_back=tuple(row.service_request.public_id for row in clock.came_back(service_request)),
    )


def why_it_stands(service_request: ServiceRequest) -> str:
    """Say why the clock of an open report stands now, or since when it goes on by itself; else nothing."""
    if not service_request.is_open:
        return ""
    return _standing(clock.pauses_of(service_request), service_request, now())


def answer_words(report: ServiceRequest, at: datetime) -> str:
    """Say of an open appeal that the law's last day for the answer is near or over; else nothing."""
    come = _answer_step(report, at)
    if come is None:
        return ""
    by = day(report.answer_due_on) if report.answer_due_on else ""
    if come is Step.ANSWER_LATE:
        return _("The answer by law was due by %(day)s and is late.", day=by)
    return _("The answer by law is due by %(day)s.", day=by)


def answer_mark(report: Entry, at: datetime) -> str:
    """Say the same in the few words that a row of a list has room for."""
    come = _answer_step(report, at)
    if come is None:
        return ""
    return _("The answer by law is late") if come is Step.ANSWER_LATE else _("The answer by law is due soon")


def _answer_step(report: ServiceRequest | Entry, at: datetime) -> Step | None:
    if not report.is_open or report.answer_due_on is None:
        return None
    return look_at_answer(report.answer_due_on, at, policy().calendar)[0]


def _standing(pauses: list[ClockPause], service_request: ServiceRequest, at: datetime) -> str:
    running = [pause for pause in pauses if pause.ended_at is None]
    return _stands(running[0], service_request, at) if running and service_request.is_open else ""


def _stands(pause: ClockPause, service_request: ServiceRequest, at: datetime) -> str:
    said = {
        "since": moment(pause.stopped_at),
        "until": moment(pause.ends_by_at),
        "due": moment(service_request.due_at),
    }
    answer = pause.reason is PauseReason.ANSWER
    if at >= pause.ends_by_at:
        if answer:
            return _("The resident did not answer, so the clock goes on since %(until)s.", **said)
        return _("The material did not come, so the clock goes on since %(until)s.", **said)
    if answer:
        return _(
            "The clock stands since %(since)s, because the resident was asked something. It goes on with the "
            "answer, or by itself on %(until)s; then the work is due by %(due)s.",
            **said,
        )
    return _(
        "The clock stands since %(since)s, because material is missing. It goes on when it has come, or by "
        "itself on %(until)s; then the work is due by %(due)s.",
        **said,
    )


def _told(step: int) -> str:
    """Say whom the latest step told."""
    if step == 1:
        return _("The agency was reminded.")
    return str(list(words.ESCALATED.values())[min(step, 6) - 2])


def _bad(days: int) -> str:
    if days == 0:
        return _("Bad repair: the same problem was repaired here on the same day.")
    return str(
        ngettext(
            "Bad repair: the same problem was repaired here %(num)d day before.",
            "Bad repair: the same problem was repaired here %(num)d days before.",
            days,
        )
    )
