"""The settings of the routing service, as rows of `app.config.SETTINGS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _address(text: str) -> str:
    if text and ("{coordinates}" not in text or not text.startswith(("http://", "https://"))):
        raise ValueError("write an address with {coordinates} where the places go")
    return text


ROUTING: tuple[tuple[str, str, Callable[[str], Any], str], ...] = (
    (
        "ROUTING_URL",
        "",
        _address,
        "A routing service that speaks OSRM's table API and tells this server the way between a crew's jobs: "
        "`http://.../table/v1/driving/{coordinates}?annotations=distance`; empty: metres as the crow flies.",
    ),
    ("ROUTING_SECONDS", "2", float, "How long that service is waited for."),
)
