"""Asking to be told of new reports: by e-mail, on this device, or by a feed."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from app.actions import subscribing
from app.domain.errors import DomainError
from app.extensions import limiter
from app.i18n import locale_code
from app.notices.alert_letters import place_words
from app.presentation import now
from app.queries import alerts as read
from app.queries import territory
from app.queries.alerts import Where
from app.refusals import sentence
from app.resident.alert_forms import AlertForm
from app.resident.blueprint import bp
from app.resident.feeds import read_circle
from app.resident.private import private
from app.signing_in import public


def _asks_for_mail() -> bool:
    return request.method == "POST" and request.form.get("action") != "pick"


@bp.route("/alerts", methods=["GET", "POST"])
@public
@limiter.limit(lambda: current_app.config["ALERT_LIMIT"], exempt_when=lambda: not _asks_for_mail())
def alerts() -> Any:
    """Show the form, take it, and write to the address that was entered; nothing is told before it says yes."""
    form = AlertForm()
    if request.method == "GET":
        _prefill(form)
        form.fill_lists()
        return _show(form)
    form.fill_lists()
    if not form.validate_on_submit() or not _asks_for_mail():
        return _show(form)
    where, address = form.where(), form.address()
    if where is None or address is None:
        return _show(form), 422
    try:
        subscribing.subscribe_by_email(where, address, locale=locale_code(), at=now())
    except DomainError as error:
        form.form_errors.append(sentence(error))
        return _show(form), 422
    return redirect(url_for(".alerts_sent"), 303)


@bp.get("/alerts/sent")
@public
def alerts_sent() -> Any:
    """Say that a first message is on its way; the same whoever asked, and whether or not it was asked before."""
    return private(render_template("resident/alerts_sent.html"))


def _show(form: AlertForm) -> str:
    return render_template(
        "resident/alerts.html",
        form=form,
        bounds=territory.territory_bounds(),
        feed=_feed(form),
    )


def _prefill(form: AlertForm) -> None:
    """Take the place from the address: other pages link here with theirs."""
    level, _colon, code = request.args.get("area", "")[:60].partition(":")
    if code:
        try:
            area = read.find_area(level, code)
        except DomainError:
            return
        form.kind.data = "area"
        if level == "district":
            form.district.data = area.code
        elif level == "mahalla" and area.parent:
            form.district.data, form.mahalla.data = area.parent.code, area.code
    circle = read_circle()
    if circle is not None:
        form.latitude.data, form.longitude.data = str(circle.latitude), str(circle.longitude)
        form.radius.data = str(round(circle.radius_m))
    form.group.data = request.args.get("group", "")[:60]


def _feed(form: AlertForm) -> dict[str, str] | None:
    """Return the feed of what is chosen, where enough is chosen for one."""
    if form.kind.data != "area" or not form.district.data:
        return None
    level, code = ("mahalla", form.mahalla.data) if form.mahalla.data else ("district", form.district.data)
    try:
        area = read.find_area(level, code)
    except DomainError:
        return None
    where = Where(area=area, group=read.find_group(form.group.data or ""))
    address = url_for(
        ".area_feed",
        level=level,
        code=code,
        group=where.group.code if where.group else None,
        lang=locale_code(),
    )
    return {"url": address, "title": place_words(where)}
