"""The pages of a council's own work, for `tests/every_page.py`: hot spots, questions, projects, the meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from app.actions import asking, hot_spots, projects, rollups
from app.db import db
from app.models import CouncilQuestion, HotSpot, HotSpotArea, HotSpotRun, Project, SpotKind
from tests.factories import NOW, World, make_photo
from tests.shown import CONTACT, Shown

Address = Callable[[World], str]


def make_spot(world: World, kind: SpotKind = SpotKind.CLUSTER, *, run: HotSpotRun | None = None) -> HotSpot:
    """A finished scan that found a hot spot in the first mahalla, as it is kept."""
    if run is None:
        run = HotSpotRun(
            area_id=world.region.id,
            asked_at=NOW,
            finished_at=NOW,
            percent=100,
            method=hot_spots.METHOD,
            parameters=hot_spots._parameters(),
            first_on=date(2025, 11, 20),
            last_on=date(2026, 11, 18),
            reports=314,
        )
        db.session.add(run)
        db.session.flush()
    is_cluster = kind is SpotKind.CLUSTER
    spot = HotSpot(
        run_id=run.id,
        kind=kind,
        service_group_id=world.group.id,
        west=69.045,
        south=41.045,
        east=69.055,
        north=41.055,
        side_m=923.0 if is_cluster else 100.0,
        first_on=date(2026, 11, 3),
        last_on=date(2026, 11, 17),
        observed=42,
        expected=11.2 if is_cluster else None,
        p_value=0.001 if is_cluster else None,
        began_on=[] if is_cluster else ["2026-02-01", "2026-05-01", "2026-11-03"],
        is_recent=is_cluster,
        first_found_at=NOW,
    )
    spot.areas = [
        HotSpotArea(area_id=area.id, reports=42) for area in (world.region, world.district, world.mahalla)
    ]
    db.session.add(spot)
    db.session.commit()
    return spot


def ask_about(world: World, about: object, words: str = "Qachon tuzatiladi?") -> CouncilQuestion:
    """The district's council asks the first agency."""
    return asking.ask(
        about,  # type: ignore[arg-type]
        area=world.district,
        agency=world.agency,
        words=words,
        hours=24,
        client_uuid=str(uuid4()),
        by=world.council,
        at=NOW,
    )


def make_project(world: World, spot: HotSpot | None = None) -> Project:
    """A project of the district's council."""
    return projects.begin(
        spot or make_spot(world),
        world.district,
        name="Quvurni almashtirish",
        post="Bosh muhandis",
        until_on=date(2027, 3, 1),
        by=world.council,
        at=NOW,
    )


def spots(pattern: str) -> Address:
    """Return an address where two hot spots were found; one was asked about twice, and is a project."""

    def address(world: World) -> str:
        spot = make_spot(world)
        make_spot(world, SpotKind.REPEATED, run=spot.run)
        ask_about(world, spot)
        answered = ask_about(world, spot, "Nega yana?")
        asking.answer(answered, words="Quvur eskirgan", by=world.dispatcher, at=NOW + timedelta(days=9))
        report = world.report("accepted", **CONTACT)
        ask_about(world, report)
        project = make_project(world, spot)
        return pattern.format(spot=spot.id, project=project.id, id=report.public_id)

    return address


def waited_for(world: World) -> str:
    """Return the address of the list while the first scan is waited for."""
    hot_spots.ask(world.district, by=world.council, at=NOW)
    return "/council/hot-spots"


def meeting(world: World) -> str:
    """Return the address of a meeting page with all there can be on it."""
    make_spot(world)
    for n in range(3):
        at = NOW - timedelta(days=40 + n)
        world.report("accepted", at=at, **CONTACT)
    world.report("closed", photo_tokens=[make_photo()], **CONTACT)
    while rollups.fold(NOW):
        pass
    return "/council/meeting?month=2026-11"


def counted(address: str) -> Address:
    """Return an address of an area with twelve reports over twelve weeks, counted."""

    def made(world: World) -> str:
        for n in range(12):
            world.report("closed" if n % 2 else "accepted", at=NOW - timedelta(weeks=n, days=1), **CONTACT)
        while rollups.fold(NOW):
            pass
        return address

    return made


def _empty(address: str) -> Address:
    return lambda world: address


PAGES = [
    Shown("council.hot_spot_list", _empty("/council/hot-spots"), "council", note="empty"),
    Shown("council.hot_spot_list", waited_for, "council", note="waited for"),
    Shown("council.hot_spot_list", spots("/council/hot-spots"), "council"),
    Shown("council.hot_spot", spots("/council/hot-spots/{spot}"), "council"),
    Shown("council.hot_spot_map", spots("/council/hot-spots/map"), "council"),
    Shown("council.hot_spot_map", _empty("/council/hot-spots/map"), "council", note="empty"),
    Shown("council.one_hot_spot_map", spots("/council/hot-spots/{spot}/map"), "council"),
    Shown("council.question_list", _empty("/council/questions"), "council", note="empty"),
    Shown("council.question_list", spots("/council/questions"), "council"),
    Shown("council.ask_about_report", spots("/council/reports/{id}/ask"), "council"),
    Shown("council.project_list", _empty("/council/projects"), "council", note="empty"),
    Shown("council.project_list", spots("/council/projects"), "council"),
    Shown("council.project", spots("/council/projects/{project}"), "council"),
    Shown("council.meeting_page", meeting, "council"),
    Shown("council.ranking", counted("/council/ranking"), "council"),
    Shown(
        "council.ranking",
        counted("/council/ranking?by=agencies&measure=in_time"),
        "council",
        note="of agencies",
    ),
    Shown("council.ranking", _empty("/council/ranking"), "council", note="empty"),
    Shown("council.trends_page", counted("/council/trends"), "council"),
    Shown("council.trends_page", _empty("/council/trends"), "council", note="empty"),
    Shown("council.meeting_page", _empty("/council/meeting"), "council", note="empty"),
    Shown("dispatch.question_list", spots("/dispatch/questions"), "dispatcher"),
    Shown("dispatch.question_list", _empty("/dispatch/questions"), "dispatcher", note="empty"),
]


def _waiting(world: World) -> str:
    return f"/dispatch/questions/{ask_about(world, world.report('accepted')).id}"


REFUSED = [
    Shown("council.ask_about_report", spots("/council/reports/{id}/ask"), "council"),
    Shown("council.ask_about_hot_spot", spots("/council/hot-spots/{spot}/ask"), "council"),
    Shown(
        "council.begin_project",
        lambda world: f"/council/hot-spots/{make_spot(world).id}/project",
        "council",
    ),
    Shown("council.project", spots("/council/projects/{project}"), "council"),
    Shown("council.end_project", spots("/council/projects/{project}/end"), "council"),
    Shown("dispatch.answer_question", _waiting, "dispatcher"),
]
