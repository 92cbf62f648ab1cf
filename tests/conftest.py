"""Fixtures for every test: an application, its session and a client, on each database."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.config import SETTINGS
from app.db import db
from app.models import User
from tests import databases
from tests.databases import Server

#: A Wednesday, 10:00 in Tashkent: within working hours, no holiday near.
NOW = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)

# What somebody set for their own server is not for the tests.
for _setting in SETTINGS:
    os.environ.pop(_setting.name, None)
os.environ["SECRET_KEY"] = databases.SETTINGS["SECRET_KEY"]
os.environ["PERSONAL_DATA_KEYS"] = databases.TEST_KEY

# A slow day is no fault of the code's: what is to be fast is measured in `benchmarks/`.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this worker process, where tests run side by side."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session", params=databases.kinds())
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Server:
    """Where databases are made, of each kind in turn."""
    return Server(request.param, tmp_path_factory.mktemp(request.param), f"test_{worker_id}")


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """The name of a migrated, empty database to copy from."""
    name = databases.make_template(server)
    yield name
    server.drop(name)


@pytest.fixture(scope="session")
def migrated_app(server: Server, template: str) -> Iterator[Flask]:
    """One application on one migrated, empty database of each kind, for the whole run."""
    app = databases.make_app(server.copy(template, "shared"), server.folder)
    yield app
    with app.app_context():
        db.engine.dispose()
    server.drop("shared")


@pytest.fixture
def frozen_time() -> Iterator[time_machine.Traveller]:
    """The clock stands at NOW; `frozen_time.shift(timedelta(days=1))` and `.move_to(...)` set it anew."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def app(migrated_app: Flask, frozen_time: time_machine.Traveller) -> Iterator[Flask]:
    """The application, in its context, the clock at NOW; whatever the test writes is rolled back."""
    with databases.rolled_back(migrated_app):
        yield migrated_app


@pytest.fixture
def committing_app(server: Server, template: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own that really commits: for threads, processes and restarts."""
    name = f"own{next(_numbers)}"
    app = databases.make_app(server.copy(template, name), tmp_path)
    with databases.in_charge(app):
        yield app
        db.session.remove()
        db.engine.dispose()
    server.drop(name)


@pytest.fixture
def session(app: Flask) -> Any:
    """The database session."""
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return new_visitor(app)


def new_visitor(app: Flask) -> FlaskClient:
    """Return one more browser, for a test with several people."""
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """A working Wednesday morning in Tashkent."""
    return NOW


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data, or a skip that says how to get it."""
    folder = Path(os.environ.get("SMART_MAHALLA_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the folder of real data is not here (set SMART_MAHALLA_DATA)")
    return folder


def sign_in(client: FlaskClient, user: User) -> None:
    """Sign somebody in without the form."""
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()
        session["_fresh"] = True
