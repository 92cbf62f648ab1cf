"""The inbox as the dispatcher sees it: lanes, rows, filters in the address, search."""

import sys
from datetime import timedelta

import pytest

from app.db import db
from tests.app.pages import words
from tests.conftest import NOW, sign_in
from tests.factories import make_service


def test_the_table_says_what_where_by_when_and_who(world, desk):
    sr = world.report("accepted", address="Maktab yonida")
    told = words(desk.get("/dispatch/"))
    for said in (
        sr.public_id,
        "pothole",
        "Yoʻlda chuqur bor",
        "Maktab yonida",
        world.mahalla.names["uz"],
        world.crew.name,
        "Accepted",
        "In 5 days",
    ):
        assert said in told, said


def test_overdue_is_said_in_words_and_comes_first(world, desk):
    world.report()
    late = world.report(at=NOW - timedelta(days=30))
    page = desk.get("/dispatch/")
    assert "27 days late" in words(page)
    assert page.text.index(late.public_id) < page.text.index("In 5 days")


def test_each_lane_has_its_count_and_its_address(world, desk):
    world.report()
    world.report(at=NOW - timedelta(days=30))
    page = desk.get("/dispatch/?lane=overdue")
    assert 'href="/dispatch/?lane=new"' in page.text
    assert "Overdue 1" in words(page)
    assert "New 2" in words(page)
    assert page.text.count('class="inbox-row') == 1


@pytest.mark.parametrize(
    "lane", ["open", "overdue", "due_today", "new", "reopened", "in_work", "flagged", "waiting", "closed"]
)
def test_an_empty_lane_says_so_in_a_sentence(world, desk, lane):
    page = desk.get(f"/dispatch/?lane={lane}")
    assert page.status_code == 200
    assert '<div class="empty"' in page.text


ODD = [
    "?lane=nonsense",
    "?page=0",
    "?page=-1",
    "?page=99999999999999999999",
    "?page=4",
    "?crew=x",
    "?crew=99999999999999999999",
    "?kind=nonsense",
    "?kind=roads/nonsense",
    "?kind=/",
    "?agency=nonsense",
    "?q=%00",
    "?q=%25%25",
    "?q=💥",
    "?q=" + "x" * 3000,
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_is_no_error(world, desk, query):
    world.report()
    assert desk.get(f"/dispatch/{query}").status_code == 200


def test_filters_live_in_the_address_and_stay_in_every_link(world, desk):
    make_service(world.group, "sign")
    db.session.commit()
    sign = world.report(service_code="sign")
    pothole = world.report()
    page = desk.get("/dispatch/?kind=roads/sign&lane=new")
    assert sign.public_id in page.text
    assert pothole.public_id not in page.text
    assert f"/dispatch/{sign.public_id}?lane=new&amp;kind=roads/sign" in page.text
    assert "/dispatch/?lane=overdue&amp;kind=roads/sign" in page.text
    assert '<option value="roads/sign" selected>' in page.text


def test_pages_follow_one_another_under_the_same_filters(world, desk, monkeypatch):
    for _ in range(3):
        world.report()
    monkeypatch.setattr(sys.modules["app.dispatch.inbox"], "PER_PAGE", 2)
    first = desk.get("/dispatch/?kind=roads")
    assert "/dispatch/?page=2&amp;kind=roads" in first.text
    assert desk.get("/dispatch/?page=2&kind=roads").text.count('class="inbox-row') == 1


def test_a_reports_number_leads_straight_to_it(world, desk):
    sr = world.report("closed")
    answer = desk.get("/dispatch/", query_string={"q": sr.public_id.replace("-", "").lower()})
    assert answer.status_code == 302
    assert answer.location == f"/dispatch/{sr.public_id}"


def test_the_number_of_anothers_report_leads_to_its_public_page(world, client):
    sr = world.report()
    sign_in(client, world.other_dispatcher)
    page = client.get("/dispatch/", query_string={"q": sr.public_id})
    assert page.status_code == 200
    assert f'href="/r/{sr.public_id}"' in page.text


def test_a_search_without_a_find_offers_all_lanes(world, desk):
    page = desk.get("/dispatch/?lane=new&q=nothing-of-that")
    assert "No report matches." in page.text
    assert 'href="/dispatch/?q=nothing-of-that"' in page.text


def test_an_admin_sees_every_agency_and_narrows_to_one(world, client):
    sr = world.report()
    sign_in(client, world.admin)
    assert world.agency.code in words(client.get("/dispatch/"))
    assert sr.public_id in client.get(f"/dispatch/?agency={world.agency.code}").text
    assert sr.public_id not in client.get(f"/dispatch/?agency={world.other_agency.code}").text


def test_these_pages_stay_out_of_caches(world, desk):
    assert desk.get("/dispatch/").headers["Cache-Control"] == "no-store"
