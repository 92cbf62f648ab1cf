"""The crews of an agency: who they are, what they can do, where they work, and their shifts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import roster as acts
from app.dispatch.blueprint import bp
from app.dispatch.crew_forms import (
    USUAL,
    WORKING_DAYS,
    CrewForm,
    RemoveShiftsForm,
    ShiftsForm,
    numbers,
)
from app.dispatch.crew_words import SHORT_WEEKDAY, duty_words, hours, load_words
from app.domain.errors import DomainError, NotFound
from app.i18n import named
from app.models import Agency, Crew, Shift
from app.policy import policy
from app.presentation import day, now
from app.queries import choices, roster
from app.signing_in import me, requires

#: So far ahead shifts are filled in, unless somebody says otherwise.
USUAL_SPAN = timedelta(days=27)


def agency_here() -> Agency:
    """Return the own agency, or for an admin the one that the address names, else the first."""
    if not access.may_administer(me()):
        return _found(choices.agency(me().agency_id))
    every = choices.agencies()
    code = request.args.get("agency", "")
    return next((agency for agency in every if agency.code == code), None) or _found(
        every[0] if every else None
    )


def agencies_here() -> list[tuple[str, str]]:
    """Return the agencies to choose from, for an admin."""
    if not access.may_administer(me()):
        return []
    return [(agency.code, named(agency.names)) for agency in choices.agencies()]


def _found(agency: Agency | None) -> Agency:
    if agency is None:
        abort(404)
    return agency


def find_crew(crew_id: int) -> Crew:
    """Return a crew that this person leads; another agency's is answered like one that is not there."""
    try:
        return roster.find_crew(crew_id, me())
    except NotFound:
        abort(404)


@bp.get("/crews")
@requires(access.may_use_inbox)
def crews() -> Any:
    """List the crews of an agency, with what they can do, where they work and who is on duty."""
    agency = agency_here()
    return render_template(
        "dispatch/crews.html",
        agency=agency,
        agencies=agencies_here(),
        crews=[
            {
                "line": line,
                "duty": duty_words(line.duty, line.on_duty_until, line.on_duty_from),
                "on_duty": line.on_duty_until is not None,
                "load": load_words(line.open_jobs),
            }
            for line in roster.crew_lines(agency.id, now())
        ],
    )


