"""Every page there is: whose it is, and its address in a small town. And every form that can be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from app.actions import filing, remarks, supporting
from app.models import Consent, FilingChannel
from app.notices.stopping import stop_token
from tests import checklist_pages, council_pages, crew_pages, heat_pages, open_pages, talk_pages
from tests.app.actions.identity import ask
from tests.factories import NOW, World, make_parked_message, make_photo, make_subscription
from tests.shown import CONTACT, Shown


def _report(pattern: str, status: str = "received", **values: Any) -> Callable[[World], str]:
    def address(world: World) -> str:
        report = world.report(status, photo_tokens=[make_photo()], **CONTACT, **values)
        return pattern.format(id=report.public_id, secret=report.secret)

    return address


def _code(pattern: str) -> Callable[[World], str]:
    """Return the address of a page that waits for a code, which was sent already."""

    def address(world: World) -> str:
        report = world.report(**CONTACT)
        ask(report.contact.phone, report=report)
        return pattern.format(id=report.public_id, secret=report.secret)

    return address


def _asked(pattern: str) -> Callable[[World], str]:
    """Return the address of a report whose reporter was asked something and added something."""

    def address(world: World) -> str:
        report = world.report("accepted", photo_tokens=[make_photo()], **CONTACT)
        comment_uuid, question_uuid = str(uuid4()), str(uuid4())
        remarks.comment(report, words="Suv hali ham oqyapti", client_uuid=comment_uuid, at=NOW)
        remarks.ask(
            report, words="Qaysi kirish yonida?", client_uuid=question_uuid, by=world.dispatcher, at=NOW
        )
        return pattern.format(id=report.public_id, secret=report.secret)

    return address


def _supported(pattern: str, *, leaves: bool = False) -> Callable[[World], str]:
    """Return the address of a supporter's own page."""

    def address(world: World) -> str:
        report = world.report(**CONTACT)
        said = supporting.Support(client_uuid=str(uuid4()), locale="uz", phone="90 111 22 33")
        supporter = supporting.support(report, said, at=NOW)
        if leaves:
            supporting.leave(supporter, at=NOW)
        return pattern.format(id=report.public_id, secret=supporter.secret)

    return address


def _list(pattern: str) -> Callable[[World], str]:
    """Return the address of a list that has something to show, of several kinds."""

    def address(world: World) -> str:
        for status in ("received", "accepted", "in_progress", "resolved", "closed", "rejected", "reopened"):
            world.report(status, photo_tokens=[make_photo()], **CONTACT)
        return pattern

    return address


def _picks(what: str) -> Callable[[World], str]:
    """Return the address of what would happen to some reports, of which some are left out."""

    def address(world: World) -> str:
        picked = [
            world.report(status, **CONTACT) for status in ("received", "received", "in_progress", "closed")
        ]
        return f"/dispatch/bulk?what={what}&" + "&".join(f"pick={report.public_id}" for report in picked)

    return address


def _filed(pattern: str) -> Callable[[World], str]:
    """Return the address of a page of an operator who filed for somebody, and looked a phone up."""

    def address(world: World) -> str:
        way = {"channel": FilingChannel.PHONE, "consent": Consent.SPOKEN, "by": world.operator, "at": NOW}
        report = filing.file(world.draft(channel="operator", **CONTACT), **way)
        filing.look_up(CONTACT["phone"], by=world.operator, at=NOW)
        return pattern.format(id=report.public_id)

    return address


def _plain(address: str) -> Callable[[World], str]:
    return lambda world: address.format(world=world)


def _subscription(*, confirmed: bool) -> Callable[[World], str]:
    def address(world: World) -> str:
        subscription = make_subscription(world.mahalla, confirmed=confirmed)
        return f"/alerts/{subscription.secret}"

    return address


def _stop(world: World) -> str:
    return f"/stop/{stop_token(world.report(**CONTACT).id, CONTACT['email'])}"


