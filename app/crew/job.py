"""One job: what is wrong, the way there, start, and the proof that it is done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app import access, photo_forms
from app.actions import fieldwork
from app.actions.checklists import Filled
from app.checklist_words import answer_lines, told
from app.crew import checklist, telling
from app.crew.blueprint import bp
from app.crew.forms import ResolveForm
from app.domain.checklist import ChecklistNotMet
from app.domain.errors import DomainError, MoveNotAllowed, NotPermitted
from app.domain.lifecycle import Actor, Status, map_group, moves_for
from app.i18n import named
from app.models import PhotoKind, ServiceRequest
from app.photo_forms import Kept
from app.presentation import now
from app.queries import checklists, reports, worklist
from app.refusals import sentence
from app.signing_in import me, requires
from app.telling import due_words, others, picture, place_of, timeline


@bp.get("/<public_id>")
@requires(access.may_use_jobs)
def job(public_id: str) -> Any:
    """Show one job of the crew."""
    return _show(worklist.find_job(public_id, me()))


@bp.get("/<public_id>/<any(start, resolve):move>")
@requires(access.may_use_jobs)
def job_again(public_id: str, move: str) -> Any:
    """Lead back to the job from the address of a form that was refused: reloaded, or in another language."""
    return redirect(url_for(".job", public_id=public_id))


@bp.post("/<public_id>/start")
@requires(access.may_use_jobs)
def start(public_id: str) -> Any:
    """The crew begins. Begun twice is begun once: crews lose signal and press again."""
    service_request = worklist.find_job(public_id, me())
    if service_request.status is not Status.IN_PROGRESS:
        try:
            fieldwork.start(service_request, by=me(), at=now())
        except NotPermitted:
            raise
        except DomainError as error:
            flash(sentence(error), "error")
    return redirect(url_for(".job", public_id=public_id), 303)


@bp.post("/<public_id>/resolve")
@requires(access.may_use_jobs)
def resolve(public_id: str) -> Any:
    """The crew says that it is done, with its photos; a photo from too far away needs a reason."""
    service_request = worklist.find_job(public_id, me())
    if service_request.status is Status.RESOLVED:
        # Crews lose signal underground: what was sent twice was done once.
        return _done()
    form, filled = ResolveForm(), checklist.read(service_request)
    kept = photo_forms.keep(form.photos.data or [], form.photos, PhotoKind.AFTER, position=form.position)
    if not form.photos.errors and form.validate_on_submit():
        try:
            # The photos were kept by transactions of their own; the job is read again.
            fieldwork.resolve(
                worklist.find_job(public_id, me()),
                by=me(),
                photo_tokens=kept.tokens,
                note=form.note.data or "",
                filled=filled,
                at=now(),
            )
        except NotPermitted:
            raise
        except MoveNotAllowed as error:
            if error.current == Status.RESOLVED:
                return _done()
            return _show(worklist.find_job(public_id, me()), form, kept, filled, problem=sentence(error))
        except ChecklistNotMet:
            pass  # The page says it at each field.
        except DomainError as error:
            form.refuse(error)
        else:
            return _done()
    return _show(worklist.find_job(public_id, me()), form, kept, filled)


def _done() -> Any:
    flash(_("Well done. The resident is asked to look at it."), "success")
    return redirect(url_for(".index"), 303)


def _show(
    service_request: ServiceRequest,
    form: ResolveForm | None = None,
    kept: Kept | None = None,
    filled: Filled | None = None,
    *,
    problem: str = "",
) -> Any:
    """Show a job; `problem` says why a form, which is shown again or quoted, was not possible any more."""
    pin = reports.place_of(service_request)
    allowed_m = service_request.service.allowed_distance_m
    proof = telling.proof_of(kept.photos if kept else [], pin, allowed_m)
    area = service_request.area
    story = timeline(service_request)
    page = render_template(
        "crew/job.html",
        report=service_request,
        title=named(service_request.service.names),
        place=place_of(service_request),
        longitude=pin[0],
        latitude=pin[1],
        area=f"{area.level}:{area.code}" if area else "",
        pin=map_group(service_request.status) or "open",
        overdue=service_request.is_overdue(now()),
        due=due_words(service_request.due_at, now()),
        moves=moves_for(service_request.status, Actor.CREW),
        before=[
            picture(photo, service_request, "medium")
            for photo in reports.photos_of(service_request, PhotoKind.BEFORE)
        ],
        after=[
            picture(photo, service_request, "medium")
            for photo in reports.photos_of(service_request, PhotoKind.AFTER)
        ],
        timeline=story,
        said=[entry for entry in story if not entry["status"]],
        others=others(service_request.supporters_count),
        still_wrong=telling.still_wrong(service_request),
        problem=problem,
        written=(form.note.data or "").strip() if form is not None else "",
        form=form or ResolveForm(formdata=None),
        is_sent=form is not None,
        answers_written=answer_lines(filled) if filled else [],
        checks=checklist.checks(service_request, filled),
        units=checklist.units(),
        checked=told(checklists.rounds(service_request.id)),
        kept=kept.shown if kept else [],
        allowed_m=allowed_m,
        needs_reason=proof.needs_reason,
        proof=telling.proof_words(proof, allowed_m),
    )
    return page, 200 if form is None else 409 if problem else 422
