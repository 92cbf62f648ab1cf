"""A service for addresses, where one is configured: asked by this server alone, briefly, and doubted.

It is asked what somebody typed and pressed a button for, never letter by letter, and nothing else about them.
Two ways of answering are read: Nominatim's (https://nominatim.org/release-docs/latest/api/Output/, `json`,
`jsonv2`, `geojson`) and Photon's (https://github.com/komoot/photon, GeoJSON).
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from flask import current_app

from app.domain.coordinates import Position
from app.domain.errors import DomainError
from app.domain.text import HOPELESS, clean_line

#: More than this is no list of addresses.
MOST_BYTES = 400_000
#: After a failure nobody waits for the service again for so long.
REST_SECONDS = 30.0

_resting_until: dict[str, float] = {}

#: What reading raises where an answer is something else than addresses.
NO_ADDRESSES = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)


class AddressSearchDown(DomainError):
    """The service did not answer, or not in time, or not with addresses."""


@dataclass(frozen=True)
class Address:
    """One answer of the service."""

    name: str
    longitude: float
    latitude: float


def is_configured() -> bool:
    """Whether there is a service to ask."""
    return bool(current_app.config["ADDRESS_SEARCH_URL"])


def look_up(text: str, *, language: str, near: Position | None = None) -> list[Address]:
    """Return what the service finds, in its order. Raises AddressSearchDown."""
    pattern: str = current_app.config["ADDRESS_SEARCH_URL"]
    if time.monotonic() < _resting_until.get(pattern, 0.0):
        raise AddressSearchDown
    longitude, latitude = (f"{degrees:.4f}" for degrees in near) if near else ("", "")
    url = pattern
    for name, value in (
        ("{query}", quote(text, safe="")),
        ("{language}", language),
        ("{longitude}", longitude),
        ("{latitude}", latitude),
    ):
        url = url.replace(name, value)
    try:
        found = _read(json.loads(_fetch(url, current_app.config["ADDRESS_SEARCH_SECONDS"])))
    except (requests.RequestException, *NO_ADDRESSES) as error:
        # What was typed is nobody's business, so the log has the kind of failure alone.
        current_app.logger.warning("the address service failed: %s", type(error).__name__)
        _resting_until[pattern] = time.monotonic() + REST_SECONDS
        raise AddressSearchDown from None
    _resting_until.pop(pattern, None)
    return found


def forget_failures() -> None:
    """Ask again at once; tests call it."""
    _resting_until.clear()


def _fetch(url: str, seconds: float) -> bytes:
    """Return the body, all of it within the time and the size allowed; an answer from elsewhere is none."""
    until = time.monotonic() + seconds
    headers = {
        "User-Agent": f"Smart-mahalla ({current_app.config['SERVICE_NAME']})",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    body = bytearray()
    with requests.get(
        url, timeout=(seconds, seconds), headers=headers, stream=True, allow_redirects=False
    ) as answer:
        if answer.status_code != 200:
            raise ValueError(f"status {answer.status_code}")
        # What has come so far, each time: a service that drips is not waited for to the end.
        while part := answer.raw.read1(65_536):
            body += part
            if len(body) > MOST_BYTES or time.monotonic() > until:
                raise ValueError("too large or too slow")
    return bytes(body)


def _read(answer: Any) -> list[Address]:
    if isinstance(answer, Mapping):
        rows = [(_photon_name(row.get("properties") or {}), *_point(row)) for row in answer["features"]]
    elif isinstance(answer, list):
        rows = [(row.get("display_name"), row.get("lon"), row.get("lat")) for row in answer]
    else:
        raise ValueError("no list of addresses")
    return [address for row in rows if (address := _address(*row)) is not None]


def _point(feature: Mapping[str, Any]) -> tuple[Any, Any]:
    coordinates = (feature.get("geometry") or {}).get("coordinates") or (None, None)
    return coordinates[0], coordinates[1]


def _photon_name(properties: Mapping[str, Any]) -> str:
    """Return the line that Nominatim writes itself: the thing, its street and number, its town."""
    if properties.get("display_name"):
        return str(properties["display_name"])
    street = " ".join(str(properties[k]) for k in ("street", "housenumber") if properties.get(k))
    parts = [properties.get("name"), street, properties.get("district"), properties.get("city")]
    return ", ".join(dict.fromkeys(str(part) for part in parts if part))


def _address(name: Any, longitude: Any, latitude: Any) -> Address | None:
    if not isinstance(name, str) or not name.strip() or len(name) > HOPELESS * 200:
        return None
    lon, lat = float(longitude), float(latitude)
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return None
    return Address(clean_line(name[:200], max_length=200), lon, lat)
