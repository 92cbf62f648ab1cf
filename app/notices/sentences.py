"""The words of each event, in the language that is in force. Whole sentences, so that each language can turn them round.

An SMS has 160 places in Latin letters and 70 in Cyrillic ones, and a link takes 38 to 48 of them: the
sentences that begin with "SMS:" for the translators have 22 letters in Cyrillic where the link is the resident's
own, 31 where it is the public one.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from app.notices import clock_sentences, talk_sentences
from app.notices.phrases import day_of, see
from app.notices.told import Told, Words
from app.presentation import moment


def words_of(told: Told) -> Words:
    """Return what is said of an event."""
    return _WORDS[told.event](told)


def _received(told: Told) -> Words:
    if told.part_of:
        return talk_sentences.part(told)
    return Words(
        subject=_("Your report %(number)s has arrived", number=told.report.public_id),
        paragraphs=[
            _(
                "%(agency)s has your report and answers by %(moment)s.",
                agency=told.agency,
                moment=moment(told.report.due_at),
            ),
            _(
                "On your own page you follow it, add to it, confirm the repair or say that it is not fixed. "
                "Whoever has its address can do that: keep it to yourself."
            ),
        ],
        action=(_("Follow my report"), told.own_url),
        # SMS: own link.
        sms=_("Received, due %(day)s: %(link)s", day=day_of(told), link=told.short_url),
    )


def _accepted(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s was accepted", number=told.report.public_id),
        paragraphs=[
            _(
                "%(agency)s accepted the report and is to be done by %(moment)s.",
                agency=told.agency,
                moment=moment(told.report.due_at),
            )
        ],
        action=see(told),
        # SMS: public link.
        sms=_("Accepted, due %(day)s: %(link)s", day=day_of(told), link=told.public_url),
    )


def _in_work(told: Told) -> Words:
    return Words(
        subject=_("Work on report %(number)s has begun", number=told.report.public_id),
        paragraphs=[_("A crew of %(agency)s is at work.", agency=told.agency)],
        action=see(told),
        # SMS: public link.
        sms=_("Work has begun: %(link)s", link=told.public_url),
    )


def _resolved(told: Told) -> Words:
    said = _("%(agency)s says that it is fixed.", agency=told.agency)
    if told.to != "reporter":
        return Words(
            subject=_("Report %(number)s: it may be fixed", number=told.report.public_id),
            paragraphs=[said, _("The resident who sent the report has 7 days to say whether it is.")],
            action=see(told),
            # SMS: public link.
            sms=_("They say it is fixed: %(link)s", link=told.public_url),
        )
    return Words(
        subject=_("Report %(number)s: is it fixed?", number=told.report.public_id),
        paragraphs=[
            said,
            _(
                "Look at the place, then confirm the repair or say that it is not fixed. You have 7 days; after "
                "that the report closes by itself."
            ),
        ],
        action=(_("Say whether it is fixed"), told.own_url),
        # SMS: own link.
        sms=_("Is it fixed? Answer: %(link)s", link=told.short_url),
    )


def _reopened(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s was opened again", number=told.report.public_id),
        paragraphs=[
            _(
                "The resident who sent it says that it is not fixed, so %(agency)s has it again.",
                agency=told.agency,
            )
        ],
        action=see(told),
        # SMS: public link.
        sms=_("Not fixed, open again: %(link)s", link=told.public_url),
    )


def _confirmed(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s is fixed", number=told.report.public_id),
        paragraphs=[_("The resident who sent it confirmed the repair, and the report is closed.")],
        action=see(told),
        # SMS: public link.
        sms=_("Fixed and closed: %(link)s", link=told.public_url),
    )


def _closed(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s is closed", number=told.report.public_id),
        paragraphs=[
            _("Nobody said within 7 days whether it is fixed, so the report closed by itself."),
            _("If the problem is still there, send a new report."),
        ],
        action=see(told),
        # SMS: public link.
        sms=_("Closed without an answer: %(link)s", link=told.public_url),
    )


def _rejected(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s was rejected", number=told.report.public_id),
        paragraphs=[_("%(agency)s will not work on it: %(reason)s.", agency=told.agency, reason=told.reason)],
        quote=told.words,
        action=see(told),
        # SMS: public link.
        sms=_("Rejected, the reason: %(link)s", link=told.public_url),
    )


def _overdue(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s is late", number=told.report.public_id),
        paragraphs=[
            _(
                "%(agency)s was to be done by %(moment)s and is not. We are sorry.",
                agency=told.agency,
                moment=moment(told.report.due_at),
            ),
            _("Everybody sees that the report is overdue, and the council sees it first."),
        ],
        action=see(told),
        # SMS: public link.
        sms=_("Late, we are sorry: %(link)s", link=told.public_url),
    )


def _rating(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s: the resident rated the work", number=told.report.public_id),
        paragraphs=[_("The resident gave the work %(stars)s of 5 stars.", stars=told.stars)],
        action=(_("Open the report"), told.own_url),
    )


_WORDS: dict[str, Callable[[Told], Words]] = {
    "received": _received,
    "accepted": _accepted,
    "in_work": _in_work,
    "resolved": _resolved,
    "reopened": _reopened,
    "confirmed": _confirmed,
    "closed": _closed,
    "rejected": _rejected,
    "duplicate": talk_sentences.duplicate,
    "handed_over": talk_sentences.handed_over,
    "decided": talk_sentences.decided,
    "separated": talk_sentences.separated,
    "split": talk_sentences.split,
    "question": talk_sentences.question,
    "reply": talk_sentences.reply,
    "answer": talk_sentences.answer,
    "comment": talk_sentences.comment,
    "rating": _rating,
    "overdue": _overdue,
    "extended": clock_sentences.extended,
    "study": clock_sentences.study,
}
