"""The inbox's filter as a file: the same reports in the same order, nothing personal, no formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from app.exporting import COLUMNS, defused
from app.queries import exporting as read
from tests.conftest import sign_in
from tests.every_page import CONTACT

#: What a resident wrote, and what stands in the cell.
FORMULAS = [
    ("Yoʻlda chuqur bor", "Yoʻlda chuqur bor"),
    ("=1+1", "'=1+1"),
    ("  =1+1", "'=1+1"),
    ("+998 90 123 45 67", "'+998 90 123 45 67"),
    ("-5 gradus", "'-5 gradus"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=cmd|'/c calc'!A1", "'=cmd|'/c calc'!A1"),
    ('\r\n=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'),
    ("＝1+1", "'＝1+1"),
    ("＋1", "'＋1"),
    ("－1", "'－1"),
    ("＠A", "'＠A"),
    ("chuqur;=1+1", "chuqur;'=1+1"),
    ("chuqur, =1+1", "chuqur,' =1+1"),
    ('chuqur";=1+1', "chuqur\";'=1+1"),
    ('"=1+1', "\"'=1+1"),
    ("a|@b", "a|'@b"),
    ("birinchi qator\n=ikkinchi", "birinchi qator =ikkinchi"),
    ("2-uy, 3-kirish", "2-uy, 3-kirish"),
    ("narxi 5=6", "narxi 5=6"),
]


@pytest.mark.parametrize(("written", "cell"), FORMULAS)
def test_what_a_resident_wrote_is_no_formula_in_a_csv(written, cell):
    assert defused(written) == cell


def read_csv(answer, delimiter=","):
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def read_xlsx(answer):
    sheet = load_workbook(io.BytesIO(answer.get_data())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]], sheet


def english(client, address):
    return client.get(address, headers={"Accept-Language": "en"})


def test_the_file_has_the_filters_reports_in_the_inboxs_order(desk, world, now):
    ids = [world.report(status).public_id for status in ("received", "accepted", "in_progress", "closed")]
    rows = read_csv(english(desk, "/dispatch/export.csv"))
    assert {row["Number"] for row in rows} == set(ids[:3])
    inbox = english(desk, "/dispatch/").get_data(as_text=True)
    assert sorted(rows, key=lambda row: inbox.index(row["Number"])) == rows
    assert [row["Number"] for row in read_csv(english(desk, "/dispatch/export.csv?lane=closed"))] == ids[3:]
    assert read_csv(english(desk, "/dispatch/export.csv?kind=water")) == []


def test_a_row_says_what_the_inbox_says(desk, world):
    report = world.report("accepted", address="Maktab yonida")
    (row,) = read_csv(english(desk, "/dispatch/export.csv"))
    assert row["Status"] == "Accepted"
    assert row["Sent"] == "2026-11-18 10:00"
    assert row["Landmark"] == "Maktab yonida"
    assert (row["Latitude"], row["Longitude"]) == ("41.05000", "69.05000")
    assert row["Crew"] == world.crew.name
    assert row["Public page"].endswith(f"/r/{report.public_id}")


def test_where_uzbek_is_read_the_semicolon_divides_and_the_comma_is_decimal(desk, world):
    world.report()
    answer = desk.get("/dispatch/export.csv", headers={"Accept-Language": "uz"})
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    (row,) = read_csv(answer, ";")
    assert "41,05000" in row.values()


def test_a_workbook_opens_again_with_moments_numbers_and_texts(desk, world):
    report = world.report(description='=HYPERLINK("http://evil.example"; "chuqur")', address="+998 90")
    (row,), sheet = read_xlsx(english(desk, "/dispatch/export.xlsx"))
    assert row["Number"] == report.public_id
    assert f"{row['Sent']:%Y-%m-%d %H:%M}" == "2026-11-18 10:00"
    assert (row["Latitude"], row["Residents who have it"]) == (41.05, 1)
    # As it was written, and as a text: no spreadsheet runs it.
    assert row["In the resident's words"] == '=HYPERLINK("http://evil.example"; "chuqur")'
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "inlineStr", "n", "d"}
    assert not any(cell.hyperlink for line in sheet.iter_rows() for cell in line)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_formula_reaches_a_file(desk, world, kind):
    for written, _cell in FORMULAS:
        if written.strip():
            world.report(description=written)
    answer = english(desk, f"/dispatch/export.{kind}")
    rows = read_csv(answer) if kind == "csv" else read_xlsx(answer)[0]
    assert len(rows) == len(FORMULAS)
    if kind == "csv":
        for row in rows:
            for value in row.values():
                assert not value.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), value


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_personal_is_in_a_file(desk, world, kind):
    world.report(**CONTACT)
    answer = english(desk, f"/dispatch/export.{kind}")
    found = str(read_csv(answer) if kind == "csv" else read_xlsx(answer)[0])
    assert not any(value in found for value in CONTACT.values())
    assert "765 43 21" not in found
    assert "7654321" not in found


def test_another_agencys_reports_are_in_nobody_elses_file(client, world, now):
    report = world.report()
    sign_in(client, world.other_dispatcher)
    assert read_csv(english(client, "/dispatch/export.csv")) == []
    assert list(read.entries(world.other_dispatcher, [report.id], now=now)) == []
    assert [entry.public_id for entry in read.entries(world.dispatcher, [report.id], now=now)] == [
        report.public_id
    ]


def test_more_than_a_file_holds_is_refused_in_words(desk, world, monkeypatch):
    monkeypatch.setattr(read, "MOST", 1)
    monkeypatch.setattr(read.ids_of, "__kwdefaults__", {"most": 1})
    world.report()
    world.report()
    answer = english(desk, "/dispatch/export.csv?lane=new")
    assert (answer.status_code, answer.location) == (302, "/dispatch/?lane=new")
    assert "More than 1 reports match." in english(desk, "/dispatch/?lane=new").get_data(as_text=True)


def test_a_file_is_read_a_stretch_at_a_time(desk, world, now, monkeypatch):
    monkeypatch.setattr(read, "AT_ONCE", 2)
    ids = [world.report().id for _ in range(5)]
    numbers = [entry.public_id for entry in read.entries(world.dispatcher, ids, now=now)]
    assert len(set(numbers)) == 5


def test_a_file_is_not_kept_by_caches_and_names_its_lane(desk, world):
    answer = english(desk, "/dispatch/export.xlsx?lane=new")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="new-2026-11-18.xlsx"'
    assert len(COLUMNS) == 20
