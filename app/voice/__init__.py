"""Voice: what a resident says instead of writing it; checked by content, kept sealed, never public."""

from app.voice.errors import (
    NotARecording,
    RecordingDamaged,
    RecordingRefused,
    RecordingTooLarge,
    RecordingTooLong,
)
from app.voice.inspect import Sound, inspect
from app.voice.keep import fetch, forget, store

__all__ = [
    "NotARecording",
    "RecordingDamaged",
    "RecordingRefused",
    "RecordingTooLarge",
    "RecordingTooLong",
    "Sound",
    "fetch",
    "forget",
    "inspect",
    "store",
]
