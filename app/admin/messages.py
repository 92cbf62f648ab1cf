"""Messages: how many wait, which ones could not be delivered, and sending those again."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import access
from app.actions import outbox
from app.admin.blueprint import bp
from app.presentation import now
from app.queries import messages as read
from app.signing_in import requires


@bp.get("/messages")
@requires(access.may_administer)
def messages() -> str:
    """Show how the outbox stands, and what is parked."""
    return render_template(
        "admin/messages.html",
        counts=read.counts(now()),
        page=read.parked(request.args.get("page", 1, type=int)),
        kinds=_kinds(),
    )


@bp.post("/messages/again")
@requires(access.may_administer)
def messages_again() -> Any:
    """Send parked messages again: the one that is named, or all."""
    one = request.form.get("id", type=int)
    count = outbox.send_again([one] if one is not None else None, now=now())
    flash(
        ngettext("One message is sent again.", "%(num)d messages are sent again.", count)
        if count
        else _("There was nothing to send again."),
        "success",
    )
    return redirect(url_for(".messages"), 303)


@bp.post("/messages/<int:message_id>/drop")
@requires(access.may_administer)
def drop_message(message_id: int) -> Any:
    """Give a parked message up."""
    outbox.drop(message_id, now=now())
    flash(_("The message was given up."), "success")
    return redirect(url_for(".messages"), 303)


def _kinds() -> dict[str, str]:
    return {
        "status_change": _("News of a report, for all who follow it"),
        "event": _("Something that was said about a report"),
        "message": _("News of a report, for one person"),
        "code": _("A one-time code"),
        "unrouted": _("A report without an agency"),
        "unrouted_to": _("A report without an agency"),
        "alert": _("New reports in an area"),
        "alert_confirm": _("The question whether somebody wants alerts"),
    }
