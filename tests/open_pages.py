"""The pages of public statistics and open data, as rows for `tests.every_page`."""

from __future__ import annotations

from collections.abc import Callable

from app.actions import open_data, rollups
from tests.factories import NOW, World
from tests.shown import CONTACT, Shown

STATUSES = ("received", "accepted", "in_progress", "resolved", "closed", "rejected", "reopened")


def _counted(pattern: str) -> Callable[[World], str]:
    """Return the address of a page of numbers, where there are some."""

    def address(world: World) -> str:
        for status in STATUSES:
            world.report(status, **CONTACT)
        while rollups.fold(NOW):
            pass
        return pattern.format(world=world)

    return address


def _plain(pattern: str) -> Callable[[World], str]:
    return lambda world: pattern.format(world=world)


def _published(world: World) -> str:
    _counted("")(world)
    open_data.publish(NOW)
    return "/data/"


def _suggested(world: World) -> str:
    open_data.suggest("Suv quvurlari xaritasi", at=NOW)
    return "/admin/suggestions"


PAGES = [
    Shown("resident.statistics", _counted("/statistics")),
    Shown(
        "resident.statistics",
        _counted("/statistics?area=district:{world.district.code}"),
        note="of a district",
    ),
    Shown("resident.statistics", _plain("/statistics?year=2020"), note="empty"),
    Shown("resident.data", _published),
    Shown("resident.data", _plain("/data/"), note="before the first night"),
    Shown("resident.embed_code", _plain("/data/map?area=region:{world.region.code}&group=roads&lang=ru")),
    Shown("admin.suggestions", _plain("/admin/suggestions"), "admin", note="empty"),
    Shown("admin.suggestions", _suggested, "admin"),
]

REFUSED = [Shown("resident.suggest_data", _plain("/data/suggest"))]
