"""Locating every row of a CSV file."""

from __future__ import annotations

import csv
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.queries import table_of_places
from app.queries.table_of_places import TableError
from tests.factories import World

FIELDS = {"lon_field": "lon", "lat_field": "lat"}


@pytest.fixture
def world(session):
    return World()


def located(tmp_path, text: str, **fields: str) -> list[list[str]]:
    (tmp_path / "in.csv").write_bytes(text.encode())
    table_of_places.locate_file(tmp_path / "in.csv", tmp_path / "out.csv", **(FIELDS | fields))
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as written:
        return list(csv.reader(written))


PLACES = [
    ("69.05", "41.05", ["17", "1701", "170101", "inside"]),
    (" 69.05 ", "41.05", ["17", "1701", "170101", "inside"]),
    ("69,05", "41,05", ["17", "1701", "170101", "inside"]),
    ("69°03'00\"E", "41°03'00\"N", ["17", "1701", "170101", "inside"]),
    ("6.905e1", "41.05", ["17", "1701", "170101", "inside"]),
    ("69.1", "41.05", ["17", "1701", "170101", "border"]),
    ("69.15", "41.05", ["17", "1701", "170102", "inside"]),
    ("68.9999", "41.05", ["17", "1701", "170101", "nearest"]),
    ("69.3", "41.3", ["17", "1701", "", "district"]),
    ("69.9", "41.9", ["17", "", "", "region"]),
    ("75", "41", ["", "", "", "outside"]),
    ("41.05", "69.05", ["", "", "", "outside"]),
    ("", "", ["", "", "", "unreadable"]),
    ("69.05", "", ["", "", "", "unreadable"]),
    ("nan", "41.05", ["", "", "", "unreadable"]),
    ("inf", "-inf", ["", "", "", "unreadable"]),
    ("9" * 400, "41.05", ["", "", "", "unreadable"]),
    ("69_05", "41_05", ["", "", "", "unreadable"]),
    ("4_1", "4_1", ["", "", "", "unreadable"]),
    ("200", "41", ["", "", "", "unreadable"]),
    ("somewhere", "else", ["", "", "", "unreadable"]),
    ("None", "NULL", ["", "", "", "unreadable"]),
]


def test_each_row_gets_its_codes_and_how_they_were_found(world, tmp_path):
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as written:
        writer = csv.writer(written)
        writer.writerow(["n", "lon", "lat"])
        writer.writerows([n, lon, lat] for n, (lon, lat, _) in enumerate(PLACES))
    counted = table_of_places.locate_file(tmp_path / "in.csv", tmp_path / "out.csv", **FIELDS)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as read:
        header, *rows = csv.reader(read)
    assert header == ["n", "lon", "lat", "region_code", "district_code", "mahalla_code", "located_by"]
    assert [(lon, lat, found) for _, lon, lat, *found in rows] == PLACES
    assert [row[0] for row in rows] == [str(n) for n in range(len(PLACES))]
    assert counted["unreadable"] == 10
    assert sum(counted.values()) == len(PLACES)


FORMS = [
    ("semicolons, as Excel writes them here", "lon;lat;note\n69,05;41,05;a\n", "a"),
    ("tabs", "lon\tlat\tnote\n69.05\t41.05\ta\n", "a"),
    ("a byte order mark", "\ufefflon,lat,note\n69.05,41.05,a\n", "a"),
    ("quotes inside quotes", 'lon,lat,note\n69.05,41.05,"say ""hi"", Ali"\n', 'say "hi", Ali'),
    ("a line end inside a cell", 'lon,lat,note\n69.05,41.05,"two\nlines"\n', "two\nlines"),
    ("Windows line ends", "lon,lat,note\r\n69.05,41.05,a\r\n", "a"),
    ("no line end at the end", "lon,lat,note\n69.05,41.05,a", "a"),
    ("Cyrillic", "lon,lat,note\n69.05,41.05,Чуқур\n", "Чуқур"),
]


