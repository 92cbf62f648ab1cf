"""Atom feeds: valid, bounded, kept by caches, and without a word of what residents wrote about themselves."""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from tests.every_page import CONTACT
from tests.factories import World, make_photo

A = "{http://www.w3.org/2005/Atom}"
POINT = "{http://www.georss.org/georss}point"
CIRCLE = "/feeds/circle.atom?lat=41.05&lon=69.05&r=500"


@pytest.fixture
def world(session):
    return World()


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data)


def texts(feed, *path):
    return [element.text for element in feed.iterfind("/".join(f"{A}{name}" for name in path))]


def test_a_feed_has_what_the_standard_demands(client, world):
    """RFC 4287: id, title and updated once each for the feed and for every entry; an author; links."""
    sr = world.report("resolved", photo_tokens=[make_photo()], **CONTACT)
    feed = read(client, "/feeds/area/mahalla/170101.atom?lang=en")
    assert feed.tag == f"{A}feed"
    for part in (feed, *feed.iterfind(f"{A}entry")):
        assert all(len(part.findall(f"{A}{name}")) == 1 for name in ("id", "title", "updated"))
        moment = datetime.fromisoformat(part.find(f"{A}updated").text)
        assert moment.tzinfo is not None
        assert part.find(f"{A}id").text.startswith("http")
    assert texts(feed, "author", "name") == ["Smart-mahalla"]
    links = {link.get("rel"): link.get("href") for link in feed.iterfind(f"{A}link")}
    assert links["self"].endswith("/feeds/area/mahalla/170101.atom?lang=en")
    (entry,) = feed.iterfind(f"{A}entry")
    assert entry.find(f"{A}link").get("href").endswith(f"/r/{sr.public_id}")
    assert entry.find(f"{A}category").get("term") == "roads"
    assert entry.find(POINT).text == "41.050000 69.050000"
    assert "Fixed" in entry.find(f"{A}summary").text


def test_nobody_is_in_a_feed(client, world):
    world.report(photo_tokens=[make_photo()], description="Uyim 12, telefonim 90 765 43 21", **CONTACT)
    body = client.get("/feeds/area/district/1701.atom").text
    for personal in ("Gulchehra", "765", "sinovova", "Uyim"):
        assert personal not in body


def test_a_feed_is_for_its_place_and_its_group_alone(client, world):
    inside = world.report()
    world.report(longitude=69.15)
    world.report("rejected")
    assert texts(read(client, CIRCLE), "entry", "id")[0].endswith(inside.public_id)
    for address in (CIRCLE, "/feeds/area/mahalla/170101.atom", f"{CIRCLE}&group=roads"):
        assert len(texts(read(client, address), "entry", "id")) == 1
    assert len(texts(read(client, "/feeds/area/region/17.atom"), "entry", "id")) == 2


def test_a_feed_says_so_when_nothing_changed(client, world):
    world.report()
    first = client.get(CIRCLE)
    assert "public" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    again = client.get(CIRCLE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    world.report()
    changed = client.get(CIRCLE, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_the_language_of_a_feed_stands_in_its_address(client, world):
    world.report()
    client.set_cookie("language", "ru")
    assert read(client, CIRCLE).get("{http://www.w3.org/XML/1998/namespace}lang") == "uz"
    assert read(client, f"{CIRCLE}&lang=ru").get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    assert read(client, f"{CIRCLE}&lang=xx").get("{http://www.w3.org/XML/1998/namespace}lang") == "uz"


def test_a_feed_holds_the_newest_alone(client, world, monkeypatch):
    monkeypatch.setattr("app.queries.alerts.newest.__defaults__", (3,))
    for _number in range(5):
        world.report()
    assert len(texts(read(client, CIRCLE), "entry", "id")) == 3


def test_an_empty_feed_is_a_feed(client, world):
    feed = read(client, CIRCLE)
    assert texts(feed, "entry") == []
    assert len(texts(feed, "updated")) == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("lat=41&lon=69", 400),
        ("lat=x&lon=69&r=500", 400),
        ("lat=41&lon=69&r=5", 400),
        ("lat=41&lon=69&r=99999", 400),
        ("lat=nan&lon=69&r=500", 400),
        ("lat=inf&lon=69&r=500", 400),
        ("lat=91&lon=69&r=500", 400),
        ("lat=41&lon=181&r=500", 400),
        ("lat=41&lon=69&r=500&group=none", 404),
        ("lat=41&lon=69&r=500&group=" + "x" * 5000, 404),
        ("lat=0&lon=0&r=500", 200),
        ("lat=41&lon=180&r=5000", 200),
        ("lat=85&lon=-180&r=100", 200),
    ],
)
def test_a_circle_is_read_with_care(client, world, query, status):
    assert client.get(f"/feeds/circle.atom?{query}").status_code == status


@pytest.mark.parametrize("path", ["mahalla/none", "street/170101", "district/170101", f"mahalla/{'x' * 300}"])
def test_an_area_that_is_not_here_has_no_feed(client, world, path):
    assert client.get(f"/feeds/area/{path}.atom").status_code == 404
