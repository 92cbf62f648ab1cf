"""What a recording is, told by its content alone; its name and declared type are never asked."""

from __future__ import annotations

from dataclasses import dataclass

from app.voice import mp4, ogg, webm
from app.voice.errors import (
    NotARecording,
    RecordingDamaged,
    RecordingRefused,
    RecordingTooLarge,
    RecordingTooLong,
)

#: Phones stop a little late, and containers round up.
TOLERANCE_S = 3.0


@dataclass(frozen=True, slots=True)
class Sound:
    """What a recording turned out to be."""

    content_type: str
    seconds: float


def inspect(data: bytes, *, max_bytes: int, max_seconds: int) -> Sound:
    """Return what a recording is. Bytes are bounded before anything is looked at.

    One track of sound and nothing else: Opus in WebM or Ogg, Opus or AAC in MP4. What cannot be read to its
    end is refused. Raises RecordingTooLarge, NotARecording, RecordingDamaged, RecordingTooLong.
    """
    if len(data) > max_bytes:
        raise RecordingTooLarge(len(data), max_bytes)
    try:
        found = _read(data)
    except RecordingRefused:
        raise
    except (IndexError, ValueError, OverflowError) as error:
        raise RecordingDamaged(type(error).__name__) from error
    if found.seconds > max_seconds + TOLERANCE_S:
        raise RecordingTooLong(found.seconds, max_seconds)
    # A press that was too short is a recording all the same: somebody may have said "gas".
    return Sound(found.content_type, max(found.seconds, 0.1))


def _read(data: bytes) -> Sound:
    if data.startswith(webm.MAGIC):
        return Sound("audio/webm", webm.seconds_of(data))
    if data.startswith(ogg.MAGIC):
        return Sound("audio/ogg", ogg.seconds_of(data))
    if data[mp4.MAGIC_AT : mp4.MAGIC_AT + 4] == mp4.MAGIC:
        return Sound("audio/mp4", mp4.seconds_of(data))
    raise NotARecording
