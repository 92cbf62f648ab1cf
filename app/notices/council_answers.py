"""Letters to a council's people: an agency answered, a project that they follow has changed."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.i18n import html_lang, named
from app.notices import letters
from app.notices.links import link
from app.notices.told import Letter
from app.notices.writing import Outgoing, locale_of
from app.presentation import day
from app.project_words import EVENT
from app.queries import overseers, projects, questions


def answered(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write to whoever asked, unless they have no address or left the council meanwhile."""
    question = questions.answered(payload["question_id"], payload["user_id"])
    found = overseers.address_of(overseers.USER, payload["user_id"])
    if found is None or question is None:
        return None
    address, locale = found
    with force_locale(locale_of(locale or "")):
        agency = named(question.agency.names)
        return letters.mail(
            key,
            address,
            Letter(
                language=html_lang(),
                subject=_("%(agency)s answered your question", agency=agency),
                paragraphs=[
                    _("You asked: %(words)s", words=question.words),
                    _("%(agency)s answers:", agency=agency),
                ],
                quote=question.answer,
                action=(_("All that your council asked"), link("council.question_list")),
                why=_("You get this because you asked for your council."),
            ),
        )


def project_changed(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write to somebody who follows a project, unless they do so no more or left the council."""
    change = projects.change_for(payload["project_change_id"], payload["user_id"])
    found = overseers.address_of(overseers.USER, payload["user_id"])
    if found is None or change is None:
        return None
    address, locale = found
    project = change.project
    with force_locale(locale_of(locale or "")):
        return letters.mail(
            key,
            address,
            Letter(
                language=html_lang(),
                subject=_("Project “%(name)s” has changed", name=project.name),
                paragraphs=[str(EVENT[change.event])],
                quote=change.note,
                action=(_("Open the project"), link("council.project", project_id=project.id)),
                facts=[
                    (_("Who answers for it"), project.post),
                    (_("Until when"), day(project.until_on)),
                ],
                why=_("You get this because you follow this project. On its page you can stop that."),
            ),
        )
