"""Who answers where: every group of services against every district, and the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.routing import Rule, choose
from app.models import Agency, Area, Level, Responsibility, Service, ServiceGroup
from app.queries.administration import services
from app.queries.page import Page, offset_of, page_of

#: How many districts stand side by side: as many as a desk shows without pushing the table about.
PER_PAGE = 5


@dataclass(frozen=True)
class Cell:
    """Who gets the reports of one group in one area, wherever in it they lie."""

    agencies: Sequence[Agency]
    #: Services on offer that nobody answers for: they go to the area's own inbox.
    unanswered: Sequence[Service]
    #: Whether that is all the group has.
    is_gap: bool
    #: Who answers in single mahallas of it, and in how many; the rest is as above.
    own_agencies: Sequence[Agency]
    own_areas: int


@dataclass(frozen=True)
class Coverage:
    """One page of areas, and a row of cells for each group, in the areas' order."""

    areas: Page[Area]
    rows: Sequence[tuple[ServiceGroup, Sequence[Cell]]]


def coverage(*, on: date, region_id: int | None, page: int) -> Coverage:
    """Return who answers on a day in each district (of one region), in a fixed number of statements.

    Where no districts were imported the next larger areas stand for them, and else the mahallas.
    """
    areas = _areas(region_id, page)
    rules, agencies = _rules([area for area in areas.items], on)
    rows = [
        (group, [_cell(group, area, rules, agencies, on) for area in areas.items])
        for group in services()
        if any(service.is_active for service in group.services)
    ]
    return Coverage(areas, rows)


def regions() -> Sequence[Area]:
    """Return the regions that have areas inside them, by code."""
    inside = select(Area.parent_id).where(Area.level == Level.DISTRICT)
    query = select(Area).where(Area.level == Level.REGION, Area.id.in_(inside)).order_by(Area.code)
    return db.session.scalars(query).all()


def _areas(region_id: int | None, page: int) -> Page[Area]:
    known = {level for (level,) in db.session.execute(select(Area.level).group_by(Area.level))}
    level = next((one for one in (Level.DISTRICT, Level.REGION, Level.MAHALLA) if one in known), None)
    query = select(Area).where(Area.level == level).order_by(Area.code)
    if region_id is not None and level is Level.DISTRICT:
        query = query.where(Area.parent_id == region_id)
    query = query.options(joinedload(Area.parent))
    found = db.session.scalars(query.limit(PER_PAGE + 1).offset(offset_of(page, PER_PAGE))).unique().all()
    return page_of(found, max(1, page), PER_PAGE)


def _chain(area: Area) -> list[int]:
    return [area.id] if area.parent_id is None else [area.id, area.parent_id]


def _rules(areas: Sequence[Area], on: date) -> tuple[list[tuple[Rule, int | None]], dict[int, Agency]]:
    """Return what is in force for these areas and inside them: each rule with its area's parent."""
    chains = {key for area in areas for key in _chain(area)}
    query = (
        select(Responsibility, Area.parent_id)
        .outerjoin(Area, Area.id == Responsibility.area_id)
        .join(Agency, Agency.id == Responsibility.agency_id)
        .options(joinedload(Responsibility.agency))
        .where(
            Agency.is_active,
            Responsibility.valid_from <= on,
            func.coalesce(Responsibility.valid_to, date.max) > on,
            or_(
                Responsibility.area_id.is_(None),
                Responsibility.area_id.in_(chains),
                Area.parent_id.in_([area.id for area in areas]),
            ),
        )
    )
    rules: list[tuple[Rule, int | None]] = []
    agencies: dict[int, Agency] = {}
    for row, parent_id in db.session.execute(query):
        agencies[row.agency_id] = row.agency
        rule = Rule(
            id=row.id,
            agency_id=row.agency_id,
            area_id=row.area_id,
            service_id=row.service_id,
            service_group_id=row.service_group_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        rules.append((rule, parent_id))
    return rules, agencies


def _cell(
    group: ServiceGroup,
    area: Area,
    rules: Sequence[tuple[Rule, int | None]],
    agencies: dict[int, Agency],
    on: date,
) -> Cell:
    offered = [service for service in group.services if service.is_active]
    keys = {service.id for service in offered}
    ours = [(r, p) for r, p in rules if r.service_group_id == group.id or r.service_id in keys]
    whole = [rule for rule, _ in ours]
    chosen = [(service, choose(whole, _chain(area), service.id, group.id, on)) for service in offered]
    inside = [rule for rule, parent_id in ours if parent_id == area.id]
    unanswered = [service for service, rule in chosen if rule is None]
    return Cell(
        agencies=_named(agencies, [rule for _, rule in chosen if rule is not None]),
        unanswered=unanswered,
        is_gap=len(unanswered) == len(offered),
        own_agencies=_named(agencies, inside),
        own_areas=len({rule.area_id for rule in inside}),
    )


def _named(agencies: dict[int, Agency], rules: Sequence[Rule]) -> list[Agency]:
    """Return the agencies of rules, each once, in the order in which they were named."""
    return [agencies[key] for key in dict.fromkeys(rule.agency_id for rule in rules)]
