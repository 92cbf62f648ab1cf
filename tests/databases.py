"""The databases that the tests run on: SpatiaLite always, PostGIS where TEST_POSTGRES_URL names a server.

Each worker process migrates an empty database once for each of them; every test runs in a transaction
that is rolled back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.db import db
from app.extensions import limiter
from app.queries import map_areas, territory

#: A fixed key of no value: it only ever seals what tests make up.
TEST_KEY = "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtLi4uLi4="

SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "tests only, tests only, tests only, tests only",
    "PERSONAL_DATA_KEYS": [TEST_KEY],
    "MAP_TILES_URL": "",
    "SIGN_IN_LIMIT": "1000 per minute",
    "SUBMIT_LIMIT": "1000 per minute",
    "LOCALES": ["uz", "uz_Cyrl", "kaa", "ru", "en"],
}


def kinds() -> list[str]:
    """Return which databases this run has."""
    return ["sqlite", "postgresql"] if os.environ.get("TEST_POSTGRES_URL") else ["sqlite"]


def make_database(kind: str, folder: Path, name: str) -> str:
    """Make an empty database and return its URL; an old one of that name is replaced."""
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.db"
    server = sa.engine.make_url(os.environ["TEST_POSTGRES_URL"])
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


def make_app(url: str, folder: Path, **overrides: Any) -> Flask:
    """Return an application on a migrated database."""
    settings = {
        **SETTINGS,
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(folder / "media"),
        "OUTGOING_ROOT": str(folder / "outgoing"),
        **overrides,
    }
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        upgrade()
    return app


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Run a block inside one transaction of the app's engine, and roll everything back."""
    territory.forget_index()
    map_areas.forget_outlines()
    with app.app_context():
        engine = db.engine
        limiter.reset()
        connection = engine.connect()
        outer = connection.begin()
        db._app_engines[app][None] = connection  # type: ignore[assignment]
        try:
            yield
        finally:
            db.session.remove()
            db._app_engines[app][None] = engine
            outer.rollback()
            connection.close()
