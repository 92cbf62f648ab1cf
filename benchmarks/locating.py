"""Locating a point among 10,000 generated mahallas of 200 vertices: in this process, and by the database.

Run by `make bench`, or alone: `python -m benchmarks.locating` (with DATABASE_URL the database is asked the
same question). The floor is what no index of this kind can go below, measured in the same run: asking a bare
STRtree for the envelopes that hold a point, without looking at any boundary.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from shapely import MultiPolygon, Point, Polygon, STRtree

from app.db import engine_options, prepare_engine
from benchmarks.measuring import heading, median, p95, timed
from geo.locate import Area, AreaIndex

SIDE = 100
VERTICES = 200
WEST, SOUTH, STEP = 60.0, 38.0, 0.02
POINTS = 20_000
BUDGET_US = 20.0


def mahallas(side: int = SIDE, vertices: int = VERTICES) -> list[MultiPolygon]:
    """Return side × side neighbours whose shared edges wind alike, each of so many vertices."""
    along = np.linspace(0, 1, vertices // 4, endpoint=False)
    ring = np.concatenate(
        [
            np.column_stack([along, 0 * along]),
            np.column_stack([1 + 0 * along, along]),
            np.column_stack([1 - along, 1 + 0 * along]),
            np.column_stack([0 * along, 1 - along]),
        ]
    )
    shapes = []
    for column in range(side):
        for row in range(side):
            straight = ring + np.array([column, row])
            # Winding depends on the place alone, so neighbours agree about their edge.
            winding = 0.08 * np.sin(straight[:, ::-1] * 9.0) + 0.04 * np.sin(straight * 23.0)
            shapes.append(MultiPolygon([Polygon([WEST, SOUTH] + STEP * (straight + winding))]))
    return shapes


def each(ask: Callable[[float, float], object], points: Sequence[tuple[float, float]]) -> list[float]:
    """Return the microseconds that each point took."""
    spent = []
    clock = time.perf_counter_ns
    for lon, lat in points:
        start = clock()
        ask(lon, lat)
        spent.append((clock() - start) / 1000)
    return spent


def told(what: str, spent: Sequence[float], floor: Sequence[float], more: str = "") -> None:
    """Print one result in microseconds, with its ratio to the floor."""
    ratio = median(spent) / median(floor)
    print(f"{what:<46} p50 {median(spent):8.1f} µs  p95 {p95(spent):8.1f} µs  {ratio:8.1f} × floor  {more}")


def in_process(shapes: list[MultiPolygon], points: list[tuple[float, float]]) -> list[float]:
    """Measure `AreaIndex.locate` and return the floor."""
    heading(f"Locating a point among {len(shapes):,} mahallas of {VERTICES} vertices, in process")
    start = time.perf_counter()
    index = AreaIndex(Area(i, "mahalla", f"{i:05d}", None, shape) for i, shape in enumerate(shapes))
    print(f"{'building the index':<46} {(time.perf_counter() - start) * 1000:12.0f} ms")
    tree = STRtree(shapes)
    floor = each(lambda lon, lat: tree.query(Point(lon, lat)), points)
    told("floor: envelopes alone, STRtree.query", floor, floor)
    told(
        "bare STRtree.query(predicate='intersects')",
        each(lambda lon, lat: tree.query(Point(lon, lat), "intersects"), points),
        floor,
    )
    spent = each(index.locate, points)
    verdict = "within" if median(spent) <= BUDGET_US else "OVER"
    told("AreaIndex.locate, inside", spent, floor, f"{verdict} the {BUDGET_US:.0f} µs")
    on_edges = [shape.geoms[0].exterior.coords[7] for shape in shapes[:2000]]
    told("AreaIndex.locate, on a border", each(index.locate, on_edges), floor)
    reach = SIDE * STEP
    near = [(WEST + 0.001 + reach * n / 2000, SOUTH - 0.1 * STEP - 0.0005) for n in range(2000)]
    told("AreaIndex.locate, a near miss", each(index.locate, near), floor)
    return floor


def a_whole_file() -> None:
    """Measure 75,000 points against 80 large polygons at once."""
    heading("75,000 points against 80 mahallas of 2,000 vertices, at once")
    shapes = mahallas(side=9, vertices=2000)[:80]
    index = AreaIndex(Area(i, "mahalla", f"{i:05d}", None, shape) for i, shape in enumerate(shapes))
    rng = np.random.default_rng(5)
    lons = WEST + STEP * rng.uniform(-1, 10, 75_000)
    lats = SOUTH + STEP * rng.uniform(-1, 10, 75_000)
    start = time.perf_counter()
    found = index.locate_many(lons, lats)
    spent = time.perf_counter() - start
    tree, points = STRtree(shapes), shapely.points(lons, lats)
    start = time.perf_counter()
    tree.query(points)
    floor = time.perf_counter() - start
    inside = sum(located.located_by == "inside" for located in found)
    print(f"{'floor: envelopes alone, STRtree.query':<46} {floor * 1000:12.0f} ms")
    print(
        f"{'AreaIndex.locate_many':<46} {spent * 1000:12.0f} ms  {spent / floor:8.1f} × floor  {inside:,} inside"
    )


def by_database(
    url: str, shapes: list[MultiPolygon], points: list[tuple[float, float]], floor: list[float]
) -> None:
    """Ask the database the same question, over its spatial index, one statement for each point."""
    engine = sa.create_engine(url, **engine_options(url))
    prepare_engine(engine)
    heading(f"The same question to {'PostGIS' if engine.dialect.name == 'postgresql' else 'SpatiaLite'}")
    with engine.connect() as connection, connection.begin() as transaction:
        covers = _fill(connection, shapes)
        nothing = sa.text("SELECT 1")
        round_trip = timed(lambda: connection.execute(nothing).all(), 500)
        told("SELECT 1", [ms * 1000 for ms in round_trip], floor)

        def ask(lon: float, lat: float) -> Any:
            return connection.execute(covers, {"lon": lon, "lat": lat}).all()

        spent = each(ask, points[:2000])
        told("ST_Covers over the spatial index", spent, floor)
        transaction.rollback()
    engine.dispose()


def _fill(connection: sa.Connection, shapes: list[MultiPolygon]) -> sa.TextClause:
    """Make a table of the shapes in this transaction, and return the question."""
    rows = [{"id": i, "shape": shape.wkb} for i, shape in enumerate(shapes)]
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
        connection.execute(
            sa.text("CREATE TEMP TABLE bench_area (id integer, boundary geometry(MultiPolygon, 4326))")
        )
        connection.execute(sa.text("INSERT INTO bench_area VALUES (:id, ST_GeomFromWKB(:shape, 4326))"), rows)
        connection.execute(sa.text("CREATE INDEX ON bench_area USING gist (boundary)"))
        connection.execute(sa.text("ANALYZE bench_area"))
        return sa.text(
            "SELECT id FROM bench_area "
            "WHERE ST_Covers(boundary, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)) ORDER BY id LIMIT 1"
        )
    connection.execute(sa.text("CREATE TABLE bench_area (id integer PRIMARY KEY)"))
    connection.execute(sa.text("SELECT AddGeometryColumn('bench_area', 'boundary', 4326, 'MULTIPOLYGON')"))
    connection.execute(sa.text("SELECT CreateSpatialIndex('bench_area', 'boundary')"))
    connection.execute(sa.text("INSERT INTO bench_area VALUES (:id, GeomFromWKB(:shape, 4326))"), rows)
    return sa.text(
        "SELECT id FROM bench_area WHERE id IN (SELECT pkid FROM idx_bench_area_boundary "
        "WHERE xmin <= :lon AND xmax >= :lon AND ymin <= :lat AND ymax >= :lat) "
        "AND ST_Covers(boundary, MakePoint(:lon, :lat, 4326)) ORDER BY id LIMIT 1"
    )


def main() -> int:
    """Measure, print, and return 0."""
    shapes = mahallas()
    rng = np.random.default_rng(11)
    places = np.array([WEST, SOUTH]) + STEP * rng.uniform(0.5, SIDE - 0.5, (POINTS, 2))
    points = [(float(lon), float(lat)) for lon, lat in places]
    floor = in_process(shapes, points)
    a_whole_file()
    if url := os.environ.get("DATABASE_URL"):
        by_database(url, shapes, points, floor)
    return 0


if __name__ == "__main__":
    sys.exit(main())
