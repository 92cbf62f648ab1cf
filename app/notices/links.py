"""Addresses in messages. No visit is at hand when they are written, so the setting CANONICAL_URL says what they begin with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app


def base_url() -> str:
    """Return what every link begins with; without the setting, the address that `make run` answers at."""
    settings = current_app.config
    if settings["CANONICAL_URL"]:
        return str(settings["CANONICAL_URL"]).rstrip("/")
    host = "127.0.0.1" if settings["HOST"] == "0.0.0.0" else settings["HOST"]
    return f"http://{host}:{settings['PORT']}"


def link(endpoint: str, **values: Any) -> str:
    """Return the whole address of one of our pages."""
    base = urlsplit(base_url())
    urls = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return urls.build(endpoint, values, force_external=True)


def host() -> str:
    """Return the name of the machine that visitors know us by."""
    return urlsplit(base_url()).hostname or ""
