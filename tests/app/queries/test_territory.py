"""The index of the territory out of the database, and the databases' own answers beside it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from geoalchemy2.shape import from_shape
from shapely import MultiPolygon, Point, box
from sqlalchemy import func, select

from app.actions.territory import NewArea, import_areas
from app.db import db
from app.models import Area, Boundary, Level
from app.queries import territory
from tests.factories import NOW, make_area
from tests.hard_points import HARD_POINTS, areas


@pytest.fixture
def hard_country(session):
    """The country of the hard points, imported as a file would be."""
    shapes = areas()
    codes = {area.id: area.code for area in shapes}
    for level in (Level.REGION, Level.DISTRICT, Level.MAHALLA):
        new = [
            NewArea(a.code, {"uz": a.code}, a.boundary, 1.0, codes.get(a.parent_id))
            for a in shapes
            if a.level == level.value
        ]
        import_areas(level, new, valid_from=date(2026, 1, 1), source="hard points", at=NOW)


def test_the_database_covers_each_hard_point_as_the_table_says(hard_country, session):
    said = {}
    for hard in HARD_POINTS:
        point = from_shape(Point(hard.lon, hard.lat), srid=4326)
        covering = session.scalars(
            select(Area.code)
            .join(Boundary)
            .where(Area.level == Level.MAHALLA, func.ST_Covers(Boundary.boundary, point))
        )
        said[hard.name] = frozenset(covering)
    assert said == {hard.name: hard.covered_by for hard in HARD_POINTS}


def test_the_index_out_of_the_database_answers_each_hard_point_by_the_rules(hard_country, app):
    index = territory.area_index()
    said = {}
    for hard in HARD_POINTS:
        located = index.locate(hard.lon, hard.lat)
        chain = tuple(a and a.code for a in (located.region, located.district, located.mahalla))
        said[hard.name] = (located.located_by, chain)
    assert said == {hard.name: (hard.located_by, hard.chain) for hard in HARD_POINTS}


def test_the_index_is_kept_until_the_version_changes(app):
    make_area(bounds=(69.0, 41.0, 69.1, 41.1), code="1")
    first = territory.area_index()
    assert territory.area_index() is first
    make_area(bounds=(69.1, 41.0, 69.2, 41.1), code="2")
    assert territory.area_index() is not first
    assert territory.area_index().locate(69.15, 41.05).area.code == "2"


def test_the_index_holds_current_boundaries_alone_and_knows_their_ids(app):
    make_area(bounds=(69.0, 41.0, 69.1, 41.1), code="1")
    wider = MultiPolygon([box(69.0, 41.0, 69.5, 41.1)])
    import_areas(
        Level.MAHALLA, [NewArea("1", {"uz": "A"}, wider, 1.0)], valid_from=NOW.date(), source="", at=NOW
    )
    located = territory.area_index().locate(69.4, 41.05)
    current = db.session.scalar(select(Boundary).where(Boundary.valid_to.is_(None)))
    assert located.area.code == "1"
    assert located.area.boundary_id == current.id
    assert current.version == 2


def test_before_any_import_everything_is_outside(app):
    assert territory.area_index().locate(69.0, 41.0).located_by == "outside"
    assert territory.territory_bounds() is None


class Neighbour:
    """Another process on the same database, which keeps its own index between questions."""

    def __init__(self, url: str, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.app.queries.another_process", url, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )

    def ask(self, lon: float, lat: float) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{lon} {lat}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def stop(self) -> None:
        self._process.communicate()


@pytest.fixture
def neighbour(committing_app, tmp_path) -> Iterator[Neighbour]:
    """A process of its own on the same database."""
    other = Neighbour(committing_app.config["DATABASE_URL"], tmp_path)
    yield other
    other.stop()


def test_another_process_notices_a_new_boundary_at_its_next_question(neighbour):
    def imported(code: str, west: float, east: float) -> None:
        new = NewArea(code, {"uz": code}, MultiPolygon([box(west, 41.0, east, 41.1)]), 1.0)
        import_areas(Level.MAHALLA, [new], valid_from=NOW.date(), source="", at=NOW)

    assert neighbour.ask(69.05, 41.05) == "outside"
    imported("1", 69.0, 69.1)
    assert neighbour.ask(69.05, 41.05) == "1"
    assert neighbour.ask(69.15, 41.05) == "outside"
    imported("2", 69.1, 69.2)
    assert neighbour.ask(69.15, 41.05) == "2"
    imported("1", 69.0, 69.04)
    assert neighbour.ask(69.05, 41.05) == "outside"
