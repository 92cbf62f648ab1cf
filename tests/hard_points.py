"""Points that are easy to get wrong, and the little country they lie in.

Shapely, SpatiaLite and PostGIS are all asked the same table and have to agree. All coordinates of
the country are binary fractions, so that "on the edge" is exact in every engine. One degree of
latitude is 111 km at 41° north; 2⁻¹⁰ of a degree is about 108 m.

Mahallas (and the district that each belongs to):

    41.5   ┌────────┬────────┐
           │ 002    │ 004    │      001 has a hole (66.0625–66.125, 41.0625–41.125) that nobody
    41.25  ├────────┼────────┤      fills, and a second hole (66.1563–66.1875, same rows) that
           │ 001    │ 003    │      is the enclave 005. 006 has two parts, east of a gap.
    41.0   └────────┴────────┘   ▯006   ▯006
          66.0    66.25    66.5

District D1 holds 001, 002 and 005, D2 holds 003 and 004; both are in region R, as is D3, which is
without mahallas and lies far in the east. D4 (a city) is drawn on top of D3. 006 belongs to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from shapely import MultiPolygon, Polygon, box

from geo.locate import Area


def _square(west: float, south: float, size: float) -> Polygon:
    return box(west, south, west + size, south + size)


_HOLE = _square(66.0625, 41.0625, 0.0625)
_ENCLAVE = _square(66.15625, 41.0625, 0.03125)
_SQUARES = {
    "002": _square(66.0, 41.25, 0.25),
    "003": _square(66.25, 41.0, 0.25),
    "004": _square(66.25, 41.25, 0.25),
    "005": _ENCLAVE,
}
_WITH_HOLES = box(66.0, 41.0, 66.25, 41.25).difference(_HOLE).difference(_ENCLAVE)
_TWO_PARTS = MultiPolygon([_square(66.75, 41.0, 0.125), _square(67.0, 41.0, 0.125)])

_BOUNDARIES = {
    ("region", "R"): box(66.0, 41.0, 70.0, 41.5),
    ("district", "D1"): box(66.0, 41.0, 66.25, 41.5),
    ("district", "D2"): box(66.25, 41.0, 66.5, 41.5),
    ("district", "D3"): box(68.0, 41.0, 69.0, 41.5),
    ("district", "D4"): box(68.25, 41.125, 68.5, 41.375),
    ("mahalla", "001"): _WITH_HOLES,
    **{("mahalla", code): square for code, square in _SQUARES.items()},
    ("mahalla", "006"): _TWO_PARTS,
}
_PARENTS = {
    "D1": "R",
    "D2": "R",
    "D3": "R",
    "D4": "R",
    "001": "D1",
    "002": "D1",
    "005": "D1",
    "003": "D2",
    "004": "D2",
}


def areas() -> list[Area]:
    """The country, each area with a MultiPolygon; ids follow the order of the table above."""
    ids = {code: number for number, (_, code) in enumerate(_BOUNDARIES, start=1)}
    return [
        Area(
            id=ids[code],
            level=level,
            code=code,
            parent_id=ids.get(_PARENTS.get(code, "")),
            boundary=shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape]),
            boundary_id=1000 + ids[code],
        )
        for (level, code), shape in _BOUNDARIES.items()
    ]


@dataclass(frozen=True)
class HardPoint:
    """A place, what `ST_Covers` has to say about it, and what the rules make of that."""

    name: str
    lon: float
    lat: float
    #: The codes of all mahallas that cover it.
    covered_by: frozenset[str]
    located_by: str
    #: Region, district, mahalla.
    chain: tuple[str | None, str | None, str | None]


def _point(
    name: str,
    lon: float,
    lat: float,
    covered_by: str,
    located_by: str,
    region: str | None = None,
    district: str | None = None,
    mahalla: str | None = None,
) -> HardPoint:
    return HardPoint(name, lon, lat, frozenset(covered_by.split()), located_by, (region, district, mahalla))


# A metre is about 9.0e-6 degrees of latitude and 1.19e-5 degrees of longitude here.
HARD_POINTS = [
    _point("inside", 66.2, 41.2, "001", "inside", "R", "D1", "001"),
    _point("a hair inside", 66.25 - 1e-12, 41.2, "001", "inside", "R", "D1", "001"),
    _point("on the edge of two", 66.25, 41.2, "001 003", "border", "R", "D1", "001"),
    _point("on an edge, the lower code above", 66.4, 41.25, "003 004", "border", "R", "D2", "003"),
    _point("on the corner of four", 66.25, 41.25, "001 002 003 004", "border", "R", "D1", "001"),
    _point("on an outer edge", 66.0, 41.2, "001", "border", "R", "D1", "001"),
    _point("on an outer corner", 66.5, 41.5, "004", "border", "R", "D2", "004"),
    _point("in the middle of a hole", 66.09375, 41.09375, "", "district", "R", "D1"),
    _point("in a hole, 86 m from its edge", 66.0634765625, 41.09375, "", "nearest", "R", "D1", "001"),
    _point("on the edge of a hole", 66.0625, 41.09375, "001", "border", "R", "D1", "001"),
    _point("on the corner of a hole", 66.125, 41.125, "001", "border", "R", "D1", "001"),
    _point("in the enclave", 66.171875, 41.078125, "005", "inside", "R", "D1", "005"),
    _point("on the enclave's edge", 66.15625, 41.078125, "001 005", "border", "R", "D1", "001"),
    _point("on the enclave's corner", 66.1875, 41.0625, "001 005", "border", "R", "D1", "001"),
    _point("in the first part", 66.8125, 41.0625, "006", "inside", "R", None, "006"),
    _point("in the second part", 67.0625, 41.0625, "006", "inside", "R", None, "006"),
    _point("between the parts", 66.9375, 41.0625, "", "region", "R"),
    _point("on the edge of the second part", 67.0, 41.0625, "006", "border", "R", None, "006"),
    _point("10 m outside, in the west", 66.0 - 1.19e-4, 41.2, "", "nearest", "R", "D1", "001"),
    _point("10 m outside, in the north", 66.4, 41.5 + 9.0e-5, "", "nearest", "R", "D2", "004"),
    _point("249 m outside, in the south", 66.1, 41.0 - 249 / 111_060, "", "nearest", "R", "D1", "001"),
    _point("251 m outside, in the south", 66.1, 41.0 - 251 / 111_060, "", "outside"),
    _point("249 m outside, in the west", 66.0 - 249 / 83_897, 41.2, "", "nearest", "R", "D1", "001"),
    _point("251 m outside, in the west", 66.0 - 251 / 83_897, 41.2, "", "outside"),
    _point("10 m off a corner shared by two", 66.25, 41.0 - 9.0e-5, "", "nearest", "R", "D1", "001"),
    _point("in a district without mahallas", 68.125, 41.25, "", "district", "R", "D3"),
    _point("in a city on top of a district", 68.375, 41.25, "", "district", "R", "D4"),
    _point("on the edge of that city", 68.25, 41.25, "", "district", "R", "D3"),
    _point("on the edge of a district", 69.0, 41.25, "", "district", "R", "D3"),
    _point("in the region alone", 69.5, 41.25, "", "region", "R"),
    _point("on the region's edge", 70.0, 41.25, "", "region", "R"),
    _point("outside the country", 71.0, 41.25, "", "outside"),
    _point("longitude and latitude swapped", 41.2, 66.2, "", "outside"),
    _point("null island", 0.0, 0.0, "", "outside"),
]
