"""Letters to a contractor, with one link for one answer, and about the answer to whoever asked. Nobody is named in them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.access import may_dispatch
from app.channels.email import Mail
from app.contractor_link import address_of
from app.i18n import html_lang, named
from app.models import ContractorLink
from app.notices import letters
from app.notices.links import link
from app.notices.told import Letter
from app.notices.writing import locale_of
from app.personal_data import box
from app.presentation import moment
from app.queries import contractors, overseers
from app.words import CONTRACTOR_ANSWER


def ask(key: str, payload: dict[str, Any], now: datetime) -> Mail | None:
    """Write the letter, or nothing where the link does not hold any more."""
    row = contractors.find(payload["link_id"])
    if row is None or not row.holds(now):
        return None
    email = json.loads(box().open(payload["sealed"]))["email"]
    with force_locale(locale_of(row.locale)):
        agency = named(row.agency.names)
        letter = Letter(
            language=html_lang(),
            subject=_("A question about report %(number)s", number=row.service_request.public_id),
            paragraphs=[
                _(
                    "%(agency)s asks you about this report. You need no account; the link is valid until "
                    "%(moment)s, for one answer.",
                    agency=agency,
                    moment=moment(row.expires_at),
                )
            ],
            action=(_("See the report and answer"), address_of(row.id)),
            facts=letters.facts(row.service_request),
            why=_("You get this because %(agency)s wrote your address down for this report.", agency=agency),
        )
        return letters.mail(key, email, letter)


def answered(key: str, payload: dict[str, Any]) -> Mail | None:
    """Tell whoever asked that an answer is there: which one, and not in whose words.

    They are told by their own address, or by their agency's where they have none; nobody is where another agency
    has the report by now.
    """
    row = contractors.find(payload["link_id"])
    if row is None or row.answer is None or row.service_request.agency_id != row.agency_id:
        return None
    found = _whoever_asked(row)
    if found is None:
        return None
    address, locale = found
    report = row.service_request
    with force_locale(locale_of(locale or "")):
        letter = Letter(
            language=html_lang(),
            subject=_("Report %(number)s: the contractor answered", number=report.public_id),
            paragraphs=[
                _(
                    "The contractor whom you asked answered: “%(answer)s”.",
                    answer=CONTRACTOR_ANSWER[row.answer.value],
                ),
                _("What they wrote and their photos stand among the internal notes."),
            ],
            action=(_("Open the report"), link("dispatch.report", public_id=report.public_id)),
            facts=letters.facts(report),
            why=_("You get this because a contractor was asked about this report from your desk."),
        )
        return letters.mail(key, address, letter)


def _whoever_asked(row: ContractorLink) -> tuple[str, str | None] | None:
    """Return an address and a language of the person who asked, where they still have the report, or of the agency."""
    person = row.by_user
    own = (
        overseers.address_of(overseers.USER, person.id) if may_dispatch(person, row.service_request) else None
    )
    return own or overseers.address_of(overseers.AGENCY, row.agency_id)
