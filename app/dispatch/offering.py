"""Which forms the page of a report offers now, with their choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions.contractors import DAYS
from app.actions.deciding import refuse_ping_pong
from app.actions.extending import legal_clock
from app.dispatch import clock_forms, crew_words, telling
from app.dispatch import forms as moves
from app.dispatch import talk_forms as talk
from app.domain.appeals import add_month
from app.domain.errors import DecidedByCouncil, DecisionAwaited
from app.domain.lifecycle import moves_for
from app.models import PhotoKind, ServiceRequest
from app.policy import policy
from app.presentation import now
from app.queries import choices, reports
from app.queries.crew_suggestions import suggest
from app.signing_in import me

#: Every form of the page, by its name.
FORMS: dict[str, type[moves.MoveForm]] = {
    **moves.FORMS,
    "extend": clock_forms.ExtendForm,
    "study": clock_forms.StudyForm,
    "undo_duplicate": talk.UndoForm,
    "split": talk.SplitForm,
    "reply": talk.ReplyForm,
    "note": talk.NoteForm,
    "hide": talk.HideForm,
    "contractor": talk.ContractorForm,
}


def offered(service_request: ServiceRequest, near: Sequence[dict[str, Any]]) -> dict[str, moves.MoveForm]:
    """Return the forms that are open to this dispatcher now, filled with their choices."""
    names = [name for name in moves_for(service_request.status, access.actor_of(me())) if name in FORMS]
    if "hand_over" in names and not _may_hand_over(service_request):
        names.remove("hand_over")
    names = [name for name in names if _clock_allows(name, service_request)]
    if service_request.is_open:
        names += ["contractor"] if service_request.question_asked_at is not None else ["ask", "contractor"]
    names += ["reply", "note", "hide"]
    data = {"version": str(service_request.version)}
    found = {name: FORMS[name](formdata=None, data=data) for name in names}
    fill(found, service_request, near)
    return found


def fill(
    forms: dict[str, moves.MoveForm], service_request: ServiceRequest, near: Sequence[dict[str, Any]]
) -> None:
    """Give the forms their choices."""
    for form in forms.values():
        match form:
            case moves.AssignForm():
                found = suggest(service_request, now())
                form.crew.choices = crew_words.crew_choices(found)
                form.suggested = crew_words.fits(found)
                if not form.crew.data:
                    form.crew.data = str(service_request.crew_id or "")
                    form.planned_on.data = form.planned_on.data or service_request.planned_on
            case moves.HandOverForm():
                on = policy().calendar.local_day(now())
                form.agency.choices = telling.agency_choices(choices.agencies_for(service_request, on))
            case moves.DuplicateForm():
                form.near.choices = telling.near_choices(near)
            case talk.SplitForm():
                form.service_code.choices = telling.service_choices(reports.offered_services())
                form.photos.choices = [
                    SelectChoice(str(photo.id), str(n))
                    for n, photo in enumerate(reports.photos_of(service_request, PhotoKind.BEFORE), 1)
                ]
            case talk.ContractorForm():
                form.days.choices = [
                    SelectChoice(str(days), ngettext("%(num)d day", "%(num)d days", days)) for days in DAYS
                ]
                form.days.data = form.days.data or "7"


def _clock_allows(name: str, service_request: ServiceRequest) -> bool:
    """A promise is put off once, and only while it holds; only the answer to an appeal is studied, once."""
    legal, today = legal_clock(service_request), policy().calendar.local_day(now())
    may_be_longer = legal is not None and legal.extended_on is None and not legal.is_late(today)
    if name == "extend":
        holds = now() <= service_request.due_at and not service_request.was_overdue
        return service_request.extended_at is None and (holds or may_be_longer)
    if name == "study":
        return may_be_longer and legal is not None and legal.due_on < add_month(legal.registered_on)
    return True


def _may_hand_over(service_request: ServiceRequest) -> bool:
    try:
        refuse_ping_pong(service_request, me())
    except (DecisionAwaited, DecidedByCouncil):
        return False
    return True
