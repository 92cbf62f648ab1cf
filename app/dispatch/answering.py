"""How every form of a report's page is answered: one action, a sentence, and back; or the page again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, url_for

from app.dispatch.chosen import chosen
from app.dispatch.forms import MoveForm
from app.dispatch.offering import FORMS
from app.dispatch.report import show
from app.domain.errors import DomainError, NotPermitted
from app.models import ServiceRequest
from app.presentation import now
from app.queries import worklist
from app.signing_in import me

Act = Callable[[ServiceRequest, Any, dict[str, Any]], str]


def answer(
    move: str, public_id: str, act: Act, *, leads_to_inbox: bool = False, about: int | None = None
) -> Any:
    """Make one move by its form and go back; a refusal shows the report again, with what was typed.

    `act` makes the move and returns the sentence that says so. `about`: which comment the form is about.
    """
    service_request = worklist.find(public_id, me())
    form = FORMS[move]()
    if not form.validate_on_submit():
        return show(public_id, move, form, about=about)
    try:
        done = act(service_request, form, _acting(form, now()))
    except NotPermitted:
        raise
    except DomainError as error:
        form.refuse(error)
        return show(public_id, move, form, about=about)
    flash(done, "success")
    target = url_for(".index", **chosen().query()) if leads_to_inbox else back(public_id)
    return redirect(target, 303)


def _acting(form: MoveForm, at: datetime) -> dict[str, Any]:
    return {"by": me(), "at": at, "expected_version": form.expected_version}


def back(public_id: str) -> str:
    """Return the address of the report, seen from the same place in the inbox."""
    return url_for(".report", public_id=public_id, **chosen().query())
