"""The surface, the hexagons and the table hold what a recount counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from app.db import db
from app.models import ServiceRequest
from app.policy import policy
from app.queries import heat_maps
from app.queries.heat import Weight
from app.queries.standing import Standing
from tests.app.council.town import DAY, Town
from tests.app.heat.warmth import asked, folded, warmed
from tests.factories import NOW


@pytest.fixture
def town(app: Any) -> Town:
    return Town()


@pytest.fixture
def warm(town: Town) -> Town:
    return warmed(town)


def test_the_surface_holds_as_much_as_a_recount(warm: Town) -> None:
    drawn = heat_maps.drawn(warm.district, asked())
    assert drawn
    surface = drawn.surfaces[0]
    # A pixel's density by its own size in km², which shrinks with the latitude.
    south, north = surface.south, surface.north
    rows_, columns = surface.per_km2.shape
    latitude = np.radians(np.linspace(north, south, rows_))
    width_km = (surface.east - surface.west) / columns * 111.3195 * np.cos(latitude)
    held = (surface.per_km2 * (width_km**2)[:, None]).sum()
    recount = len(db.session.scalars(select(ServiceRequest.id)).all()) - 1
    assert held == pytest.approx(recount, rel=0.03)


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("standing", list(Standing))
def test_hexagons_and_parts_equal_a_recount(
    town: Town, now: datetime, weight: Weight, standing: Standing
) -> None:
    town.be_busy(now)
    folded(town)
    question = asked(weight=weight, standing=standing)
    counted = [
        report
        for report in db.session.scalars(select(ServiceRequest))
        if report.submitted_at > now - 100 * DAY and _stands(report, standing)
    ]
    if weight is Weight.OVERDUE:
        counted = [report for report in counted if _late(report)]
    expected = sum(_weight(report, weight) for report in counted)
    parts = heat_maps.parts(town.district, question)
    assert sum(part.reports[0] for part in parts) == len(counted)
    assert sum(part.weights[0] for part in parts) == expected
    drawn = heat_maps.drawn(town.district, question)
    assert drawn
    assert drawn.values.sum() == expected


def _stands(report: ServiceRequest, standing: Standing) -> bool:
    is_open = report.status.value in ("received", "accepted", "in_progress", "reopened")
    return {
        Standing.ALL: True,
        Standing.OPEN: is_open,
        Standing.OVERDUE: is_open and _late(report),
        Standing.IN_WORK: report.status.value == "in_progress",
        Standing.FIXED: report.status.value in ("resolved", "closed"),
    }[standing]


def _late(report: ServiceRequest) -> bool:
    return report.was_overdue or report.due_at < (report.resolved_at or report.closed_at or NOW)


def _weight(report: ServiceRequest, weight: Weight) -> int:
    ended = report.resolved_at or report.closed_at or NOW
    return {
        Weight.REPORTS: 1,
        Weight.PEOPLE: 1 + report.supporters_count,
        Weight.OVERDUE: 1,
        Weight.DAYS: (ended.astimezone(_zone()).date() - report.submitted_at.astimezone(_zone()).date()).days,
    }[weight]


def _zone() -> Any:
    return policy().calendar.zone
