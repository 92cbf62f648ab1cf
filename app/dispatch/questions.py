"""What councils ask this agency: the list, with what is overdue first, and the answers."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from app import access, hot_spot_words
from app.actions import asking
from app.dispatch.blueprint import bp
from app.domain.errors import FieldError, NothingAsked
from app.domain.text import TextTooLong
from app.i18n import named
from app.models import CouncilQuestion
from app.presentation import now
from app.queries import questions
from app.queries.around import NEAR_M, WIDER_M
from app.refusals import sentence
from app.signing_in import me, requires
from app.telling import due_words, place_of


class AnswerForm(FlaskForm):
    """What the council is told."""

    words = TextAreaField(_l("Answer"))


@bp.get("/questions")
@requires(access.may_use_inbox)
def question_list() -> Any:
    """List what councils asked this agency."""
    return _page()


@bp.post("/questions/<int:question_id>")
@requires(access.may_use_inbox)
def answer_question(question_id: int) -> Any:
    """Answer a council."""
    form = AnswerForm()
    try:
        asking.answer(
            questions.find_to_answer(question_id, me()), words=form.words.data or "", by=me(), at=now()
        )
    except NothingAsked:
        flash(_("Somebody of your agency has answered this question already."), "error")
        return redirect(_list_url(), 303)
    except (FieldError, TextTooLong) as error:
        words = _("Write the answer in a sentence.") if isinstance(error, FieldError) else sentence(error)
        form.words.errors = [words]
        return _page(question_id, form), 422
    flash(_("The answer is sent. The council is told."), "success")
    return redirect(_list_url(), 303)


@bp.get("/questions/<int:question_id>")
@requires(access.may_use_inbox)
def question_again(question_id: int) -> Any:
    """Lead back to the list from the address of a refused form."""
    return redirect(_list_url())


def _number() -> int:
    """Return which page of the list the address means."""
    return max(1, request.args.get("page", 1, type=int))


def _list_url() -> str:
    """Return the address of the page that the question stands on."""
    number = _number()
    return url_for(".question_list", page=number if number > 1 else None)


def _page(refused_id: int = 0, refused: AnswerForm | None = None) -> str:
    page = questions.for_agency(me(), _number())
    return render_template(
        "dispatch/questions.html",
        page=page,
        rows=[_row(one, refused_id, refused) for one in page.items],
        refused=refused,
    )


def _row(question: CouncilQuestion, refused_id: int, refused: AnswerForm | None) -> dict[str, Any]:
    """Return a question in words, with its form where it waits for an answer."""
    report, spot, form, sentence_of_it = question.service_request, question.spot, None, ""
    if question.answered_at is None:
        form = refused if refused is not None and question.id == refused_id else AnswerForm(formdata=None)
        # One of several such fields on the page.
        form.words.id = f"answer-{question.id}"
    mine = report is not None and access.may_dispatch(me(), report)
    if report is not None:
        about = _("Report %(number)s: %(what)s", number=report.public_id, what=named(report.service.names))
        where = place_of(report)
        href = url_for(".report" if mine else "resident.page", public_id=report.public_id)
    else:
        assert spot is not None
        longitude, latitude = spot.centre
        where, sentence_of_it = hot_spot_words.place(spot), hot_spot_words.sentence(spot)
        about = _("Hot spot: %(what)s, %(place)s", what=named(spot.group.names), place=where)
        # The agency's own reports of the kind around there.
        wider = WIDER_M if spot.side_m > 2 * NEAR_M else None
        href = url_for(
            ".index",
            near=f"{latitude:.6f},{longitude:.6f}",
            within=wider,
            kind=spot.group.code,
            place=where or None,
        )
    return {
        "question": question,
        "about": about,
        "place": where if report is not None else "",
        "sentence": sentence_of_it,
        "href": href,
        "council": named(question.area.names),
        "due": due_words(question.due_at, now()) if question.answered_at is None else None,
        "late": question.is_overdue(now()),
        "form": form,
    }
