"""The page of open data and its files, as a browser, a program and a portal ask for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.actions import open_data, rollups
from app.db import db
from app.domain.open_data import TYPES
from app.extensions import limiter
from app.models import DataSuggestion, OpenFile
from app.policy import policy
from app.queries.open_rows import FIELDS
from tests.conftest import sign_in
from tests.factories import NOW, World


@pytest.fixture
def town(world: World) -> World:
    """Four reports, and a night that has passed."""
    for status in ("received", "closed", "rejected", "accepted"):
        world.report(status)
    while rollups.fold(NOW):
        pass
    open_data.publish(NOW)
    return world


def names() -> list[str]:
    return list(db.session.scalars(select(OpenFile.name)))


def test_every_file_is_served_as_what_it_is_for_everybody(town: World, client: FlaskClient) -> None:
    for name in names():
        with client.get(f"/data/{name}", headers={"Accept-Encoding": "gzip, br"}) as answer:
            file = db.session.get(OpenFile, name)
            assert answer.status_code == 200
            assert answer.mimetype == TYPES["." + name.rpartition(".")[2]]
            assert hashlib.sha256(answer.data).hexdigest() == file.sha256
            assert answer.content_length == file.byte_count
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert answer.cache_control.public
            assert "Set-Cookie" not in answer.headers


def test_a_file_comes_in_parts_and_only_when_it_is_new(town: World, client: FlaskClient) -> None:
    whole = client.get("/data/reports.csv")
    part = client.get("/data/reports.csv", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, whole.data[:10])
    again = client.get("/data/reports.csv", headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    town.report()
    while rollups.fold(NOW):
        pass
    open_data.publish(NOW + timedelta(days=1))
    later = client.get("/data/reports.csv", headers={"If-None-Match": whole.headers["ETag"]})
    assert later.status_code == 200
    assert len(later.data) > len(whole.data)


@pytest.mark.parametrize(
    "name", ["nothing.csv", "..%2f..%2fetc%2fpasswd", "reports.csv%00", "reports.exe", "x" * 300]
)
def test_nothing_else_is_a_file(town: World, client: FlaskClient, name: str) -> None:
    assert client.get(f"/data/{name}").status_code == 404


def test_a_file_that_vanished_is_not_half_an_answer(town: World, client: FlaskClient) -> None:
    policy().storage.delete(db.session.get(OpenFile, "reports.csv").key)
    assert client.get("/data/reports.csv").status_code == 503


def test_checksums_are_written_as_the_command_reads_them(town: World, client: FlaskClient) -> None:
    lines = client.get("/data/checksums.txt").text.splitlines()
    assert sorted(line.partition("  ")[2] for line in lines) == sorted(names())
    for line in lines:
        checksum, _gap, name = line.partition("  ")
        with client.get(f"/data/{name}") as answer:
            assert hashlib.sha256(answer.data).hexdigest() == checksum


def test_portals_read_what_there_is_as_dcat(town: World, client: FlaskClient) -> None:
    answer = client.get("/data/catalogue.jsonld")
    assert answer.mimetype == "application/ld+json"
    told = json.loads(answer.text)
    assert told["@type"] == "dcat:Catalog"
    sets = {one["dct:identifier"]: one for one in told["dcat:dataset"]}
    assert set(sets) == {"reports", "codes"}
    offered = [file for one in sets.values() for file in one["dcat:distribution"]]
    assert {file["dct:title"] for file in offered} == set(names())
    for file in offered:
        row = db.session.get(OpenFile, file["dct:title"])
        assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == row.sha256
        assert file["dcat:mediaType"]["@id"].endswith(TYPES["." + row.name.rpartition(".")[2]])
        assert file["dcat:byteSize"]["@value"] == str(row.byte_count)
        assert file["dcat:downloadURL"]["@id"].endswith(f"/data/{row.name}")
        assert file["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    columns = sets["reports"]["csvw:tableSchema"]["csvw:column"]["@list"]
    first_line = client.get("/data/reports.csv").text.partition("\r\n")[0]
    assert [column["csvw:name"] for column in columns] == first_line.split(",")


#: What DCAT-AP 3 wants of each class, and what it recommends and we know.
WANTED = {
    "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dct:license", "dcat:dataset"},
    "dcat:Dataset": {
        *(
            "dct:title",
            "dct:description",
            "dct:publisher",
            "dcat:distribution",
            "dct:identifier",
            "dcat:theme",
        ),
        *("dct:accrualPeriodicity", "dct:spatial", "dcat:keyword", "dct:modified", "dcat:landingPage"),
    },
    "dcat:Distribution": {
        *("dcat:accessURL", "dcat:downloadURL", "dcat:mediaType", "dcat:byteSize", "dct:license"),
        *("spdx:checksum", "dct:conformsTo"),
    },
    "dct:PeriodOfTime": {"dcat:startDate", "dcat:endDate"},
    "dct:Location": {"dcat:bbox"},
    "spdx:Checksum": {"spdx:algorithm", "spdx:checksumValue"},
}


def things_in(told: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON document, the outermost first."""
    if isinstance(told, dict):
        yield told
    for inside in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from things_in(inside)


