"""What can be wrong between the areas of one file: codes that repeat, overlaps, gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
import shapely
from shapely import STRtree

from geo.boundaries import area_km2
from geo.boundary_file import BoundaryFile, Feature

#: An overlap or a gap smaller than this (and a small part of both areas) comes from drawing, not from meaning.
SLIVER_KM2 = 0.01
SLIVER_SHARE = 0.01
#: So many of each are told one by one, the largest first; the rest by number and surface.
TOLD = 20


def check_together(found: BoundaryFile, known_parents: Collection[str] | None = None) -> None:
    """Add what is wrong between the areas of a file.

    `known_parents` are the codes of the areas that could be parents; None where the file names none.
    """
    _duplicate_codes(found)
    if known_parents is not None:
        _unknown_parents(found, known_parents)
    if len(found.features) > 1:
        _overlaps(found)
        _gaps(found)


def _duplicate_codes(found: BoundaryFile) -> None:
    rows: dict[str, list[int]] = defaultdict(list)
    for feature in found.features:
        rows[feature.code].append(feature.row)
    for code, places in rows.items():
        if len(places) > 1:
            found.say("duplicate_code", "error", places[1], code, rows=places)


def _unknown_parents(found: BoundaryFile, known: Collection[str]) -> None:
    missing: dict[str, list[str]] = defaultdict(list)
    for feature in found.features:
        if feature.parent_code and feature.parent_code not in known:
            missing[feature.parent_code].append(feature.code)
        elif not feature.parent_code:
            found.say("parent_missing", "warning", feature.row, feature.code)
    for parent, codes in sorted(missing.items()):
        found.say("parent_unknown", "error", None, parent, codes=codes)


def overlapping(features: Sequence[Feature]) -> list[tuple[Feature, Feature, float]]:
    """Return every pair of areas that share surface, with their km², the largest first."""
    shapes = np.array([feature.boundary for feature in features], dtype=object)
    left, right = STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    shared = shapely.intersection(shapes[left], shapes[right])
    pairs = [
        (features[int(a)], features[int(b)], area_km2(shape))
        for a, b, shape in zip(left, right, shared, strict=True)
        if shapely.area(shape) > 0
    ]
    return sorted(pairs, key=lambda pair: -pair[2])


def _overlaps(found: BoundaryFile) -> None:
    pairs = [pair for pair in overlapping(found.features) if pair[2] > 1e-8]
    real: list[tuple[Feature, Feature, float]] = []
    slivers: list[tuple[Feature, Feature, float]] = []
    for a, b, km2 in pairs:
        small = km2 < SLIVER_KM2 and km2 < SLIVER_SHARE * min(a.area_km2, b.area_km2)
        (slivers if small else real).append((a, b, km2))
    for a, b, km2 in real[:TOLD]:
        found.say(
            "overlap",
            "warning",
            a.row,
            a.code,
            other=b.code,
            km2=km2,
            share=km2 / min(a.area_km2, b.area_km2),
        )
    if real[TOLD:]:
        found.say(
            "more_overlaps", "warning", number=len(real) - TOLD, km2=sum(km2 for *_, km2 in real[TOLD:])
        )
    if slivers:
        found.say("overlap_slivers", "note", number=len(slivers), km2=sum(km2 for *_, km2 in slivers))


def _gaps(found: BoundaryFile) -> None:
    """Report surface that the areas enclose and none of them covers."""
    # Borders drawn twice seldom meet to the last digit, so a step of about a centimetre is no gap.
    covered = shapely.union_all([feature.boundary for feature in found.features], grid_size=1e-7)
    rings = [shapely.Polygon(ring) for part in shapely.get_parts(covered) for ring in part.interiors]
    # What lies in a hole may be another part of the covered surface.
    holes = [hole.difference(covered) for hole in rings]
    sized = sorted(((area_km2(hole), hole) for hole in holes if not hole.is_empty), key=lambda pair: -pair[0])
    real = [(km2, hole) for km2, hole in sized if km2 >= SLIVER_KM2]
    slivers = [km2 for km2, _ in sized if km2 < SLIVER_KM2]
    for km2, hole in real[:TOLD]:
        middle = shapely.point_on_surface(hole)
        found.say("gap", "warning", km2=km2, lon=round(middle.x, 5), lat=round(middle.y, 5))
    if real[TOLD:]:
        found.say("more_gaps", "warning", number=len(real) - TOLD, km2=sum(km2 for km2, _ in real[TOLD:]))
    if slivers:
        found.say("gap_slivers", "note", number=len(slivers), km2=sum(slivers))
