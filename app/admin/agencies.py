"""Agencies and their crews."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import administration
from app.admin import picking
from app.admin.blueprint import bp
from app.admin.forms import AgencyForm, CrewForm, offer, text_values, with_texts
from app.domain.errors import DomainError, NotFound
from app.i18n import named
from app.models import Agency, Crew
from app.queries import administration as read
from app.signing_in import me, requires


@bp.get("/agencies")
@requires(access.may_administer)
def agencies() -> str:
    """List the agencies."""
    return render_template("admin/agencies.html", page=read.agencies(request.args.get("page", 1, type=int)))


@bp.route("/agencies/add", methods=["GET", "POST"])
@bp.route("/agencies/<int:agency_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def agency(agency_id: int | None = None) -> Any:
    """Add an agency or change one."""
    found = read.get(Agency, agency_id) if agency_id is not None else None
    form = with_texts(AgencyForm, names=None, posts=None)(data=_start(found))
    form.offer_kinds()
    offer(form.area_id, picking.large_areas(), _("Everywhere"))
    if form.validate_on_submit():
        try:
            saved = administration.save_agency(
                found,
                code=form.code.data,
                kind=form.kind.data,
                names=form.texts("names"),
                posts=form.texts("posts"),
                phone=form.phone.data or "",
                email=form.email.data or "",
                head_email=form.head_email.data or "",
                area=picking.area_of(form.area_id.data, None),
                is_active=form.is_active.data,
                by=me(),
            )
            flash(_("“%(name)s” was saved.", name=named(saved.names)), "success")
            return redirect(url_for(".agency", agency_id=saved.id))
        except DomainError as error:
            form.refuse(error)
    title = named(found.names) if found else _("New agency")
    status = 422 if form.errors else 200
    return render_template("admin/agency.html", form=form, title=title, agency=found), status


def _start(found: Agency | None) -> dict[str, Any]:
    if found is None:
        return {"is_active": True}
    same = ("code", "kind", "phone", "email", "head_email", "area_id", "is_active")
    return {
        **{name: getattr(found, name) for name in same},
        **text_values("names", found.names),
        **text_values("posts", found.posts),
    }


@bp.route("/agencies/<int:agency_id>/crews/add", methods=["GET", "POST"])
@bp.route("/agencies/<int:agency_id>/crews/<int:crew_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def crew(agency_id: int, crew_id: int | None = None) -> Any:
    """Add a crew to an agency or change one."""
    of_agency = read.get(Agency, agency_id)
    found = read.get(Crew, crew_id) if crew_id is not None else None
    if found is not None and found.agency_id != agency_id:
        raise NotFound(str(crew_id))
    form = CrewForm(
        data={"name": found.name if found else "", "is_active": found.is_active if found else True}
    )
    if form.validate_on_submit():
        try:
            saved = administration.save_crew(
                of_agency, found, name=form.name.data, is_active=form.is_active.data, by=me()
            )
            flash(_("“%(name)s” was saved.", name=saved.name), "success")
            return redirect(url_for(".agency", agency_id=agency_id))
        except DomainError as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return render_template("admin/crew.html", form=form, agency=of_agency, crew=found), status
