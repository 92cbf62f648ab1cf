"""What the pages about crews say: on duty until when, and why a crew is suggested."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app.domain.crew_choice import Duty, Fit
from app.models import Shift
from app.policy import policy
from app.queries.crew_suggestions import Suggestion

#: Monday first, as `date.weekday()` counts.
WEEKDAY = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
SHORT_WEEKDAY = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))

#: So many crews stand first, as suggested.
MOST_SUGGESTED = 3


def clock(moment: datetime) -> str:
    """Return the time on the clock on the wall: `18:00`."""
    return f"{moment.astimezone(policy().calendar.zone):%H:%M}"


def hours(shift: Shift) -> str:
    """Return from when to when a shift lasts: `09:00–18:00`."""
    return f"{clock(shift.begins_at)}–{clock(shift.ends_at)}"


def duty_words(duty: Duty, until: datetime | None, begins: datetime | None) -> str:
    """Say whether a crew is on duty; nothing where nobody keeps its shifts."""
    if until is not None:
        return _("On duty until %(time)s", time=clock(until))
    if begins is not None:
        weekday = WEEKDAY[policy().calendar.local_day(begins).weekday()]
        return _("On duty from %(weekday)s, %(time)s", weekday=str(weekday), time=clock(begins))
    return _("Not on duty") if duty is Duty.OFF else ""


def reasons(suggestion: Suggestion) -> list[dict[str, Any]]:
    """Return what speaks for a crew and against it, each in a few words; what nobody knows is left out."""
    facts = suggestion.facts
    said = [
        (facts.skill, {Fit.YES: _("Knows this kind of work"), Fit.NO: _("Does other kinds of work")}),
        (facts.area, {Fit.YES: _("Works in this area"), Fit.NO: _("Works in other areas")}),
    ]
    found = [{"words": words[fit], "good": fit is Fit.YES} for fit, words in said if fit is not Fit.UNKNOWN]
    duty = duty_words(facts.duty, suggestion.on_duty_until, suggestion.on_duty_from)
    if duty:
        found.append({"words": duty, "good": facts.duty in (Duty.NOW, Duty.SOON)})
    return found


def load_words(open_jobs: int) -> str:
    """Say how much a crew has to do."""
    return str(ngettext("%(num)d open job", "%(num)d open jobs", open_jobs))


def suggested(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Return the crews to be named first: those that fit, where something speaks for them; else the nearest to it."""
    known = [
        one
        for one in suggestions
        if one.fits
        and (one.facts.skill is Fit.YES or one.facts.area is Fit.YES or one.facts.duty is Duty.NOW)
    ]
    able = [one for one in suggestions if one.facts.skill is Fit.YES]
    return known[:MOST_SUGGESTED] or able[:1]


def fits(suggestions: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Return the crews to be named first, each with its load and why."""
    return [
        {"name": one.name, "load": load_words(one.facts.open_jobs), "reasons": reasons(one)}
        for one in suggested(suggestions)
    ]


def crew_choices(suggestions: Sequence[Suggestion]) -> list[SelectChoice]:
    """Return the crews for a choice, the suggested ones first, each with what it has to do and why."""
    first = suggested(suggestions)
    choices = [SelectChoice("", _("Choose a crew"))]
    for one in suggestions:
        words = ngettext(
            "%(crew)s (%(num)d open job)",
            "%(crew)s (%(num)d open jobs)",
            one.facts.open_jobs,
            crew=one.name,
        )
        line = " · ".join([words, *(reason["words"] for reason in reasons(one))])
        group = (_("Suggested") if one in first else _("Other crews")) if first else None
        choices.append(SelectChoice(str(one.crew_id), line, optgroup=group))
    return choices
