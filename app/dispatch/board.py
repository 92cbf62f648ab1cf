"""The board: who does what on which day. Jobs are dragged, moved by keys, or planned by a form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app import access
from app.actions import planning
from app.dispatch import board_words
from app.dispatch.blueprint import bp
from app.dispatch.crew_forms import PlanForm, numbers
from app.dispatch.crew_words import load_words, reasons, suggested
from app.dispatch.crews import agencies_here, agency_here
from app.domain.errors import DomainError, NotFound, NotPermitted
from app.i18n import named
from app.models import ServiceRequest
from app.policy import policy
from app.presentation import day, now
from app.queries import choices, worklist
from app.queries.board import board as read
from app.queries.crew_suggestions import suggest
from app.signing_in import me, requires
from app.telling import due_words, place_of

DAYS = 7


def first_day(text: str | None) -> date:
    """Return the first day of a board: what the address says, else today. Years that no board reaches are today."""
    today = policy().calendar.local_day(now())
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return today
    return asked if abs((asked - today).days) <= planning.FARTHEST.days else today


@bp.get("/board")
@requires(access.may_use_inbox)
def board() -> Any:
    """Show a week of an agency's crews."""
    agency, first, at = agency_here(), first_day(request.args.get("start")), now()
    page = request.args.get("page", 1, type=int)
    today = policy().calendar.local_day(at)
    found = read(me(), agency.id, [first + timedelta(days=n) for n in range(DAYS)], at, page=page)
    kept = {"agency": agency.code if access.may_administer(me()) else None}
    return render_template(
        "dispatch/board.html",
        agency=agency,
        agencies=agencies_here(),
        start=first,
        page=page,
        kept=kept,
        days=board_words.days(found, today),
        lines=[board_words.line(line, found, today, at, first) for line in found.lines],
        waiting=[board_words.card(entry, at, first) for entry in found.waiting],
        more_waiting=found.more_waiting,
        has_next=found.has_next,
        today=today,
        earlier=first - timedelta(days=DAYS),
        later=first + timedelta(days=DAYS),
    )


@bp.route("/board/<public_id>", methods=["GET", "POST"])
@requires(access.may_use_inbox)
def plan(public_id: str) -> Any:
    """Plan one job: which crew, on which day. A script gets a sentence, a browser the board."""
    as_data = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    try:
        service_request = worklist.find(public_id, me())
    except NotFound:
        if as_data:
            return {"error": _("This report is not in your inbox.")}, 404
        raise
    form = PlanForm()
    if request.method == "GET":
        return _show(service_request, None)
    if not form.validate():
        return _refused(service_request, form, as_data)
    crew = next((choices.crew(number) for number in numbers([form.crew.data or ""])), None)
    name, planned_on = crew.name if crew else "", form.day
    try:
        planning.plan(
            service_request,
            crew,
            planned_on,
            by=me(),
            at=now(),
            expected_version=form.expected_version,
        )
    except NotPermitted:
        raise
    except DomainError as error:
        form.refuse(error)
        return _refused(worklist.find(public_id, me()), form, as_data)
    done = (
        _("%(crew)s does it on %(day)s.", crew=name, day=day(planned_on))
        if planned_on
        else _("%(crew)s has the job, without a day yet.", crew=name)
    )
    if as_data:
        return {"done": done}
    flash(done, "success")
    kept: dict[str, Any] = {"agency": service_request.agency.code} if access.may_administer(me()) else {}
    start = first_day(form.start.data)
    return redirect(url_for(".board", start=start.isoformat(), **kept), 303)


def _refused(service_request: ServiceRequest, form: PlanForm, as_data: bool) -> Any:
    if not as_data:
        return _show(service_request, form)
    said = [*form.form_errors, *(words for field in form for words in field.errors)]
    return {"error": str(said[0]) if said else ""}, 409 if form.is_late else 422


def _show(service_request: ServiceRequest, refused: PlanForm | None) -> Any:
    at = now()
    suggestions = suggest(service_request, at)
    first = suggested(suggestions)
    form = refused or PlanForm(
        formdata=None,
        data={
            "crew": str(service_request.crew_id or (first[0].crew_id if first else "")),
            "planned_on": service_request.planned_on,
            "start": request.args.get("start", ""),
        },
    )
    form.version.data = str(service_request.version)
    form.crew.choices = [SelectChoice(str(one.crew_id), one.name) for one in suggestions]
    template = render_template(
        "dispatch/plan.html",
        report=service_request,
        title=named(service_request.service.names),
        place=place_of(service_request),
        due=due_words(service_request.due_at, at),
        form=form,
        crews={
            str(one.crew_id): {
                "load": load_words(one.facts.open_jobs),
                "reasons": reasons(one),
                "suggested": one in first,
            }
            for one in suggestions
        },
        today=policy().calendar.local_day(at),
        start=first_day(form.start.data),
        problem=sentence_of(refused),
        can_be_planned=service_request.is_open,
    )
    return template, 200 if refused is None else 409 if refused.is_late else 422


def sentence_of(form: PlanForm | None) -> str:
    """Return why a form was refused that is wrong by no field of its own."""
    return str(form.form_errors[0]) if form is not None and form.form_errors else ""