def test_the_catalogue_has_what_portals_ask_for_in_words_that_they_know(
    town: World, client: FlaskClient
) -> None:
    told = json.loads(client.get("/data/catalogue.jsonld").text)
    prefixes = set(told.pop("@context"))
    seen = set()
    for thing in things_in(told):
        kind = thing.get("@type", "")
        names = [name for name in thing if not name.startswith("@")]
        assert {name.partition(":")[0] for name in (*names, kind) if name} <= prefixes, thing
        assert WANTED.get(kind, set()) <= set(thing), kind
        assert "@id" not in thing or ":" in thing["@id"], "an address, or a word of a known vocabulary"
        seen.add(kind)
    assert set(WANTED) <= seen
    reports = next(one for one in told["dcat:dataset"] if one["dct:identifier"] == "reports")
    assert reports["dct:temporal"]["dcat:startDate"] == {"@type": "xsd:date", "@value": "2026-11-18"}
    assert reports["dct:spatial"][1]["dcat:bbox"]["@value"].startswith("POLYGON((69.00000 41.00000, 70.00000")


def test_the_page_explains_every_column(town: World, client: FlaskClient) -> None:
    page = client.get("/data/").text
    for field in FIELDS:
        assert f"<code>{field.name}</code>" in page
    for name in names():
        assert f"/data/{name}" in page


def test_before_the_first_night_there_is_a_page_all_the_same(world: World, client: FlaskClient) -> None:
    assert client.get("/data/").status_code == 200
    assert client.get("/data/checksums.txt").text == ""
    assert json.loads(client.get("/data/catalogue.jsonld").text)["dcat:dataset"][0]["dcat:distribution"] == []
    assert client.get("/data/reports.csv").status_code == 404


def test_a_suggestion_reaches_the_admin_and_goes_when_it_is_dealt_with(world: World, app: Flask) -> None:
    visitor, admin = app.test_client(), app.test_client()
    answer = visitor.post("/data/suggest", data={"words": "<b>Suv</b> quvurlari"})
    assert answer.status_code == 303
    sign_in(admin, world.admin)
    assert "&lt;b&gt;Suv&lt;/b&gt; quvurlari" in admin.get("/admin/suggestions").text
    one = db.session.scalars(select(DataSuggestion)).one()
    assert admin.post(f"/admin/suggestions/{one.id}/done").status_code == 303
    assert db.session.scalars(select(DataSuggestion)).all() == []


@pytest.mark.parametrize("words", ["", "  \x00 ", "a" * 2_001])
def test_a_suggestion_that_says_nothing_or_too_much_is_shown_again(
    world: World, client: FlaskClient, words: str
) -> None:
    answer = client.post("/data/suggest", data={"words": words})
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert db.session.scalars(select(DataSuggestion)).all() == []


def test_one_address_suggests_only_so_often(world: World, client: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    codes = [client.post("/data/suggest", data={"words": f"Xarita {n}"}).status_code for n in range(7)]
    limiter.reset()
    assert codes == [303] * 5 + [429] * 2
