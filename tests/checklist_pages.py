"""The pages with a checklist, for `tests/every_page.py`: whose each is, and its address."""

from __future__ import annotations

from collections.abc import Callable

from app.actions import checklists, fieldwork
from app.db import db
from app.models import ChecklistItem, Service, ServiceRequest
from app.queries import checklists as asked
from tests.app.checklists import filled, whole_checklist
from tests.factories import NOW, World, make_photo, make_service
from tests.shown import CONTACT, Shown


def _service(world: World) -> tuple[Service, dict[str, ChecklistItem]]:
    """A service of its own: the other pages' jobs of one world are finished without answers."""
    service = make_service(world.group, names={"uz": "Quvur yorildi"})
    return service, whole_checklist(service)


def _report(world: World, service: Service, status: str) -> ServiceRequest:
    return world.report(status, service_code=service.service_code, photo_tokens=[make_photo()], **CONTACT)


def _asked(address: str, item: str = "area", status: str = "") -> Callable[[World], str]:
    """The address of a page about a service that asks everything there is, or about a job of it."""

    def made(world: World) -> str:
        service, items = _service(world)
        report = _report(world, service, status) if status else None
        db.session.commit()
        return address.format(service=service.id, item=items[item].id, id=report.public_id if report else "")

    return made


def _answered(address: str) -> Callable[[World], str]:
    """The address of a page about a report whose crew wrote everything down."""

    def made(world: World) -> str:
        service, items = _service(world)
        report = finished(world, service, items)
        checklists.change(items["cause"], "remove", at=NOW, by=world.admin)
        return address.format(service=service.id, id=report.public_id)

    return made


def finished(world: World, service: Service, items: dict[str, ChecklistItem]) -> ServiceRequest:
    """Finish a job with an answer to every question."""
    report = _report(world, service, "in_progress")
    db.session.commit()
    fieldwork.resolve(
        report,
        by=world.crew_member,
        photo_tokens=[make_photo("after")],
        note="Tayyor",
        filled=checklists.read(filled(items), asked.questions(service.id)),
        at=NOW,
    )
    return report


ROOM = "/admin/services/{service}/checklist"

PAGES = [
    Shown("crew.job", _asked("/crew/{id}", status="in_progress"), "crew_member", note="with a checklist"),
    Shown("crew.job", _answered("/crew/{id}"), "crew_member", note="written down"),
    Shown(
        "crew.together", _asked("/crew/together?job={id}", status="in_progress"), "crew_member", note="asked"
    ),
    Shown("dispatch.report", _answered("/dispatch/{id}"), "dispatcher", note="written down"),
    Shown(
        "dispatch.work_order",
        _asked("/dispatch/{id}/work-order", status="accepted"),
        "dispatcher",
        note="asked",
    ),
    Shown("dispatch.work_order", _answered("/dispatch/{id}/work-order"), "dispatcher", note="written down"),
    Shown("admin.checklist", _asked(ROOM), "admin"),
    Shown("admin.checklist", _answered(ROOM), "admin", note="with a retired question"),
    Shown("admin.checklist", lambda world: ROOM.format(service=world.service.id), "admin", note="empty"),
    Shown("admin.question", _asked(ROOM + "/{item}"), "admin"),
    Shown("admin.question", _asked(ROOM + "/{item}", "way"), "admin", note="choices"),
    Shown("admin.question", _asked(ROOM + "/add/materials"), "admin", note="new"),
]

REFUSED = [
    Shown("crew.resolve", _asked("/crew/{id}/resolve", status="in_progress"), "crew_member", note="asked"),
    Shown("admin.question", _asked(ROOM + "/add/choice"), "admin"),
]
