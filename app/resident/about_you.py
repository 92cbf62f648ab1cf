"""The two questions after sending: age and sex, for those who like to tell."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from app.actions import telling_of_self
from app.domain.errors import FieldError
from app.extensions import limiter
from app.models import AgeBand, Sex
from app.presentation import now
from app.queries import reports
from app.resident.blueprint import bp
from app.signing_in import public


@bp.post("/r/<public_id>/<secret>/about-you")
@public
@limiter.limit(lambda: current_app.config["SUPPORT_LIMIT"])
def tell_of_self(public_id: str, secret: str) -> Any:
    """Count what a reporter tells of themselves; what is no answer counts as not told."""
    service_request = reports.find_by_secret(public_id, secret)
    try:
        telling_of_self.tell(
            service_request,
            _word(AgeBand, request.form.get("age_band")),
            _word(Sex, request.form.get("sex")),
            at=now(),
        )
    except FieldError:
        flash(_("Nothing was added: you left both questions out."))
    else:
        flash(_("Thank you. Your answers are added to the sums, and kept of nobody."), "success")
    return redirect(url_for(".sent", public_id=public_id, secret=secret), 303)


def _word(kind: Any, said: str | None) -> Any:
    return kind(said) if said in set(kind) else kind.UNTOLD
