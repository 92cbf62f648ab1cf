"""The open data: every report once, the same numbers in each format, and nothing that is anybody's own."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
from pyogrio import raw
from sqlalchemy import select

from app.actions import open_data, rollups
from app.db import db
from app.domain.lifecycle import OPEN
from app.models import OpenFile, ReportFact, ServiceRequest
from app.policy import policy
from app.queries import open_rows
from geo import cells
from geo.metres import distance_m
from geo.open_formats import nothing
from tests.factories import NOW, World
from tests.shown import CONTACT

WORDS = "Yoʻlda chuqur bor, 12-uy, Gulchehra opaning eshigi oldida"
PRIVATE = [CONTACT["contact_name"], CONTACT["phone"], CONTACT["email"], WORDS, "12-uy", "Hali ham chuqur"]


@pytest.fixture
def world(session: Any) -> World:
    """Three reports close to one another, one far from them, one in between in a coarse cell."""
    world = World()
    for status in ("closed", "rejected", "reopened"):
        world.report(status, description=WORDS, address="12-uy", **CONTACT)
    world.report(longitude=69.052, latitude=41.052, **CONTACT)
    world.report("accepted", longitude=69.35, latitude=41.35, **CONTACT)
    fold()
    return world


def fold() -> None:
    while rollups.fold(NOW):
        pass


def published() -> dict[str, bytes]:
    """Publish, and return what is on offer."""
    open_data.publish(NOW)
    return {file.name: policy().storage.get(file.key) for file in db.session.scalars(select(OpenFile))}


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def on_disk(data: bytes, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_every_report_is_a_row_and_says_what_became_of_it(world: World) -> None:
    rows = rows_of(published()["reports.csv"])
    assert len(rows) == db.session.query(ServiceRequest).count() == 5
    by_status = {row["status"]: row for row in rows}
    assert set(by_status) == {"closed", "rejected", "reopened", "received", "accepted"}
    closed = by_status["closed"]
    assert (closed["sent_on"], closed["ended_on"], closed["confirmed"], closed["rating"]) == (
        "2026-11-18",
        "2026-11-18",
        "true",
        "5",
    )
    assert by_status["rejected"]["rejected_because"] == "not_a_problem"
    assert by_status["reopened"]["sent_back"] == "true"
    assert all(not row["ended_on"] for row in rows if row["status"] in {status.value for status in OPEN})
    assert {(row["region_code"], row["district_code"], row["agency_code"]) for row in rows} == {
        ("17", "1701", "roads-1701")
    }
    assert {(row["group_code"], row["service_code"]) for row in rows} == {("roads", "pothole")}


def test_nothing_in_any_file_is_a_persons_or_leads_to_one(world: World) -> None:
    hidden = [
        *PRIVATE,
        *(w for r in db.session.scalars(select(ServiceRequest)) for w in (r.public_id, r.secret)),
    ]
    for name, data in published().items():
        for words in hidden:
            assert words.encode() not in data, name


def test_a_place_is_told_only_as_closely_as_three_reports_share_it(world: World) -> None:
    rows = rows_of(published()["reports.csv"])
    at_the_pin = [row for row in rows if row["place_within_m"] and int(row["place_within_m"]) < 200]
    coarse = [row for row in rows if row["place_within_m"] and int(row["place_within_m"]) >= 200]
    nowhere = [row for row in rows if not row["place_within_m"]]
    assert [len(part) for part in (at_the_pin, coarse, nowhere)] == [3, 1, 1]
    assert all(row["longitude"] == row["latitude"] == "" for row in nowhere)
    assert nowhere[0]["status"] == "accepted"
    for row in at_the_pin:
        said = (float(row["longitude"]), float(row["latitude"]))
        assert 0 < distance_m(said, (69.05, 41.05)) <= int(row["place_within_m"])
        cell = cells.parent(cells.cell_of(*said), 17)
        assert said == pytest.approx(cells.center(cell, 17), abs=1e-5), "the middle of the cell, not the pin"


def test_every_format_holds_the_same_and_gdal_opens_it(world: World, tmp_path: Path) -> None:
    files = published()
    plain = rows_of(files["reports.csv"])
    for name in ("reports.geojson", "reports.gpkg"):
        path = on_disk(files[name], tmp_path, name)
        info = pyogrio.read_info(path)
        assert (info["crs"], info["features"], info["geometry_type"]) == ("EPSG:4326", 5, "Point")
        assert list(info["fields"]) == [field.name for field in open_rows.FIELDS]
        columns = dict(zip(info["fields"], raw.read(path)[3], strict=True))
        assert columns["status"].tolist() == [row["status"] for row in plain]
        assert np.datetime_as_string(columns["sent_on"]).tolist() == [row["sent_on"] for row in plain]
    features = json.loads(files["reports.geojson"])["features"]
    assert sum(feature["geometry"] is None for feature in features) == 1
    path = on_disk(files["reports.csv"], tmp_path, "reports.csv")
    assert pyogrio.read_info(path)["features"] == 5


@pytest.mark.skipif(not find_spec("pyarrow"), reason="pyarrow is not installed here")
def test_geoparquet_says_where_its_places_are(world: World, tmp_path: Path) -> None:
    from pyarrow import parquet

    files = published()
    path = on_disk(files["reports.parquet"], tmp_path, "reports.parquet")
    about = json.loads(parquet.read_schema(path).metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["columns"][about["primary_column"]]["encoding"] == "WKB"
    rows = parquet.read_table(path).to_pylist()
    plain = rows_of(files["reports.csv"])
    assert [row["status"] for row in rows] == [row["status"] for row in plain]
    assert [row["rating"] for row in rows] == [int(row["rating"]) if row["rating"] else None for row in plain]
    assert [row["geometry"] is None for row in rows] == [row["longitude"] == "" for row in plain]


def test_the_numbers_of_the_files_are_those_of_the_statistics(world: World) -> None:
    from app.queries import statistics
    from app.queries.statistics_scope import Asked

    tally = statistics.total(Asked(None, NOW.date(), NOW.date()))
    rows = rows_of(published()["reports.csv"])
    assert len(rows) == tally.reports
    assert sum(row["status"] in {s.value for s in OPEN} for row in rows) == tally.open
    assert sum(row["status"] == "rejected" for row in rows) == tally.rejected
    assert sum(row["confirmed"] == "true" for row in rows) == tally.confirmed


def test_codes_are_told_in_every_language_and_run_nothing(world: World) -> None:
    world.agency.names = {"uz": '=HYPERLINK("http://x")', "ru": "Дорожная служба"}
    db.session.commit()
    rows = {(row["kind"], row["code"]): row for row in rows_of(published()["codes.csv"])}
    assert rows["mahalla", "170101"]["belongs_to"] == "1701"
    assert rows["service", "pothole"]["belongs_to"] == "roads"
    assert rows["agency", "roads-1701"]["name_uz"].startswith("'=")
    assert rows["agency", "roads-1701"]["name_ru"] == "Дорожная служба"


def test_checksums_sizes_and_rows_are_those_of_the_files(world: World) -> None:
    files = published()
    for row in db.session.scalars(select(OpenFile)):
        assert row.sha256 == hashlib.sha256(files[row.name]).hexdigest()
        assert row.byte_count == len(files[row.name])
        assert row.row_count == (5 if row.name.startswith("reports") else len(rows_of(files["codes.csv"])))


def test_a_town_without_reports_has_files_all_the_same(session: Any, tmp_path: Path) -> None:
    files = published()
    assert rows_of(files["reports.csv"]) == []
    assert json.loads(files["reports.geojson"])["features"] == []
    assert pyogrio.read_info(on_disk(files["reports.gpkg"], tmp_path, "reports.gpkg"))["features"] == 0


def test_the_order_of_the_rows_tells_no_place(world: World) -> None:
    """A report whose place is not told moves from before all others to behind them, and not a byte changes."""
    here = published()["reports.csv"]
    facts = db.session.scalars(select(ReportFact).order_by(ReportFact.cell)).all()
    facts[0].cell = cells.cell_of(69.35, 41.0001)
    assert facts[0].cell > facts[-1].cell
    db.session.commit()
    assert published()["reports.csv"] == here


def test_a_mahalla_is_named_when_three_reports_are_from_it(world: World) -> None:
    def named() -> list[str]:
        return [row["mahalla_code"] for row in rows_of(published()["reports.csv"])]

    assert sorted(named()) == ["", *["170101"] * 4]
    for _one in range(2):
        world.report(longitude=69.15, latitude=41.05)
    fold()
    assert "170102" not in named()
    world.report(longitude=69.15, latitude=41.05)
    fold()
    assert named().count("170102") == 3


def test_a_code_that_is_a_formula_is_none_in_a_spreadsheet(world: World) -> None:
    world.mahalla.code = "=1+1"
    db.session.commit()
    files = published()
    assert {row["mahalla_code"] for row in rows_of(files["reports.csv"])} == {"", "'=1+1"}
    assert ("mahalla", "'=1+1") in {(row["kind"], row["code"]) for row in rows_of(files["codes.csv"])}
    features = json.loads(files["reports.geojson"])["features"]
    assert {feature["properties"]["mahalla_code"] for feature in features} == {None, "=1+1"}


def test_rows_come_in_stretches(world: World) -> None:
    stretches = list(open_rows.stretches(at_once=2))
    assert [len(part) for part in stretches] == [2, 2, 1]
    assert set(nothing(open_rows.FIELDS).values) == set(stretches[0].values)


def test_progress_is_told_up_to_the_end(world: World) -> None:
    told: list[tuple[int, int]] = []
    assert open_data.publish(NOW, lambda done, of: told.append((done, of))) == 5
    assert told[-1] == (5, 5)
