"""The map on other sites: it keeps nothing, runs nothing foreign, and is the only page that others may frame."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import SettingsError, read_settings
from app.queries import embed_pins
from tests.app.test_every_endpoint import ENDPOINTS, requests_to
from tests.conftest import sign_in
from tests.factories import World, make_group, make_service
from tests.house_rules import complaints
from tests.shown import CONTACT
from tests.test_settings_documented import SECRETS


def listed(client: FlaskClient, query: str = "") -> dict[str, str]:
    """The newest reports in the list under the map: their words by their public ids."""
    page = client.get(f"/embed?{query}").text
    found = re.findall(r'<li><a href="[^"]*/r/([^"]*)"[^>]*>([^<]*)</a>', page)
    return {public_id: unescape(label) for public_id, label in found}


def asks(client: FlaskClient, query: str = "") -> dict[str, str]:
    """What the map will ask for, from its data."""
    return dict(
        re.findall(r'data-(points-url|group|outside|bounds)="([^"]*)"', client.get(f"/embed?{query}").text)
    )


def ancestors(answer: Any) -> str:
    """Who may frame an answer."""
    found = re.search(r"frame-ancestors ([^;]*)", answer.headers.get("Content-Security-Policy", ""))
    return found[1].strip() if found else ""


def test_it_shows_an_area_and_a_group_and_nothing_of_anybody(world: World, client: FlaskClient) -> None:
    here = world.report("accepted", description="Gulchehra opaning uyi", **CONTACT)
    there = world.report(longitude=69.15, latitude=41.05)
    water = make_service(make_group("water"), "leak")
    leak = world.report(service_code=water.service_code)
    world.report("rejected")

    def shown(query: str) -> set[str]:
        return set(listed(client, query))

    assert shown("") == {here.public_id, there.public_id, leak.public_id}
    assert shown("area=mahalla:170102") == {there.public_id}
    assert shown("group=water") == {leak.public_id}
    assert shown("area=mahalla:170101&group=roads") == {here.public_id}
    page = client.get("/embed").text
    for words in (*CONTACT.values(), "Gulchehra", here.secret):
        assert words not in page


def test_the_map_leaves_no_report_out(world: World, client: FlaskClient, monkeypatch: Any) -> None:
    """The list ends after the newest; the map asks for what our own map shows, where counts add up to the truth."""
    monkeypatch.setattr(embed_pins.newest, "__kwdefaults__", {"most": 3})
    water = make_service(make_group("water"), "leak")
    for _ in range(4):
        world.report()
    world.report(service_code=water.service_code)
    assert len(listed(client)) == 3
    about = asks(client, "area=mahalla:170101&group=roads")
    assert about["points-url"] == "/map/points"
    assert about["group"] == "roads"
    assert "Polygon" in about["outside"]
    west, south, east, north = (float(side) for side in about["bounds"].split(","))
    view = {"west": west, "south": south, "east": east, "north": north, "zoom": 13}
    for group, total in (("", 5), ("roads", 4), ("water", 1)):
        answer = client.get(about["points-url"], query_string={**view, "group": group})
        assert answer.json["total"] == total
        assert "Set-Cookie" not in answer.headers


def test_it_keeps_nothing_about_a_visitor_and_is_the_same_for_everybody(
    world: World, client: FlaskClient
) -> None:
    world.report()
    plain = client.get("/embed")
    assert "Set-Cookie" not in plain.headers
    assert plain.cache_control.public
    assert "Cookie" not in plain.vary
    assert "csrf_token" not in plain.text
    assert "<form" not in plain.text
    sign_in(client, world.admin)
    client.get("/language/ru")
    assert client.get("/embed").data == plain.data


def test_its_policy_lets_in_our_own_files_alone(world: World, client: FlaskClient) -> None:
    answer = client.get("/embed")
    assert complaints(answer.text) == []
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in answer.text, "a cache keeps it; a nonce would be everybody's"
    assert "X-Frame-Options" not in answer.headers


SITES = [
    ("*", "*"),
    ("'none'", "'self'"),
    ("https://gazeta.uz https://*.mahalla.uz", "'self' https://gazeta.uz https://*.mahalla.uz"),
]


@pytest.mark.parametrize(("setting", "said"), SITES)
def test_the_setting_says_who_may_frame_it(
    app: Flask, world: World, client: FlaskClient, monkeypatch: Any, setting: str, said: str
) -> None:
    monkeypatch.setitem(app.config, "EMBED_SITES", setting)
    assert ancestors(client.get("/embed")) == said


@pytest.mark.parametrize(
    "setting", ["", "*; script-src *", "javascript:x", "https://a b", "https://x/'self'"]
)
def test_a_setting_cannot_loosen_the_rest_of_the_policy(setting: str) -> None:
    with pytest.raises(SettingsError, match="EMBED_SITES"):
        read_settings({**SECRETS, "EMBED_SITES": setting})


HOSTILE = [
    ("area=district:9999", 404),
    ("area=planet:1", 404),
    ("area=district:1701%00", 404),
    ("group=%00", 404),
    ("group=" + "x" * 5_000, 404),
    ("group=nothing", 404),
    ('lang="><script>', 200),
    ("lang=xx", 200),
]


@pytest.mark.parametrize(("query", "code"), HOSTILE)
def test_an_address_that_makes_no_sense_shows_no_map_of_something_else(
    world: World, client: FlaskClient, query: str, code: int
) -> None:
    answer = client.get(f"/embed?{query}")
    assert answer.status_code == code
    assert '"><script>' not in answer.text
    assert client.get(f"/data/map?{query}").status_code == code


def test_names_are_words_and_never_code(world: World, client: FlaskClient, session: Any) -> None:
    world.service.names = {"uz": "</div><script>alert(1)</script>"}
    world.report()
    session.commit()
    assert "<script>alert" not in client.get("/embed").text
    assert [label[:14] for label in listed(client).values()] == ["</div><script>"]


def test_its_language_is_that_of_its_address(world: World, client: FlaskClient) -> None:
    for locale, tag in (("ru", "ru"), ("uz_Cyrl", "uz-Cyrl"), ("", "uz")):
        assert f'<html lang="{tag}">' in client.get(f"/embed?lang={locale}").text


def test_the_code_to_copy_is_a_frame_of_what_was_chosen(world: World, client: FlaskClient) -> None:
    page = client.get("/data/map?area=district:1701&group=roads&lang=ru").text
    code = unescape(re.search(r'<textarea[^>]*id="embed-code"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])
    # A site whose policy lets no style in shows it as it is meant all the same.
    assert "style=" not in code
    address = re.search(r'<iframe src="([^"]*)"', code)[1]
    assert address.startswith("http")
    query = unescape(address).partition("?")[2]
    assert (
        set(query.split("&")) == {"area=district:1701", "group=roads", "lang=ru"}
        or "district%3A1701" in query
    )
    assert client.get(f"/embed?{query}").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "endpoint"), [p for p in requests_to(ENDPOINTS) if p.values[0] == "GET"]
)
def test_no_other_page_may_be_framed_by_another_site(
    world: World, client: FlaskClient, method: str, address: str, endpoint: str
) -> None:
    if endpoint == "resident.embed":
        return
    for person in (None, world.admin, world.council):
        if person is not None:
            sign_in(client, person)
        answer = client.get(address)
        allowed = {"'none'", "'self'"} if answer.headers.get("X-Frame-Options") is None else {"'none'"}
        policy = answer.headers.get("Content-Security-Policy", "")
        # A file or a script is no page: without `frame-ancestors` it still loads and runs nothing.
        assert ancestors(answer) in allowed or "default-src 'none'" in policy, endpoint
        assert "*" not in ancestors(answer)
        assert "http" not in ancestors(answer)
