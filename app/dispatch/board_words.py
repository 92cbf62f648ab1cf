"""What the board says: days, crews with their shifts, and a card for each job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.dispatch.crew_words import SHORT_WEEKDAY, WEEKDAY, duty_words, hours, load_words
from app.domain.crew_choice import Duty
from app.domain.lifecycle import Status
from app.i18n import named
from app.policy import policy
from app.presentation import day
from app.queries.board import Board, Line
from app.queries.entry import Entry
from app.telling import Due, due_words


@dataclass(frozen=True)
class Card:
    """A job on the board."""

    public_id: str
    version: int
    href: str
    plan_href: str
    title: str
    icon: str
    place: str
    due: Due
    due_at: datetime
    in_work: bool
    #: What is odd about its day, in words: it has passed, or comes after the promise.
    warning: str


def card(entry: Entry, at: datetime, start: date) -> Card:
    """Return a job as a card."""
    return Card(
        public_id=entry.public_id,
        version=entry.version,
        href=url_for("dispatch.report", public_id=entry.public_id),
        plan_href=url_for("dispatch.plan", public_id=entry.public_id, start=start.isoformat()),
        title=named(entry.service_names),
        icon=entry.service_icon,
        place=named(entry.areas[0]) if entry.areas else "",
        due=due_words(entry.due_at, at),
        due_at=entry.due_at,
        in_work=entry.status is Status.IN_PROGRESS,
        warning=_warning(entry, at),
    )


def _warning(entry: Entry, at: datetime) -> str:
    if entry.planned_on is None:
        return ""
    calendar = policy().calendar
    if entry.planned_on < calendar.local_day(at):
        return _("Was planned for %(day)s", day=_short(entry.planned_on))
    if entry.due_at >= at and entry.planned_on > calendar.local_day(entry.due_at):
        return _("Planned after its promise")
    return ""


def _short(value: date) -> str:
    return f"{value:%d.%m}"


def days(found: Board, today: date) -> list[dict[str, Any]]:
    """Return the head of each column. A day off on which nothing happens is narrow."""
    calendar = policy().calendar
    return [
        {
            "iso": value.isoformat(),
            "weekday": SHORT_WEEKDAY[value.weekday()],
            "short": _short(value),
            "words": _("%(weekday)s, %(day)s", weekday=str(WEEKDAY[value.weekday()]), day=day(value)),
            "today": value == today,
            "off": not calendar.is_working_day(value)
            and not any(value in line.days or value in line.shifts for line in found.lines),
        }
        for value in found.days
    ]


def line(told: Line, found: Board, today: date, at: datetime, start: date) -> dict[str, Any]:
    """Return a crew with its cells. What has passed cannot be planned any more."""
    return {
        "crew_id": told.crew_id,
        "name": told.name,
        "load": load_words(told.open_jobs),
        "duty": _duty(told.duty),
        "on_duty": told.duty is Duty.NOW,
        "unplanned": [card(entry, at, start) for entry in told.unplanned],
        "more": told.more_unplanned,
        "more_href": url_for("dispatch.index", crew=told.crew_id),
        "cells": [
            {
                "iso": value.isoformat(),
                "open": value >= today,
                "shifts": [
                    {"hours": hours(shift), "members": ", ".join(one.name for one in shift.members)}
                    for shift in told.shifts.get(value, ())
                ],
                "jobs": [card(entry, at, start) for entry in told.days.get(value, ())],
                "unmanned": value in told.days
                and value not in told.shifts
                and told.duty is not Duty.UNKNOWN
                and value >= today,
            }
            for value in found.days
        ],
    }


def _duty(duty: Duty) -> str:
    if duty is Duty.NOW:
        return _("On duty now")
    return duty_words(Duty.OFF, None, None) if duty in (Duty.OFF, Duty.SOON) else ""