def _parked(world: World) -> str:
    make_parked_message()
    return "/admin/messages"


PAGES = [
    *talk_pages.PAGES,
    *council_pages.PAGES,
    *crew_pages.PAGES,
    *heat_pages.PAGES,
    *checklist_pages.PAGES,
    *open_pages.PAGES,
    Shown("resident.index", _list("/")),
    Shown("resident.index", _plain("/"), note="empty"),
    Shown("resident.reports", _list("/reports")),
    Shown("resident.reports", _plain("/reports?status=fixed&group=roads"), note="empty"),
    Shown("resident.places", _plain("/places")),
    Shown("resident.places", _plain("/places?q=mahalla"), note="found"),
    Shown("resident.places", _plain("/places?q=zzzzzzzz"), note="empty"),
    Shown("resident.how", _plain("/how")),
    Shown("resident.about", _plain("/about")),
    Shown("resident.report", _plain("/report")),
    Shown("resident.report", _plain("/report?shell=1"), note="as a phone keeps it"),
    Shown("resident.waiting", _plain("/waiting")),
    Shown("resident.offline", _plain("/offline")),
    Shown("resident.report", _plain("/report"), "operator", note="for the operator"),
    Shown("resident.page", _report("/r/{id}")),
    Shown("resident.page", _report("/r/{id}", "closed"), note="closed"),
    Shown("resident.page", _report("/r/{id}", "rejected"), note="rejected"),
    Shown("resident.mine", _report("/r/{id}/{secret}")),
    Shown("resident.mine", _report("/r/{id}/{secret}", "resolved"), note="with its questions"),
    Shown("resident.mine", _report("/r/{id}/{secret}", "closed"), note="closed"),
    Shown("resident.mine", _asked("/r/{id}/{secret}"), note="asked something"),
    Shown("resident.page", _asked("/r/{id}"), note="asked something"),
    Shown("resident.support", _report("/r/{id}/too")),
    Shown("resident.supporter", _supported("/r/{id}/too/{secret}")),
    Shown("resident.supporter", _supported("/r/{id}/too/{secret}", leaves=True), note="not any more"),
    Shown("resident.sent", _report("/r/{id}/{secret}/sent")),
    Shown("resident.enter_code", _code("/r/{id}/{secret}/code/enter")),
    Shown("resident.my", _plain("/my")),
    Shown("resident.card", _report("/r/{id}/card"), piece=True),
    Shown("resident.alerts", _plain("/alerts")),
    Shown(
        "resident.alerts",
        _plain("/alerts?area=mahalla:{world.mahalla.code}&group=roads"),
        note="for a mahalla",
    ),
    Shown("resident.alerts", _plain("/alerts?lat=41.05&lon=69.05&r=500"), note="for a circle"),
    Shown("resident.alerts_sent", _plain("/alerts/sent")),
    Shown("resident.alert", _subscription(confirmed=False), note="to be confirmed"),
    Shown("resident.alert", _subscription(confirmed=True)),
    Shown("resident.alert", _plain("/alerts/gone"), note="stopped before"),
    Shown("resident.stop", _stop),
    Shown("account.sign_in", _plain("/sign-in?next=/dispatch/")),
    Shown("account.account", _plain("/account"), "crew_member"),
    Shown("dispatch.index", _list("/dispatch/"), "dispatcher"),
    Shown("dispatch.index", _list("/dispatch/"), "admin", note="for the admin"),
    Shown("dispatch.index", _plain("/dispatch/?lane=overdue&q=pothole"), "dispatcher", note="empty"),
    Shown("dispatch.live", _list("/dispatch/live"), "dispatcher", piece=True),
    Shown("dispatch.bulk", _picks("assign"), "dispatcher"),
    Shown("dispatch.bulk", _picks("hand-over"), "dispatcher", note="to be handed over"),
    Shown("dispatch.bulk", _picks("merge"), "dispatcher", note="to be merged"),
    Shown("dispatch.bulk", _plain("/dispatch/bulk"), "dispatcher", note="nothing picked"),
    Shown("dispatch.board", _list("/dispatch/board"), "dispatcher"),
    Shown("dispatch.board", _plain("/dispatch/board?agency=roads-1701"), "admin", note="for the admin"),
    Shown("dispatch.plan", _report("/dispatch/board/{id}"), "dispatcher"),
    Shown("dispatch.plan", _report("/dispatch/board/{id}", "closed"), "dispatcher", note="closed"),
    Shown("dispatch.crews", _plain("/dispatch/crews"), "dispatcher"),
    Shown("dispatch.crew", _plain("/dispatch/crews/{world.crew.id}"), "dispatcher"),
    Shown("dispatch.crew", _plain("/dispatch/crews/add"), "dispatcher", note="new"),
    Shown("dispatch.report", _report("/dispatch/{id}"), "dispatcher"),
    Shown("dispatch.report", _report("/dispatch/{id}", "in_progress"), "dispatcher", note="in work"),
    Shown("dispatch.report", _asked("/dispatch/{id}"), "dispatcher", note="asked something"),
    Shown("dispatch.report", _report("/dispatch/{id}", "closed"), "dispatcher", note="closed"),
    Shown("dispatch.work_order", _report("/dispatch/{id}/work-order"), "dispatcher"),
    Shown("operator.index", _plain("/operator/"), "operator", note="empty"),
    Shown("operator.index", _filed("/operator/"), "operator"),
    Shown("operator.report", _plain("/operator/report"), "operator"),
    Shown("operator.receipt", _filed("/operator/{id}/receipt"), "operator"),
    Shown("operator.lookups", _plain("/operator/lookups"), "operator", note="empty"),
    Shown("operator.lookups", _filed("/operator/lookups"), "operator"),
    Shown("council.index", _list("/council/"), "council"),
    Shown("council.index", _plain("/council/?period=12m&status=overdue"), "council", note="empty"),
    Shown("council.index", _list("/council/?area=region:17"), "admin", note="for the admin"),
    Shown("council.areas", _plain("/council/areas"), "admin"),
    Shown("council.area_map", _list("/council/map"), "council"),
    Shown("council.area_map", _plain("/council/map"), "council", note="empty"),
    Shown("admin.index", _list("/admin/"), "admin"),
    Shown("admin.areas", _plain("/admin/areas"), "admin"),
    Shown("admin.area", _plain("/admin/areas/{world.mahalla.id}"), "admin"),
    Shown("admin.boundaries", _plain("/admin/boundaries"), "admin"),
    Shown("admin.services", _plain("/admin/services"), "admin"),
    Shown("admin.service", _plain("/admin/services/{world.service.id}"), "admin"),
    Shown("admin.service", _plain("/admin/services/add"), "admin", note="new"),
    Shown("admin.agencies", _plain("/admin/agencies"), "admin"),
    Shown("admin.agency", _plain("/admin/agencies/{world.agency.id}"), "admin"),
    Shown("admin.agency", _plain("/admin/agencies/add"), "admin", note="new"),
    Shown("admin.crew", _plain("/admin/agencies/{world.agency.id}/crews/{world.crew.id}"), "admin"),
    Shown("admin.crew", _plain("/admin/agencies/{world.agency.id}/crews/add"), "admin", note="new"),
    Shown("admin.responsibilities", _plain("/admin/responsibilities"), "admin"),
    Shown("admin.responsibility", _plain("/admin/responsibilities/add"), "admin"),
    Shown(
        "admin.end_responsibility", _plain("/admin/responsibilities/{world.responsibility.id}/end"), "admin"
    ),
    Shown("admin.coverage", _plain("/admin/responsibilities/by-district"), "admin"),
    Shown("admin.posters", _plain("/admin/posters"), "admin"),
    Shown("admin.posters", _plain("/admin/posters?kind=place"), "admin", note="for one thing"),
    Shown("admin.posters", _plain("/admin/posters?kind=list"), "admin", note="for a list"),
    Shown("admin.messages", _parked, "admin"),
    Shown("admin.messages", _plain("/admin/messages"), "admin", note="empty"),
    Shown("admin.staff", _plain("/admin/staff"), "admin"),
    Shown("admin.user", _plain("/admin/staff/{world.council.id}"), "admin"),
    Shown("admin.add_user", _plain("/admin/staff/add"), "admin"),
]

