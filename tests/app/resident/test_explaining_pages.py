"""The pages that explain: found from everywhere, honest about what is not known, true to the settings."""

from __future__ import annotations

import pytest

from tests.factories import World


@pytest.mark.parametrize("address", ["/", "/reports", "/report", "/sign-in", "/nothing-here"])
def test_every_page_leads_to_them(client, session, address):
    World()
    text = client.get(address).text
    assert 'href="/how"' in text
    assert 'href="/about"' in text


def test_the_way_of_a_report_has_five_steps_each_with_a_picture(client):
    text = client.get("/how").text
    assert text.count('<svg class="drawing"') == 5
    assert "You have 7 days to say yes or no" in text


def test_a_service_without_an_operator_says_so(client):
    text = client.get("/about").text
    assert "Nobody has said here yet who runs this service." in text
    assert "tel:" not in text


def test_who_runs_it_and_how_to_reach_them_come_from_the_settings(app, client, monkeypatch):
    said = {
        "SERVICE_OPERATOR": "Namuna shahar hokimligi",
        "SERVICE_ADDRESS": "Bobur koʻchasi, 1-uy",
        "SERVICE_PHONE": "+998 71 200 00 00",
        "SERVICE_HOURS": "09:00–18:00",
        "SERVICE_EMAIL": "murojaat@namuna.example",
    }
    for name, value in said.items():
        monkeypatch.setitem(app.config, name, value)
    text = client.get("/about").text
    assert all(value in text for value in said.values())
    assert 'href="tel:+998712000000"' in text
    assert "Nobody has said" not in text


@pytest.mark.parametrize(
    ("days", "said"), [(365, "Until 365 days after"), (1, "Until 1 day after"), (0, "As long as the report")]
)
def test_it_tells_how_long_a_contact_is_kept(app, client, monkeypatch, days, said):
    monkeypatch.setitem(app.config, "CONTACT_KEPT_DAYS", days)
    assert said in client.get("/about").text


@pytest.mark.parametrize(
    ("tiles", "told"),
    [("https://tile.example.org/{z}/{x}/{y}.png", True), ("/tiles/{z}/{x}/{y}.png", False), ("", False)],
)
def test_it_names_the_one_foreign_server_if_there_is_one(app, client, monkeypatch, tiles, told):
    monkeypatch.setitem(app.config, "MAP_TILES_URL", tiles)
    assert ("tile.example.org" in client.get("/about").text) is told
