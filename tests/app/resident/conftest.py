"""A small town, and a clock that stands still at a working morning."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.db import db
from app.models import ServiceRequest
from tests.app.pictures import encoded, quarters
from tests.conftest import NOW
from tests.factories import World


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(session: Any) -> World:
    """One region, one district, two mahallas, and an agency that mends roads."""
    return World()


def words(response: TestResponse) -> str:
    """What a page says: its text without tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def upload(name: str = "photo.jpg", data: bytes | None = None) -> tuple[io.BytesIO, str]:
    """A photo for a form."""
    return io.BytesIO(encoded(quarters()) if data is None else data), name


def tokens(response: TestResponse) -> list[str]:
    """The photos that a form holds."""
    return re.findall(r'name="photo_token" value="([^"]+)"', response.text)


def count(model: type = ServiceRequest) -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only() -> ServiceRequest:
    """The one report there is."""
    return db.session.scalars(select(ServiceRequest)).one()


class Form:
    """The report form as a browser without scripts fills it in."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        page = client.get("/report").text
        found = re.search(r'name="client_uuid"[^>]*value="([^"]+)"', page)
        assert found
        self.values: dict[str, Any] = {
            "client_uuid": found[1],
            "latitude": "41.05",
            "longitude": "69.05",
            "service_code": "pothole",
            "description": "Yoʻlda chuqur bor",
        }

    def post(self, action: str = "send", **values: Any) -> TestResponse:
        """Press a button of the form; a value of None leaves the field out."""
        sent = {**self.values, **values, "action": action}
        return self.client.post(
            "/report",
            data={name: value for name, value in sent.items() if value is not None},
            content_type="multipart/form-data",
        )


@pytest.fixture
def form(world: World, client: FlaskClient) -> Form:
    """The report form, filled in for the middle of the first mahalla."""
    return Form(client)
