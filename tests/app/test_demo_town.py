"""Namuna fits together like a real territory, is plainly invented, and is the same everywhere."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
import shapely

from app.demo import drawings, town
from geo.metres import metres_per_degree

LOCALES = {"uz", "uz_Cyrl", "kaa", "ru", "en"}


@pytest.fixture(scope="module")
def areas() -> list[town.TownArea]:
    return town.build()


def of_level(areas: list[town.TownArea], level: str) -> list[town.TownArea]:
    return [area for area in areas if area.level == level]


def test_one_region_holds_three_districts_and_sixty_mahallas(areas):
    assert Counter(area.level for area in areas) == {"region": 1, "district": 3, "mahalla": 60}
    assert len({area.code for area in areas}) == len(areas)
    codes = {area.code for area in areas}
    assert all(area.parent_code in codes for area in areas if area.level != "region")


def test_parents_come_before_their_children(areas):
    seen: set[str | None] = {None}
    for area in areas:
        assert area.parent_code in seen
        seen.add(area.code)


def test_neighbours_meet_without_gaps_and_without_overlaps(areas):
    boundaries = [area.boundary for area in of_level(areas, "mahalla")]
    whole = shapely.union_all(boundaries)
    assert whole.geom_type == "Polygon"
    assert list(whole.interiors) == []
    assert whole.area == pytest.approx(sum(boundary.area for boundary in boundaries), rel=1e-12)
    for one, other in itertools.combinations(boundaries, 2):
        assert not shapely.relate_pattern(one, other, "2********")
    assert shapely.coverage_is_valid([polygon for boundary in boundaries for polygon in boundary.geoms])


def test_every_boundary_is_valid_and_in_one_piece(areas):
    for area in areas:
        assert area.boundary.is_valid
        assert len(area.boundary.geoms) == 1


def test_a_district_is_exactly_its_mahallas_and_the_region_its_districts(areas):
    for area in areas:
        parts = [child for child in areas if child.parent_code == area.code]
        if parts:
            assert area.boundary.equals(shapely.union_all([part.boundary for part in parts]))
            assert area.population == sum(part.population for part in parts)


def test_every_area_has_a_name_in_five_languages_and_no_name_twice(areas):
    for area in areas:
        assert area.names.keys() == LOCALES
        assert all(area.names.values())
    for locale in LOCALES:
        assert len({area.names[locale] for area in of_level(areas, "mahalla")}) == 60


def test_names_are_spelled_with_the_letters_of_their_script(areas):
    latin = {letter for area in areas for letter in area.names["uz"]}
    assert not latin & set("'`’‘"), "oʻ and gʻ take ʻ (U+02BB), the tutuq belgisi is ʼ (U+02BC)"
    for area in areas:
        assert all("Ѐ" <= letter <= "ӿ" or letter == " " for letter in area.names["uz_Cyrl"])
        assert not any("Ѐ" <= letter <= "ӿ" for letter in area.names["kaa"])
        assert area.names["en"].isascii()


def test_mahallas_are_smaller_downtown(areas):
    east, north = metres_per_degree(town.CENTRE[1])
    mahallas = sorted(of_level(areas, "mahalla"), key=lambda area: area.density)
    km2 = [area.boundary.area * float(east * north) / 1e6 for area in mahallas]
    assert sum(km2[:15]) > 3 * sum(km2[-15:])
    assert all(1_000 < area.population < 9_000 for area in mahallas)


def test_the_town_is_the_same_every_time(areas):
    again = town.build()
    assert [(area.code, area.names, area.population) for area in again] == [
        (area.code, area.names, area.population) for area in areas
    ]
    assert all(a.boundary.equals_exact(b.boundary) for a, b in zip(areas, again, strict=True))


@pytest.mark.parametrize("kind", drawings.SCENES)
def test_a_drawing_shows_the_same_place_before_and_after(kind):
    before, after = drawings.draw(kind, 0, fixed=False), drawings.draw(kind, 0, fixed=True)
    assert before.size == after.size == (drawings.WIDTH, drawings.HEIGHT)
    edge = (0, 0, drawings.WIDTH, 40)
    same = kind in ("lamp", "gas_pipe", "heating_pipe", "burst_pipe", "wires", "snow")
    assert same or before.crop(edge).tobytes() == after.crop(edge).tobytes()
    assert before.tobytes() != after.tobytes()


def test_a_drawing_is_the_same_every_time_and_differs_by_variant():
    first = drawings.draw("pothole", 1, fixed=False)
    assert first.tobytes() == drawings.draw("pothole", 1, fixed=False).tobytes()
    assert first.tobytes() != drawings.draw("pothole", 2, fixed=False).tobytes()
