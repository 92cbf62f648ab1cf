"""The crew puts its day in order: by dragging, by its arrows, or by the way from where it is."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import day_order
from app.crew import route, telling
from app.crew.blueprint import bp
from app.crew.forms import read_position
from app.presentation import now
from app.queries import worklist
from app.queries.day_order import kept_order
from app.signing_in import me, requires


@bp.post("/order")
@requires(access.may_use_jobs)
def order() -> Any:
    """Keep the order of the day's jobs (`stop`, repeated). `move` is a job's number and where it goes.

    A script gets a sentence and the new length of the way; a browser gets the list.
    """
    at = now()
    stops = list(dict.fromkeys(request.form.getlist("stop")))
    public_id, _colon, where = request.form.get("move", "").partition(":")
    day_order.keep_order(_moved(stops, public_id, where), by=me(), on=route.today(at))
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        day = route.plan_day(worklist.crew_jobs(me(), at), kept_order(me(), route.today(at)), route.today(at))
        return {"way": telling.way_words(day), "stops": [entry.public_id for entry in day.stops]}
    return redirect(url_for(".index", _anchor=f"job-{public_id}" if public_id else None), 303)


@bp.post("/order/shortest")
@requires(access.may_use_jobs)
def shortest() -> Any:
    """Put the day's jobs in the order of the shortest way, from where the phone is if it says so."""
    at, position = now(), read_position(request.form.get("lon"), request.form.get("lat"))
    on = route.today(at)
    # What the crew took into the day itself stays in it.
    day = route.plan_day(worklist.crew_jobs(me(), at), [], on, start=position, more=kept_order(me(), on))
    day_order.keep_order([entry.public_id for entry in day.stops], by=me(), on=on)
    flash(
        _("The jobs are in the order of the shortest way from here.")
        if position is not None
        else _("The jobs are in the order of the shortest way."),
        "success",
    )
    return redirect(url_for(".index"), 303)


@bp.get("/order")
@bp.get("/order/shortest", endpoint="shortest_again")
@requires(access.may_use_jobs)
def order_again() -> Any:
    """Lead back to the list from the address of a form: reloaded, or in another language."""
    return redirect(url_for(".index"))


def _moved(stops: list[str], public_id: str, where: str) -> list[str]:
    """Return the order after a move: `up` or `down` by one, `add` at the end, `out` of the day."""
    rest = [stop for stop in stops if stop != public_id]
    if where == "add" and public_id:
        return [*rest, public_id]
    if public_id not in stops:
        return stops
    if where == "out":
        return rest
    at = stops.index(public_id) + {"up": -1, "down": 1}.get(where, 0)
    at = max(0, at)
    return [*rest[:at], public_id, *rest[at:]]
