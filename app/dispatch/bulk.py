"""One decision for many reports: a page that says what will happen to each, and then it happens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import bulk as acting
from app.actions.bulk import Outcome, Pick
from app.dispatch import bulk_telling, telling
from app.dispatch.blueprint import bp
from app.dispatch.chosen import chosen
from app.domain.errors import DemandNotMet
from app.domain.text import TextTooLong
from app.i18n import named
from app.presentation import now
from app.queries import choices
from app.queries.crew_suggestions import suggest_for_many
from app.queries.entry import Entry
from app.queries.picked import picked
from app.refusals import sentence
from app.signing_in import me, requires


class _AssignForm(FlaskForm):
    what = HiddenField(default="assign")
    crew = RadioField(_l("Crew"), validate_choice=False)
    field_of = {"crew": "crew"}


class _HandOverForm(FlaskForm):
    what = HiddenField(default="hand-over")
    agency = SelectField(_l("Agency"), validate_choice=False)
    note = TextAreaField(_l("Reason"))
    field_of = {"agency": "agency", "reason": "note"}


class _MergeForm(FlaskForm):
    what = HiddenField(default="merge")
    original = RadioField(_l("Which report goes on"), validate_choice=False)
    field_of = {"original": "original"}


_FORMS: dict[str, type[FlaskForm]] = {"assign": _AssignForm, "hand-over": _HandOverForm, "merge": _MergeForm}


@bp.get("/bulk")
@requires(access.may_use_inbox)
def bulk() -> Any:
    """Say what would happen to each report that was picked, and to which nothing would, and why."""
    return _show(_asked(), request.args.getlist("pick"))


@bp.post("/bulk")
@requires(access.may_use_inbox)
def bulk_now() -> Any:
    """Do it. Who changed meanwhile is left out, and told of."""
    what = _asked()
    form = _FORMS[what]()
    picks = _picks()
    public_ids = request.args.getlist("pick")
    if not form.validate_on_submit() or not picks:
        form.form_errors = [*form.form_errors, _("Pick the reports in the inbox first.")]
        return _show(what, public_ids, form), 422
    try:
        outcome = _act(form, picks)
    except (DemandNotMet, TextTooLong) as error:
        about = str(error.demand) if isinstance(error, DemandNotMet) else "reason"
        form[form.field_of[about]].errors = [sentence(error)]  # type: ignore[attr-defined]
        return _show(what, public_ids, form), 422
    _tell(what, outcome, form)
    return redirect(url_for(".index", **chosen().query()), 303)


def _asked() -> str:
    asked = request.values.get("what", "")
    return asked if asked in _FORMS else "assign"


def _picks() -> list[Pick]:
    """Return what the page showed as possible: each with the version that it showed."""
    found = []
    for value in request.form.getlist("pick"):
        public_id, _colon, version = value.partition(":")
        if version.isascii() and version.isdecimal() and len(version) <= 9:
            found.append(Pick(public_id, int(version)))
    return found


def _act(form: Any, picks: list[Pick]) -> Outcome:
    by: dict[str, Any] = {"by": me(), "at": now()}
    if isinstance(form, _AssignForm):
        return acting.assign(picks, choices.crew(_id(form.crew.data)), **by)
    if isinstance(form, _HandOverForm):
        agency = choices.agency(_id(form.agency.data))
        return acting.hand_over(picks, agency, note=form.note.data or "", **by)
    return acting.merge(picks, str(form.original.data or ""), **by)


def _tell(what: str, outcome: Outcome, form: Any) -> None:
    """Say how many it was done to, and which were left out, by reason."""
    if outcome.done:
        flash(bulk_telling.done(what, len(outcome.done), _to_whom(form)), "success")
    left: dict[str, list[str]] = {}
    for public_id, error in outcome.left_out:
        left.setdefault(sentence(error), []).append(public_id)
    for why, numbers in left.items():
        flash(_("Left out: %(numbers)s. %(why)s", numbers=", ".join(numbers), why=why), "warning")


def _to_whom(form: Any) -> str:
    if isinstance(form, _AssignForm):
        crew = choices.crew(_id(form.crew.data))
        return crew.name if crew else ""
    if isinstance(form, _HandOverForm):
        agency = choices.agency(_id(form.agency.data))
        return named(agency.names) if agency else ""
    return str(form.original.data or "")


def _show(what: str, public_ids: list[str], form: Any = None) -> str:
    at = now()
    entries = picked(public_ids, me(), at)
    plan = bulk_telling.plan(what, entries, access.actor_of(me()))
    form = form or _FORMS[what](formdata=None)
    entries_going = [line.entry for line in plan if not line.why]
    crews = _crews(form, entries_going, at)
    _fill(form, entries_going)
    there = {entry.public_id for entry in entries}
    return render_template(
        "dispatch/bulk.html",
        what=what,
        form=form,
        crews=crews,
        looking=chosen(),
        lane_name=telling.LANES[chosen().lane][0],
        going=[line for line in plan if not line.why],
        left=[line for line in plan if line.why],
        gone=[one for one in public_ids if one not in there],
        titles=bulk_telling.titles(what, sum(not line.why for line in plan)),
        picks=public_ids,
    )


def _crews(form: Any, entries: list[Entry], at: datetime) -> dict[str, bulk_telling.CrewLine]:
    """Give the form the crews of the reports' agencies, and return what is said of each, the best fitting first.

    Where one is suggested that fits all of them, it is chosen already.
    """
    if not isinstance(form, _AssignForm):
        return {}
    found = suggest_for_many([entry.public_id for entry in entries], me(), at)
    lines = {str(one.crew_id): line for one, line in zip(found, bulk_telling.crews(found), strict=True)}
    form.crew.choices = [SelectChoice(crew_id, line.name) for crew_id, line in lines.items()]
    if form.crew.data is None and found and found[0].fits_all and lines[str(found[0].crew_id)].suggested:
        form.crew.data = str(found[0].crew_id)
    return lines


def _fill(form: Any, entries: list[Entry]) -> None:
    """Give the form its choices: every other agency, or the reports themselves."""
    agency_ids = {entry.agency_id for entry in entries}
    if isinstance(form, _AssignForm):
        return
    if isinstance(form, _HandOverForm):
        agencies = [agency for agency in choices.agencies() if {agency.id} != agency_ids]
        form.agency.choices = [SelectChoice("", _("Choose an agency"))] + [
            SelectChoice(str(agency.id), named(agency.names)) for agency in agencies
        ]
    else:
        form.original.choices = [SelectChoice(e.public_id, bulk_telling.original(e)) for e in entries]
        # Whoever reported it first is waiting longest.
        form.original.data = form.original.data or (entries[0].public_id if entries else None)


def _id(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 9 else None
