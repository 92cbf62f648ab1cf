"""A small town whose clock stands still at a working morning, and its dispatcher at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.conftest import NOW, sign_in
from tests.factories import World


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(session: Any) -> World:
    return World()


@pytest.fixture
def desk(client: FlaskClient, world: World) -> FlaskClient:
    """The browser of the agency's dispatcher."""
    sign_in(client, world.dispatcher)
    return client
