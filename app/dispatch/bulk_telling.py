"""What is said before and after one decision for many reports: what happens to each, who is left out, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app import words
from app.dispatch.crew_words import MOST_SUGGESTED, duty_words, load_words
from app.domain.crew_choice import Duty
from app.domain.lifecycle import Actor, Status, moves_for
from app.i18n import named
from app.presentation import number, short_moment
from app.queries.crew_suggestions import ForMany
from app.queries.entry import Entry
from app.telling import names_line, others
from geo.metres import distance_m

_MOVES = {"assign": "assign", "hand-over": "hand_over", "merge": "mark_duplicate"}
#: Farther than this two reports are hardly about one thing.
FAR_M = 300


@dataclass(frozen=True)
class Line:
    """One report of the plan: what will happen to it, or why nothing will; and what to think of besides."""

    entry: Entry
    title: str
    place: str
    happens: str
    why: str
    mind: tuple[str, ...]


@dataclass(frozen=True)
class CrewLine:
    """A crew that could get the reports: what it has to do, how many it fits, which it does not fit and why."""

    name: str
    load: str
    fits: str
    reasons: tuple[dict[str, Any], ...]
    #: Each a reason with the reports that it is about.
    against: tuple[str, ...]
    suggested: bool


def crews(found: Sequence[ForMany]) -> list[CrewLine]:
    """Return what is said of each crew; a few are suggested that fit the most of them."""
    most = max((len(one.fits) for one in found if one.is_known), default=0)
    first = [one.crew_id for one in found if one.is_known and len(one.fits) == most][:MOST_SUGGESTED]
    return [_crew(one, one.crew_id in first) for one in found]


def _crew(one: ForMany, suggested: bool) -> CrewLine:
    total = len(one.fits) + len(one.other_work) + len(one.elsewhere) + len(one.other_agency)
    if one.fits_all:
        fits = _("Fits all of them") if one.is_known else _("Nobody wrote down what it does, or where.")
    else:
        fits = _("Fits %(count)s of %(total)s", count=number(len(one.fits)), total=number(total))
    work, elsewhere, others = (", ".join(ids) for ids in (one.other_work, one.elsewhere, one.other_agency))
    against = [
        _("Does other kinds of work: %(numbers)s", numbers=work) if work else "",
        _("Works in other areas: %(numbers)s", numbers=elsewhere) if elsewhere else "",
        _("Belongs to another agency: %(numbers)s", numbers=others) if others else "",
    ]
    duty = duty_words(one.duty, one.on_duty_until, one.on_duty_from)
    load = load_words(one.open_jobs)
    if one.open_jobs_then > one.open_jobs:
        load = _("%(load)s, %(then)s with these", load=load, then=number(one.open_jobs_then))
    return CrewLine(
        name=one.name,
        load=load,
        fits=fits,
        reasons=({"words": duty, "good": one.duty in (Duty.NOW, Duty.SOON)},) if duty else (),
        against=tuple(filter(None, against)),
        suggested=suggested,
    )


def plan(what: str, entries: Sequence[Entry], actor: Actor) -> list[Line]:
    """Return what would happen to each, the first one sent first."""
    going = [entry for entry in entries if _MOVES[what] in moves_for(entry.status, actor)]
    lines = []
    for entry in entries:
        why = "" if entry in going else _why_not(what, entry)
        if what == "merge" and not why and len(going) < 2:
            why = _("There is no second report to merge it with.")
        lines.append(
            Line(
                entry=entry,
                title=named(entry.service_names),
                place=names_line(entry.areas),
                happens="" if why else _happens(what, entry),
                why=why,
                mind=() if why else tuple(_mind(what, entry, going)),
            )
        )
    return lines


def _why_not(what: str, entry: Entry) -> str:
    if entry.status is Status.IN_PROGRESS:
        return _("A crew is at work on it.")
    if entry.status is Status.RESOLVED:
        return _("It is fixed, and waits for its resident's word.")
    if entry.status is Status.DUPLICATE:
        return _("It is tied to an earlier report already.")
    return _("It is closed.")


def _happens(what: str, entry: Entry) -> str:
    if what == "assign":
        if entry.crew_name:
            return _("It moves from %(crew)s to the crew that you choose.", crew=entry.crew_name)
        return _("It is accepted, and comes onto the crew's list.")
    if what == "hand-over":
        return _("It leaves your inbox, and is new in the other one. Its promise stays.")
    return _("Unless it is the one that goes on, it ends as a duplicate. Its resident follows that one.")


def _mind(what: str, entry: Entry, going: Sequence[Entry]) -> list[str]:
    """What somebody should think of before agreeing: none of it keeps the report out."""
    found = []
    if what != "merge" and entry.status is Status.IN_PROGRESS:
        found.append(_("A crew is at work on it now."))
    if what == "hand-over" and entry.crew_name:
        found.append(_("%(crew)s loses the job.", crew=entry.crew_name))
    if what == "merge" and going:
        first = going[0]
        if entry.service_group_id != first.service_group_id:
            found.append(_("Another kind of work."))
        metres = distance_m((first.longitude, first.latitude), (entry.longitude, entry.latitude))
        if metres > FAR_M:
            found.append(_("%(metres)s m away", metres=number(round(metres))))
    if what != "assign" and entry.is_asked:
        found.append(_("Its question to the resident lapses."))
    return found


def original(entry: Entry) -> str:
    """Return a report as the one that could go on: number, kind, since when, and who else has it."""
    said = [entry.public_id, named(entry.service_names)]
    said.append(_("sent on %(moment)s", moment=short_moment(entry.submitted_at)))
    said.append(str(words.STATUS[entry.status]))
    if entry.supporters_count:
        said.append(others(entry.supporters_count))
    return " · ".join(said)


def titles(what: str, count: int) -> dict[str, str]:
    """Return the page's title, and the words of the button that does it."""
    if what == "assign":
        return {
            "title": ngettext("Assign %(num)d report to a crew", "Assign %(num)d reports to a crew", count),
            "button": ngettext("Assign %(num)d report", "Assign %(num)d reports", count),
        }
    if what == "hand-over":
        return {
            "title": ngettext(
                "Hand over %(num)d report to another agency",
                "Hand over %(num)d reports to another agency",
                count,
            ),
            "button": ngettext("Hand over %(num)d report", "Hand over %(num)d reports", count),
        }
    return {
        "title": ngettext("Merge %(num)d report into one", "Merge %(num)d reports into one", count),
        "button": ngettext("Merge %(num)d report", "Merge %(num)d reports", count),
    }


def done(what: str, count: int, to_whom: str) -> str:
    """Return the sentence that says what was done to how many."""
    if what == "assign":
        return ngettext(
            "%(num)d report is on the list of %(crew)s now.",
            "%(num)d reports are on the list of %(crew)s now.",
            count,
            crew=to_whom,
        )
    if what == "hand-over":
        return ngettext(
            "%(num)d report was handed over to %(agency)s, with your reason.",
            "%(num)d reports were handed over to %(agency)s, with your reason.",
            count,
            agency=to_whom,
        )
    return ngettext(
        "%(num)d report was tied to %(number)s, which goes on.",
        "%(num)d reports were tied to %(number)s, which goes on.",
        count,
        number=to_whom,
    )
