"""What some residents of Namuna said instead of writing it: the newest open reports of a few kinds are spoken.

The sentences were spoken by eSpeak NG and recorded by Chromium's own recorder, so they are exactly what a phone sends.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app import voice
from app.demo.rows import Row
from app.domain.lifecycle import OPEN
from app.storage import Storage

#: So many reports of each kind are spoken.
OF_EACH = 4
#: Longer than anything that is said there.
_MOST_SECONDS = 60
_FOLDER = Path(__file__).parent / "voices"


@dataclass(frozen=True)
class Spoken:
    """A sentence about a service, by whoever reads these languages."""

    file: str
    service_code: str
    locales: tuple[str, ...]


SPOKEN = (
    # "The road by the school is washed out. Cars cannot pass, it is dangerous for the children."
    Spoken("roads.webm", "pothole", ("uz", "uz_Cyrl")),
    # "A water pipe has burst in our yard. Water has been running since yesterday."
    Spoken("water.webm", "burst_pipe", ("uz", "uz_Cyrl")),
    # "Nobody has taken the rubbish for a week. The bins are full."
    Spoken("waste.webm", "missed_collection", ("uz", "uz_Cyrl")),
    # "A lamp in our street has not been lit for the second week."
    Spoken("electricity.webm", "street_light", ("ru",)),
)


def speak(requests: Sequence[Row], services: Mapping[str, int], now: datetime, storage: Storage) -> list[Row]:
    """Return the rows of recordings, and keep their bytes, sealed; `services` are ids by code.

    Who speaks writes nothing: those reports lose their words. A recording has the same key every time, so that
    loading again leaves nothing behind.
    """
    rows: list[Row] = []
    for spoken in SPOKEN:
        data = (_FOLDER / spoken.file).read_bytes()
        sound = voice.inspect(data, max_bytes=len(data), max_seconds=_MOST_SECONDS)
        for number, request in enumerate(_speakers(requests, spoken, services.get(spoken.service_code))):
            request["description"] = ""
            rows.append(
                {
                    "id": len(rows) + 1,
                    "service_request_id": request["id"],
                    "upload_token": None,
                    "key": voice.store(data, storage, key=_key_of(spoken.file, number)),
                    "content_type": sound.content_type,
                    "seconds": sound.seconds,
                    "created_at": min(now, request["submitted_at"]) - timedelta(seconds=40),
                }
            )
    return rows


def _speakers(requests: Sequence[Row], spoken: Spoken, service_id: int | None) -> Sequence[Row]:
    """Return the newest open reports of a service that came over the web in one of its languages."""
    found = [
        request
        for request in requests
        if request["service_id"] == service_id
        and request["status"] in OPEN
        and request["channel"] == "web"
        and request["locale"] in spoken.locales
    ]
    return found[-OF_EACH:]


def _key_of(file: str, number: int) -> str:
    digest = hashlib.sha256(f"namuna/voice/{file}/{number}".encode()).digest()
    return base64.b32encode(digest[:20]).decode().lower()
