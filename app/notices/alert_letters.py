"""Letters about new reports somewhere: the first question, and what was sent since the last one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app.channels.web_push import Push
from app.domain.errors import DomainError
from app.i18n import html_lang, named
from app.models import Subscription
from app.notices import letters
from app.notices.links import link
from app.notices.told import Item, Letter
from app.notices.writing import Outgoing, locale_of
from app.queries import alerts
from app.queries.answering import find_place
from app.telling import place_of


def alert_confirm(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Ask whether the owner of a mailbox wants to be told of new reports somewhere."""
    subscription = alerts.by_id(payload["subscription_id"])
    if subscription is None or subscription.confirmed_at is not None or not subscription.email:
        return None
    with force_locale(locale_of(subscription.locale)):
        letter = Letter(
            language=html_lang(),
            subject=_("Do you want to be told of new reports?"),
            paragraphs=[
                _(
                    "This address was entered to be told of new reports: %(where)s.",
                    where=where_words(subscription),
                ),
                _("If it was you, confirm it. If it was not, do nothing: no more messages come."),
            ],
            action=(_("Yes, tell me"), link("resident.alert", secret=subscription.secret)),
        )
        return letters.mail(key, subscription.email, letter)


def alert(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write which reports were sent somewhere since the last message, or None where none of them is left."""
    subscription = alerts.by_id(payload["subscription_id"])
    if subscription is None:
        return None
    since, until = (datetime.fromisoformat(payload[name]) for name in ("since", "until"))
    reports, total = alerts.new_reports(alerts.where_of(subscription), since, until)
    if not reports:
        return None
    with force_locale(locale_of(subscription.locale)):
        where = where_words(subscription)
        subject = str(
            ngettext("%(num)d new report: %(where)s", "%(num)d new reports: %(where)s", total, where=where)
        )
        stop_url = link("resident.alert", secret=subscription.secret)
        device = subscription.device
        if device is not None:
            lines = [f"{named(report.service.names)}, {place_of(report)}" for report in reports[:3]]
            is_one = len(reports) == 1
            return Push(
                key=key,
                endpoint=device.endpoint,
                p256dh=device.p256dh,
                auth=device.auth,
                title=subject,
                body="\n".join(lines),
                url=letters.public_url(reports[0]) if is_one else link("resident.reports"),
                tag=f"alert-{subscription.id}",
            )
        assert subscription.email is not None
        more = total - len(reports)
        letter = Letter(
            language=html_lang(),
            subject=subject,
            paragraphs=[],
            items=[
                Item(named(r.service.names), place_of(r), r.submitted_at, letters.public_url(r))
                for r in reports
            ],
            more=str(ngettext("And one more.", "And %(num)d more.", more)) if more else "",
            action=(_("See all reports"), link("resident.reports")),
            why=_("You get this because you asked to be told of new reports here, at most once an hour."),
            stop=(_("No more of these messages"), stop_url),
        )
        return letters.mail(key, subscription.email, letter, unsubscribe=stop_url)


def where_words(subscription: Subscription) -> str:
    """Say what a subscription is about: `Navbahor mahallasi · Yoʻllar`."""
    return place_words(alerts.where_of(subscription))


def place_words(where: alerts.Where) -> str:
    """Say what an alert or a feed is about, in the language that is in force."""
    if where.area is not None:
        place = named(where.area.names)
    else:
        assert where.circle is not None
        place = _circle_words(where.circle)
    return f"{place} · {named(where.group.names)}" if where.group else place


def _circle_words(circle: alerts.Circle) -> str:
    """Say where a circle lies: by the area that its middle lies in, or by numbers outside every area."""
    try:
        middle = find_place(circle.longitude, circle.latitude)
    except DomainError:
        return str(
            _(
                "%(metres)s m around %(latitude)s, %(longitude)s",
                metres=round(circle.radius_m),
                latitude=f"{circle.latitude:.4f}",
                longitude=f"{circle.longitude:.4f}",
            )
        )
    return str(
        _(
            "%(metres)s m around a place in %(area)s",
            metres=round(circle.radius_m),
            area=named(middle.area.names),
        )
    )
