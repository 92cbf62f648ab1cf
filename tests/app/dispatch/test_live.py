"""Open pages keep themselves up to date: 304 as long as nothing that is seen changed."""

from datetime import timedelta

import time_machine

from app.actions import oversight, supporting
from tests.app.pages import words
from tests.conftest import NOW, sign_in


def mark_of(page):
    return page.text.split('data-mark="')[1].split('"')[0]


def ask(client, mark, query=""):
    return client.get(f"/dispatch/live{query}", headers={"If-None-Match": f'"{mark}"'})


def test_nothing_changed_is_304_without_a_byte(world, desk):
    world.report()
    mark = mark_of(desk.get("/dispatch/"))
    answer = ask(desk, mark)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == f'"{mark}"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_new_report_comes_with_the_lanes_and_a_mark_of_its_own(world, desk):
    mark = mark_of(desk.get("/dispatch/?lane=new"))
    sr = world.report()
    answer = ask(desk, mark, "?lane=new")
    assert answer.status_code == 200
    assert sr.public_id in answer.text
    assert "New 1" in words(answer)
    again = ask(desk, answer.headers["ETag"].strip('"'), "?lane=new")
    assert again.status_code == 304


def test_what_is_seen_of_a_report_counts_and_nothing_else(world, desk):
    sr = world.report()
    mark = mark_of(desk.get("/dispatch/?lane=closed"))
    world.report()
    assert ask(desk, mark, "?lane=closed").status_code == 200, "the counts beside it changed"
    mark = mark_of(desk.get("/dispatch/"))
    oversight.assign(sr, world.crew, by=world.dispatcher, at=NOW)
    answer = ask(desk, mark)
    assert answer.status_code == 200
    assert world.crew.name in words(answer)
    said = supporting.Support(
        client_uuid="8c6ef0a5-6a37-4f0f-a6f5-2f4d2f6b3b11", locale="uz", phone="90 111 22 33"
    )
    supporting.support(sr, said, at=NOW)
    assert ask(desk, answer.headers["ETag"].strip('"')).status_code == 200


def test_time_alone_makes_a_report_overdue(world, desk):
    world.report()
    mark = mark_of(desk.get("/dispatch/"))
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        sign_in(desk, world.dispatcher)
        answer = ask(desk, mark)
    assert answer.status_code == 200
    assert "Overdue 1" in words(answer)


def test_another_agencys_news_is_none_of_it(world, client):
    sign_in(client, world.other_dispatcher)
    mark = mark_of(client.get("/dispatch/"))
    world.report()
    assert ask(client, mark).status_code == 304


def test_a_report_says_when_it_changed(world, desk):
    sr = world.report()
    first = desk.get(f"/dispatch/{sr.public_id}/live")
    assert first.text == str(sr.version)
    seen = {"If-None-Match": first.headers["ETag"]}
    assert desk.get(f"/dispatch/{sr.public_id}/live", headers=seen).status_code == 304
    oversight.assign(sr, world.crew, by=world.admin, at=NOW)
    assert desk.get(f"/dispatch/{sr.public_id}/live", headers=seen).status_code == 200


def test_a_report_that_left_the_inbox_is_not_there(world, client):
    sr = world.report()
    sign_in(client, world.other_dispatcher)
    assert client.get(f"/dispatch/{sr.public_id}/live").status_code == 404
    assert client.get("/dispatch/nonsense/live").status_code == 404


def test_a_session_that_ended_is_told_to_a_script(world, client):
    answer = client.get("/dispatch/live", headers={"Accept": "application/json"})
    assert answer.status_code == 401
