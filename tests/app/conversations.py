"""Reports that much was said about: each function returns the address of a page in a world."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from app.actions import contractors, hiding, merging, oversight, remarks, splitting
from app.contractor_link import token_of
from app.db import db
from app.models import ContractorAnswer, ContractorLink, ReplyTemplate, ServiceRequest
from tests.factories import NOW, World, make_photo

Address = Callable[[World], str]


def uuid() -> str:
    """Return what a form makes to be known again by."""
    return str(uuid4())


def make_template(words: str = "{number}: {agency}, {due}", **values: object) -> ReplyTemplate:
    """A template of a reply, for every report in Uzbek."""
    template = ReplyTemplate(**{"title": "Usta yoʻlda", "locale": "uz", "words": words, **values})
    db.session.add(template)
    db.session.flush()
    return template


def invite(world: World, report: ServiceRequest, name: str = "Yoʻl-qurilish MChJ") -> ContractorLink:
    """A contractor is asked about a report, for a week."""
    return contractors.invite(report, name=name, days=7, locale="uz", by=world.dispatcher, at=NOW)


def quarrel(world: World, **values: object) -> ServiceRequest:
    """A report that two agencies refused: the first one has it again, and the council is asked."""
    report = world.report(**values)
    elsewhere = world.other_dispatcher
    oversight.hand_over(report, world.other_agency, note="Suv quvuri", by=world.dispatcher, at=NOW)
    later = NOW + timedelta(hours=1)
    oversight.hand_over(report, world.agency, note="Asfalt choʻkkan", by=elsewhere, at=later)
    return report


def simple(pattern: str) -> Address:
    """Return the address of a report about which nothing was said."""
    return lambda world: pattern.format(id=world.report(photo_tokens=[make_photo()]).public_id)


def full(pattern: str) -> Address:
    """Return the address of a report with notes, a reply, a hidden comment, a part, links and a like one near."""

    def address(world: World) -> str:
        make_template()
        world.report(longitude=69.0501)
        report = world.report(photo_tokens=[make_photo(), make_photo()], at=NOW + timedelta(minutes=1))
        by, at = world.dispatcher, NOW
        remarks.note(report, words="Kalit qorovulda", client_uuid=uuid(), by=by, at=at)
        remarks.reply(report, words="Ertaga kelamiz", client_uuid=uuid(), by=by, at=at)
        for words in ("Suv hali ham oqyapti", "Soʻkinish"):
            remark = remarks.comment(report, words=words, client_uuid=uuid(), at=at)
        hiding.hide(report, remark.id, reason="Haqorat", by=by, at=at)
        part = splitting.Part(
            uuid(), world.service.service_code, "Chiroq ham yonmaydi", [report.photos[0].id]
        )
        splitting.split(report, part, by=by, at=at)
        invite(world, report)
        link = invite(world, report, "Boshqa pudratchi")
        contractors.revoke(report, link.id, by=by, at=at)
        answered = invite(world, report, "Usta Botir")
        sent = [make_photo("contractor")]
        contractors.answer(
            answered, ContractorAnswer.DONE, words="Yamadik", photo_tokens=sent, client_uuid=uuid(), at=at
        )
        merging.dismiss(report, world.report(longitude=69.0502), by=by, at=at)
        return pattern.format(id=report.public_id)

    return address


def tied(pattern: str) -> Address:
    """Return the address of a report that was tied to an earlier one."""

    def address(world: World) -> str:
        original, report = world.report(), world.report()
        oversight.mark_duplicate(report, original, by=world.dispatcher, at=NOW)
        return pattern.format(id=report.public_id)

    return address


def disputed(pattern: str) -> Address:
    """Return the address of a report that agencies hand to and fro."""
    return lambda world: pattern.format(id=quarrel(world).public_id)


def templates(pattern: str) -> Address:
    """Return the address of a template, or of the list of them."""

    def address(world: World) -> str:
        make_template("Salom", service_group_id=world.group.id)
        address = pattern.format(id=make_template(service_id=world.service.id).id)
        db.session.commit()
        return address

    return address


def asked(world: World) -> str:
    """Return the address by which a contractor answers."""
    return f"/c/{token_of(invite(world, world.report(photo_tokens=[make_photo()])).id)}"


def comment(world: World) -> str:
    """Return the address that hides a comment."""
    report = world.report()
    remark = remarks.comment(report, words="Suv hali ham oqyapti", client_uuid=uuid(), at=NOW)
    return f"/dispatch/{report.public_id}/remarks/{remark.id}/hide"
