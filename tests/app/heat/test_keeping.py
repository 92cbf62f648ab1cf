"""A public map is drawn once for everybody, and nobody can keep all hands busy with drawing."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import ServiceUnavailable

from app.extensions import limiter
from app.heat import keeping
from app.heat.keeping import AT_THE_DOOR, Kept
from tests.app.council.town import Town
from tests.app.heat.warmth import warmed
from tests.conftest import sign_in

PAGE = "/heat?area=district:1701&period=custom&from=2026-11-{:02}"


@pytest.fixture
def warm(app: Any) -> Town:
    return warmed(Town())


@pytest.fixture
def strict(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(app.config, "HEAT_LIMIT", "3 per minute")
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    yield
    limiter.reset()


def test_one_address_has_only_so_many_maps_drawn(client: FlaskClient, warm: Town, strict: None) -> None:
    pages = [PAGE.format(day) for day in range(1, 6)]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200, 429, 429]
    # What was counted before costs nothing, and is not counted against anybody.
    assert [client.get(page).status_code for page in pages[:3]] == [200, 200, 200]
    assert client.get(pages[0].replace("/heat?", "/heat/map?")).status_code == 429
    assert client.get("/heat?area=planet:1").status_code == 404


def test_what_a_browser_has_already_is_not_counted(client: FlaskClient, warm: Town, strict: None) -> None:
    address = "/heat/steps?area=district:1701&step=week"
    mark = client.get(address).headers["ETag"]
    for day in range(1, 6):
        client.get(PAGE.format(day))
    keeping_nothing()
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304


def test_councils_have_no_limit(client: FlaskClient, warm: Town, strict: None) -> None:
    sign_in(client, warm.council)
    pages = [PAGE.format(day).replace("/heat", "/council/heat") for day in range(1, 6)]
    assert {client.get(page).status_code for page in pages} == {200}


def test_a_crowd_is_asked_to_come_again_and_a_council_is_not(client: FlaskClient, warm: Town) -> None:
    kept = client.get(PAGE.format(1))
    assert kept.status_code == 200
    for _ in range(AT_THE_DOOR):
        assert keeping._door.acquire(blocking=False)
    try:
        assert client.get(PAGE.format(2)).status_code == 503
        assert client.get(PAGE.format(1)).status_code == 200
        sign_in(client, warm.council)
        assert client.get("/council/heat?period=30d").status_code == 200
    finally:
        for _ in range(AT_THE_DOOR):
            keeping._door.release()
    assert client.get(PAGE.format(2)).status_code == 200


def test_who_asks_for_the_same_waits_for_one_making() -> None:
    held: Kept[int] = Kept(2)
    made: list[int] = []
    go_on = Event()

    def make() -> int:
        assert go_on.wait(10)
        made.append(1)
        return 7

    with ThreadPoolExecutor(3) as people:
        asking = [people.submit(held.get, "same", make, patiently=n == 0) for n in range(3)]
        go_on.set()
        assert [one.result(10) for one in asking] == [7, 7, 7]
    assert made == [1]


def test_what_fails_lets_the_next_one_in() -> None:
    held: Kept[int] = Kept(2)

    def fail() -> int:
        raise LookupError

    for _ in range(AT_THE_DOOR + 2):
        with pytest.raises(LookupError):
            held.get("one", fail, patiently=False)
    assert held.get("one", lambda: 1, patiently=False) == 1


def test_the_oldest_gives_way() -> None:
    held: Kept[int] = Kept(2)
    for n in (1, 2, 1, 3):
        held.get(n, lambda n=n: n, patiently=True)  # type: ignore[misc]
    assert [n in held for n in (1, 2, 3)] == [True, False, True]


def test_nobody_waits_behind_a_full_door() -> None:
    held: Kept[int] = Kept(2)
    for _ in range(AT_THE_DOOR):
        keeping._door.acquire()
    try:
        with pytest.raises(ServiceUnavailable):
            held.get(1, lambda: 1, patiently=False)
    finally:
        for _ in range(AT_THE_DOOR):
            keeping._door.release()


def keeping_nothing() -> None:
    from app.heat.drawing import forget_pictures

    forget_pictures()