#: Pages that lie behind a form, each with its own test below.
BEHIND_A_FORM = {"admin.boundary_fields", "resident.enter_my_code"}

#: Forms sent with nothing in them: what is refused keeps the rules too.
REFUSED = [
    *talk_pages.REFUSED,
    *council_pages.REFUSED,
    *crew_pages.REFUSED,
    *checklist_pages.REFUSED,
    *open_pages.REFUSED,
    Shown("resident.alerts", _plain("/alerts")),
    Shown("resident.report", _plain("/report")),
    Shown("resident.rate", _report("/r/{id}/{secret}/rate", "closed")),
    Shown("resident.enter_code", _code("/r/{id}/{secret}/code/enter")),
    Shown("resident.ask_my_code", _plain("/my")),
    Shown("resident.not_fixed", _report("/r/{id}/{secret}/not-fixed", "resolved")),
    Shown("resident.comment", _report("/r/{id}/{secret}/comment")),
    Shown("resident.answer", _asked("/r/{id}/{secret}/answer")),
    Shown("operator.report", _plain("/operator/report"), "operator"),
    Shown("operator.find", _plain("/operator/find"), "operator"),
    Shown("dispatch.ask", _report("/dispatch/{id}/ask"), "dispatcher"),
    Shown("dispatch.extend", _report("/dispatch/{id}/extend"), "dispatcher"),
    Shown("dispatch.study", _report("/dispatch/{id}/study"), "dispatcher"),
    Shown("account.sign_in", _plain("/sign-in")),
    Shown("account.account", _plain("/account"), "crew_member"),
    Shown("dispatch.bulk_now", _picks("hand-over"), "dispatcher"),
    Shown("dispatch.accept", _report("/dispatch/{id}/accept"), "dispatcher"),
    Shown("dispatch.assign", _report("/dispatch/{id}/assign"), "dispatcher"),
    Shown("dispatch.plan", _report("/dispatch/board/{id}"), "dispatcher"),
    Shown("dispatch.crew", _plain("/dispatch/crews/add"), "dispatcher"),
    Shown("dispatch.add_shifts", _plain("/dispatch/crews/{world.crew.id}/shifts"), "dispatcher"),
    Shown("dispatch.hand_over", _report("/dispatch/{id}/hand-over"), "dispatcher"),
    Shown("dispatch.reject", _report("/dispatch/{id}/reject"), "dispatcher"),
    Shown("dispatch.duplicate", _report("/dispatch/{id}/duplicate"), "dispatcher"),
    Shown("admin.service", _plain("/admin/services/add"), "admin"),
    Shown("admin.agency", _plain("/admin/agencies/add"), "admin"),
    Shown("admin.crew", _plain("/admin/agencies/{world.agency.id}/crews/add"), "admin"),
    Shown("admin.responsibility", _plain("/admin/responsibilities/add"), "admin"),
    Shown("admin.boundaries", _plain("/admin/boundaries"), "admin"),
    Shown("admin.posters", _plain("/admin/posters"), "admin"),
    Shown("admin.posters", _plain("/admin/posters?kind=place"), "admin", note="for one thing"),
    Shown("admin.posters", _plain("/admin/posters?kind=list"), "admin", note="for a list"),
    Shown("admin.add_user", _plain("/admin/staff/add"), "admin"),
]
