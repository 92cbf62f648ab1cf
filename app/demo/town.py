"""The territory of Namuna: one region, three districts, sixty mahallas that fit without gaps or overlaps.

Neighbourhoods grow around seeds that lie closer together downtown; their shared edges are drawn once,
bent once, and only then closed to polygons, so that neighbours have exactly the same vertices.
Everything follows from one seed number, so the town is the same everywhere and always.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.polygon import orient

from app.demo import names
from geo.metres import metres_per_degree

SEED = 20261
# Empty steppe in the Kyzylkum, north of the Nurota range: real coordinates where no real mahalla lies.
CENTRE = (66.15, 40.70)
#: Half the town's width and height in metres.
REACH_M = (7_600.0, 5_600.0)
#: Longitudes and latitudes are rounded to so many decimals (about a decimetre).
DECIMALS = 6
REGION_CODE = "1799"

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TownArea:
    """One area as an importer would read it. `density` is 1 downtown and near 0 at the edge of the town."""

    level: str
    code: str
    parent_code: str | None
    names: dict[str, str]
    population: int
    boundary: MultiPolygon
    density: float


def build(seed: int = SEED) -> list[TownArea]:
    """Return the region, then its districts, then their mahallas, each in order of code."""
    rng = np.random.default_rng(seed)
    outline = _outline(rng)
    seeds = _seeds(rng, outline, len(names.MAHALLAS))
    cells = _cells(rng, outline, seeds)
    mahallas = _mahallas(rng, cells)
    districts = [_merged("district", number, mahallas) for number in range(len(names.DISTRICTS))]
    region = TownArea(
        "region",
        REGION_CODE,
        None,
        names.REGION,
        sum(district.population for district in districts),
        _multi(shapely.union_all([area.boundary for area in mahallas])),
        0.0,
    )
    return [region, *districts, *mahallas]


def _outline(rng: np.random.Generator) -> Polygon:
    """An organic town limit: an ellipse with a few broad bays and many small steps."""
    angles = np.linspace(0, 2 * math.pi, 360, endpoint=False)
    radius = np.ones_like(angles)
    for waves, depth in ((2, 0.06), (3, 0.09), (5, 0.05), (9, 0.025), (23, 0.012), (41, 0.006)):
        radius += depth * np.sin(waves * angles + rng.uniform(0, 2 * math.pi))
    ring = np.column_stack([REACH_M[0] * radius * np.cos(angles), REACH_M[1] * radius * np.sin(angles)])
    return Polygon(ring).simplify(15)


def _density(points: Points) -> Points:
    """How crowded a place is: 1 in the old centre, which lies a little off the middle, falling outwards."""
    x = (points[:, 0] - 500) / REACH_M[0]
    y = (points[:, 1] + 250) / REACH_M[1]
    return np.exp(-2.6 * (x**2 + y**2))


def _seeds(rng: np.random.Generator, outline: Polygon, count: int) -> Points:
    """Scatter seeds by density, then let them push one another apart a few times."""
    crowd = rng.uniform(-1.2, 1.2, (60_000, 2)) * np.array(REACH_M)
    crowd = crowd[shapely.contains_xy(outline, crowd[:, 0], crowd[:, 1])]
    crowd = crowd[rng.uniform(size=len(crowd)) < 0.05 + 0.95 * _density(crowd) ** 1.5]
    seeds = crowd[rng.choice(len(crowd), count, replace=False)]
    for _ in range(3):
        nearest = np.argmin(((crowd[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2), axis=1)
        seeds = np.array([crowd[nearest == number].mean(axis=0) for number in range(count)])
    return seeds


def _cells(rng: np.random.Generator, outline: Polygon, seeds: Points) -> list[Polygon]:
    """Return one polygon for each seed, all of them made of the same bent edges."""
    ground = shapely.MultiPoint(seeds)
    edges = shapely.voronoi_polygons(ground, extend_to=outline.buffer(5_000), only_edges=True)
    # Edges and town limit meet in common points on a grid of ten centimetres.
    knotted = shapely.union_all(
        [shapely.intersection(edges, outline.buffer(5)), outline.exterior], grid_size=0.1
    )
    inside = [part for part in shapely.get_parts(knotted) if outline.buffer(1).contains(part)]
    lines = shapely.line_merge(shapely.multilinestrings(inside))
    bent = [_bent(rng, line) for line in shapely.get_parts(lines)]
    placed = [LineString(_on_earth(np.asarray(line.coords))) for line in bent]
    cells = [orient(cell) for cell in shapely.get_parts(shapely.polygonize(placed))]
    if len(cells) != len(seeds):
        raise AssertionError(f"{len(cells)} cells for {len(seeds)} seeds: bent edges cross")
    return cells


def _bent(rng: np.random.Generator, line: LineString) -> LineString:
    """Bend an edge as streets and ditches bend: sideways at its thirds and quarters; its ends stay."""
    if line.is_ring or len(line.coords) > 2:
        return line  # The town limit is crooked already.
    start, end = np.asarray(line.coords)
    along, length = end - start, line.length
    across = np.array([-along[1], along[0]]) / max(length, 1e-9)
    steps = max(2, min(14, round(length / 130)))
    places = np.linspace(0, 1, steps + 1)
    sway = 0.075 * length * rng.uniform(-1, 1) * np.sin(math.pi * places)
    jitter = rng.uniform(-1, 1, steps + 1) * min(30.0, 0.04 * length)
    jitter[[0, -1]] = 0
    corners = start + places[:, None] * along + (sway + jitter)[:, None] * across
    return LineString(corners)


def _on_earth(metres: Points) -> Points:
    """Place metres east and north of the centre on the map. The same metres give the same degrees."""
    east, north = metres_per_degree(CENTRE[1])
    degrees = np.column_stack([CENTRE[0] + metres[:, 0] / east, CENTRE[1] + metres[:, 1] / north])
    return np.round(degrees, DECIMALS)


def _in_metres(point: Point) -> Points:
    east, north = metres_per_degree(CENTRE[1])
    return np.array([[(point.x - CENTRE[0]) * east, (point.y - CENTRE[1]) * north]])


def _mahallas(rng: np.random.Generator, cells: list[Polygon]) -> list[TownArea]:
    """Name and number the cells: by district, and from north to south within each."""
    ordered = sorted(cells, key=lambda cell: (_district_of(cell), -cell.centroid.y, cell.centroid.x))
    titles = rng.permutation(len(names.MAHALLAS))
    found, number, previous = [], 0, -1
    for cell, title in zip(ordered, titles, strict=True):
        district = _district_of(cell)
        number = number + 1 if district == previous else 1
        previous = district
        density = float(_density(_in_metres(cell.representative_point()))[0])
        found.append(
            TownArea(
                "mahalla",
                f"{_district_code(district)}{number:03d}",
                _district_code(district),
                names.MAHALLAS[title],
                int(rng.normal(2_900, 550) + 2_200 * density),
                MultiPolygon([cell]),
                density,
            )
        )
    return found


def _district_of(cell: Polygon) -> int:
    """Cut the town in three along wavy lines from a point west of the old centre."""
    x, y = _in_metres(cell.representative_point())[0]
    angle = math.degrees(math.atan2(y - 100, x + 600)) % 360
    return 1 if angle < 112 or angle > 352 else 0 if angle < 238 else 2


def _district_code(number: int) -> str:
    return f"{REGION_CODE}{201 + 3 * number}"


def _merged(level: str, number: int, mahallas: list[TownArea]) -> TownArea:
    code = _district_code(number)
    parts = [area for area in mahallas if area.parent_code == code]
    return TownArea(
        level,
        code,
        REGION_CODE,
        names.DISTRICTS[number],
        sum(area.population for area in parts),
        _multi(shapely.union_all([area.boundary for area in parts])),
        0.0,
    )


def _multi(shape: Polygon | MultiPolygon) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([orient(shape)])
