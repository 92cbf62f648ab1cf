"""The site as an app: what describes it, what works for it without a network, and that nothing private is in it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.resident.installing import NOT_IN_SHELL, SHELL_PAGES
from app.static_files import STATIC
from tests.conftest import sign_in
from tests.factories import World

LANGUAGES = ["uz", "uz_Cyrl", "kaa", "ru", "en"]


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_app_is_described_in_the_readers_language(client: FlaskClient, locale: str) -> None:
    client.set_cookie("language", locale)
    address = re.search(r'<link rel="manifest" href="([^"]+)">', client.get("/reports").text)
    assert address
    # A browser asks for it without cookies.
    client.delete_cookie("language")
    answer = client.get(address[1])
    assert answer.mimetype == "application/manifest+json"
    assert answer.json["lang"] == locale.replace("_", "-")
    assert (answer.json["id"], answer.json["scope"], answer.json["start_url"]) == ("/", "/", "/")
    assert answer.json["display"] == "standalone"
    assert {shortcut["url"] for shortcut in answer.json["shortcuts"]} == {"/report", "/waiting"}


def test_a_language_that_is_not_offered_describes_nothing(client: FlaskClient) -> None:
    assert client.get("/app-fr.webmanifest").status_code == 404


def test_every_icon_is_a_picture_of_the_size_that_is_said(client: FlaskClient) -> None:
    icons = client.get("/app-en.webmanifest").json["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (f"{size}x{size}", purpose) for size in (192, 512) for purpose in ("any", "maskable")
    }
    for icon in icons:
        answer = client.get(icon["src"])
        picture = Image.open(io.BytesIO(answer.data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        corner = picture.convert("RGBA").getpixel((0, 0))
        # A phone cuts what is maskable to a shape of its own: it has no holes.
        assert (corner[3] == 255) is (icon["purpose"] == "maskable")


def test_the_worker_answers_for_the_whole_site_and_is_asked_for_anew_each_time(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.cache_control.no_cache
    assert "Set-Cookie" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy


def test_the_worker_names_files_that_are_there_and_changes_with_each_of_them(
    client: FlaskClient, monkeypatch
) -> None:
    before = client.get("/sw.js").text
    for address in set(re.findall(r'"(/static/[^"]+\.\w[^"]*)"', before)):
        assert client.get(address).status_code == 200, address
    monkeypatch.setattr("app.static_files._hash", lambda files: "another")
    assert client.get("/sw.js").text != before


def test_what_is_left_out_of_the_shell_is_there_to_be_left_out() -> None:
    assert [name for name in NOT_IN_SHELL if not (STATIC / "js" / f"{name}.js").is_file()] == []


def test_pages_that_are_kept_find_their_scripts(client: FlaskClient, session) -> None:
    """What a kept page binds is among what is kept."""
    World()
    kept = client.get("/sw.js").text
    for page in ("/", "/report", "/waiting", "/offline"):
        for names in re.findall(r'data-module="([^"]+)"', client.get(f"{page}?shell=1").text):
            for name in names.split():
                assert f"/modules/{name}.js" in kept, f"{page} needs {name}"


def test_only_pages_for_everybody_are_kept(client: FlaskClient) -> None:
    assert set(SHELL_PAGES) == {"index", "report", "waiting", "offline"}


def test_the_form_that_is_kept_has_no_number_of_its_own(client: FlaskClient) -> None:
    """It is opened again and again without a network: each report would be the first one again."""
    assert re.search(r'name="client_uuid"[^>]*value=""', client.get("/report?shell=1").text)
    assert re.search(r'name="client_uuid"[^>]*value="[^"]{36}"', client.get("/report").text)


def test_a_kept_page_says_so_to_its_scripts(client: FlaskClient) -> None:
    assert "data-shell" in client.get("/offline?shell=1").text[:300]
    assert "data-shell" not in client.get("/offline").text[:300]


def test_the_list_on_the_phone_is_empty_when_it_leaves_the_server(client: FlaskClient) -> None:
    world = World()
    report = world.report(phone="90 123 45 67")
    sign_in(client, world.admin)
    page = client.get("/waiting").text
    assert report.public_id not in page
    assert report.secret not in page


def test_the_page_of_thanks_tells_the_phone_what_to_keep_but_not_the_operators(client: FlaskClient) -> None:
    world = World()
    report = world.report()
    thanks = f"/r/{report.public_id}/{report.secret}/sent"
    assert f'data-address="/r/{report.public_id}/{report.secret}"' in client.get(thanks).text
    sign_in(client, world.operator)
    assert "remember-report" not in client.get(thanks).text


def test_our_own_code_draws_the_icons_from_the_mark() -> None:
    drawn = Path(STATIC / "vendor" / "icons" / "app-512.png")
    with Image.open(drawn) as picture:
        colours = {picture.convert("RGBA").getpixel(at) for at in ((256, 60), (256, 420), (256, 220), (2, 2))}
    assert (10, 110, 110, 255) in colours
    assert any(colour[3] == 0 for colour in colours)
