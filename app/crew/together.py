"""Several jobs at one place, begun and finished in one go."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from app import access, photo_forms
from app.actions import together as doing
from app.actions.checklists import Filled
from app.checklist_words import answer_lines
from app.crew import checklist, telling
from app.crew.blueprint import bp
from app.crew.forms import ResolveForm
from app.domain.checklist import ChecklistNotMet
from app.domain.errors import DomainError, FieldError, MoveNotAllowed, NotFound, NotPermitted
from app.domain.lifecycle import Status
from app.i18n import named
from app.models import PhotoKind, ServiceRequest
from app.photo_forms import Kept
from app.presentation import now
from app.queries import reports
from app.queries.day_order import find_jobs
from app.refusals import sentence
from app.signing_in import me, requires
from app.telling import due_words, picture, place_of


@bp.get("/together")
@requires(access.may_use_jobs)
def together() -> Any:
    """Show the jobs at one place (`job`, repeated), and how to begin or finish all of them."""
    jobs = _asked_for()
    # It never leads elsewhere: the phone that keeps the page would take that for the end of the session.
    return _show([service_request for service_request in jobs if service_request.is_open] or jobs)


@bp.get("/together/<any(start, resolve):move>")
@requires(access.may_use_jobs)
def together_again(move: str) -> Any:
    """Lead back to the list from the address of a form that was refused: reloaded, or in another language."""
    return redirect(url_for(".index"))


@bp.post("/together/start")
@requires(access.may_use_jobs)
def start_together() -> Any:
    """The crew begins all jobs at one place; begun twice is begun once."""
    jobs = _asked_for()
    try:
        doing.start_all(jobs, by=me(), at=now())
    except NotPermitted:
        raise
    except DomainError as error:
        flash(sentence(error), "error")
    return redirect(url_for(".together", job=[job.public_id for job in jobs]), 303)


@bp.post("/together/resolve")
@requires(access.may_use_jobs)
def resolve_together() -> Any:
    """The crew says that all of them are done, with the same photos; what was sent twice was done once."""
    if not request.values.getlist("job"):
        # All ticks were taken away: nobody can tell any more which jobs were meant.
        flash(sentence(FieldError("jobs", "none")), "error")
        return redirect(url_for(".index"), 303)
    jobs = _asked_for()
    if all(service_request.status is Status.RESOLVED for service_request in jobs):
        return _done(len(jobs))
    form, filled = ResolveForm(), checklist.read_all(jobs)
    kept = photo_forms.keep(form.photos.data or [], form.photos, PhotoKind.AFTER, position=form.position)
    if not form.photos.errors and form.validate_on_submit():
        try:
            # The photos were kept by transactions of their own; the jobs are read again.
            doing.resolve_all(
                _asked_for(),
                by=me(),
                photo_tokens=kept.tokens,
                note=form.note.data or "",
                filled=filled,
                at=now(),
            )
        except NotPermitted:
            raise
        except (MoveNotAllowed, FieldError) as error:
            return _show(_asked_for(), form, kept, filled, problem=sentence(error))
        except ChecklistNotMet:
            pass  # The page says it at each field.
        except DomainError as error:
            form.refuse(error)
        else:
            return _done(len(jobs))
    return _show(_asked_for(), form, kept, filled)


def _asked_for() -> list[ServiceRequest]:
    """Return the jobs that the address or the form names. Raises NotFound: none, or not this crew's."""
    named_jobs = request.values.getlist("job")[: doing.MOST_TOGETHER]
    if not named_jobs:
        raise NotFound("")
    return find_jobs(named_jobs, me())


def _done(count: int) -> Any:
    flash(
        ngettext(
            "Well done: %(num)d job. The resident is asked to look at it.",
            "Well done: %(num)d jobs. The residents are asked to look at them.",
            count,
        ),
        "success",
    )
    return redirect(url_for(".index"), 303)


def _to_keep(service_request: ServiceRequest) -> dict[str, Any]:
    """Return what the phone needs of a job to keep an act of it."""
    public_id = service_request.public_id
    return {
        "id": public_id,
        "href": url_for(".job", public_id=public_id),
        "url": url_for(".queued_act", public_id=public_id),
        "title": named(service_request.service.names),
        "place": service_request.address or place_of(service_request),
        "status": service_request.status,
        "photo": service_request.service.photo_after_required,
    }


def _show(
    jobs: list[ServiceRequest],
    form: ResolveForm | None = None,
    kept: Kept | None = None,
    filled: dict[str, Filled] | None = None,
    *,
    problem: str = "",
) -> Any:
    at = now()
    pins = [reports.place_of(service_request) for service_request in jobs]
    allowed_m = min(service_request.service.allowed_distance_m for service_request in jobs)
    proofs = [telling.proof_of(kept.photos if kept else [], pin, allowed_m) for pin in pins]
    worst = max(proofs, key=lambda proof: (proof.needs_reason, proof.farthest_m or 0.0))
    begun = [service_request for service_request in jobs if service_request.status is Status.IN_PROGRESS]
    before = [
        picture(photo, service_request, "medium")
        for service_request in jobs
        for photo in reports.photos_of(service_request, PhotoKind.BEFORE)
    ]
    page = render_template(
        "crew/together.html",
        jobs=[
            {
                "public_id": service_request.public_id,
                "title": named(service_request.service.names),
                "words": service_request.description,
                "status": service_request.status,
                "due": due_words(service_request.due_at, at),
                "due_at": service_request.due_at,
                "is_open": service_request.is_open,
                "checks": checklist.checks(
                    service_request,
                    filled.get(service_request.public_id) if filled else None,
                    of=service_request.public_id,
                ),
                "written": answer_lines(filled[service_request.public_id]) if filled else [],
            }
            for service_request in jobs
        ],
        waiting=[_to_keep(service_request) for service_request in jobs],
        place=jobs[0].address or place_of(jobs[0]),
        longitude=pins[0][0],
        latitude=pins[0][1],
        can_finish=len(begun) == len(jobs),
        before=before[:5],
        photo_required=any(service_request.service.photo_after_required for service_request in jobs),
        allowed_m=allowed_m,
        needs_reason=worst.needs_reason,
        proof=telling.proof_words(worst, allowed_m),
        problem=problem,
        written=(form.note.data or "").strip() if form is not None else "",
        form=form or ResolveForm(formdata=None),
        is_sent=form is not None,
        units=checklist.units(),
        kept=kept.shown if kept else [],
    )
    return page, 200 if form is None else 409 if problem else 422
