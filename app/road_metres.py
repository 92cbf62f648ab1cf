"""How far it is from stop to stop: by road where a routing service is configured, else as the crow flies.

The service speaks OSRM's table API (https://project-osrm.org/docs/v5.24.0/api/#table-service). It is asked by this
server alone, briefly, and doubted: what it cannot answer is measured in straight metres.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from flask import current_app

from app.domain.coordinates import Position
from geo.metres import distance_m

#: After a failure nobody waits for the service again for so long.
REST_SECONDS = 60.0
#: Twenty-odd places make some kilobytes; more is no table.
MOST_BYTES = 400_000
#: Ways that were asked for lately; a page is opened again and again, and streets stay where they are.
MOST_KEPT = 256

_resting_until: dict[str, float] = {}


@dataclass(frozen=True)
class Table:
    """Metres from every place to every other, `metres[here][there]`; `by_road`: along streets."""

    metres: tuple[tuple[float, ...], ...]
    by_road: bool


def table(places: Sequence[Position]) -> Table:
    """Return the metres between places, each (longitude, latitude). Never fails: straight lines are always there."""
    # Ten centimetres are enough, and two phones at one door ask the same.
    rounded = tuple((round(lon, 6), round(lat, 6)) for lon, lat in places)
    pattern: str = current_app.config["ROUTING_URL"]
    if pattern and len(rounded) > 1 and time.monotonic() >= _resting_until.get(pattern, 0.0):
        try:
            return _asked(pattern, current_app.config["ROUTING_SECONDS"], rounded)
        except (requests.RequestException, ValueError, TypeError, KeyError, AttributeError) as error:
            # Where the jobs are is nobody's business, so the log has the kind of failure alone.
            current_app.logger.warning("the routing service failed: %s", type(error).__name__)
            _resting_until[pattern] = time.monotonic() + REST_SECONDS
    return Table(
        tuple(tuple(distance_m(here, there) for there in rounded) for here in rounded), by_road=False
    )


def forget() -> None:
    """Ask again at once, and for everything; tests call it."""
    _resting_until.clear()
    _asked.cache_clear()


@lru_cache(maxsize=MOST_KEPT)
def _asked(pattern: str, seconds: float, places: tuple[Position, ...]) -> Table:
    coordinates = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in places)
    answer = json.loads(_fetch(pattern.replace("{coordinates}", coordinates), seconds))
    if answer["code"] != "Ok":
        raise ValueError(f"code {answer['code']}")
    return Table(_read(answer["distances"], len(places)), by_road=True)


def _read(lines: Any, n: int) -> tuple[tuple[float, ...], ...]:
    """Return the table, checked. Raises ValueError: too small, a place without a road, or no distance."""
    if not isinstance(lines, list) or len(lines) != n:
        raise ValueError("not as many lines as places")
    metres = tuple(tuple(float(far) for far in line) for line in lines)
    if any(len(line) != n or not all(math.isfinite(far) and far >= 0 for far in line) for line in metres):
        raise ValueError("not a square table of metres")
    return metres


def _fetch(url: str, seconds: float) -> bytes:
    """Return the body, all of it within the time and the size allowed; an answer from elsewhere is none."""
    until = time.monotonic() + seconds
    body = bytearray()
    with requests.get(
        url,
        timeout=(seconds, seconds),
        headers={"User-Agent": "Smart-mahalla", "Accept": "application/json", "Accept-Encoding": "identity"},
        stream=True,
        allow_redirects=False,
    ) as answer:
        if answer.status_code != 200:
            raise ValueError(f"status {answer.status_code}")
        while part := answer.raw.read1(65_536):
            body += part
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise ValueError("too large or too slow")
    return bytes(body)
