"""Static files: joined, packed once, kept for a year by their fingerprint, and nothing outside their folder."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask import g

from app.static_files import STATIC, asset, stylesheets

SHEETS = ("tokens", "base")


@pytest.fixture
def address(app):
    with app.test_request_context():
        return stylesheets(*SHEETS)


def test_sheets_come_as_one_file_in_their_order(client, address):
    expected = b"\n".join((STATIC / "css" / f"{name}.css").read_bytes() for name in SHEETS)
    assert address.startswith("/static/css/tokens+base.css?v=")
    answer = client.get(address)
    assert answer.data == expected
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]


def test_who_takes_brotli_gets_it_and_who_takes_gzip_that(client, address):
    plain = client.get(address).data
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.content_encoding == "br"
    assert brotli.decompress(packed.data) == plain
    assert "Accept-Encoding" in packed.vary
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert zipped.content_encoding == "gzip"
    assert gzip.decompress(zipped.data) == plain
    assert len({answer.headers["ETag"] for answer in (packed, zipped)}) == 2


def test_what_did_not_change_is_not_sent_again(client, address):
    first = client.get(address, headers={"Accept-Encoding": "br"})
    again = client.get(address, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


def test_a_change_of_any_sheet_changes_the_address(app, monkeypatch, tmp_path):
    (tmp_path / "css").mkdir()
    for name in SHEETS:
        (tmp_path / "css" / f"{name}.css").write_text("a { color: red }")
    monkeypatch.setattr("app.static_files.STATIC", tmp_path)
    with app.test_request_context():
        before = stylesheets(*SHEETS)
        g.pop("assets")
    (tmp_path / "css" / "base.css").write_text("a { color: blue; margin: 0 }")
    with app.test_request_context():
        assert stylesheets(*SHEETS) != before


def test_a_sheet_that_is_not_there_is_said_in_the_address(app):
    with app.test_request_context():
        assert stylesheets("tokens", "nowhere").endswith("missing")
        assert asset("css/nowhere.css").endswith("missing")


@pytest.mark.parametrize(
    "address",
    [
        "/static/css/nowhere.css",
        "/static/css/tokens+nowhere.css",
        "/static/css/tokens+.css",
        "/static/css/tokens+..+base.css",
        "/static/../config.py",
        "/static/css/..%2f..%2f..%2fpyproject.css",
        "/static/css",
        "/static/js-0123456789/../css/base.py",
    ],
)
def test_nothing_else_is_served(client, address):
    assert client.get(address).status_code == 404
