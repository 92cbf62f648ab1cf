"""Confirming the contact of one's report by a code: the report is an appeal then. Nobody has to."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import legal
from app.actions import codes, contacts
from app.domain.codes import CodeTooSoon, TooManyCodes, Verdict
from app.extensions import limiter
from app.i18n import locale_code
from app.models import CodePurpose, ContactKind, OneTimeCode, ServiceRequest
from app.presentation import now
from app.queries import my_reports, reports
from app.refusals import sentence
from app.resident.blueprint import bp
from app.resident.code_forms import (
    CodeForm,
    can_send,
    codes_limit,
    masked,
    tries_limit,
    verdict_sentence,
    visitor_address,
)
from app.resident.private import private
from app.signing_in import public


def offers(service_request: ServiceRequest) -> list[dict[str, str]]:
    """Return what can be confirmed of a report: the contacts that its reporter left, while nothing is confirmed."""
    contact = service_request.contact
    if contact is None or contact.confirmed_at is not None or not service_request.may_become_appeal:
        return []
    left = ((ContactKind.PHONE, contact.phone), (ContactKind.EMAIL, contact.email))
    return [{"kind": kind, "where": masked(kind, text)} for kind, text in left if text and can_send(kind)]


@bp.post("/r/<public_id>/<secret>/code")
@public
@limiter.limit(codes_limit)
def ask_code(public_id: str, secret: str) -> Any:
    """Send a code to the contact of a report."""
    service_request = reports.find_by_secret(public_id, secret)
    asked = _asked(service_request, request.form.get("kind", ""))
    if asked is None:
        return _back(public_id, secret)
    try:
        codes.ask(asked, at=now())
    except CodeTooSoon as error:
        # Pressed twice: the first code is on its way.
        flash(sentence(error), "warning")
        if _open_code(service_request) is None:
            return _back(public_id, secret)
    except TooManyCodes as error:
        flash(sentence(error), "error")
        return _back(public_id, secret)
    return redirect(url_for(".enter_code", public_id=public_id, secret=secret), 303)


@bp.route("/r/<public_id>/<secret>/code/enter", methods=["GET", "POST"])
@public
@limiter.limit(tries_limit, methods=["POST"])
def enter_code(public_id: str, secret: str) -> Any:
    """Ask for the code that was sent, and confirm the contact by it."""
    service_request = reports.find_by_secret(public_id, secret)
    sent = _open_code(service_request)
    if sent is None:
        flash(_("This code does not hold any more. Have another one sent."), "warning")
        return _back(public_id, secret)
    form = CodeForm()
    if form.validate_on_submit():
        verdict = contacts.confirm(sent.id, form.code.data or "", at=now())
        if verdict is Verdict.RIGHT:
            flash(_thanks(reports.find_by_secret(public_id, secret)), "success")
            return _back(public_id, secret)
        form.code.errors = [verdict_sentence(verdict)]
    page = render_template(
        "resident/enter_code.html",
        form=form,
        report=service_request,
        secret=secret,
        kind=sent.kind,
        where=masked(sent.kind, sent.contact),
    )
    return private(page, 422 if form.errors else 200)


def _asked(service_request: ServiceRequest, kind: str) -> codes.Asked | None:
    contact = service_request.contact
    if not any(offer["kind"] == kind for offer in offers(service_request)) or contact is None:
        return None
    text = contact.phone if kind == ContactKind.PHONE else contact.email
    return codes.Asked(
        purpose=CodePurpose.CONFIRM,
        kind=ContactKind(kind),
        contact=text or "",
        address=visitor_address(),
        locale=locale_code(),
        service_request_id=service_request.id,
    )


def _open_code(service_request: ServiceRequest) -> OneTimeCode | None:
    sent = my_reports.last_code_for(service_request)
    return sent if sent is not None and sent.used_at is None and sent.expires_at > now() else None


def _thanks(service_request: ServiceRequest) -> str:
    if legal.is_appeal(service_request):
        return _("Thank you, your contact is confirmed. Your report is an appeal now.")
    return _("Thank you, your contact is confirmed.")


def _back(public_id: str, secret: str) -> Any:
    return redirect(url_for(".mine", public_id=public_id, secret=secret), 303)