@pytest.mark.parametrize(("form", "text", "note"), FORMS, ids=[form for form, _, _ in FORMS])
def test_every_form_of_table_is_read(world, tmp_path, form, text, note):
    (tmp_path / "in.csv").write_bytes(text.encode())
    table_of_places.locate_file(tmp_path / "in.csv", tmp_path / "out.csv", **FIELDS)
    separator = ";" if ";" in text else "\t" if "\t" in text else ","
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as read:
        (row,) = csv.DictReader(read, delimiter=separator)
    assert (row["note"], row["mahalla_code"]) == (note, "170101")


def test_bytes_that_are_no_utf8_stay_as_they_are(world, tmp_path):
    (tmp_path / "in.csv").write_bytes(b"lon,lat,note\n69.05,41.05,\xd7\xf3\n")
    table_of_places.locate_file(tmp_path / "in.csv", tmp_path / "out.csv", **FIELDS)
    assert b"41.05,\xd7\xf3,17,1701,170101,inside\n" in (tmp_path / "out.csv").read_bytes()


def test_short_long_and_blank_rows_stay_rows(world, tmp_path):
    rows = located(tmp_path, "lon,lat,note\n69.05,41.05\n69.05,41.05,a,b,c\n\n69.05\n")
    assert rows[1:] == [
        ["69.05", "41.05", "", "17", "1701", "170101", "inside"],
        ["69.05", "41.05", "a", "17", "1701", "170101", "inside", "b", "c"],
        ["", "", "", "", "", "", "unreadable"],
        ["69.05", "", "", "", "", "", "unreadable"],
    ]


def test_a_very_long_cell_is_no_reason_to_stop(world, tmp_path):
    rows = located(tmp_path, f"lon,lat,note\n69.05,41.05,{'a' * 300_000}\n")
    assert len(rows[1][2]) == 300_000


def test_a_table_may_be_written_over_itself(world, tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("lon,lat\n69.05,41.05\n", encoding="utf-8")
    table_of_places.locate_file(path, path, **FIELDS)
    assert path.read_text(encoding="utf-8").splitlines()[1] == "69.05,41.05,17,1701,170101,inside"


REFUSED = [
    ("", {}, "is empty"),
    ("x,y\n1,2\n", {}, "There is no column lon. The columns are: x, y."),
    ("lon,lat,located_by\n1,2,me\n", {}, "has a column located_by already"),
]


@pytest.mark.parametrize(("text", "fields", "said"), REFUSED)
def test_a_table_that_cannot_be_used_is_refused_and_nothing_is_left_behind(
    world, tmp_path, text, fields, said
):
    with pytest.raises(TableError, match=said):
        located(tmp_path, text, **fields)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


cells = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r"), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells, cells), max_size=8))
def test_no_row_is_lost_and_no_cell_changes_whatever_they_hold(world, tmp_path, rows):
    with (tmp_path / "any.csv").open("w", newline="", encoding="utf-8") as written:
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(["lon", "lat", "note"])
        writer.writerows(rows)
    table_of_places.locate_file(tmp_path / "any.csv", tmp_path / "any-out.csv", **FIELDS)
    with (tmp_path / "any-out.csv").open(newline="", encoding="utf-8") as read:
        written_rows = list(csv.reader(read))[1:]
    assert [tuple(row[:3]) for row in written_rows] == rows
    assert all(row[6] for row in written_rows)


@pytest.mark.slow
def test_seventy_five_thousand_rows_take_less_than_ten_seconds(world, tmp_path):
    choose = random.Random(1)
    with (tmp_path / "in.csv").open("w", encoding="utf-8") as written:
        written.write("lon,lat\n")
        for _ in range(75_000):
            written.write(f"{choose.uniform(68.9, 69.5):.6f},{choose.uniform(40.9, 41.5):.6f}\n")
    told: list[tuple[int, int]] = []
    start = time.perf_counter()
    counted = table_of_places.locate_file(
        tmp_path / "in.csv",
        tmp_path / "out.csv",
        **FIELDS,
        on_progress=lambda *seen: told.append(seen),
    )
    assert time.perf_counter() - start < 10
    assert sum(counted.values()) == 75_000
    assert told[-1][0] == told[-1][1]
    assert len(told) == 8
