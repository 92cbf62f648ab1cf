"""The words of what a clock tells a resident: a promise that was put off, an answer that is studied."""

from __future__ import annotations

from flask_babel import gettext as _

from app.notices.phrases import day_of, see
from app.notices.told import Told, Words
from app.presentation import day, moment


def extended(told: Told) -> Words:
    """Tell the resident that the promise was put off."""
    return Words(
        subject=_("Report %(number)s: more time is needed", number=told.report.public_id),
        paragraphs=[
            _(
                "%(agency)s needs more time and put the work off: it is to be done by %(moment)s. "
                "This is possible only once.",
                agency=told.agency,
                moment=moment(told.report.due_at),
            ),
            *_answer_by(told),
        ],
        quote=told.words,
        action=see(told),
        # SMS: public link.
        sms=_("Put off to %(day)s: %(link)s", day=day_of(told), link=told.public_url),
    )


def study(told: Told) -> Words:
    """Tell the resident that the answer needs further study."""
    return Words(
        subject=_("Report %(number)s: the answer needs further study", number=told.report.public_id),
        paragraphs=[
            _("%(agency)s has to look into it further before it can answer.", agency=told.agency),
            *_answer_by(told),
        ],
        quote=told.words,
        action=see(told),
        # SMS: public link.
        sms=_("More study is needed: %(link)s", link=told.public_url),
    )


def _answer_by(told: Told) -> list[str]:
    due_on = getattr(told.report, "answer_due_on", None)
    if due_on is None:
        return []
    return [
        _(
            "By the law on appeals (O'RQ-445, article 28) you are answered by %(day)s at the latest.",
            day=day(due_on),
        )
    ]
