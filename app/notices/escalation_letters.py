"""Letters to those who oversee: a promise was broken, and nobody has mended it since."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.domain.escalation import Step
from app.i18n import html_lang, named
from app.models import ServiceRequest
from app.notices import letters
from app.notices.links import link
from app.notices.told import Letter
from app.notices.writing import Outgoing, locale_of
from app.presentation import moment
from app.queries import overseers, recipients


def escalation(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write to one of those whom a step tells, unless the report was done or moved to others meanwhile."""
    change = recipients.change(payload["change_id"])
    found = overseers.address_of(payload["to"], payload["id"])
    if change is None or found is None or not change.service_request.is_open:
        return None
    address, locale = found
    report = recipients.report(change.service_request_id)
    step = Step(payload["step"])
    if (payload["to"], payload["id"]) not in overseers.told_at(report, step):
        return None
    with force_locale(locale_of(locale or "")):
        return letters.mail(key, address, _letter(report, step))


def _letter(report: ServiceRequest, step: Step) -> Letter:
    agency = named(report.agency.names)
    at_desk = step is Step.DISPATCHER
    url = link("dispatch.report" if at_desk else "resident.page", public_id=report.public_id)
    return Letter(
        language=html_lang(),
        subject=_("Report %(number)s is overdue", number=report.public_id),
        paragraphs=[
            _(
                "%(agency)s was to be done by %(moment)s and is not.",
                agency=agency,
                moment=moment(report.due_at),
            ),
            _what_next(step),
        ],
        action=(_("Open the report") if at_desk else _("See the report"), url),
        facts=letters.facts(report),
        why=_why(step, agency),
    )


def _what_next(step: Step) -> str:
    return {
        Step.DISPATCHER: _("If it stays undone, the head of the agency is told next."),
        Step.HEAD: _("If it stays undone, the council of the mahalla is told next."),
        Step.MAHALLA: _("If it stays undone, the council of the district is told next."),
        Step.DISTRICT: _("If it stays undone, the council of the region is told next."),
        Step.REGION: _("The agency, its head and the councils of mahalla and district were told before."),
    }[step]


def _why(step: Step, agency: str) -> str:
    if step in (Step.DISPATCHER, Step.HEAD):
        return _("You get this because you answer for the work of %(agency)s.", agency=agency)
    return _("You get this because you are the council of the area where the problem lies.")
