"""What the page of a report says of the talk around it: notes, replies, quarrels, suggestions, relatives, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from app.contractor_link import address_of
from app.dispatch.chosen import Chosen
from app.dispatch.telling import shot
from app.domain.reply_words import fill
from app.i18n import OWN_NAMES, named
from app.models import ContractorLink, Remark, ReplyTemplate, ServiceRequest
from app.notices.links import link
from app.presentation import moment, now, number
from app.queries import contractors, decisions, dismissals, merge_suggestions, parts, replies, reports
from app.queries.dismissals import Dismissed
from app.queries.merge_suggestions import Suggestion
from app.queries.nearby import Neighbour
from app.telling import place_of, who_acted
from app.words import CONTRACTOR_ANSWER


@dataclass(frozen=True)
class Template:
    """A template, filled in for this report, and the address that opens the page with it."""

    id: int
    title: str
    language: str
    locale: str
    words: str
    href: str


@dataclass(frozen=True)
class Talk:
    """Everything that is said around a report, for its page."""

    notes: Sequence[dict[str, Any]]
    templates: Sequence[Template]
    #: The template that the address asks for, or None.
    chosen: Template | None
    hand_overs: Sequence[dict[str, Any]]
    decision: str
    suggestions: Sequence[dict[str, Any]]
    #: Those that looked the same and are not, by whom and when it was said.
    dismissed: Sequence[dict[str, Any]]
    family: parts.Family
    links: Sequence[dict[str, Any]] = field(default=())


def talk(service_request: ServiceRequest, near: Sequence[Neighbour], looking: Chosen) -> Talk:
    """Return what is said around a report."""
    templates = [_template(row, service_request, looking) for row in replies.fitting(service_request)]
    asked = request.args.get("template", "")
    group = service_request.service.group.code
    others = dismissals.dismissed(service_request)
    suggested = merge_suggestions.suggest(service_request, near, group, {one.public_id for one in others})
    return Talk(
        notes=[_note(remark, service_request) for remark in reports.notes_of(service_request)],
        templates=templates,
        chosen=next((one for one in templates if str(one.id) == asked), None),
        hand_overs=[_step(step) for step in decisions.hand_overs(service_request)],
        decision=_decision(service_request),
        suggestions=[_suggestion(one, looking) for one in suggested],
        dismissed=[_dismissed(one) for one in others],
        family=parts.family_of(service_request),
        links=[_link(row) for row in contractors.links_of(service_request)],
    )


def _note(remark: Remark, service_request: ServiceRequest) -> dict[str, Any]:
    answered = remark.detail.get("answer", "")
    came = set(remark.detail.get("photo_ids", ()))
    return {
        "who": who_acted(remark.actor, remark.agency),
        "name": remark.by_user.name if remark.by_user else "",
        "at": remark.at,
        "words": remark.words,
        "answer": CONTRACTOR_ANSWER.get(answered, ""),
        "photos": [
            shot(photo, service_request, "small") for photo in service_request.photos if photo.id in came
        ],
    }


def _template(row: ReplyTemplate, service_request: ServiceRequest, looking: Chosen) -> Template:
    with force_locale(row.locale):
        words = fill(
            row.words,
            {
                "number": service_request.public_id,
                "service": named(service_request.service.names),
                "agency": named(service_request.agency.names),
                "place": place_of(service_request),
                "due": moment(service_request.due_at),
                "link": link("resident.page", public_id=service_request.public_id),
            },
        )
    query = {**looking.query(), "template": row.id}
    return Template(
        id=row.id,
        title=row.title,
        language=OWN_NAMES.get(row.locale, row.locale),
        locale=row.locale,
        words=words,
        href=url_for("dispatch.report", public_id=service_request.public_id, _anchor="reply", **query),
    )


def _step(step: decisions.Step) -> dict[str, Any]:
    return {
        "what": _(
            "%(one)s to %(other)s", one=named(step.from_agency.names), other=named(step.to_agency.names)
        ),
        "reason": step.reason,
        "at": step.at,
    }


def _decision(service_request: ServiceRequest) -> str:
    """Say how the question stands whose the report is; nothing where nobody asks."""
    if service_request.decision_asked_at is not None:
        return _(
            "The agencies cannot agree whose this is. The district council was asked on %(moment)s and decides. "
            "Until then it stays with you; whoever accepts it settles the matter.",
            moment=moment(service_request.decision_asked_at),
        )
    decided = decisions.decided(service_request)
    if decided is not None and decided.detail.get("to_agency_id") == service_request.agency_id:
        return _("The district council decided that this report is yours.")
    return ""


def _suggestion(one: Suggestion, looking: Chosen) -> dict[str, Any]:
    why = [_("%(metres)s m away", metres=number(round(one.distance_m)))]
    if one.same_service:
        why.append(_("the same service"))
    if one.soon:
        why.append(_("sent at nearly the same time"))
    if one.same_words:
        why.append(_("described alike"))
    entry = one.entry
    return {
        "public_id": entry.public_id,
        "title": named(entry.service_names),
        "words": entry.description,
        "at": entry.submitted_at,
        "status": entry.status,
        "why": ", ".join(why),
        "is_earlier": one.is_earlier,
        "href": url_for("dispatch.report", public_id=entry.public_id, **looking.query()),
        "page": url_for("resident.page", public_id=entry.public_id),
    }


def _dismissed(one: Dismissed) -> dict[str, Any]:
    return {
        "public_id": one.public_id,
        "page": url_for("resident.page", public_id=one.public_id),
        "name": one.name,
        "agency": named(one.agency.names),
        "at": one.at,
    }


def _link(row: ContractorLink) -> dict[str, Any]:
    holds = row.holds(now())
    if row.answered_at is not None:
        said = _("Answered on %(moment)s.", moment=moment(row.answered_at))
    elif row.revoked_at is not None:
        said = _("Taken back.")
    elif not holds:
        said = _("Not valid any more.")
    else:
        said = _("Waiting for the answer, until %(moment)s.", moment=moment(row.expires_at))
    return {
        "id": row.id,
        "name": row.name or _("A contractor"),
        "said": said,
        "answer": CONTRACTOR_ANSWER.get(row.answer.value, "") if row.answer else "",
        "address": address_of(row.id) if holds else "",
    }
