"""How a council's question is told, and what its form offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice

from app.actions import asking
from app.council.acting_forms import AskForm
from app.hot_spot_words import place
from app.i18n import named
from app.models import Agency, CouncilQuestion
from app.presentation import moment, number
from app.queries import choices
from app.telling import Due, due_words

#: Working hours in a working day, for words alone.
_DAY = 8


@dataclass(frozen=True)
class Told:
    """A question as the council reads it. `due` is None once it was answered."""

    question: CouncilQuestion
    about: str
    href: str
    agency: str
    due: Due | None
    answered: str


def told(question: CouncilQuestion, at: datetime) -> Told:
    """Return a question in words."""
    report, spot = question.service_request, question.spot
    if report is not None:
        about = _("Report %(number)s: %(what)s", number=report.public_id, what=named(report.service.names))
        href = url_for("resident.page", public_id=report.public_id)
    else:
        assert spot is not None
        about = _("Hot spot: %(what)s, %(place)s", what=named(spot.group.names), place=place(spot))
        href = url_for("council.hot_spot", hot_spot_id=spot.id)
    answered = ""
    if question.answered_at is not None:
        answered = (
            _("Answered on %(moment)s, too late.", moment=moment(question.answered_at))
            if question.is_overdue(at)
            else _("Answered on %(moment)s.", moment=moment(question.answered_at))
        )
    return Told(
        question=question,
        about=about,
        href=href,
        agency=named(question.agency.names),
        due=None if question.answered_at else due_words(question.due_at, at),
        answered=answered,
    )


def fill_ask(form: AskForm, agencies: Sequence[tuple[Agency, int]]) -> None:
    """Offer the agencies that have reports there first, and the days until the answer."""
    known = {agency.id for agency, _n in agencies}
    form.agency.choices = [
        *(
            SelectChoice(
                str(agency.id),
                ngettext(
                    "%(agency)s (%(num)d report here)",
                    "%(agency)s (%(num)d reports here)",
                    n,
                    agency=named(agency.names),
                ),
            )
            for agency, n in agencies
            if agency.is_active
        ),
        *(
            SelectChoice(str(agency.id), named(agency.names), optgroup=_("All others"))
            for agency in choices.agencies()
            if agency.id not in known and agency.is_active
        ),
    ]
    fill_hours(form)


def fill_hours(form: AskForm) -> None:
    """Offer the days until the answer."""
    form.hours.choices = [
        (
            str(hours),
            ngettext(
                "within %(n)s working day",
                "within %(n)s working days",
                hours // _DAY,
                n=number(hours // _DAY),
            ),
        )
        for hours in asking.HOURS
    ]
