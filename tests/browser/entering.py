"""Signing somebody in without the form, and leaving the database to the server."""

from __future__ import annotations

from flask import session
from playwright.sync_api import Page

from app.db import db, reading
from app.models import User
from tests.browser.conftest import Site


def enter(page: Page, site: Site, user: User) -> None:
    """Give the window the cookie that the server itself would set."""
    with site.app.test_request_context():
        session["_user_id"], session["_fresh"] = user.get_id(), True
        serializer = site.app.session_interface.get_signing_serializer(site.app)
        value = serializer.dumps(dict(session))
    page.context.add_cookies([{"name": "session", "value": value, "url": site.url}])


def let_go() -> None:
    """Keep what was written, and from now on only look: SQLite's one writer is the server."""
    db.session.commit()
    reading.set(True)


def write() -> None:
    """Write once more, after the server did: what was seen before is forgotten."""
    db.session.rollback()
    reading.set(False)
