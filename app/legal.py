"""What a report is for the law on appeals, and why, in one sentence; nothing about its sender."""

from __future__ import annotations

from flask_babel import gettext as _

from app.models import ServiceRequest
from app.policy import policy
from app.presentation import day, now


def is_appeal(service_request: ServiceRequest) -> bool:
    """Whether the law sets a day for an answer."""
    return service_request.appeal_registered_on is not None


def law_sentence(service_request: ServiceRequest, *, own: bool = False) -> str:
    """Say whether a report is an appeal or a signal, and why; `own` speaks to whoever sent it."""
    if not is_appeal(service_request):
        return _signal(own)
    said = {
        "number": service_request.public_id,
        "day": day(service_request.appeal_registered_on),
        "due": day(service_request.answer_due_on),
        "answered": day(service_request.resolved_at or service_request.closed_at or now()),
    }
    return (
        _appeal_of_yours(_stands(service_request), said) if own else _appeal(_stands(service_request), said)
    )


def _signal(own: bool) -> str:
    if own:
        return _(
            "This is a signal: the agency works on it, but the law on appeals (O'RQ-445) sets a day for an answer only when the sender has confirmed a contact."
        )
    return _(
        "This is a signal: its sender confirmed no contact, so the agency works on it, but the law on appeals (O'RQ-445) sets no day for an answer."
    )


def _stands(service_request: ServiceRequest) -> str:
    """Return a stable word: answered, late, extended or due."""
    calendar = policy().calendar
    answered_at = service_request.resolved_at or service_request.closed_at
    registered_on, due_on = service_request.appeal_registered_on, service_request.answer_due_on
    if answered_at and registered_on and calendar.local_day(answered_at) >= registered_on:
        return "answered"
    if due_on and calendar.local_day(now()) > due_on:
        return "late"
    return "extended" if service_request.answer_extended_on else "due"


def _appeal(stands: str, said: dict[str, str]) -> str:
    return {
        "answered": _(
            "This is an appeal by law O'RQ-445, because its sender confirmed a contact: registered under number %(number)s on %(day)s, answered on %(answered)s.",
            **said,
        ),
        "late": _(
            "This is an appeal by law O'RQ-445, because its sender confirmed a contact: registered under number %(number)s on %(day)s; the answer was due by %(due)s and is late.",
            **said,
        ),
        "extended": _(
            "This is an appeal by law O'RQ-445, because its sender confirmed a contact: registered under number %(number)s on %(day)s; the answer was put off, with notice, to %(due)s.",
            **said,
        ),
        "due": _(
            "This is an appeal by law O'RQ-445, because its sender confirmed a contact: registered under number %(number)s on %(day)s, to be answered by %(due)s.",
            **said,
        ),
    }[stands]


def _appeal_of_yours(stands: str, said: dict[str, str]) -> str:
    return {
        "answered": _(
            "This is an appeal by law O'RQ-445, because you confirmed your contact: registered under number %(number)s on %(day)s, answered on %(answered)s.",
            **said,
        ),
        "late": _(
            "This is an appeal by law O'RQ-445, because you confirmed your contact: registered under number %(number)s on %(day)s; the answer was due by %(due)s and is late.",
            **said,
        ),
        "extended": _(
            "This is an appeal by law O'RQ-445, because you confirmed your contact: registered under number %(number)s on %(day)s; the answer was put off, with notice, to %(due)s.",
            **said,
        ),
        "due": _(
            "This is an appeal by law O'RQ-445, because you confirmed your contact: registered under number %(number)s on %(day)s, to be answered by %(due)s.",
            **said,
        ),
    }[stands]
