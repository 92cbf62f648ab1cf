"""The house rules hold on every page, for everybody who may see it, in every language.

A new page is found by its endpoint: it gets a line in PAGES, or this file fails.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jinja2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from tests.conftest import new_visitor, sign_in
from tests.databases import SETTINGS
from tests.factories import World, make_photo
from tests.page_rules import Page, faults

LOCALES = SETTINGS["LOCALES"]

#: What a browser gets that is no page: data, pictures, files, ways back.
NOT_PAGES = {
    "account.language",
    "crew.job_again",
    "dispatch.report_again",
    "healthz",
    "resident.areas",
    "resident.photo",
    "resident.points",
    "resident.where",
    "static",
}

#: The name, phone and address of somebody who reports; none of it is anybody else's business.
CONTACT = {
    "contact_name": "Gulchehra Sinovova",
    "phone": "+998 90 765 43 21",
    "email": "gulchehra.sinovova@example.uz",
}
TRACES = ("gulchehra", "sinovova", "7654321", "765 43 21", "765-43-21", "example.uz")


@dataclass(frozen=True)
class Shown:
    """One page: whose it is, and its address in a world. A `piece` is put into another page by a script."""

    endpoint: str
    address: Callable[[World], str]
    who: str = ""
    piece: bool = False
    note: str = ""

    def __str__(self) -> str:
        """Return the name of its test."""
        return f"{self.endpoint} {self.note}".strip()


def _report(pattern: str, status: str = "received", **values: Any) -> Callable[[World], str]:
    def address(world: World) -> str:
        report = world.report(status, photo_tokens=[make_photo()], **CONTACT, **values)
        return pattern.format(id=report.public_id, secret=report.secret)

    return address


def _list(pattern: str) -> Callable[[World], str]:
    """Return the address of a list that has something to show, of several kinds."""

    def address(world: World) -> str:
        for status in ("received", "accepted", "in_progress", "resolved", "closed", "rejected", "reopened"):
            world.report(status, photo_tokens=[make_photo()], **CONTACT)
        return pattern

    return address


def _plain(address: str) -> Callable[[World], str]:
    return lambda world: address.format(world=world)


PAGES = [
    Shown("resident.index", _list("/")),
    Shown("resident.index", _plain("/"), note="empty"),
    Shown("resident.reports", _list("/reports")),
    Shown("resident.reports", _plain("/reports?status=fixed&group=roads"), note="empty"),
    Shown("resident.report", _plain("/report")),
    Shown("resident.report", _plain("/report"), "operator", note="for the operator"),
    Shown("resident.page", _report("/r/{id}")),
    Shown("resident.page", _report("/r/{id}", "closed"), note="closed"),
    Shown("resident.page", _report("/r/{id}", "rejected"), note="rejected"),
    Shown("resident.mine", _report("/r/{id}/{secret}")),
    Shown("resident.mine", _report("/r/{id}/{secret}", "resolved"), note="with its questions"),
    Shown("resident.sent", _report("/r/{id}/{secret}/sent")),
    Shown("resident.card", _report("/r/{id}/card"), piece=True),
    Shown("account.sign_in", _plain("/sign-in?next=/dispatch/")),
    Shown("account.account", _plain("/account"), "crew_member"),
    Shown("dispatch.index", _list("/dispatch/"), "dispatcher"),
    Shown("dispatch.index", _list("/dispatch/"), "admin", note="for the admin"),
    Shown("dispatch.index", _plain("/dispatch/?lane=overdue&q=pothole"), "dispatcher", note="empty"),
    Shown("dispatch.report", _report("/dispatch/{id}"), "dispatcher"),
    Shown("dispatch.report", _report("/dispatch/{id}", "in_progress"), "dispatcher", note="in work"),
    Shown("dispatch.report", _report("/dispatch/{id}", "closed"), "dispatcher", note="closed"),
    Shown("crew.index", _list("/crew/"), "crew_member"),
    Shown("crew.index", _plain("/crew/"), "crew_member", note="empty"),
    Shown("crew.job", _report("/crew/{id}", "accepted"), "crew_member"),
    Shown("crew.job", _report("/crew/{id}", "in_progress"), "crew_member", note="to be finished"),
    Shown("crew.job", _report("/crew/{id}", "reopened"), "crew_member", note="not fixed"),
    Shown("council.index", _list("/council/"), "council"),
    Shown("council.index", _plain("/council/?period=12m&status=overdue"), "council", note="empty"),
    Shown("council.index", _list("/council/?area=region:17"), "admin", note="for the admin"),
    Shown("council.areas", _plain("/council/areas"), "admin"),
    Shown("council.area_map", _list("/council/map"), "council"),
    Shown("council.area_map", _plain("/council/map"), "council", note="empty"),
    Shown("admin.index", _list("/admin/"), "admin"),
    Shown("admin.areas", _plain("/admin/areas"), "admin"),
    Shown("admin.area", _plain("/admin/areas/{world.mahalla.id}"), "admin"),
    Shown("admin.boundaries", _plain("/admin/boundaries"), "admin"),
    Shown("admin.services", _plain("/admin/services"), "admin"),
    Shown("admin.service", _plain("/admin/services/{world.service.id}"), "admin"),
    Shown("admin.service", _plain("/admin/services/add"), "admin", note="new"),
    Shown("admin.agencies", _plain("/admin/agencies"), "admin"),
    Shown("admin.agency", _plain("/admin/agencies/{world.agency.id}"), "admin"),
    Shown("admin.agency", _plain("/admin/agencies/add"), "admin", note="new"),
    Shown("admin.crew", _plain("/admin/agencies/{world.agency.id}/crews/{world.crew.id}"), "admin"),
    Shown("admin.crew", _plain("/admin/agencies/{world.agency.id}/crews/add"), "admin", note="new"),
    Shown("admin.responsibilities", _plain("/admin/responsibilities"), "admin"),
    Shown("admin.responsibility", _plain("/admin/responsibilities/add"), "admin"),
    Shown("admin.staff", _plain("/admin/staff"), "admin"),
    Shown("admin.user", _plain("/admin/staff/{world.council.id}"), "admin"),
    Shown("admin.add_user", _plain("/admin/staff/add"), "admin"),
]

#: Pages that lie behind a form, each with its own test below.
BEHIND_A_FORM = {"admin.boundary_fields"}

#: Forms sent with nothing in them: what is refused keeps the rules too.
REFUSED = [
    Shown("resident.report", _plain("/report")),
    Shown("resident.rate", _report("/r/{id}/{secret}/rate", "closed")),
    Shown("resident.not_fixed", _report("/r/{id}/{secret}/not-fixed", "resolved")),
    Shown("account.sign_in", _plain("/sign-in")),
    Shown("account.account", _plain("/account"), "crew_member"),
    Shown("dispatch.accept", _report("/dispatch/{id}/accept"), "dispatcher"),
    Shown("dispatch.assign", _report("/dispatch/{id}/assign"), "dispatcher"),
    Shown("dispatch.hand_over", _report("/dispatch/{id}/hand-over"), "dispatcher"),
    Shown("dispatch.reject", _report("/dispatch/{id}/reject"), "dispatcher"),
    Shown("dispatch.duplicate", _report("/dispatch/{id}/duplicate"), "dispatcher"),
    Shown("crew.resolve", _report("/crew/{id}/resolve", "in_progress"), "crew_member"),
    Shown("admin.service", _plain("/admin/services/add"), "admin"),
    Shown("admin.agency", _plain("/admin/agencies/add"), "admin"),
    Shown("admin.crew", _plain("/admin/agencies/{world.agency.id}/crews/add"), "admin"),
    Shown("admin.responsibility", _plain("/admin/responsibilities/add"), "admin"),
    Shown("admin.boundaries", _plain("/admin/boundaries"), "admin"),
    Shown("admin.add_user", _plain("/admin/staff/add"), "admin"),
]


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """A small town. Forms carry their token, and a variable that a template lacks shows as `{{ name }}`."""
    monkeypatch.setattr(app.jinja_env, "undefined", jinja2.DebugUndefined)
    return World()


def visitor(app: Flask, world: World, shown: Shown) -> FlaskClient:
    """Return the browser of whoever may see a page."""
    client = new_visitor(app)
    if shown.who:
        sign_in(client, getattr(world, shown.who))
    return client


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
def test_a_page_keeps_the_rules_in_every_language(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    address = shown.address(world)
    # Only now: the factories send no tokens.
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client = visitor(app, world, shown)
    wrong = []
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.location)
        kind = {"is_piece": shown.piece, "is_framed": shown.endpoint == "council.area_map"}
        wrong += wrong_in(answer, locale, **kind)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("shown", REFUSED, ids=str)
def test_a_refused_form_keeps_the_rules_in_every_language(app: Flask, world: World, shown: Shown) -> None:
    address = shown.address(world)
    client = visitor(app, world, shown)
    wrong = []
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.post(address, data={})
        assert answer.status_code in (409, 422), (address, answer.status_code, answer.location)
        assert 'role="alert"' in answer.text, address
        wrong += [fault for fault in wrong_in(answer, locale) if "no token" not in fault]
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
    kept = client.post("/admin/boundaries", data={"file": (file, "areas.geojson"), "level": "mahalla"})
    for locale in LOCALES:
        client.set_cookie("language", locale)
        wrong = [fault for fault in wrong_in(client.get(kept.location), locale) if "no token" not in fault]
        assert not wrong, "\n".join(wrong)


def test_the_look_before_sending_keeps_the_rules(app: Flask, world: World) -> None:
    client = new_visitor(app)
    draft = {"latitude": "41.05", "longitude": "69.05", "service_code": "pothole", "description": "Chuqur"}
    for locale in LOCALES:
        client.set_cookie("language", locale)
        answer = client.post("/report", data={**draft, "action": "check"})
        assert answer.status_code == 200
        wrong = [fault for fault in wrong_in(answer, locale) if "no token" not in fault]
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
        f"/reports?q={CONTACT['contact_name'].split()[1]}",
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
