"""The map and its equivalent in words: the same reports, bounded answers, and no window that breaks them."""

import pytest

from tests.app.resident.conftest import words

TOWN = {"west": "68.9", "south": "40.9", "east": "69.3", "north": "41.3", "zoom": "12"}


def test_the_front_page_is_the_map_with_the_newest_reports_and_the_way_to_report(world, client):
    sr = world.report()
    page = client.get("/")
    assert 'data-module="report-map"' in page.text
    assert f'href="/r/{sr.public_id}"' in page.text
    assert 'href="/report"' in page.text
    assert page.text.count("<h1") == 1


def test_before_anything_was_reported_the_page_says_so_and_leads_on(client):
    told = words(client.get("/"))
    assert "Nothing was reported yet." in told
    assert "Report a problem" in told


def test_the_map_counts_what_the_list_holds(world, client):
    for status in ("received", "in_progress", "resolved", "rejected"):
        world.report(status)
    shown = client.get("/map/points", query_string=TOWN).get_json()
    assert shown["total"] == sum(shown["n"]) == 3
    assert client.get("/reports").text.count('class="report-card"') == 3


@pytest.mark.parametrize(("status", "total"), [("open", 1), ("in_work", 2), ("fixed", 1), ("nonsense", 4)])
def test_the_filters_of_the_map_and_of_the_list_agree(world, client, status, total):
    for made in ("received", "in_progress", "in_progress", "resolved"):
        world.report(made)
    shown = client.get("/map/points", query_string={**TOWN, "status": status}).get_json()
    listed = client.get("/reports", query_string={"status": status})
    assert shown["total"] == total
    assert listed.text.count('class="report-card"') == total


def test_from_near_each_report_is_a_pin_with_its_status(world, client):
    sr = world.report("in_progress")
    near = {"west": "69.04", "south": "41.04", "east": "69.06", "north": "41.06", "zoom": "18"}
    shown = client.get("/map/points", query_string=near).get_json()
    assert shown["kind"] == "points"
    assert (shown["id"], shown["status"], shown["overdue"]) == ([sr.public_id], ["in_work"], [0])
    card = client.get(f"/r/{sr.public_id}/card")
    assert "In work" in words(card)
    assert "<html" not in card.text


WINDOWS = [
    {},
    {**TOWN, "zoom": "x"},
    {**TOWN, "west": "nan"},
    {**TOWN, "east": "inf"},
    {**TOWN, "west": "70", "east": "69"},
    {**TOWN, "south": "88", "north": "89"},
    {**TOWN, "west": "4" * 400},
]


@pytest.mark.parametrize("path", ["/map/points", "/map/areas"])
@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_that_is_none_is_refused(world, client, path, window):
    assert client.get(path, query_string=window).status_code == 400


@pytest.mark.parametrize("zoom", ["-3", "0", "5", "12", "22", "99"])
def test_the_whole_world_at_any_zoom_still_gets_an_answer(world, client, zoom):
    world.report()
    whole = {"west": "-400", "south": "-90", "east": "400", "north": "90", "zoom": zoom}
    assert client.get("/map/points", query_string=whole).get_json()["total"] == 1
    assert client.get("/map/areas", query_string=whole).status_code == 200


def test_the_areas_in_view_are_named_in_the_readers_language(world, client):
    world.mahalla.names = {"uz": "Namuna", "ru": "Намуна"}
    found = client.get(
        "/map/areas", query_string={**TOWN, "zoom": "14"}, headers={"Accept-Language": "ru"}
    ).get_json()
    names = {feature["properties"]["code"]: feature["properties"]["name"] for feature in found["features"]}
    assert found["level"] == "mahalla"
    assert names["170101"] == "Намуна"


def test_the_list_is_paged_and_its_pages_keep_the_filter(world, client):
    for _ in range(21):
        world.report()
    first = client.get("/reports?status=open")
    assert first.text.count('class="report-card"') == 20
    assert "page=2&amp;status=open" in first.text
    assert client.get("/reports?status=open&page=2").text.count('class="report-card"') == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999"])
def test_a_page_number_that_is_none_is_no_error(world, client, page):
    assert client.get(f"/reports?page={page}").status_code == 200
