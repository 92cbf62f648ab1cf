"""Filters that are kept under a name, and a search that puts no phone number into an address."""

import sqlalchemy as sa

from app.actions import filters
from app.db import db
from app.models import SavedFilter
from app.queries.saved_filters import saved_by
from tests.app.pages import words
from tests.conftest import NOW, sign_in

PHONE = "+998 90 123 45 67"


def save(client, query, name):
    return client.get(client.post(f"/dispatch/filters?{query}", data={"name": name}).location)


def test_what_is_looked_at_is_kept_under_a_name_and_found_again(world, desk):
    sr, _other = world.report(address="Maktab yonida"), world.report()
    page = save(desk, "lane=new&q=maktab&page=3", "Maktablar")
    assert "The filter “Maktablar” is saved." in words(page)
    assert 'href="/dispatch/?lane=new&amp;q=maktab"' in page.text
    assert sr.public_id in desk.get("/dispatch/?lane=new&q=maktab").text


def test_the_same_name_is_written_over(world, desk):
    save(desk, "lane=new", "Bugun")
    save(desk, "lane=overdue", "BUGUN")
    assert [(one.name, one.query) for one in saved_by(world.dispatcher)] == [("BUGUN", "lane=overdue")]


def test_a_filter_is_its_owners_alone(world, desk, app):
    save(desk, "lane=new", "Meniki")
    kept = saved_by(world.dispatcher)[0]
    other = app.test_client()
    sign_in(other, world.other_dispatcher)
    assert "Meniki" not in other.get("/dispatch/").text
    other.post(f"/dispatch/filters/{kept.id}/forget")
    assert saved_by(world.dispatcher)
    page = desk.get(desk.post(f"/dispatch/filters/{kept.id}/forget").location)
    assert "The filter is removed." in words(page)
    assert not saved_by(world.dispatcher)


def test_a_filter_needs_a_name_and_there_is_an_end_to_them(world, desk):
    assert "Fill in this field." in words(save(desk, "lane=new", "  "))
    for n in range(filters.MOST):
        filters.save(f"Filtr {n}", "lane=new", by=world.dispatcher, at=NOW)
    page = save(desk, "lane=new", "Yana bitta")
    assert len(saved_by(world.dispatcher)) == filters.MOST
    assert "Remove a filter before you save another one." in words(page)


def test_what_is_kept_is_sealed(world, desk):
    save(desk, "q=Karimova", "Karimovaning arizasi")
    assert db.session.query(SavedFilter).count() == 1
    raw = db.session.execute(sa.text("SELECT name, query FROM saved_filter")).one()
    assert "arimov" not in str(tuple(raw))


def test_a_phone_is_searched_for_without_standing_in_the_address(world, desk):
    sr, other = world.report(phone=PHONE), world.report()
    answer = desk.post("/dispatch/search", data={"q": "90 123 45 67", "lane": "new"})
    assert answer.status_code == 303
    assert "123" not in answer.location.replace(answer.location.split("phone=")[1], "")
    assert "1234567" not in answer.location
    page = desk.get(answer.location)
    assert sr.public_id in page.text
    assert other.public_id not in page.text
    assert "Reports of one phone number." in words(page)
    assert "New 1" in words(page)


def test_a_search_by_words_keeps_the_lane_and_the_filters(world, desk):
    answer = desk.post("/dispatch/search", data={"q": " yo'lda  chuqur ", "lane": "new", "kind": "roads"})
    assert answer.location == "/dispatch/?lane=new&kind=roads&q=yo'lda+chuqur"


def test_the_index_of_a_phone_finds_nothing_for_who_may_not_see_contacts(world, client, desk):
    sr = world.report(phone=PHONE)
    found = desk.post("/dispatch/search", data={"q": PHONE}).location
    assert sr.public_id in desk.get(found).text
    sign_in(client, world.admin)
    assert sr.public_id not in client.get(found).text


def test_words_find_each_other_in_every_script(world, desk):
    sr = world.report(description="Кўчада катта чуқур бор", address="Maktab yonida")
    for typed in ("chuqur", "ЧУҚУР", "ko'chada", "kocha", "maktab chuqu", "Мактаб"):
        assert sr.public_id in desk.get("/dispatch/", query_string={"q": typed}).text, typed
    for typed in ("uqur", "chuqurlar", "maktab quvur"):
        assert sr.public_id not in desk.get("/dispatch/", query_string={"q": typed}).text, typed


def test_a_report_is_found_by_what_it_says_now(world, desk):
    sr = world.report()
    sr.address = "Dorixona yonida"
    db.session.commit()
    assert sr.public_id in desk.get("/dispatch/?q=dorixona").text
