"""The links in messages: stop what somebody is told, at once and without signing in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.actions import subscribing
from app.domain.errors import DomainError, NotFound
from app.extensions import csrf
from app.notices.alert_letters import where_words
from app.notices.stopping import read_stop_token
from app.presentation import now
from app.queries import alerts
from app.refusals import sentence
from app.resident.blueprint import bp
from app.resident.private import private
from app.signing_in import public

# A mail program sends one POST by itself when its own button is pressed (RFC 8058): it has no token and no session.
# A GET changes nothing: programs that look at links before their owner does only open them.


@bp.route("/stop/<token>", methods=["GET", "POST"])
@public
@csrf.exempt
def stop(token: str) -> Any:
    """Stop the messages about one report to one address."""
    read = read_stop_token(token)
    if read is None:
        abort(404)
    if request.method != "POST":
        return private(render_template("resident/stop.html", done=False))
    subscribing.stop_notices(read[0], read[1], at=now())
    return private(render_template("resident/stop.html", done=True))


@bp.route("/alerts/<secret>", methods=["GET", "POST"])
@public
@csrf.exempt
def alert(secret: str) -> Any:
    """Show one subscription: confirm it, or stop it. What mail programs send stops it."""
    try:
        subscription = alerts.find(secret)
    except NotFound:
        # It was stopped before, or forgotten because nobody confirmed it.
        return private(render_template("resident/alert.html", subscription=None, where=""))
    if request.method != "POST":
        return private(
            render_template("resident/alert.html", subscription=subscription, where=where_words(subscription))
        )
    subscribing.unsubscribe(subscription)
    return private(render_template("resident/alert.html", subscription=None, where=""))


@bp.post("/alerts/<secret>/confirm")
@public
@csrf.exempt
def confirm_alert(secret: str) -> Any:
    """Begin to tell whoever followed the link of the first message and pressed the button."""
    subscription = alerts.find(secret)
    try:
        subscribing.confirm(subscription, at=now())
    except DomainError as error:
        flash(sentence(error), "error")
    else:
        flash(_("From now on you are told of new reports here."), "success")
    return redirect(url_for(".alert", secret=secret), 303)
