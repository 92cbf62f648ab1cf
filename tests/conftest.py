"""Fixtures for every test: an application, its session and a client, on each database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db
from app.models import User
from tests import databases

#: A Wednesday, 10:00 in Tashkent: within working hours, no holiday near.
NOW = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="session", params=databases.kinds())
def migrated_app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Flask]:
    """One application on one migrated, empty database of each kind, for the whole run."""
    folder = tmp_path_factory.mktemp(request.param)
    app = databases.make_app(databases.make_database(request.param, folder, f"test_{worker_id}"), folder)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    """The application, in its context; whatever the test writes is rolled back."""
    with databases.rolled_back(migrated_app):
        yield migrated_app


@pytest.fixture
def session(app: Flask) -> Any:
    """The database session."""
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, without JavaScript, reading English, the language of the code."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def now() -> datetime:
    """A working Wednesday morning in Tashkent."""
    return NOW


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this worker process, where tests run side by side."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


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
