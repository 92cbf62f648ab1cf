"""A small town whose clock stands still at a working morning, and its operator at the desk."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import sign_in
from tests.factories import World


@pytest.fixture
def world(session: Any) -> World:
    return World()


@pytest.fixture
def desk(client: FlaskClient, world: World) -> FlaskClient:
    """The operator's browser, reading English."""
    sign_in(client, world.operator)
    client.set_cookie("language", "en")
    return client
