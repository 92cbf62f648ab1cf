"""No form is taken from another site; and a session that ends while somebody writes loses nothing."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from app import passwords
from app.account.views import own_path
from app.extensions import csrf
from tests.app.test_every_endpoint import ENDPOINTS, PROTECTED, ROLES, requests_to, rule_of
from tests.conftest import sign_in
from tests.factories import World, make_user

PASSWORD = "a good long password"
KEPT = passwords.hash_password(PASSWORD)
HOST = "http://localhost"

#: Views that the general check leaves alone, by their full names, and why.
EXEMPT = {
    "app.resident.photos.upload_photo": "nobody is signed in for it, and what is never sent is removed",
    "app.resident.uploads.begin_upload": "the same, in parts; its token is told to whoever asked, and to nobody else",
    "app.resident.uploads.upload_part": "the same; its address is the token",
    "app.resident.queued.report_queued": "what waited on a phone outlives every token; a header keeps forgery out",
    "app.crew.queued.queued_act": "the same; the crew is signed in, and its session is looked at",
    "app.crew.photos.queued_photo": "the same, for a photo of it",
    "app.resident.stopping.stop": "mail programs press it without a page; its address is the secret",
    "app.resident.stopping.alert": "the same; what it stops, its owner can ask for again",
    "app.resident.stopping.confirm_alert": "the address is a secret that only the mailbox has been told",
    "app.resident.reporting.report": "the form checks its own token, and is shown again with what was typed",
}

#: How each endpoint refuses a form without its token; the others answer 400.
REFUSALS = {"resident.report": 422}

#: Left alone, and with no token of their own to refuse.
OPEN = {
    "resident.upload_photo",
    "resident.begin_upload",
    "resident.upload_part",
    # tests/app/resident/test_queued.py tries to forge it.
    "resident.report_queued",
    # tests/app/crew/test_queued.py does.
    "crew.queued_act",
    # tests/app/crew/test_queued_photos.py does.
    "crew.queued_photo",
    # Their addresses are signed or secret; tests of the resident's room try others.
    "resident.stop",
    "resident.alert",
    "resident.confirm_alert",
}
POSTS = [p for p in requests_to(ENDPOINTS) if p.values[0] != "GET" and p.values[2] not in OPEN]


@pytest.fixture(autouse=True)
def _with_tokens(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def dispatcher(world, session):
    """Somebody with a password; signing in rolls back what was not committed."""
    user = make_user("dispatcher", agency=world.agency, password_hash=KEPT)
    session.commit()
    return user


def token_in(answer) -> str:
    """Return the token of the form on a page."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text).group(1)


def test_no_view_is_left_out_of_the_check_but_those_that_say_why():
    assert csrf._exempt_views == set(EXEMPT)
    assert not csrf._exempt_blueprints


@pytest.mark.parametrize(("method", "address", "endpoint"), POSTS)
def test_no_form_is_taken_without_its_token(app, world, method, address, endpoint):
    client = app.test_client()
    if endpoint in PROTECTED:
        people = (world.admin, world.dispatcher, world.crew_member, world.council, world.operator)
        sign_in(client, next(person for person in people if person.role in ROLES[rule_of(endpoint)]))
    for data in ({}, {"csrf_token": "made up"}):
        answer = client.open(address, method=method, data=data)
        assert answer.status_code == REFUSALS.get(endpoint, 400)
        assert "Your session ended while you were writing" in answer.text


def test_a_form_with_its_token_is_taken(app, dispatcher):
    client = app.test_client()
    token = token_in(client.get("/sign-in"))
    form = {"login": dispatcher.login, "password": PASSWORD, "csrf_token": token}
    entered = client.post("/sign-in", data=form)
    assert (entered.status_code, entered.location) == (302, "/dispatch/")


def test_a_token_of_somebody_else_is_not_taken(app, world):
    mine, theirs = app.test_client(), app.test_client()
    sign_in(mine, world.admin)
    token = token_in(theirs.get("/sign-in"))
    forged = mine.post(f"/admin/staff/{world.operator.id}/password", data={"csrf_token": token})
    assert forged.status_code == 400


#: What a browser says of the page it comes from, by that page's own policy (Referrer Policy, W3C, 2017).
REFERRERS = {
    "no-referrer": lambda page: None,
    "same-origin": lambda page: page,
    "strict-origin-when-cross-origin": lambda page: page,
}


@pytest.mark.parametrize("host", ["http://localhost", "https://localhost"])
def test_the_reporter_has_the_last_word_behind_tls_too(client, world, host):
    """Behind TLS a form must come from our own site; the page that asks may not forbid to say so."""
    sr = world.report("resolved")
    path = f"/r/{sr.public_id}/{sr.secret}"
    page = client.get(path, base_url=host)
    referrer = REFERRERS[page.headers["Referrer-Policy"]](host + path)
    answer = client.post(
        f"{path}/confirm",
        base_url=host,
        data={"rating": "5", "csrf_token": token_in(page)},
        headers={"Referer": referrer} if referrer else {},
    )
    assert answer.status_code == 303
    assert sr.status == "closed"


# The session that ended while somebody was writing. The page's draft stays in the browser (autosave.js).


def test_what_was_written_in_a_room_leads_to_sign_in_and_back_to_its_page(app, dispatcher, world):
    page = f"/dispatch/{world.report().public_id}"
    client = app.test_client()
    refused = client.post(f"{page}/reject", data={"note": "x"}, headers={"Referer": f"{HOST}{page}?lane=new"})
    assert (refused.status_code, refused.location.partition("?")[0]) == (302, "/sign-in")
    token = token_in(client.get(refused.location))
    form = {"login": dispatcher.login, "password": PASSWORD, "csrf_token": token}
    entered = client.post(refused.location, data=form)
    assert entered.location == f"{page}?lane=new&draft=1"
    assert client.get(entered.location).status_code == 200


def test_what_was_written_without_signing_in_leads_back_to_a_fresh_form(client, world):
    sr = world.report("resolved")
    path = f"/r/{sr.public_id}/{sr.secret}"
    answer = client.post(f"{path}/not-fixed", data={"note": "x"}, headers={"Referer": HOST + path})
    assert answer.status_code == 400
    assert f'href="{path}?draft=1"' in answer.text


def test_a_residents_report_is_shown_again_with_what_was_written(client, world):
    answer = client.post("/report", data={"description": "Chuqur bor"}, headers={"Referer": f"{HOST}/report"})
    assert answer.status_code == 422
    assert "Chuqur bor" in answer.text
    assert "Nothing is lost" in answer.text


def test_a_script_is_told_in_its_own_way(app, world):
    answer = app.test_client().post("/crew/photos", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert "Sign in again" in answer.json["error"]


ELSEWHERE = [
    "https://evil.example/report",
    "https://evil.example//evil.example/",
    f"{HOST}//evil.example/",
    f"{HOST}/\\evil.example/",
    "",
    "nonsense",
]


@pytest.mark.parametrize("referrer", ELSEWHERE)
def test_the_way_back_never_leads_to_another_site(client, world, referrer):
    room = client.post("/admin/staff/add", headers={"Referer": referrer})
    target = parse_qs(urlsplit(room.location).query).get("next", ["/"])[0]
    assert own_path(target) == target
    public = client.post("/sign-in", headers={"Referer": referrer})
    assert public.status_code == 400
    assert not re.findall(r'href="(?:https?:)?(?://|/\\)', public.text)
