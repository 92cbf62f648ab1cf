"""The letter that asks a contractor about a report: no name of a resident, one link, one answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.channels.email import Mail
from app.contractor_link import address_of
from app.i18n import html_lang, named
from app.notices import letters
from app.notices.told import Letter
from app.notices.writing import locale_of
from app.personal_data import box
from app.presentation import moment
from app.queries import contractors


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
