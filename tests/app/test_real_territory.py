"""Real boundaries: Tashkent's districts and mahallas, OpenStreetMap as it comes, Boston and its 20,000 cases."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest
from pyogrio import raw
from sqlalchemy import func, select

from app.actions.boundary_import import Outcome, check_file, import_file
from app.models import INBOX_KIND, Agency, Area, Boundary, Level
from app.queries.table_of_places import locate_file
from app.queries.territory import area_index
from geo.boundary_file import BoundaryFile, FieldMap
from tests.factories import NOW

DISTRICTS = FieldMap("name", {"uz": "name", "uz_Cyrl": "tuman", "ru": "name_ru"})
MAHALLAS = FieldMap("mahalla_code", {"uz": "name_uz"})
NEIGHBOURHOODS = FieldMap("cartodb_id", {"en": "name"})


def imported(path: Path, level: Level, fields: FieldMap, country: str = "UZ") -> Outcome:
    return import_file(path, level, fields, country=country, valid_from=NOW.date(), at=NOW)


def said(found: BoundaryFile) -> Counter[str]:
    return Counter(f"{finding.severity} {finding.kind}" for finding in found.findings)


@pytest.fixture
def tashkent(session, real_data) -> Path:
    """The folder of Tashkent's files, its districts and mahallas imported."""
    folder = real_data / "tashkent"
    imported(folder / "districts.geojson", Level.DISTRICT, DISTRICTS)
    imported(folder / "mahallas_402.geojson", Level.MAHALLA, MAHALLAS)
    return folder


def test_tashkent_is_imported_whole_and_every_district_has_an_inbox(tashkent, session):
    counted = dict(session.execute(select(Area.level, func.count()).group_by(Area.level)).all())
    assert counted == {Level.DISTRICT: 12, Level.MAHALLA: 402}
    assert session.scalar(select(func.count()).where(Agency.kind == INBOX_KIND)) == 12


def test_importing_tashkent_again_changes_nothing(tashkent, session):
    for name, level, fields in (
        ("districts.geojson", Level.DISTRICT, DISTRICTS),
        ("mahallas_402.geojson", Level.MAHALLA, MAHALLAS),
    ):
        done = imported(tashkent / name, level, fields).imported
        assert done is not None
        assert not done.changed
    assert session.scalar(select(func.count()).select_from(Boundary)) == 414


def test_every_mahalla_of_tashkent_finds_the_district_that_the_cadastre_names(tashkent, session):
    """By its place alone: the two files come from different offices and their borders differ by metres."""
    _, _, _, (codes, names) = raw.read(
        tashkent / "mahallas_402.geojson", columns=["mahalla_code", "district_uz"], read_geometry=False
    )
    named = dict(zip(codes, names, strict=True))
    mahallas = session.scalars(select(Area).where(Area.level == Level.MAHALLA)).all()
    pairs = {(named[area.code], area.parent.code) for area in mahallas}
    # Each district of the cadastre is one of ours, whatever way its name is spelt, and no two share one.
    assert len(pairs) == 12
    assert len({mine for _, mine in pairs}) == 12


def test_the_middle_of_every_mahalla_of_tashkent_is_answered_by_it(tashkent):
    index = area_index()
    mahallas = index.areas_in("mahalla", *index.bounds())
    points = [area.boundary.representative_point() for area in mahallas]
    located = index.locate_many([p.x for p in points], [p.y for p in points])
    assert [found.mahalla.code for found in located] == [area.code for area in mahallas]


RAW = [
    # file, areas, broken and repaired
    ("jizzakh_region_districts.geojson", 13, 1),
    ("sirdaryo_region_districts.geojson", 11, 0),
    ("surkhandarya_region_districts.geojson", 15, 1),
    ("tashkent_districts.geojson", 12, 0),
    ("tashkent_region_districts..geojson", 22, 3),
]


@pytest.mark.parametrize(("name", "areas", "repaired"), RAW)
def test_raw_openstreetmap_districts_are_unwrapped_and_repaired_and_can_be_imported(
    session, real_data, name, areas, repaired
):
    fields = FieldMap("ADM2_EN", {"uz": "ADM2_UZ", "ru": "ADM2_RU", "en": "ADM2_EN"})
    path = real_data / "uzbekistan" / "osm_raw" / name
    found = check_file(path, Level.DISTRICT, fields, country="UZ")
    told = said(found)
    assert len(found.features) == found.rows == areas
    assert not found.has_errors
    assert told["warning repaired"] == repaired
    assert told["note collection_unwrapped"] >= areas - 3
    outcome = imported(path, Level.DISTRICT, fields)
    assert outcome.imported is not None
    assert len(outcome.imported.created) == areas


