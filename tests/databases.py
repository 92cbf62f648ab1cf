"""The databases that the tests run on: SpatiaLite always, PostGIS where TEST_POSTGRES_URL names a server.

Each worker process migrates one database of each kind and keeps it as a template. Most tests share a
copy, each in a transaction that is rolled back; what needs real commits gets a copy of its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from app import create_app, personal_data, policy, policy_of
from app.db import db
from app.extensions import limiter
from app.heat import drawing
from app.queries import map_areas, place_search, searching, territory
from tests.visitor import Visitor

#: A fixed key of no value: it only ever seals what tests make up.
TEST_KEY = "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtLi4uLi4="

SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "tests only, tests only, tests only, tests only",
    "PERSONAL_DATA_KEYS": [TEST_KEY],
    "MAP_TILES_URL": "",
    "SIGN_IN_LIMIT": "1000 per minute",
    "SUBMIT_LIMIT": "1000 per minute",
    "SUPPORT_LIMIT": "1000 per minute",
    "LOCALES": ["uz", "uz_Cyrl", "kaa", "ru", "en"],
}


def kinds() -> list[str]:
    """Return which databases this run has."""
    return ["sqlite", "postgresql"] if os.environ.get("TEST_POSTGRES_URL") else ["sqlite"]


@dataclass(frozen=True)
class Server:
    """Where databases of one kind are made; `prefix` keeps the workers apart."""

    kind: str
    folder: Path
    prefix: str

    def url(self, name: str) -> str:
        """Return the address of a database, whether or not it is there."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        server = sa.engine.make_url(os.environ["TEST_POSTGRES_URL"])
        return server.set(database=f"{self.prefix}_{name}").render_as_string(hide_password=False)

    def create(self, name: str) -> str:
        """Make an empty database and return its URL; an old one of that name is replaced."""
        if self.kind == "postgresql":
            self._on_server(f"{self._drop(name)}; CREATE DATABASE {self.prefix}_{name}")
        return self.url(name)

    def copy(self, template: str, name: str) -> str:
        """Make a copy of a database that nobody is connected to, and return its URL."""
        if self.kind == "sqlite":
            shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
        else:
            made = f"CREATE DATABASE {self.prefix}_{name} TEMPLATE {self.prefix}_{template}"
            self._on_server(f"{self._drop(name)}; {made} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        if self.kind == "sqlite":
            for path in self.folder.glob(f"{name}.db*"):
                path.unlink()
        else:
            self._on_server(self._drop(name))

    def _drop(self, name: str) -> str:
        return f"DROP DATABASE IF EXISTS {self.prefix}_{name} WITH (FORCE)"

    def _on_server(self, statements: str) -> None:
        engine = sa.create_engine(os.environ["TEST_POSTGRES_URL"], isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements.split("; "):
                connection.execute(sa.text(statement))
        engine.dispose()


def make_app(url: str, folder: Path, **overrides: Any) -> Flask:
    """Return an application on a database, with its photos and messages in a folder."""
    settings = {
        **SETTINGS,
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(folder / "media"),
        "OUTGOING_ROOT": str(folder / "outgoing"),
        **overrides,
    }
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Visitor
    return app


def make_template(server: Server) -> str:
    """Migrate an empty database, leave it with nobody connected, and return its name."""
    app = make_app(server.create("template"), server.folder)
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return "template"


@contextmanager
def in_charge(app: Flask) -> Iterator[None]:
    """Let an application rule this process for a block: its context, its policy, nothing remembered."""
    policy.configure(policy_of(app.config))
    personal_data.configure(app.config["PERSONAL_DATA_KEYS"])
    territory.forget_index()
    map_areas.forget_outlines()
    drawing.forget_pictures()
    place_search.forget_names()
    searching.forget_names()
    with app.app_context():
        limiter.reset()
        yield
        db.session.remove()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Run a block inside one transaction of the app's engine, and roll everything back."""
    with in_charge(app):
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db._app_engines[app][None] = connection  # type: ignore[assignment]
            try:
                yield
            finally:
                db.session.remove()
                db._app_engines[app][None] = engine
                outer.rollback()
