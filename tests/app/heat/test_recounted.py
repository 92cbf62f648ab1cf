"""The heatmap's table, its hexagons and what plays equal a count by hand: over new year, over borders that moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actions import rollups
from app.db import db
from app.domain.lifecycle import OPEN
from app.models import Area, Level, ServiceGroup, ServiceRequest
from app.queries.heat import Weight
from app.queries.standing import Standing
from geo import heat_classes
from tests.app.heat.warmth import rows
from tests.app.life import Life
from tests.app.queries.test_council_recount import START, ended_on, is_late, local_day, stands
from tests.conftest import sign_in
from tests.factories import make_user

LEVELS = ["region", "district", "mahalla"]
SINCE = "&period=custom&from=2025-11-01"


@pytest.fixture
def life(session: Any, frozen_time: Any) -> Life:
    """Half a year from the autumn on; in it, mahallas get other borders."""
    life = Life(47, frozen_time, START)
    for _ in range(180):
        life.step()
    while rollups.fold(life.now):
        pass
    return life


@pytest.fixture
def council(client: FlaskClient, life: Life) -> FlaskClient:
    sign_in(client, make_user("council", area=life.world.region))
    return client


def area_of(life: Life, level: str) -> Area:
    return {
        "region": life.world.region,
        "district": life.world.district,
        "mahalla": life.world.mahalla,
    }[level]


def counted(life: Life, area: Area, weight: Weight, standing: Standing) -> list[ServiceRequest]:
    """The reports that a question is about."""
    return [
        sr
        for sr in db.session.scalars(select(ServiceRequest))
        if getattr(sr, f"{area.level.value}_id") == area.id
        and stands(sr, standing, life.now)
        and (weight is not Weight.OVERDUE or is_late(sr, life.now))
    ]


def weighed(life: Life, reports: Sequence[ServiceRequest], weight: Weight) -> int:
    if weight is Weight.PEOPLE:
        return sum(1 + sr.supporters_count for sr in reports)
    if weight is not Weight.DAYS:
        return len(reports)
    today = local_day(life.now)
    return sum(
        max(0, ((today if sr.status in OPEN else ended_on(sr)) - local_day(sr.submitted_at)).days)  # type: ignore[operator]
        for sr in reports
    )


def told(life: Life, reports: Sequence[ServiceRequest], weight: Weight) -> str:
    """The number as a council's page writes it."""
    value = weighed(life, reports, weight)
    if weight is not Weight.DAYS:
        return str(value)
    return f"{value / len(reports):.1f}" if reports else "–"


def lines(area: Area, reports: Sequence[ServiceRequest]) -> dict[str, list[ServiceRequest]]:
    """The reports by the name of their line; under none: those that name nothing smaller."""
    found: dict[str, list[ServiceRequest]] = {}
    nowhere = "In no district" if area.level is Level.REGION else "In no mahalla"
    for sr in reports:
        if area.level is Level.MAHALLA:
            name = db.session.get_one(ServiceGroup, sr.service_group_id).names["uz"]
        else:
            inside = sr.district_id if area.level is Level.REGION else sr.mahalla_id
            name = db.session.get_one(Area, inside).names["uz"] if inside else nowhere
        found.setdefault(name, []).append(sr)
    return found


def with_commas_off(cells: list[str]) -> list[str]:
    return [cell.replace(",", "") for cell in cells]


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("level", LEVELS)
def test_the_table(council: FlaskClient, life: Life, level: str, weight: Weight) -> None:
    area = area_of(life, level)
    address = f"/council/heat?area={level}:{area.code}{SINCE}&weight={weight.value}"
    for standing in Standing:
        reports = counted(life, area, weight, standing)
        page = rows(council.get(f"{address}&status={standing.value}").text)
        assert with_commas_off(page.pop("Together")) == [told(life, reports, weight)]
        expected = lines(area, reports)
        for name, cells in page.items():
            assert with_commas_off(cells) == [told(life, expected.pop(name, []), weight)], (name, standing)
        assert not any(weighed(life, rest, weight) for rest in expected.values()), standing


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("level", LEVELS)
def test_what_plays(council: FlaskClient, life: Life, level: str, weight: Weight) -> None:
    """Month by month: the hexagons of each month hold what was sent in it, in the old year and in the new one."""
    area = area_of(life, level)
    answer = council.get(
        f"/council/heat/steps?area={level}:{area.code}{SINCE}&step=month&weight={weight.value}"
    ).json
    assert answer
    assert [at[:7] for at in answer["at"]][:3] == ["2025-11", "2025-12", "2026-01"]
    for at, values in zip(answer["at"], answer["values"], strict=True):
        month = [
            sr
            for sr in counted(life, area, weight, Standing.ALL)
            if local_day(sr.submitted_at).isoformat()[:7] == at[:7]
        ]
        assert sum(values) == weighed(life, month, weight), at


def test_weeks_follow_one_another_over_new_year(council: FlaskClient, life: Life) -> None:
    answer = council.get(
        "/council/heat/steps?area=region:17&period=custom&from=2025-12-10&to=2026-01-20&step=week"
    ).json
    assert answer
    assert answer["at"] == ["2025-12-10", *(_monday(n) for n in range(6))]
    reports = counted(life, life.world.region, Weight.REPORTS, Standing.ALL)
    days = [local_day(sr.submitted_at) for sr in reports]
    ends = [*(date.fromisoformat(at) for at in answer["at"][1:]), date(2026, 1, 21)]
    for at, end, values in zip(answer["at"], ends, answer["values"], strict=True):
        assert sum(values) == sum(date.fromisoformat(at) <= day < end for day in days)


def _monday(n: int) -> str:
    return (date(2025, 12, 15) + timedelta(weeks=n)).isoformat()


def test_two_periods_side_by_side_over_new_year(council: FlaskClient, life: Life) -> None:
    page = rows(
        council.get(
            "/council/heat?area=district:1701&period=custom&from=2026-01-01&to=2026-01-31&compare=before"
        ).text
    )
    days = [
        local_day(sr.submitted_at) for sr in counted(life, life.world.district, Weight.REPORTS, Standing.ALL)
    ]
    now = sum(date(2026, 1, 1) <= day <= date(2026, 1, 31) for day in days)
    before = sum(date(2025, 12, 1) <= day <= date(2025, 12, 31) for day in days)
    difference = f"{abs(now - before)} {'more' if now > before else 'fewer'}" if now != before else "the same"
    assert page["Together"] == [str(now), str(before), difference]


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("level", LEVELS)
def test_the_public_table_is_the_same_in_classes(
    client: FlaskClient, life: Life, level: str, weight: Weight
) -> None:
    area = area_of(life, level)
    page = rows(client.get(f"/heat?area={level}:{area.code}{SINCE}&weight={weight.value}").text)
    reports = counted(life, area, weight, Standing.ALL)
    expected = {**lines(area, reports), "Together": reports}
    for name, cells in page.items():
        held = expected.get(name, [])
        assert with_commas_off(cells) == [_in_class(life, held, weight)], name


def _in_class(life: Life, reports: Sequence[ServiceRequest], weight: Weight) -> str:
    if len(reports) < 3:
        return "fewer than 3"
    value = weighed(life, reports, weight)
    found = heat_classes.class_of(value / len(reports) if weight is Weight.DAYS else value)
    if found is None:
        return "less than 1"
    return str(found[0]) if found[0] == found[1] else f"{found[0]}–{found[1]}"


def test_borders_did_move_in_this_life(life: Life) -> None:
    """Else the counts above would say less than they seem to."""
    assert life.done["boundary_changed"]
    assert local_day(life.now) > date(2026, 2, 1)
