"""My reports: all that was sent with one's phone or e-mail, after a code that was sent there came back.

The session of a resident has its own place in the cookie, beside that of a staff account and apart from
it: it opens this page and nothing else. What it names lies in the database, so signing out ends every copy.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import codes, contacts
from app.domain.codes import CodeTooSoon, TooManyCodes, Verdict
from app.domain.errors import NotFound
from app.extensions import limiter
from app.i18n import locale_code
from app.models import CodePurpose, ContactKind, OneTimeCode, ServiceRequest
from app.presentation import now
from app.queries import my_reports
from app.resident import telling
from app.resident.blueprint import bp
from app.resident.code_forms import (
    CodeForm,
    ContactForm,
    codes_limit,
    masked,
    refuse,
    tries_limit,
    verdict_sentence,
    visitor_address,
)
from app.resident.private import private
from app.signing_in import public

#: Where the cookie keeps who signed in by a code, and which code is being waited for.
SIGNED_IN, WAITING = "my", "my_code"


def visitor() -> my_reports.Visitor | None:
    """Return the resident who signed in by a code, or None."""
    kept = session.get(SIGNED_IN)
    if not (isinstance(kept, list) and len(kept) == 2):
        return None
    return my_reports.visitor_of(int(kept[0]), str(kept[1]), now=now())


def _waiting() -> OneTimeCode | None:
    kept = session.get(WAITING)
    return my_reports.waiting_code(kept, now=now()) if isinstance(kept, int) else None


@bp.get("/my")
@public
def my() -> Any:
    """Show all reports of the contact that signed in, or ask which contact."""
    me = visitor()
    if me is None:
        return private(render_template("resident/my_sign_in.html", form=ContactForm(formdata=None)))
    page = my_reports.mine(me, page=max(1, request.args.get("page", 1, type=int)))
    unclear = my_reports.unclear(me) if page.number == 1 else None
    return private(
        render_template(
            "resident/my.html",
            where=masked(me.kind, me.contact),
            kind=me.kind,
            page=page,
            mine=[_own_card(report) for report in page.items],
            unclear=[(telling.card(report), report.public_id) for report in unclear.items] if unclear else [],
        )
    )


@bp.post("/my")
@public
@limiter.limit(codes_limit)
def ask_my_code() -> Any:
    """Send a code to a phone or an e-mail, if a report was sent with it; what is answered is the same."""
    form = ContactForm()
    contact = form.contact()
    if contact is None:
        return private(render_template("resident/my_sign_in.html", form=form), 422)
    kind, text = contact
    try:
        session[WAITING] = codes.ask(_asked(kind, text), at=now())
    except CodeTooSoon as error:
        # Pressed twice: the first code is on its way.
        sent = _waiting()
        if sent is None or sent.contact != text:
            return _not_sent(form, kind, error)
    except TooManyCodes as error:
        return _not_sent(form, kind, error)
    return redirect(url_for(".enter_my_code"), 303)


def _not_sent(form: ContactForm, kind: ContactKind, error: CodeTooSoon | TooManyCodes) -> Any:
    refuse(form, kind, error)
    return private(render_template("resident/my_sign_in.html", form=form), 429)


@bp.route("/my/code", methods=["GET", "POST"])
@public
@limiter.limit(tries_limit, methods=["POST"])
def enter_my_code() -> Any:
    """Ask for the code that was sent, and sign in by it."""
    sent = _waiting()
    if sent is None:
        flash(_("This code does not hold any more. Have another one sent."), "warning")
        return redirect(url_for(".my"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        verdict, token = contacts.sign_in(sent.id, form.code.data or "", at=now())
        if verdict is Verdict.RIGHT:
            session[SIGNED_IN] = [session.pop(WAITING), token]
            session.permanent = True
            return redirect(url_for(".my"), 303)
        form.code.errors = [verdict_sentence(verdict)]
    page = render_template(
        "resident/enter_my_code.html", form=form, kind=sent.kind, where=masked(sent.kind, sent.contact)
    )
    return private(page, 422 if form.errors else 200)


@bp.post("/my/code/again")
@public
@limiter.limit(codes_limit)
def ask_my_code_again() -> Any:
    """Send another code to the same contact."""
    sent = _waiting()
    if sent is None:
        return redirect(url_for(".my"), 303)
    try:
        session[WAITING] = codes.ask(_asked(sent.kind, sent.contact), at=now())
    except (CodeTooSoon, TooManyCodes) as error:
        form = CodeForm(formdata=None)
        refuse(form, "code", error)
        page = render_template(
            "resident/enter_my_code.html", form=form, kind=sent.kind, where=masked(sent.kind, sent.contact)
        )
        return private(page, 429)
    flash(_("Another code is on its way. Only the newest one holds."), "success")
    return redirect(url_for(".enter_my_code"), 303)


@bp.post("/my/sign-out")
@public
def sign_out_of_my() -> Any:
    """End the resident's session, here and in every copy; an account of the staff stays signed in."""
    me = visitor()
    session.pop(SIGNED_IN, None)
    session.pop(WAITING, None)
    if me is not None:
        contacts.sign_out(me)
    flash(_("You are signed out."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/my/claim")
@public
def claim() -> Any:
    """The visitor says that reports with their contact are theirs."""
    me = visitor()
    if me is None:
        return redirect(url_for(".my"), 303)
    chosen = [my_reports.find_of(me, number) for number in request.form.getlist("public_id")[:50]]
    done = contacts.claim(chosen, me, at=now())
    if done:
        flash(ngettext("%(num)d report is yours now.", "%(num)d reports are yours now.", done), "success")
    return redirect(url_for(".my"), 303)


@bp.post("/my/detach")
@public
def detach() -> Any:
    """The visitor says that a report with their contact is not theirs; saying it twice is once."""
    me = visitor()
    if me is None:
        return redirect(url_for(".my"), 303)
    try:
        report = my_reports.find_of(me, request.form.get("public_id", ""))
    except NotFound:
        return redirect(url_for(".my"), 303)
    contacts.detach(report, me)
    flash(_("We have taken your contact off that report. Nothing more about it is sent to you."), "success")
    return redirect(url_for(".my"), 303)


def _asked(kind: ContactKind, text: str) -> codes.Asked:
    return codes.Asked(CodePurpose.MY_REPORTS, kind, text, visitor_address(), locale_code())


def _own_card(report: ServiceRequest) -> tuple[telling.Card, str]:
    href = url_for(".mine", public_id=report.public_id, secret=report.secret)
    return replace(telling.card(report), href=href), report.public_id
