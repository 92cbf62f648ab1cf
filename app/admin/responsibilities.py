"""Responsibilities: which agency answers for what, where, from when."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import administration
from app.admin import picking
from app.admin.blueprint import bp
from app.admin.forms import EndForm, ResponsibilityForm, offer
from app.domain.errors import DomainError, FieldError
from app.i18n import named
from app.models import Agency, Responsibility, Service, ServiceGroup
from app.queries import administration as read
from app.signing_in import me, requires


@bp.get("/responsibilities")
@requires(access.may_administer)
def responsibilities() -> str:
    """List responsibilities, by agency and group where asked."""
    agency_id = request.args.get("agency", type=int)
    group_id = request.args.get("group", type=int)
    page = read.responsibilities(
        agency_id=agency_id, group_id=group_id, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "admin/responsibilities.html",
        page=page,
        groups=read.services(),
        agencies=picking.agencies(),
        agency_id=agency_id,
        group_id=group_id,
    )


@bp.route("/responsibilities/add", methods=["GET", "POST"])
@requires(access.may_administer)
def responsibility() -> Any:
    """Add a responsibility."""
    asked = {"what": request.args.get("what", ""), "area_id": request.args.get("area", type=int)}
    form = ResponsibilityForm(data={"valid_from": picking.today(), **asked})
    offer(form.agency_id, picking.agencies(), _("Choose an agency"))
    offer(form.area_id, picking.large_areas(), _("Everywhere"))
    form.what.choices = _what()
    if form.validate_on_submit():
        try:
            kind, _colon, key = form.what.data.partition(":")
            if not key.isdecimal():
                raise FieldError("what", "missing")
            administration.add_responsibility(
                agency=read.get(Agency, form.agency_id.data) if form.agency_id.data else None,
                area=picking.area_of(form.area_id.data, form.mahalla_code.data),
                service=read.get(Service, int(key)) if kind == "service" else None,
                group=read.get(ServiceGroup, int(key)) if kind == "group" else None,
                valid_from=form.valid_from.data,
                by=me(),
            )
            flash(
                _("The responsibility was added. It holds for reports that are sent from its first day on."),
                "success",
            )
            return redirect(url_for(".responsibilities"))
        except DomainError as error:
            form.refuse(error)
    return render_template("admin/responsibility.html", form=form), 422 if form.errors else 200


def _what() -> list[SelectChoice]:
    choices = [SelectChoice("", _("Choose a service or a group"))]
    for group in read.services():
        choices.append(SelectChoice(f"group:{group.id}", _("All of: %(group)s", group=named(group.names))))
        choices += [
            SelectChoice(
                f"service:{service.id}",
                _("%(group)s: %(service)s", group=named(group.names), service=named(service.names)),
            )
            for service in group.services
            if service.is_active
        ]
    return choices


@bp.route("/responsibilities/<int:responsibility_id>/end", methods=["GET", "POST"])
@requires(access.may_administer)
def end_responsibility(responsibility_id: int) -> Any:
    """End a responsibility today, or on a day to come."""
    found = read.get(Responsibility, responsibility_id)
    form = EndForm(data={"on": found.valid_to or picking.today()})
    if form.validate_on_submit():
        administration.end_responsibility(found, on=form.on.data, by=me())
        ended = form.on.data <= picking.today()
        flash(_("The responsibility has ended.") if ended else _("Saved."), "success")
        return redirect(url_for(".responsibilities"))
    status = 422 if form.errors else 200
    return render_template("admin/end_responsibility.html", one=found, form=form), status