@bp.route("/crews/add", methods=["GET", "POST"])
@bp.route("/crews/<int:crew_id>", methods=["GET", "POST"])
@requires(access.may_use_inbox)
def crew(crew_id: int | None = None) -> Any:
    """Add a crew or change one."""
    found = find_crew(crew_id) if crew_id is not None else None
    agency = found.agency if found is not None else agency_here()
    form = _crew_form(found)
    groups, areas = roster.groups(), roster.areas_for(agency, numbers(form.areas.object_data))
    if form.validate_on_submit():
        try:
            saved = acts.save_crew(
                agency,
                found,
                name=form.name.data or "",
                is_active=form.is_active.data,
                groups=[group for group in groups if group.id in numbers(form.groups.data)],
                areas=[area for area in areas if area.id in numbers(form.areas.data)],
                by=me(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("“%(name)s” was saved.", name=saved.name), "success")
            return redirect(url_for(".crew", crew_id=saved.id), 303)
    return _show(agency, found, form=form)


def _crew_form(found: Crew | None, **options: Any) -> CrewForm:
    if found is None:
        return CrewForm(data={"is_active": True}, **options)
    return CrewForm(
        data={
            "name": found.name,
            "is_active": found.is_active,
            "groups": [str(n) for n in roster.skills_of(found)],
            "areas": [str(n) for n in roster.areas_of(found)],
        },
        **options,
    )


def _show(
    agency: Agency, found: Crew | None, *, form: CrewForm | None = None, shifts_form: ShiftsForm | None = None
) -> Any:
    form = form or _crew_form(found, formdata=None)
    chosen = numbers(form.areas.object_data)
    form.groups.choices = [SelectChoice(str(group.id), named(group.names)) for group in roster.groups()]
    form.areas.choices = [
        SelectChoice(str(area.id), named(area.names)) for area in roster.areas_for(agency, chosen)
    ]
    wrong = bool(form.errors or form.form_errors)
    page: dict[str, Any] = {}
    if found is not None:
        today = policy().calendar.local_day(now())
        shifts_form = shifts_form or ShiftsForm(
            formdata=None,
            data={
                "first_on": today,
                "last_on": today + USUAL_SPAN,
                "weekdays": WORKING_DAYS,
                "begins": USUAL[0],
                "ends": USUAL[1],
            },
        )
        shifts_form.members.choices = [
            SelectChoice(str(one.id), one.name) for one in roster.members_of(found)
        ]
        wrong = wrong or bool(shifts_form.errors or shifts_form.form_errors)
        page = {
            "shifts_form": shifts_form,
            "shifts": [_shift(shift) for shift in roster.coming_shifts(found, now())],
            "today": today,
        }
    template = render_template("dispatch/crew.html", agency=agency, crew=found, form=form, **page)
    return template, 422 if wrong else 200


def _shift(shift: Shift) -> dict[str, Any]:
    on = policy().calendar.local_day(shift.begins_at)
    return {
        "id": shift.id,
        "weekday": SHORT_WEEKDAY[on.weekday()],
        "day": day(on),
        "hours": hours(shift),
        "members": ", ".join(member.name for member in shift.members),
        "begun": shift.begins_at <= now(),
    }


@bp.post("/crews/<int:crew_id>/shifts")
@requires(access.may_use_inbox)
def add_shifts(crew_id: int) -> Any:
    """Put a crew on duty on chosen days of the week."""
    found = find_crew(crew_id)
    form = ShiftsForm()
    if not form.validate_on_submit():
        return _show(found.agency, found, shifts_form=form)
    try:
        done = acts.add_shifts(
            found,
            first_on=form.first_on.data,
            last_on=form.last_on.data,
            weekdays=numbers(form.weekdays.data),
            begins=form.begins.data,
            ends=form.ends.data,
            members=numbers(form.members.data),
            holidays_too=form.holidays_too.data,
            by=me(),
            at=now(),
        )
    except DomainError as error:
        form.refuse(error)
        return _show(found.agency, found, shifts_form=form)
    if done.added:
        flash(ngettext("%(num)d shift was added.", "%(num)d shifts were added.", done.added), "success")
    if done.taken:
        flash(
            ngettext(
                "On %(num)d day there was a shift at that time already; it stays as it is.",
                "On %(num)d days there was a shift at that time already; they stay as they are.",
                len(done.taken),
            ),
            "warning",
        )
    if not done.added and not done.taken:
        flash(_("None of these days is in that span, or all of them are public holidays."), "warning")
    return redirect(url_for(".crew", crew_id=crew_id, _anchor="shifts"), 303)


@bp.post("/crews/<int:crew_id>/shifts/remove")
@requires(access.may_use_inbox)
def remove_shifts(crew_id: int) -> Any:
    """Take shifts away that have not begun."""
    found = find_crew(crew_id)
    form = RemoveShiftsForm()
    if form.validate_on_submit():
        removed = acts.remove_shifts(found, numbers(form.shifts.data), by=me(), at=now())
        flash(
            ngettext("%(num)d shift was removed.", "%(num)d shifts were removed.", removed)
            if removed
            else _("Choose the shifts that are to be removed."),
            "success" if removed else "warning",
        )
    return redirect(url_for(".crew", crew_id=crew_id, _anchor="shifts"), 303)


@bp.get("/crews/<int:crew_id>/shifts")
@bp.get("/crews/<int:crew_id>/shifts/remove")
@requires(access.may_use_inbox)
def crew_again(crew_id: int) -> Any:
    """Lead back to the crew from the address of a form that was refused: reloaded, or in another language."""
    return redirect(url_for(".crew", crew_id=crew_id))
