"""Whose a report is, where agencies hand it to and fro: the district's council reads both sides and decides."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import deciding
from app.council.blueprint import bp
from app.domain.errors import ChangedMeanwhile, DemandNotMet, DomainError, MoveNotAllowed, NotPermitted
from app.i18n import named
from app.models import PhotoKind, ServiceRequest
from app.policy import policy
from app.presentation import now
from app.queries import choices, decisions, reports
from app.refusals import sentence
from app.signing_in import me, requires
from app.telling import due_words, names_line, picture, place_of


class DecisionForm(FlaskForm):
    """Whose it is, and why."""

    version = HiddenField()
    agency = SelectField(_l("Which agency answers"), validate_choice=False)
    note = TextAreaField(_l("Reason"))

    def refuse(self, error: DomainError) -> None:
        """Show a refusal at its field, or above the form."""
        name = {"agency": "agency", "reason": "note"}.get(
            str(error.demand) if isinstance(error, DemandNotMet) else "", ""
        )
        if name:
            self[name].errors = [*self[name].errors, sentence(error)]
        else:
            self.form_errors = [*self.form_errors, sentence(error)]


@bp.get("/decisions")
@requires(access.may_use_council)
def decisions_list() -> str:
    """List the reports that wait for this council's decision."""
    page = decisions.waiting(me(), request.args.get("page", 1, type=int))
    rows = [
        {
            "href": url_for(".decision", public_id=row.public_id),
            "public_id": row.public_id,
            "title": named(row.service.names),
            "place": place_of(row),
            "agency": named(row.agency.names),
            "asked_at": row.decision_asked_at,
            "due": due_words(row.due_at, now()),
            "due_at": row.due_at,
        }
        for row in page.items
    ]
    return render_template("council/decisions.html", rows=rows, page=page)


@bp.route("/decisions/<public_id>", methods=["GET", "POST"])
@requires(access.may_use_council)
def decision(public_id: str) -> Any:
    """Show what the agencies said to one another, and take the decision. Raises NotFound for another district's."""
    service_request = decisions.find(public_id, me())
    form = DecisionForm()
    if form.validate_on_submit():
        version, agency_id = form.version.data or "", form.agency.data or ""
        agency = choices.agency(int(agency_id) if agency_id.isdecimal() and len(agency_id) < 10 else None)
        try:
            deciding.decide(
                service_request,
                agency,
                note=form.note.data or "",
                by=me(),
                at=now(),
                expected_version=int(version) if version.isdecimal() and len(version) < 10 else -1,
            )
        except NotPermitted:
            raise
        except DomainError as error:
            service_request = decisions.find(public_id, me())
            form.refuse(error)
            written = form.note.data or "" if service_request.decision_asked_at is None else ""
            return _page(service_request, form, written), 409 if isinstance(
                error, ChangedMeanwhile | MoveNotAllowed
            ) else 422
        flash(_("It is decided. The agency and the resident are told."), "success")
        return redirect(url_for(".decisions_list"), 303)
    return _page(service_request, form)


def _page(service_request: ServiceRequest, form: DecisionForm, written: str = "") -> str:
    form.version.data = str(service_request.version)
    steps = decisions.hand_overs(service_request)
    on = policy().calendar.local_day(now())
    holder = service_request.agency
    named_here = {a.id: a for step in steps for a in (step.from_agency, step.to_agency)} | {holder.id: holder}
    form.agency.choices = [
        SelectChoice("", _("Choose an agency")),
        *(
            SelectChoice(str(agency.id), named(agency.names), optgroup=_("They had it already"))
            for agency in named_here.values()
            if agency.is_active
        ),
        *(
            SelectChoice(
                str(one.agency.id),
                _("%(agency)s (%(groups)s)", agency=named(one.agency.names), groups=names_line(one.here))
                if one.here
                else named(one.agency.names),
                optgroup=_("They answer for something here") if one.here else _("All others"),
            )
            for one in choices.agencies_for(service_request, on)
            if one.agency.id not in named_here
        ),
    ]
    longitude, latitude = reports.place_of(service_request)
    decided = decisions.decided(service_request)
    return render_template(
        "council/decision.html",
        report=service_request,
        title=named(service_request.service.names),
        place=place_of(service_request),
        longitude=longitude,
        latitude=latitude,
        due=due_words(service_request.due_at, now()),
        photos=[
            picture(photo, service_request, "medium")
            for photo in reports.photos_of(service_request, PhotoKind.BEFORE)
        ],
        steps=steps,
        decided=decided,
        form=form,
        written=written,
    )
