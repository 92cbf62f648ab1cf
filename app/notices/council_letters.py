"""The letter that asks a council whose a report is: the agencies hand it to and fro. Nobody is named in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.i18n import html_lang, named
from app.models import ServiceRequest
from app.notices import letters
from app.notices.links import link
from app.notices.told import Letter
from app.notices.writing import Outgoing, locale_of
from app.presentation import moment
from app.queries import decisions, overseers, recipients


def asked(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write to one of the council's people, unless it was settled or they left it meanwhile."""
    report = recipients.report(payload["service_request_id"])
    found = overseers.address_of(overseers.USER, payload["user_id"])
    still = report.decision_asked_at == datetime.fromisoformat(payload["asked_at"])
    if found is None or not still or payload["user_id"] not in decisions.deciders_of(report):
        return None
    address, locale = found
    with force_locale(locale_of(locale or "")):
        return letters.mail(key, address, _letter(report, again=payload["again"]))


def _letter(report: ServiceRequest, *, again: bool) -> Letter:
    times = len(decisions.hand_overs(report))
    agency = named(report.agency.names)
    told = [
        ngettext(
            "The agencies handed this report over %(num)d time and cannot agree whose it is.",
            "The agencies handed this report over %(num)d times and cannot agree whose it is.",
            times,
        ),
        _("Until you decide, it stays with %(agency)s, and its promise goes on running.", agency=agency),
    ]
    if again and report.decision_asked_at is not None:
        waits = _(
            "It has been waiting for your decision since %(moment)s, and so has the resident who reported it.",
            moment=moment(report.decision_asked_at),
        )
        told = [waits, *told]
    return Letter(
        language=html_lang(),
        subject=_("Report %(number)s still waits for your decision", number=report.public_id)
        if again
        else _("Report %(number)s: decide whose it is", number=report.public_id),
        paragraphs=told,
        action=(_("Decide whose it is"), link("council.decision", public_id=report.public_id)),
        facts=letters.facts(report),
        why=_("You get this because you are the council of the area where the problem lies."),
    )
