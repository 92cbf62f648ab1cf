"""Asking an agency about a report or a hot spot, and what was asked so far."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import access
from app.actions import asking
from app.council import telling
from app.council.acting_forms import AskForm, NumberForm
from app.council.asked_area import asked_area
from app.council.blueprint import bp
from app.council.hot_spots import show
from app.council.question_words import fill_hours, told
from app.domain.errors import DomainError, NotFound, NotPermitted
from app.i18n import named
from app.models import ServiceRequest
from app.presentation import now
from app.queries import choices, hot_spots, questions
from app.signing_in import me, requires
from app.telling import due_words, place_of


@bp.get("/questions")
@requires(access.may_use_council)
def question_list() -> Any:
    """List what this council asked, and what was answered."""
    area = asked_area()
    if area is None:
        return redirect(url_for(".areas"))
    page = questions.of_area(area, me(), request.args.get("page", 1, type=int))
    at = now()
    return render_template(
        "council/questions.html",
        area=area,
        area_key=telling.area_key(area),
        page=page,
        told=[told(one, at) for one in page.items],
        form=NumberForm(formdata=None),
    )


@bp.get("/questions/about")
@requires(access.may_use_council)
def question_about() -> Any:
    """Lead to the form for the report whose number was typed."""
    form = NumberForm(formdata=request.args)
    number = (form.report.data or "").strip()
    try:
        report = questions.find_report(number, me())
    except NotFound:
        flash(_("In your area there is no report with this number. Look at it again."), "error")
        return redirect(url_for(".question_list"))
    return redirect(url_for(".ask_about_report", public_id=report.public_id))


@bp.route("/reports/<public_id>/ask", methods=["GET", "POST"])
@requires(access.may_use_council)
def ask_about_report(public_id: str) -> Any:
    """Ask the agency that has a report about it. Raises NotFound for a report of another's area."""
    report = questions.find_report(public_id, me())
    form = AskForm()
    if form.validate_on_submit():
        try:
            asking.ask(report, area=questions.area_for(report, me()), agency=None, **_written(form))
        except NotPermitted:
            raise
        except DomainError as error:
            form.refuse(error)
            return _report_page(questions.find_report(public_id, me()), form), 422
        flash(_asked_words(), "success")
        return redirect(url_for(".question_list"), 303)
    return _report_page(report, form)


@bp.post("/hot-spots/<int:hot_spot_id>/ask")
@requires(access.may_use_council)
def ask_about_hot_spot(hot_spot_id: int) -> Any:
    """Ask an agency about a hot spot."""
    spot = hot_spots.find(hot_spot_id, me())
    form = AskForm()
    chosen = form.agency.data or ""
    agency = choices.agency(int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None)
    try:
        asking.ask(spot, area=hot_spots.area_for(spot, me()), agency=agency, **_written(form))
    except NotPermitted:
        raise
    except DomainError as error:
        form.refuse(error)
        return show(hot_spots.find(hot_spot_id, me()), ask=form, code=422)
    flash(_asked_words(), "success")
    return redirect(url_for(".hot_spot", hot_spot_id=hot_spot_id), 303)


@bp.get("/hot-spots/<int:hot_spot_id>/ask")
@requires(access.may_use_council)
def ask_about_hot_spot_again(hot_spot_id: int) -> Any:
    """Lead back to the hot spot from the address of a refused form."""
    return redirect(url_for(".hot_spot", hot_spot_id=hot_spot_id))


def _written(form: AskForm) -> dict[str, Any]:
    hours = form.hours.data or ""
    return {
        "words": form.words.data or "",
        "hours": int(hours) if hours.isdecimal() and len(hours) < 4 else 0,
        "client_uuid": form.client_uuid.data or "",
        "by": me(),
        "at": now(),
    }


def _asked_words() -> str:
    return _("The question is with the agency. You are told when it is answered, and see here if it is late.")


def _report_page(report: ServiceRequest, form: AskForm) -> str:
    fill_hours(form)
    return render_template(
        "council/ask.html",
        report=report,
        form=form,
        title=named(report.service.names),
        place=place_of(report),
        agency=named(report.agency.names),
        due=due_words(report.due_at, now()) if report.is_open else None,
    )
