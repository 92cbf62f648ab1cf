"""Loading Namuna into an empty database: territory, services, people, and a year of reports."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from app.actions import catalogue, demonstration
from app.actions.places import import_places
from app.actions.territory import NewArea, import_areas
from app.db import db
from app.demo import streets, town
from app.demo.bursts import add_bursts
from app.demo.checklists import answers_of
from app.demo.ground import Ground, rules_of
from app.demo.pictures import Drawn, keep_drawings
from app.demo.replies import reply_templates
from app.demo.reports import Inventor
from app.demo.roster import Roster, plan_days, roster_of
from app.demo.rows import Reports, Row
from app.demo.staff import OWN_HANDS, Hiring, Staff
from app.demo.supporters import supporters_of
from app.demo.talk import Talk, Talker
from app.demo.tellers import told_by
from app.demo.voices import speak
from app.domain.checklist import Question
from app.models import (
    INBOX_KIND,
    Agency,
    Area,
    Boundary,
    ChecklistAnswer,
    ChecklistItem,
    ChecklistMaterial,
    Contact,
    ContractorLink,
    Crew,
    CrewArea,
    CrewSkill,
    Level,
    Photo,
    Recording,
    Remark,
    ReplyTemplate,
    ResidentCount,
    Responsibility,
    Routing,
    Service,
    ServiceGroup,
    ServiceRequest,
    Shift,
    ShiftMember,
    StatusChange,
    Supporter,
    User,
)
from app.policy import policy
from app.queries.checklists import question_of
from app.queries.territory import territory_version
from geo.metres import metres_per_degree

REPORTS = 3_000
SEED = 1799
SOURCE = "Namuna, invented"

#: Told what is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


class NotInProduction(RuntimeError):
    """The demo's passwords are known to everybody, so it never enters a production system."""


@dataclass(frozen=True)
class Loaded:
    """How much of everything there is now."""

    areas: int
    agencies: int
    users: int
    reports: int
    photos: int


def load(now: datetime, *, production: bool, on_progress: Progress, reports: int = REPORTS) -> Loaded:
    """Load the demo, or leave no report, user or agency behind; territory and drawings may stay, and help the next try.

    `reports` is how many the year has; those of the bursts come besides. Everything but the reporters' secrets
    follows from a fixed seed and `now`. Raises NotInProduction and `demonstration.NotEmpty`.
    """
    if production:
        raise NotInProduction("The demo is not for production.")
    areas = town.build()
    demonstration.refuse_unless_empty()
    _refuse_other_territory({area.code for area in areas})
    db.session.rollback()
    drawings = keep_drawings(policy().storage, on_progress=lambda done, of: on_progress("drawings", done, of))
    _import(areas, now, on_progress)
    import_places(SOURCE, streets.places(areas), at=now)
    catalogue.load()
    rng = random.Random(SEED)
    ground, staff = _ground(areas, now, drawings)
    mahallas = [area for area in areas if area.level == "mahalla"]
    inventor = Inventor(rng, ground, mahallas)
    rows = inventor.invent(reports)
    talk = Talker(rows, ground).talk()
    roster = roster_of(staff, ground.areas, list(ground.services.values()), now, ground.calendar)
    plan_days(rows, roster, now, ground.calendar)
    services = {code: service.id for code, service in ground.services.items()}
    recordings = speak(rows.requests, services, now, policy().storage)
    add_bursts(rows, ground, mahallas, inventor.paces)
    rows.number_changes()
    _write(staff, roster, rows, recordings, talk, now, on_progress)
    return Loaded(len(areas), len(staff.agencies), len(staff.users), len(rows.requests), len(rows.photos))


def _refuse_other_territory(codes: set[str]) -> None:
    if set(db.session.scalars(select(Area.code))) - codes:
        raise demonstration.NotEmpty("another territory was imported into this database already")


