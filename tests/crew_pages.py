"""The pages of a crew, for `tests/every_page.py`: whose each is, and its address."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories import World, make_photo
from tests.shown import CONTACT, Shown


def _job(address: str, status: str = "in_progress", *, jobs: int = 1) -> Callable[[World], str]:
    """The address of a job, or of the last of several at one place."""

    def made(world: World) -> str:
        for _ in range(jobs):
            report = world.report(status, photo_tokens=[make_photo()], **CONTACT)
        return address.format(id=report.public_id)

    return made


PAGES = [
    Shown("crew.index", _job("/crew/", "in_progress", jobs=2), "crew_member"),
    Shown("crew.index", lambda world: "/crew/", "crew_member", note="empty"),
    Shown("crew.job", _job("/crew/{id}", "accepted"), "crew_member"),
    Shown("crew.job", _job("/crew/{id}"), "crew_member", note="to be finished"),
    Shown("crew.job", _job("/crew/{id}", "reopened"), "crew_member", note="not fixed"),
    Shown("crew.together", _job("/crew/together?job={id}", "accepted"), "crew_member"),
    Shown("crew.together", _job("/crew/together?job={id}"), "crew_member", note="to be finished"),
    Shown("crew.together", _job("/crew/together?job={id}", "resolved"), "crew_member", note="done"),
]

REFUSED = [
    Shown("crew.resolve", _job("/crew/{id}/resolve"), "crew_member"),
    Shown("crew.resolve_together", _job("/crew/together/resolve?job={id}"), "crew_member"),
]
