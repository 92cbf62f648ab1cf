"""Staff: who may sign in, and how far each role reaches."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import staff as acts
from app.admin import picking
from app.admin.blueprint import bp
from app.admin.forms import ConfirmForm, UserForm, offer
from app.domain.errors import DomainError
from app.models import Agency, Crew, Level, Role, User
from app.presentation import now
from app.queries import administration as read
from app.signing_in import me, requires


@bp.get("/staff")
@requires(access.may_administer)
def staff() -> str:
    """List everybody who may sign in."""
    return render_template("admin/staff.html", page=read.staff(request.args.get("page", 1, type=int)))


@bp.route("/staff/add", methods=["GET", "POST"])
@requires(access.may_administer)
def add_user() -> Any:
    """Add somebody; the first password is shown once."""
    form = _offered(UserForm())
    if form.validate_on_submit():
        try:
            user, password = acts.add_user(
                login=form.login.data or "", name=form.name.data, at=now(), by=me(), **_reach(form)
            )
            return _show_once(user, password)
        except DomainError as error:
            form.refuse(error)
    return render_template("admin/user.html", form=form, who=None), 422 if form.errors else 200


@bp.route("/staff/<int:user_id>", methods=["GET", "POST"])
@requires(access.may_administer)
def user(user_id: int) -> Any:
    """Change somebody's role, reach or right to sign in."""
    found = read.get(User, user_id)
    form = _offered(UserForm(data=_start(found)))
    if form.validate_on_submit():
        try:
            acts.change_user(
                found, name=form.name.data, is_active=form.is_active.data, by=me(), **_reach(form)
            )
            flash(_("Saved. The change holds from the next click on."), "success")
            return redirect(url_for(".staff"))
        except DomainError as error:
            form.refuse(error)
    again = ConfirmForm()
    return render_template("admin/user.html", form=form, who=found, again=again), 422 if form.errors else 200


@bp.post("/staff/<int:user_id>/password")
@requires(access.may_administer)
def reset_password(user_id: int) -> Any:
    """Give somebody a new first password; it is shown once."""
    found = read.get(User, user_id)
    return _show_once(found, acts.reset_password(found, by=me()))


def _show_once(who: User, password: str) -> Response:
    """Show a first password, and let neither the browser nor anything on the way keep the page."""
    response = make_response(render_template("admin/password.html", who=who, password=password))
    response.headers["Cache-Control"] = "no-store"
    return response


def _offered(form: UserForm) -> UserForm:
    offer(form.agency_id, picking.agencies(), _("None"))
    offer(form.crew_id, picking.crews(), _("None"))
    offer(form.area_id, picking.large_areas(), _("None"))
    return form


def _start(found: User) -> dict[str, Any]:
    mahalla = found.area is not None and found.area.level is Level.MAHALLA
    return {
        "login": found.login,
        "name": found.name,
        "role": found.role.value,
        "agency_id": found.agency_id,
        "crew_id": found.crew_id,
        "area_id": None if mahalla else found.area_id,
        "mahalla_code": found.area.code if mahalla and found.area else "",
        "is_active": found.is_active,
    }


def _reach(form: UserForm) -> dict[str, Any]:
    return {
        "role": Role(form.role.data),
        "agency": read.get(Agency, form.agency_id.data) if form.agency_id.data else None,
        "crew": read.get(Crew, form.crew_id.data) if form.crew_id.data else None,
        "area": picking.area_of(form.area_id.data, form.mahalla_code.data),
    }