def _import(areas: list[town.TownArea], now: datetime, on_progress: Progress) -> None:
    """Import level by level, by the same action that reads boundary files."""
    east, north = (float(metres) for metres in metres_per_degree(town.CENTRE[1]))
    starts = [
        0,
        *(at for at, (one, other) in enumerate(pairwise(areas), 1) if one.level != other.level),
        len(areas),
    ]
    for first, end in pairwise(starts):
        part = areas[first:end]
        import_areas(
            Level(part[0].level),
            [
                NewArea(
                    code=area.code,
                    names=area.names,
                    boundary=area.boundary,
                    area_km2=round(area.boundary.area * east * north / 1e6, 4),
                    parent_code=area.parent_code,
                    population=area.population,
                )
                for area in part
            ],
            valid_from=(now - timedelta(days=500)).date(),
            source=SOURCE,
            at=now,
        )
        on_progress("areas", end, len(areas))


def _ground(
    areas: list[town.TownArea], now: datetime, drawings: Mapping[tuple[str, int, bool], Drawn]
) -> tuple[Ground, Staff]:
    """Read back what rows refer to, and hire everybody."""
    known = {area.code: area for area in db.session.scalars(select(Area).order_by(Area.code))}
    groups = db.session.scalars(select(ServiceGroup).order_by(ServiceGroup.id)).all()
    services = db.session.scalars(select(Service).order_by(Service.id)).all()
    inboxes = {
        area_id: agency_id
        for area_id, agency_id in db.session.execute(
            select(Agency.area_id, Agency.id).where(Agency.kind == INBOX_KIND).order_by(Agency.area_id)
        )
        if area_id is not None
    }
    crowded = sorted((area for area in areas if area.level == "mahalla"), key=lambda area: -area.density)
    hiring = Hiring(list(known.values()), now, demonstration.next_id(Agency), inboxes)
    staff = hiring.hire(groups, services, [known[area.code] for area in crowded[:OWN_HANDS]])
    ground = Ground(
        now=now,
        calendar=policy().calendar,
        areas=known,
        boundaries={
            area_id: boundary_id
            for boundary_id, area_id in db.session.execute(
                select(Boundary.id, Boundary.area_id).where(Boundary.valid_to.is_(None))
            )
        },
        territory_version=territory_version(),
        services={service.service_code: service for service in services},
        staff=staff,
        rules=rules_of(staff),
        inboxes=inboxes,
        drawings=drawings,
    )
    return ground, staff


def _write(
    staff: Staff,
    roster: Roster,
    rows: Reports,
    recordings: list[Row],
    talk: Talk,
    now: datetime,
    on_progress: Progress,
) -> None:
    answers, materials = answers_of(rows.requests, rows.changes, _asked())
    demonstration.invent(
        [
            (Agency, staff.agencies),
            (Responsibility, staff.responsibilities),
            (Crew, staff.crews),
            (User, staff.users),
            (CrewSkill, roster.skills),
            (CrewArea, roster.areas),
            (Shift, roster.shifts),
            (ShiftMember, roster.members),
            (ServiceRequest, rows.requests),
            (Contact, rows.contacts),
            (Photo, rows.photos),
            (Recording, recordings),
            (Routing, rows.routings),
            (StatusChange, rows.changes),
            (Remark, talk.remarks),
            (ContractorLink, talk.links),
            (ChecklistAnswer, answers),
            (ChecklistMaterial, materials),
            (Supporter, supporters_of(rows.requests, now)),
            (ResidentCount, told_by(rows.requests, policy().calendar.zone)),
            (ReplyTemplate, reply_templates()),
        ],
        on_progress=lambda done, of: on_progress("reports", done, of),
    )


def _asked() -> dict[int, list[tuple[str, Question]]]:
    """Return what the catalogue's checklists ask, by service, each question with its code."""
    found: dict[int, list[tuple[str, Question]]] = {}
    for item in db.session.scalars(
        select(ChecklistItem).order_by(ChecklistItem.service_id, ChecklistItem.position)
    ):
        found.setdefault(item.service_id, []).append((item.code or "", question_of(item)))
    return found
