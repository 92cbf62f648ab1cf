"""The pages of the heatmap, for `tests/every_page.py`: whose each is, and its address."""

from __future__ import annotations

from collections.abc import Callable

from app.actions import rollups
from tests.factories import NOW, World, make_photo
from tests.shown import CONTACT, Shown


def _warm(address: str) -> Callable[[World], str]:
    """Return an address, once there are enough reports for a surface and for hexagons."""

    def made(world: World) -> str:
        for status in ("received", "accepted", "in_progress", "closed"):
            world.report(status, photo_tokens=[make_photo()], **CONTACT)
        while rollups.fold(NOW):
            pass
        return address

    return made


PAGES = [
    Shown("council.heat", _warm("/council/heat"), "council"),
    Shown("council.heat", _warm("/council/heat?compare=before&weight=days"), "council", note="two periods"),
    Shown("council.heat", lambda world: "/council/heat?step=week", "council", note="empty, week by week"),
    Shown("council.heat_map", _warm("/council/heat/map"), "council"),
    Shown("council.heat_map", lambda world: "/council/heat/map", "council", note="empty"),
    Shown("resident.heat", _warm("/heat?area=district:1701")),
    Shown("resident.heat", _warm("/heat?area=district:1701&step=month&weight=people"), note="month by month"),
    Shown("resident.heat", _warm("/heat?area=district:1701&compare=year&weight=overdue"), note="two periods"),
    Shown("resident.heat", _warm("/heat?area=mahalla:170101"), note="of a mahalla"),
    Shown("resident.heat", lambda world: "/heat", note="a choice of areas, or the only one"),
    Shown("resident.heat_map", _warm("/heat/map?area=district:1701")),
    Shown("resident.heat_map", lambda world: "/heat/map?area=district:1701", note="empty"),
]
