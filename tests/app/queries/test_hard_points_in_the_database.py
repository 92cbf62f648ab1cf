"""The border rule written out in SQL, in each database, beside the index in this process."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import text

from app.actions.territory import NewArea, import_areas
from app.models import Level
from app.queries.territory import area_index
from tests.factories import NOW
from tests.hard_points import HARD_POINTS, areas

# Of the areas of a level that cover the point, the lowest code: the rule as a database would say it.
LOWEST_CODE = {
    "postgresql": "ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)",
    "sqlite": "MakePoint(:lon, :lat, 4326)",
}


@pytest.fixture
def lowest_code(session):
    """Ask the database for the lowest code of a level that covers a place, or None."""
    shapes = areas()
    codes = {area.id: area.code for area in shapes}
    for level in Level:
        new = [
            NewArea(a.code, {"uz": a.code}, a.boundary, 1.0, codes.get(a.parent_id))
            for a in shapes
            if a.level == level.value
        ]
        import_areas(level, new, valid_from=date(2026, 1, 1), source="hard points", at=NOW)
    point = LOWEST_CODE[session.get_bind().dialect.name]
    question = text(
        "SELECT min(area.code) FROM area JOIN boundary ON boundary.area_id = area.id "
        "WHERE area.level = :level AND boundary.valid_to IS NULL "
        f"AND ST_Covers(boundary.boundary, {point})"
    )
    return lambda level, lon, lat: session.execute(
        question, {"level": level, "lon": lon, "lat": lat}
    ).scalar()


def test_the_lowest_covering_code_is_the_mahalla_that_answers(lowest_code):
    said = {hard.name: lowest_code("mahalla", hard.lon, hard.lat) for hard in HARD_POINTS}
    assert said == {
        hard.name: hard.chain[2] if hard.located_by in ("inside", "border") else None for hard in HARD_POINTS
    }


def test_database_and_index_agree_all_over_the_country_and_on_every_edge_of_its_grid(lowest_code):
    """Steps of 2⁻⁶ degrees fall on edges and corners again and again."""
    index = area_index()
    rng = random.Random(20261118)
    places = [(66 + rng.randrange(-4, 84) / 64, 41 + rng.randrange(-4, 36) / 64) for _ in range(400)]
    borders = 0
    for lon, lat in places:
        located = index.locate(lon, lat)
        covered = located.located_by in ("inside", "border")
        assert lowest_code("mahalla", lon, lat) == (located.mahalla.code if covered else None), (lon, lat)
        borders += located.located_by == "border"
    assert borders > 20


@pytest.mark.parametrize(
    ("lon", "lat", "in_database", "answers"),
    [
        (68.375, 41.25, "D3", "D4"),  # In a city drawn on top of its district: the smaller one.
        (68.25, 41.25, "D3", "D3"),  # On the city's edge: inside the district around it.
    ],
)
def test_where_areas_overlap_the_smallest_answers_and_not_the_lowest_code(
    lowest_code, lon, lat, in_database, answers
):
    assert lowest_code("district", lon, lat) == in_database
    assert area_index().locate(lon, lat).district.code == answers
