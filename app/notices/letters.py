"""Letters: what is told, laid out as an e-mail in HTML and in plain text."""

from __future__ import annotations

from dataclasses import replace

from flask import current_app
from flask_babel import gettext as _

from app.channels.email import Mail
from app.i18n import html_lang, named
from app.models import ServiceRequest
from app.notices.links import base_url, link
from app.notices.told import Letter, Words
from app.presentation import moment
from app.telling import place_of


def mail(key: str, to: str, letter: Letter, *, unsubscribe: str = "") -> Mail:
    """Return a letter as an e-mail to an address."""
    settings = current_app.config
    letter = replace(
        letter,
        service=settings["SERVICE_NAME"],
        service_url=base_url(),
        contact=[line for line in (settings["SERVICE_OPERATOR"], settings["SERVICE_PHONE"]) if line],
    )
    pages = current_app.jinja_env
    return Mail(
        key=key,
        to=to,
        subject=letter.subject,
        text=pages.get_template("email/letter.txt").render(letter=letter).strip() + "\n",
        html=pages.get_template("email/letter.html").render(letter=letter),
        language=letter.language,
        unsubscribe=unsubscribe,
    )


def about_report(words: Words, report: ServiceRequest, *, why: str, stop_url: str) -> Letter:
    """Return the letter of an event: its sentences, and the facts of the report under them."""
    return Letter(
        language=html_lang(),
        subject=words.subject,
        paragraphs=words.paragraphs,
        quote=words.quote,
        action=words.action,
        facts=facts(report),
        why=why,
        stop=(_("No more messages about this report"), stop_url) if stop_url else None,
    )


def facts(report: ServiceRequest) -> list[tuple[str, str]]:
    """Return what a report is, for whoever has several."""
    told = [
        (_("Number"), report.public_id),
        (_("Problem"), named(report.service.names)),
        (_("Place"), place_of(report)),
        (_("Who answers"), named(report.agency.names)),
    ]
    if report.is_open:
        told.append((_("By when"), moment(report.due_at)))
    return told


def public_url(report: ServiceRequest) -> str:
    """Return the address of a report's public page."""
    return link("resident.page", public_id=report.public_id)
