"""The words of what happens between people about a report: whose it is, which one it is, what they say of it.

How long an SMS may be is told in `app.notices.sentences`.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.notices.phrases import day_of, see
from app.notices.told import Told, Words
from app.presentation import moment


def part(told: Told) -> Words:
    """Say to a reporter that what they sent together goes on as two reports."""
    return Words(
        subject=_(
            "A part of your report %(whole)s goes on as %(number)s",
            whole=told.part_of,
            number=told.report.public_id,
        ),
        paragraphs=[
            _(
                "You reported several problems at once. %(agency)s has this one and answers by %(moment)s.",
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


def split(told: Told) -> Words:
    return Words(
        subject=_(
            "A part of report %(number)s goes on as %(part)s", number=told.report.public_id, part=told.part
        ),
        paragraphs=[
            _(
                "Several problems had been reported at once. One of them is a report of its own now; if it is "
                "yours, follow that one too."
            )
        ],
        quote=told.words,
        action=(_("See report %(number)s", number=told.part), told.part_url),
        # SMS: public link.
        sms=_("Split in two, see: %(link)s", link=told.part_url),
    )


def separated(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s goes on by itself", number=told.report.public_id),
        paragraphs=[
            _(
                "It had been taken for a problem that was reported before. It is another one, so we go on with it."
            ),
        ],
        action=see(told),
        # SMS: public link.
        sms=_("Goes on by itself: %(link)s", link=told.public_url),
    )


def decided(told: Told) -> Words:
    if told.to == "agency":
        return Words(
            subject=_("Report %(number)s is yours", number=told.report.public_id),
            paragraphs=[_("The council decided that %(agency)s answers for it.", agency=told.agency)],
            quote=told.words,
            action=(_("Open the report"), told.own_url),
        )
    return Words(
        subject=_("Report %(number)s: the council decided who answers", number=told.report.public_id),
        paragraphs=[
            _(
                "The agencies could not agree whose it is. The council decided: %(agency)s answers for it.",
                agency=told.agency,
            )
        ],
        quote=told.words,
        action=see(told),
        # SMS: public link.
        sms=_("Handed over: %(link)s", link=told.public_url),
    )


def handed_over(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s was handed over", number=told.report.public_id),
        paragraphs=[_("%(agency)s has the report now.", agency=told.agency)],
        quote=told.words,
        action=see(told),
        # SMS: public link.
        sms=_("Handed over: %(link)s", link=told.public_url),
    )


def duplicate(told: Told) -> Words:
    original = told.original.public_id if told.original else told.report.public_id
    address = told.original_url or told.public_url
    return Words(
        subject=_(
            "Report %(number)s goes on as %(original)s", number=told.report.public_id, original=original
        ),
        paragraphs=[
            _(
                "The same problem had been reported before. The two were tied together, and you will be told "
                "what happens to it."
            )
        ],
        action=(_("See report %(number)s", number=original), address),
        # SMS: public link.
        sms=_("Reported before, see: %(link)s", link=address),
    )


def reply(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s: the agency replied", number=told.report.public_id),
        paragraphs=[_("%(agency)s says something about the report.", agency=told.agency)],
        quote=told.words,
        action=see(told),
        # SMS: public link.
        sms=_("The agency replied: %(link)s", link=told.public_url),
    )


def question(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s: a question for you", number=told.report.public_id),
        paragraphs=[_("%(agency)s asks you something about your report.", agency=told.agency)],
        quote=told.words,
        action=(_("Answer the question"), told.own_url),
        # SMS: own link.
        sms=_("A question for you: %(link)s", link=told.short_url),
    )


def answer(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s: the resident answered", number=told.report.public_id),
        paragraphs=[_("The resident answered the question about the report.")],
        quote=told.words,
        action=(_("Open the report"), told.own_url),
    )


def comment(told: Told) -> Words:
    return Words(
        subject=_("Report %(number)s: the resident added something", number=told.report.public_id),
        paragraphs=[_("The resident who sent the report added something to it.")],
        quote=told.words,
        action=(_("Open the report"), told.own_url),
    )
