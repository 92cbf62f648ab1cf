"""The house rules hold on every page, for everybody who may see it, in every language.

A new page is found by its endpoint: it gets a line in `tests/every_page.py`, or this file fails.
"""

from __future__ import annotations

import io
import json
import re

import jinja2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from app.actions import codes
from tests.conftest import new_visitor, sign_in
from tests.databases import SETTINGS
from tests.every_page import BEHIND_A_FORM, CONTACT, PAGES, REFUSED, Shown
from tests.factories import World, make_photo
from tests.not_pages import NOT_PAGES
from tests.page_rules import Page, faults

LOCALES = SETTINGS["LOCALES"]

TRACES = ("gulchehra", "sinovova", "7654321", "765 43 21", "765-43-21", "example.uz")


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """A small town. Forms carry their token, and a variable that a template lacks shows as `{{ name }}`."""
    monkeypatch.setattr(app.jinja_env, "undefined", jinja2.DebugUndefined)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return World()


def visitor(app: Flask, world: World, shown: Shown) -> FlaskClient:
    """Return the browser of whoever may see a page."""
    client = new_visitor(app)
    if shown.who:
        sign_in(client, getattr(world, shown.who))
    return client


def token_of(client: FlaskClient) -> dict[str, str]:
    """Return what a form of this visitor has to carry."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/report").text)
    assert found
    return {"csrf_token": found[1]}


def wrong_in(answer: TestResponse, locale: str, **kind: bool) -> list[str]:
    """Return what is wrong with an answered page, in front of each the language."""
    return [f"[{locale}] {fault}" for fault in faults(Page(answer, locale, **kind))]


def endpoints_of(method: str) -> set[str]:
    """Return what answers to a method."""
    app = create_app({**SETTINGS, "DATABASE_URL": "sqlite:///:memory:"})
    return {rule.endpoint for rule in app.url_map.iter_rules() if method in (rule.methods or ())}


def test_every_page_is_held_to_the_rules() -> None:
    assert {shown.endpoint for shown in PAGES} | BEHIND_A_FORM == endpoints_of("GET") - NOT_PAGES


@pytest.mark.parametrize("shown", PAGES, ids=str)
def test_a_page_keeps_the_rules_in_every_language(app: Flask, world: World, shown: Shown) -> None:
    address = shown.address(world)
    client = visitor(app, world, shown)
    wrong = []
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.location)
        kind = {"is_piece": shown.piece, "is_framed": shown.endpoint.endswith("_map")}
        wrong += wrong_in(answer, locale, **kind)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("shown", REFUSED, ids=str)
def test_a_refused_form_keeps_the_rules_in_every_language(app: Flask, world: World, shown: Shown) -> None:
    address = shown.address(world)
    client = visitor(app, world, shown)
    wrong = []
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.post(address, data=token_of(client))
        assert answer.status_code in (409, 422), (address, answer.status_code, answer.location)
        assert 'role="alert"' in answer.text, address
        wrong += wrong_in(answer, locale)
    assert not wrong, "\n".join(wrong)


def test_the_fields_of_a_boundary_file_keep_the_rules(app: Flask, world: World) -> None:
    client = new_visitor(app)
    sign_in(client, world.admin)
    ring = [[69.2, 41.0], [69.3, 41.0], [69.3, 41.1], [69.2, 41.1], [69.2, 41.0]]
    feature = {
        "type": "Feature",
        "properties": {"code": "170103", "name": "Yangi"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = io.BytesIO(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    kept = client.post(
        "/admin/boundaries", data={**token_of(client), "file": (file, "areas.geojson"), "level": "mahalla"}
    )
    for locale in LOCALES:
        client.set_cookie("language", locale)
        wrong = wrong_in(client.get(kept.location), locale)
        assert not wrong, "\n".join(wrong)


def test_my_reports_and_the_code_before_them_keep_the_rules(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "new_code", lambda: "271828")
    for status in ("received", "in_progress", "closed"):
        world.report(status, photo_tokens=[make_photo()], **CONTACT)
    client = new_visitor(app)
    wrong = []
    client.post("/my", data={**token_of(client), "phone": CONTACT["phone"]})
    for locale in LOCALES:
        client.set_cookie("language", locale)
        wrong += wrong_in(client.get("/my/code"), locale)
    assert client.post("/my/code", data={**token_of(client), "code": "271828"}).location == "/my"
    for done in ({}, {"public_id": world.report(**CONTACT).public_id}):
        if done:
            client.post("/my/claim", data={**token_of(client), **done})
        for locale in LOCALES:
            client.set_cookie("language", locale)
            answer = client.get("/my")
            assert answer.text.count("report-card") >= 3
            wrong += wrong_in(answer, locale)
            said = answer.text.casefold()
            assert not [trace for trace in TRACES if trace in said], locale
    assert not wrong, "\n".join(wrong)


def test_the_look_before_sending_keeps_the_rules(app: Flask, world: World) -> None:
    client = new_visitor(app)
    draft = {"latitude": "41.05", "longitude": "69.05", "service_code": "pothole", "description": "Chuqur"}
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.post("/report", data={**token_of(client), **draft, "action": "check"})
        assert answer.status_code == 200
        wrong = wrong_in(answer, locale)
        assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("address", "code"), [("/nothing", 404), ("/r/N3C2-7T3E", 404), ("/admin/", 403)])
def test_a_refusal_is_a_page_that_keeps_the_rules(app: Flask, world: World, address: str, code: int) -> None:
    client = new_visitor(app)
    sign_in(client, world.crew_member)
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.get(address)
        assert answer.status_code == code
        assert not wrong_in(answer, locale)


@pytest.mark.parametrize("status", ["received", "in_progress", "resolved", "closed", "rejected"])
def test_nothing_of_a_reporter_is_on_a_public_page(app: Flask, world: World, status: str) -> None:
    report = world.report(status, photo_tokens=[make_photo()], **CONTACT)
    client = new_visitor(app)
    window = "west=69&south=41&east=69.2&north=41.1"
    addresses = [
        "/",
        "/reports",
        f"/r/{report.public_id}",
        f"/r/{report.public_id}/card",
        f"/map/areas?{window}&zoom=14",
        *(f"/map/points?{window}&zoom={zoom}" for zoom in (10, 14, 18)),
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said = answer.text.casefold()
        assert not [trace for trace in TRACES if trace in said], address
        assert report.secret not in answer.text, address


@pytest.mark.parametrize("who", ["crew_member", "council", "operator"])
def test_only_dispatchers_see_who_reported(app: Flask, world: World, who: str) -> None:
    report = world.report("in_progress", **CONTACT)
    client = new_visitor(app)
    sign_in(client, getattr(world, who))
    for address in (
        "/crew/",
        f"/crew/{report.public_id}",
        "/council/",
        "/council/map",
        f"/r/{report.public_id}",
    ):
        said = client.get(address).text.casefold()
        assert not [trace for trace in TRACES if trace in said and trace != "example.uz"], address
