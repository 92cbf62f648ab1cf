"""Messages written: what an outbox row asks for, looked up and put into words, in the reader's language.

Each function returns what is to be sent, or None where there is nobody to send it to any more.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app import words as fixed_words
from app.channels.email import Mail
from app.channels.sms import Sms
from app.channels.web_push import Push
from app.domain.codes import CODE_HOLDS
from app.domain.notices import EVENTS
from app.domain.sms import plain
from app.i18n import html_lang, named
from app.models import ServiceRequest, StatusChange
from app.notices import letters
from app.notices.links import host, link
from app.notices.sentences import words_of
from app.notices.stopping import stop_token
from app.notices.told import Letter, Told
from app.personal_data import box
from app.queries import recipients
from app.queries.followers import Follower
from app.short_secret import short_secret

Outgoing = Mail | Sms | Push


def locale_of(locale: str) -> str:
    """Return a language that is still on offer."""
    offered: list[str] = current_app.config["LOCALES"]
    return locale if locale in offered else offered[0]


def code(key: str, payload: dict[str, Any], asked_at: datetime, now: datetime) -> Outgoing | None:
    """Write a one-time code; the last line lets a phone fill it in by itself (the WHATWG's origin-bound codes)."""
    if now > asked_at + CODE_HOLDS:
        return None
    said = json.loads(box().open(payload["sealed"]))
    with force_locale(locale_of(payload["locale"])):
        if said["phone"]:
            text = _("Code: %(code)s. Tell it to nobody.", code=said["code"])
            return Sms(key, said["phone"], plain(text) + f"\n@{host()} #{said['code']}")
        letter = Letter(
            language=html_lang(),
            subject=_("Your code"),
            paragraphs=[
                _(
                    "%(code)s is your code. It holds for 10 minutes. Tell it to nobody.",
                    code=said["code"],
                )
            ],
            code=said["code"],
            why=_("If it was not you who asked for it, do nothing: without the code nobody gets in."),
        )
        return letters.mail(key, said["email"], letter)


def message(key: str, payload: dict[str, Any]) -> Outgoing | None:
    """Write what happened to one report, for one of those who follow it."""
    report = recipients.report(payload["service_request_id"])
    change = recipients.change(payload["change_id"]) if "change_id" in payload else None
    if change is not None and EVENTS[payload["event"]].passing and recipients.has_moved_on(change):
        return None
    if payload["to"] == "agency":
        return _to_agency(key, payload, report)
    if payload["to"] == "device":
        return _to_device(key, payload, report, change)
    follower = recipients.follower(payload["to"], payload["id"])
    if follower is None or recipients.wants_silence(report.id, follower.phone, follower.email):
        return None
    with force_locale(locale_of(follower.locale)):
        told = words_of(_told(payload, report, change, follower))
        if payload["way"] == "sms":
            return Sms(key, follower.phone, plain(told.sms)) if follower.phone else None
        if not follower.email:
            return None
        token = stop_token(report.id, follower.email)
        stop_url = link("resident.stop", token=token)
        why = (
            _("You get this because you sent this report and left your e-mail.")
            if follower.kind == "reporter"
            else _("You get this because you said that you have this problem too.")
        )
        letter = letters.about_report(told, report, why=why, stop_url=stop_url)
        return letters.mail(key, follower.email, letter, unsubscribe=stop_url)


def _to_agency(key: str, payload: dict[str, Any], report: ServiceRequest) -> Outgoing | None:
    if report.agency_id != payload["id"] or not report.agency.email:
        return None
    with force_locale(locale_of("")):
        url = link("dispatch.report", public_id=report.public_id)
        told = words_of(_about(payload, report, None, to="agency", own_url=url, short_url=url))
        why = _("You get this because this is the address of %(agency)s.", agency=named(report.agency.names))
        letter = letters.about_report(told, report, why=why, stop_url="")
        return letters.mail(key, report.agency.email, letter)


def _to_device(
    key: str, payload: dict[str, Any], report: ServiceRequest, change: StatusChange | None
) -> Outgoing | None:
    follow = recipients.device_follow(payload["id"], report.id)
    if follow is None:
        return None
    device = follow.device
    with force_locale(locale_of(device.locale)):
        url = letters.public_url(report)
        if follow.kind == "reporter":
            url = link("resident.mine", public_id=report.public_id, secret=report.secret)
        told = words_of(_about(payload, report, change, to=follow.kind, own_url=url, short_url=url))
        return Push(
            key=key,
            endpoint=device.endpoint,
            p256dh=device.p256dh,
            auth=device.auth,
            title=told.subject,
            body=told.brief,
            url=url,
            tag=f"report-{report.public_id}",
        )


def _told(
    payload: dict[str, Any], report: ServiceRequest, change: StatusChange | None, follower: Follower
) -> Told:
    """Return what a follower is told. Their own page may be of another report, which was tied to this one."""
    names = {"public_id": follower.public_id, "secret": follower.secret}
    if follower.kind == "reporter":
        own = link("resident.mine", **names)
        short = link(
            "resident.mine",
            public_id=follower.public_id,
            secret=short_secret(sha256(follower.secret.encode()).hexdigest()),
        )
    else:
        own, short = link("resident.supporter", **names), letters.public_url(report)
    is_reporter = follower.kind == "reporter" and follower.id == report.id
    to = "reporter" if is_reporter else "supporter"
    return _about(payload, report, change, to=to, own_url=own, short_url=short)


def _about(
    payload: dict[str, Any],
    report: ServiceRequest,
    change: StatusChange | None,
    *,
    to: str,
    own_url: str,
    short_url: str,
) -> Told:
    detail = json.loads(box().open(payload["sealed"])) if "sealed" in payload else {}
    remark = recipients.remark(detail["remark_id"]) if "remark_id" in detail else None
    reason = ""
    if change is not None and change.reason_code is not None:
        reason = str(fixed_words.REASON_CODE[change.reason_code.value]).lower()
    return Told(
        event=payload["event"],
        report=report,
        to=to,
        own_url=own_url,
        short_url=short_url,
        public_url=letters.public_url(report),
        agency=named(report.agency.names),
        reason=reason,
        words=remark.words if remark else change.note if change else "",
        original=report.duplicate_of,
        original_url=letters.public_url(report.duplicate_of) if report.duplicate_of else "",
        stars=detail.get("stars", 0),
        **_parts(change.detail if change is not None else {}),
    )


def _parts(detail: dict[str, Any]) -> dict[str, str]:
    """Return what a line of the history says of a report that was split."""
    part = detail.get("part", "")
    url = link("resident.page", public_id=part) if part else ""
    return {"part": part, "part_url": url, "part_of": detail.get("part_of", "")}


def unrouted(key: str, payload: dict[str, Any]) -> Outgoing:
    """Write to an admin that a report found no agency."""
    with force_locale(locale_of(payload["locale"])):
        letter = Letter(
            language=html_lang(),
            subject=_("Report %(public_id)s has no responsible agency", public_id=payload["public_id"]),
            paragraphs=[
                _(
                    "No agency is responsible for “%(service)s” where report %(public_id)s was pinned. "
                    "The district's own inbox has it now. Add a responsibility so that the next one finds its way.",
                    service=payload["service_code"],
                    public_id=payload["public_id"],
                )
            ],
            action=(_("Add a responsibility"), link("admin.responsibility")),
        )
        return letters.mail(key, payload["login"], letter)
