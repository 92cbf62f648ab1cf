"""What caches between us and the visitor may keep: files and photos, once for everybody; pages, never."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.static_files import STATIC
from tests.conftest import sign_in
from tests.factories import World


@pytest.mark.parametrize("address", ["/static/css/base.css", "/static/css/base.css?v=1234567890"])
def test_a_file_is_the_same_for_everybody(client: FlaskClient, address: str) -> None:
    assert (STATIC / "css" / "base.css").is_file()
    sign_in(client, World().admin)
    answer = client.get(address)
    assert answer.cache_control.public
    assert "Cookie" not in answer.vary
    assert "Set-Cookie" not in answer.headers


def test_a_photo_is_the_same_for_everybody(client: FlaskClient) -> None:
    world = World()
    report = world.report("resolved")
    sign_in(client, world.admin)
    answer = client.get(f"/photos/{report.photos[0].key}/small.webp")
    assert answer.status_code == 200
    assert answer.cache_control.public
    assert "Cookie" not in answer.vary


def test_a_page_of_somebody_signed_in_is_theirs_alone(client: FlaskClient) -> None:
    sign_in(client, World().admin)
    answer = client.get("/account")
    assert answer.status_code == 200
    assert not answer.cache_control.public
    assert "Cookie" in answer.vary