def test_a_city_inside_its_tuman_answers_for_itself(session, real_data):
    """OpenStreetMap draws Angren on top of the district around it; the smaller one has the better claim."""
    fields = FieldMap("ADM2_EN", {"uz": "ADM2_UZ"})
    path = real_data / "uzbekistan" / "osm_raw" / "tashkent_region_districts..geojson"
    found = imported(path, Level.DISTRICT, fields).file
    pairs = [f for f in found.findings if f.kind == "overlap" and f.params["share"] > 0.9]
    assert pairs
    by_code = {feature.code: feature for feature in found.features}
    index = area_index()
    for finding in pairs:
        both = by_code[finding.code], by_code[finding.params["other"]]
        small = min(both, key=lambda feature: feature.area_km2)
        place = small.boundary.representative_point()
        assert index.locate(place.x, place.y).district.code == small.code


#: Planning districts of the city that go by another name on the map, or hold several neighbourhoods of it.
ON_THE_MAP = {
    "Allston / Brighton": ["Allston", "Brighton"],
    "Downtown / Financial District": [
        *("Downtown", "North End", "Chinatown"),
        *("Leather District", "West End", "Bay Village"),
    ],
    "Fenway / Kenmore / Audubon Circle / Longwood": ["Fenway", "Longwood Medical Area"],
    "South Boston / South Boston Waterfront": ["South Boston", "South Boston Waterfront"],
    "Greater Mattapan": ["Mattapan"],
}


@pytest.fixture
def boston(session, real_data) -> Path:
    """The folder of Boston's files, its neighbourhoods imported."""
    folder = real_data / "boston"
    outcome = imported(folder / "neighbourhoods.geojson", Level.MAHALLA, NEIGHBOURHOODS, country="US")
    assert outcome.imported is not None
    return folder


def test_boston_has_four_broken_neighbourhoods_that_are_repaired(boston):
    found = check_file(boston / "neighbourhoods.geojson", Level.MAHALLA, NEIGHBOURHOODS, country="US")
    assert said(found)["warning repaired"] == 4
    assert len(found.features) == 26


def test_boston_as_a_part_of_uzbekistan_is_told_to_be_far_away(real_data, app):
    path = real_data / "boston" / "neighbourhoods.geojson"
    found = check_file(path, Level.MAHALLA, NEIGHBOURHOODS, country="UZ")
    assert said(found)["warning far_away"] == 1


def test_boston_routes_its_cases_to_the_neighbourhood_that_the_city_published(boston, session, tmp_path):
    cases, located = tmp_path / "cases.csv", tmp_path / "located.csv"
    cases.write_bytes(gzip.decompress((boston / "cases_20000.csv.gz").read_bytes()))
    locate_file(cases, located, lon_field="LONGITUDE", lat_field="LATITUDE")
    names = {area.code: area.names["en"] for area in session.scalars(select(Area))}
    with (
        cases.open(newline="", encoding="utf-8") as before,
        located.open(newline="", encoding="utf-8") as after,
    ):
        asked, answered = list(csv.DictReader(before)), list(csv.DictReader(after))
    assert [row["CASE_ENQUIRY_ID"] for row in answered] == [row["CASE_ENQUIRY_ID"] for row in asked]
    assert Counter(row["located_by"] for row in answered) == {"inside": 19_998, "nearest": 2}
    judged = [
        row
        for row in answered
        # Thousands of cases without a place of their own were put on one point in the middle.
        if (row["LATITUDE"], row["LONGITUDE"]) != ("42.3594", "-71.0587")
        and row["neighborhood"] not in ("", "Boston")
    ]
    same = sum(
        names[row["mahalla_code"]] in ON_THE_MAP.get(row["neighborhood"], [row["neighborhood"]])
        for row in judged
    )
    assert len(judged) == 15_894
    # 15,376 of them, 96.7 %. The rest lie where the city draws its districts otherwise than this map.
    assert same / len(judged) > 0.967
