"""Services: what residents can ask for, with its promise and its proof."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import access
from app.actions import administration
from app.admin.blueprint import bp
from app.admin.forms import ServiceForm, offer, text_values, with_texts
from app.domain.errors import DomainError, FieldError
from app.i18n import named
from app.models import Service, ServiceGroup, SlaBasis
from app.queries import administration as read
from app.queries import checklists
from app.signing_in import me, requires


@bp.get("/services")
@requires(access.may_administer)
def services() -> str:
    """List the services by group."""
    return render_template("admin/services.html", groups=read.services(), asked=checklists.counts())


@bp.route("/services/add", methods=["GET", "POST"])
@bp.route("/services/<int:service_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def service(service_id: int | None = None) -> Any:
    """Add a service or change one."""
    found = read.get(Service, service_id) if service_id is not None else None
    form = with_texts(ServiceForm, names=None, descriptions=None)(data=_start(found))
    offer(form.service_group_id, [(g.id, named(g.names)) for g in read.services()], _("Choose a group"))
    if form.validate_on_submit():
        try:
            saved = _save(found, form)
            flash(_("“%(name)s” was saved.", name=named(saved.names)), "success")
            return redirect(url_for(".services"))
        except DomainError as error:
            form.refuse(error)
    title = named(found.names) if found else _("New service")
    return render_template(
        "admin/service.html", form=form, title=title, service=found
    ), 422 if form.errors else 200


def _start(found: Service | None) -> dict[str, Any]:
    if found is None:
        return {
            "sla_hours": 40,
            "sla_basis": SlaBasis.WORKING.value,
            "photo_after_required": True,
            "allowed_distance_m": 100,
            "is_active": True,
        }
    same = ("service_group_id", "icon", "sla_hours", "photo_before_required", "photo_after_required")
    return {
        **{name: getattr(found, name) for name in (*same, "allowed_distance_m", "is_active")},
        "code": found.service_code,
        "sla_basis": found.sla_basis.value,
        **text_values("names", found.names),
        **text_values("descriptions", found.descriptions),
    }


def _save(found: Service | None, form: Any) -> Service:
    if not form.service_group_id.data:
        raise FieldError("service_group_id", "missing")
    return administration.save_service(
        found,
        code=form.code.data,
        group=read.get(ServiceGroup, form.service_group_id.data),
        names=form.texts("names"),
        descriptions=form.texts("descriptions"),
        icon=form.icon.data or "",
        sla_hours=form.sla_hours.data,
        sla_basis=SlaBasis(form.sla_basis.data),
        photo_before_required=form.photo_before_required.data,
        photo_after_required=form.photo_after_required.data,
        allowed_distance_m=form.allowed_distance_m.data,
        is_active=form.is_active.data,
        by=me(),
    )
