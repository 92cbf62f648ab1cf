"""Signing in: who gets in, who does not, and where each role lands."""

import pytest

from app import passwords
from app.account.views import own_path
from tests.conftest import sign_in
from tests.factories import World, make_user

PASSWORD = "a good long password"
KEPT = passwords.hash_password(PASSWORD)


@pytest.fixture
def world(session):
    return World()


def enter(client, login, password, target=""):
    return client.post(f"/sign-in{target}", data={"login": login, "password": password})


ROOMS = [
    ("dispatcher", "/dispatch/"),
    ("crew", "/crew/"),
    ("council", "/council/"),
    ("admin", "/admin/"),
    ("operator", "/operator/"),
    ("resident", "/"),
]


@pytest.mark.parametrize(("role", "room"), ROOMS)
def test_each_role_lands_in_its_room(world, client, role, room):
    user = make_user(role, agency=world.agency, crew=world.crew, area=world.district, password_hash=KEPT)
    answer = enter(client, user.login.upper(), PASSWORD)
    assert (answer.status_code, answer.location) == (302, room)


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " "])
def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(world, client, password):
    user = make_user("admin", password_hash=KEPT)
    known, unknown = enter(client, user.login, password), enter(client, "nobody@example.uz", password)
    assert known.status_code == unknown.status_code == 422
    assert "session" not in known.headers.get("Set-Cookie", "").split("_user_id")[1:]


def test_who_was_deactivated_does_not_get_in_and_is_out_at_once(world, client, session):
    user = make_user("operator", password_hash=KEPT)
    sign_in(client, user)
    assert client.get("/account").status_code == 200
    user.is_active = False
    session.commit()
    assert client.get("/account").status_code == 302
    assert enter(client, user.login, PASSWORD).status_code == 422


def test_a_new_password_ends_every_other_session(world, app, session):
    user = make_user("operator", password_hash=KEPT)
    session.commit()
    here, elsewhere = app.test_client(), app.test_client()
    sign_in(here, user)
    sign_in(elsewhere, user)
    changed = here.post("/account", data={"old_password": PASSWORD, "new_password": "another long one"})
    assert changed.status_code == 302
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_a_short_or_wrong_password_is_said_in_words(world, client):
    sign_in(client, make_user("operator", password_hash=KEPT))
    short = client.post("/account", data={"old_password": PASSWORD, "new_password": "short"})
    wrong = client.post("/account", data={"old_password": "no", "new_password": "long enough now"})
    assert "too short" in short.text
    assert "not your password" in wrong.text


TARGETS = [
    ("/dispatch/?lane=new", True),
    ("//evil.example", False),
    ("/\\evil.example", False),
    ("https://evil.example/", False),
    ("javascript:alert(1)", False),
    ("", False),
]


@pytest.mark.parametrize(("target", "own"), TARGETS)
def test_nobody_is_sent_to_another_site_after_signing_in(target, own):
    assert (own_path(target) is not None) == own


def test_attempts_are_limited_by_address_and_by_login(app, world):
    app.config["SIGN_IN_LIMIT"] = "3 per minute"
    client = app.test_client()
    codes = [enter(client, "somebody", "x").status_code for _ in range(4)]
    app.config["SIGN_IN_LIMIT"] = "1000 per minute"
    assert codes == [422, 422, 422, 429]


def test_the_language_stays_and_leads_back(client):
    answer = client.get("/language/ru?next=/reports")
    assert (answer.status_code, answer.location) == (302, "/reports")
    assert 'lang="ru"' in client.get("/reports").text
    assert client.get("/language/xx").status_code == 404
