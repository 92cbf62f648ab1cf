"""What every answer says to the browser: nothing foreign runs, nothing is framed, no cookie leaks."""

import re

import pytest

from app import passwords
from app.config import flask_settings, read_settings
from app.http import tile_host
from tests import databases
from tests.conftest import sign_in
from tests.factories import World, make_user

PASSWORD = "a good long password"
KEPT = passwords.hash_password(PASSWORD)

#: One page of each kind: public, a form, refused, not there, an answer for scripts.
ADDRESSES = ["/", "/report", "/sign-in", "/reports", "/admin/", "/nothing", "/map/points", "/healthz"]

#: What the policy lets in from where; a nonce stands for itself.
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'", "'nonce'"},
    "style-src": {"'self'", "'nonce'"},
    "img-src": {"'self'", "data:", "blob:"},
    "media-src": {"'self'", "blob:"},
    "connect-src": {"'self'"},
    "font-src": {"'self'"},
    "frame-src": {"'self'"},
    "manifest-src": {"'self'"},
    "worker-src": {"'self'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
}


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def operator(world, session):
    """Somebody with a password; signing in rolls back what was not committed."""
    user = make_user("operator", password_hash=KEPT)
    session.commit()
    return user


def policy_of(answer) -> dict[str, set[str]]:
    """Return the content security policy of an answer, by what it is about."""
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {
        name: {re.sub(r"'nonce-[^']+'", "'nonce'", source) for source in sources} for name, *sources in parts
    }


def nonce_of(answer) -> str:
    """Return the nonce of an answer."""
    return re.search(r"script-src [^;]*'nonce-([^']+)'", answer.headers["Content-Security-Policy"]).group(1)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_foreign_may_run_load_or_frame(client, world, address):
    answer = client.get(address)
    assert policy_of(answer) == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]


def test_each_answer_has_a_nonce_of_its_own_and_every_script_carries_it(client, world):
    first, second = client.get("/report"), client.get("/report")
    assert nonce_of(first) != nonce_of(second)
    for answer in (first, second):
        scripts = re.findall(r"<script\b[^>]*>", answer.text)
        assert scripts
        assert all(f'nonce="{nonce_of(answer)}"' in tag for tag in scripts)


TILES = [
    ("", ""),
    ("https://tiles.example.uz/{z}/{x}/{y}.png", "https://tiles.example.uz"),
    ("https://{s}.tiles.example.uz/{z}/{x}/{y}.png", "https://*.tiles.example.uz"),
    ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
    ("/tiles/{z}/{x}/{y}.png", ""),
]


@pytest.mark.parametrize(("pattern", "host"), TILES)
def test_the_only_foreign_host_is_the_tile_server_and_only_for_pictures(
    app, client, monkeypatch, pattern, host
):
    monkeypatch.setitem(app.config, "MAP_TILES_URL", pattern)
    assert tile_host() == host
    policy = policy_of(client.get("/sign-in"))
    assert policy.pop("img-src") - {"'self'", "data:", "blob:"} == ({host} if host else set())
    assert policy == {name: sources for name, sources in POLICY.items() if name != "img-src"}


def test_a_page_may_be_framed_by_our_own_pages_alone(client, world):
    sign_in(client, world.council)
    framed = client.get("/council/map")
    assert policy_of(framed)["frame-ancestors"] == {"'self'"}
    assert "X-Frame-Options" not in framed.headers
    assert policy_of(client.get("/council/"))["frame-ancestors"] == {"'none'"}


def test_a_file_runs_nothing(client):
    with client.get("/static/img/mark.svg") as answer:
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/static/../config.py").status_code == 404


# Cookies.


def cookies_of(answer) -> dict[str, set[str]]:
    """Return what each cookie of an answer asks of the browser."""
    told = [cookie.split("; ") for cookie in answer.headers.getlist("Set-Cookie")]
    return {first.partition("=")[0]: set(rest) for first, *rest in told}


def cookies_in(app, operator, **settings) -> dict[str, set[str]]:
    """Return the cookies of signing in and of choosing a language."""
    client = app.test_client()
    entered = client.post("/sign-in", data={"login": operator.login, "password": PASSWORD}, **settings)
    assert entered.status_code == 302
    return {**cookies_of(entered), **cookies_of(client.get("/language/ru", **settings))}


def test_no_script_reads_a_cookie_and_no_other_site_sends_one(app, operator):
    cookies = cookies_in(app, operator)
    assert set(cookies) == {"session", "language"}
    for name, asked in cookies.items():
        assert {"HttpOnly", "SameSite=Lax"} <= asked, name
        assert "Secure" not in asked, "behind plain HTTP the browser would drop it"


def test_behind_tls_no_cookie_travels_in_the_clear(app, operator, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    for name, asked in cookies_in(app, operator, base_url="https://localhost").items():
        assert {"HttpOnly", "SameSite=Lax", "Secure"} <= asked, name


SECURE = [
    ({"APP_ENV": "production", "COOKIE_SECURE": ""}, True),
    ({"APP_ENV": "production", "COOKIE_SECURE": "no"}, False),
    ({"APP_ENV": "development", "COOKIE_SECURE": ""}, False),
    ({"APP_ENV": "development", "COOKIE_SECURE": "yes"}, True),
]


@pytest.mark.parametrize(("environ", "secure"), SECURE)
def test_cookies_are_secure_in_production_unless_somebody_says_otherwise(environ, secure):
    keys = {"SECRET_KEY": databases.SETTINGS["SECRET_KEY"], "PERSONAL_DATA_KEYS": databases.TEST_KEY}
    settings = flask_settings(read_settings({**keys, **environ}))
    assert settings["SESSION_COOKIE_SECURE"] is settings["REMEMBER_COOKIE_SECURE"] is secure
    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
