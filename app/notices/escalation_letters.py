"""Letters to those who answer for a promise, or for the law's day: it is near, it was broken, nobody has mended it."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.domain.escalation import Step
from app.i18n import html_lang, named
from app.models import ServiceRequest
from app.notices import letters
from app.notices.links import link
from app.notices.told import Item, Letter
from app.notices.writing import Outgoing, locale_of
from app.presentation import day, moment
from app.queries import overseers, recipients
from app.telling import place_of

#: Who sits at the agency's desk is led to it; everybody else to the page that everybody sees.
_AT_DESK = (Step.REMINDER, Step.DISPATCHER, Step.ANSWER_SOON, Step.ANSWER_LATE)
_OF_AGENCY = (*_AT_DESK, Step.HEAD)
_BY_LAW = (Step.ANSWER_SOON, Step.ANSWER_LATE)


def escalation(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write about one report to one of those whom a step tells, unless it was done or moved to others meanwhile."""
    to = _to(payload)
    report = recipients.report(payload["report_id"])
    if to is None or not _is_theirs(report, payload):
        return None
    with force_locale(locale_of(to[1] or "")):
        return letters.mail(key, to[0], _letter(report, Step(payload["step"]), payload["to"]))


def many(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write one letter about many reports: how many, and the oldest of them that still wait."""
    to = _to(payload)
    reports = [recipients.report(one) for one in payload["report_ids"]]
    waiting = [report for report in reports if _is_theirs(report, payload)]
    if to is None or not waiting:
        return None
    with force_locale(locale_of(to[1] or "")):
        letter = _letter_of_many(waiting, payload["count"], Step(payload["step"]), payload["to"])
        return letters.mail(key, to[0], letter)


def _to(payload: dict[str, Any]) -> tuple[str, str | None] | None:
    """Return the address and the language, or None where a step does not tell them any more."""
    who = (payload["to"], payload["id"])
    if who not in overseers.told(Step(payload["step"]), payload["target"]):
        return None
    return overseers.address_of(*who)


def _is_theirs(report: ServiceRequest, payload: dict[str, Any]) -> bool:
    return report.is_open and overseers.target_of(Step(payload["step"]), report) == payload["target"]


def _letter(report: ServiceRequest, step: Step, to: str) -> Letter:
    at_desk = step in _AT_DESK and to != overseers.HEAD
    url = link("dispatch.report" if at_desk else "resident.page", public_id=report.public_id)
    number, agency = report.public_id, named(report.agency.names)
    subject = {
        Step.REMINDER: _("Report %(number)s is due soon", number=number),
        Step.ANSWER_SOON: _("Appeal %(number)s is to be answered soon", number=number),
        Step.ANSWER_LATE: _("Appeal %(number)s was not answered in time", number=number),
    }.get(step) or _("Report %(number)s is overdue", number=number)
    return Letter(
        language=html_lang(),
        subject=subject,
        paragraphs=[_what(report, step, agency), *_what_next(step)],
        action=(_("Open the report") if at_desk else _("See the report"), url),
        facts=letters.facts(report),
        why=_why(step, agency),
    )


def _what(report: ServiceRequest, step: Step, agency: str) -> str:
    if step is Step.REMINDER:
        return _(
            "The report is to be done by %(moment)s. After that it is overdue, and others are told.",
            moment=moment(report.due_at),
        )
    if step in _BY_LAW and report.answer_due_on is not None:
        by = day(report.answer_due_on)
        if step is Step.ANSWER_SOON:
            return _(
                "%(agency)s has to answer this appeal by %(day)s at the latest (law O'RQ-445, article 28).",
                agency=agency,
                day=by,
            )
        return _(
            "%(agency)s had to answer this appeal by %(day)s at the latest (law O'RQ-445, article 28), and it is "
            "still open.",
            agency=agency,
            day=by,
        )
    return _(
        "%(agency)s was to be done by %(moment)s and is not.", agency=agency, moment=moment(report.due_at)
    )


def _letter_of_many(reports: list[ServiceRequest], count: int, step: Step, to: str) -> Letter:
    agency = named(reports[0].agency.names)
    at_desk = step in _AT_DESK and to != overseers.HEAD
    return Letter(
        language=html_lang(),
        subject=_many(count, step),
        paragraphs=[
            _("The oldest of them that %(agency)s has are listed here.", agency=agency)
            if step in _OF_AGENCY
            else _("They lie in your area. The oldest of them are listed here."),
            *_what_next(step),
        ],
        items=[_item(report, step, at_desk) for report in reports],
        more=_more(count - len(reports)),
        action=_all_of_them(step, at_desk),
        why=_why(step, agency),
    )


def _many(count: int, step: Step) -> str:
    if step is Step.REMINDER:
        return str(ngettext("%(num)d report is due soon", "%(num)d reports are due soon", count))
    if step is Step.ANSWER_SOON:
        return str(
            ngettext(
                "%(num)d appeal is to be answered soon", "%(num)d appeals are to be answered soon", count
            )
        )
    if step is Step.ANSWER_LATE:
        return str(
            ngettext(
                "%(num)d appeal was not answered in time", "%(num)d appeals were not answered in time", count
            )
        )
    return str(ngettext("%(num)d report is overdue", "%(num)d reports are overdue", count))


def _more(count: int) -> str:
    return str(ngettext("And one more.", "And %(num)d more.", count)) if count > 0 else ""


def _item(report: ServiceRequest, step: Step, at_desk: bool) -> Item:
    url = link("dispatch.report" if at_desk else "resident.page", public_id=report.public_id)
    said = _("Due by %(moment)s.", moment=moment(report.due_at))
    if step in _BY_LAW and report.answer_due_on is not None:
        said = _("The answer to the appeal is due by %(day)s.", day=day(report.answer_due_on))
    return Item(
        f"{report.public_id}, {named(report.service.names)}", place_of(report), report.due_at, url, said
    )


def _all_of_them(step: Step, at_desk: bool) -> tuple[str, str]:
    """Return the way to all of them: the lane of the inbox, the council's page, or the list for everybody."""
    if at_desk:
        lane = {} if step in (Step.REMINDER, Step.ANSWER_SOON) else {"lane": "overdue"}
        return _("Open the inbox"), link("dispatch.index", **lane)
    if step in _OF_AGENCY:
        return _("See all reports"), link("resident.reports")
    return _("See what is overdue in your area"), link("council.index", status="overdue", period="12m")


def _what_next(step: Step) -> list[str]:
    said = {
        Step.DISPATCHER: _("If it stays undone, the head of the agency is told next."),
        Step.HEAD: _("If it stays undone, the council of the mahalla is told next."),
        Step.MAHALLA: _("If it stays undone, the council of the district is told next."),
        Step.DISTRICT: _("If it stays undone, the council of the region is told next."),
        Step.REGION: _("The agency, its head and the councils of mahalla and district were told before."),
        Step.ANSWER_SOON: _("On the day after, the head of the agency is told."),
    }
    return [said[step]] if step in said else []


def _why(step: Step, agency: str) -> str:
    if step in _OF_AGENCY:
        return _("You get this because you answer for the work of %(agency)s.", agency=agency)
    return _("You get this because you are the council of the area where the problem lies.")
