"""Why a recording is refused. `kind` is a stable word that pages turn into a sentence."""

from __future__ import annotations


class RecordingRefused(Exception):
    """This file is not kept; nothing of it was stored."""

    kind = "refused"


class NotARecording(RecordingRefused):
    """The bytes are not one track of sound in WebM, Ogg or MP4, whatever the name says."""

    kind = "not_a_recording"


class RecordingDamaged(RecordingRefused):
    """It begins like a recording but cannot be read to the end, or is silent about how long it is."""

    kind = "damaged"


class RecordingTooLarge(RecordingRefused):
    """More bytes than allowed."""

    kind = "too_large"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"{size} bytes, at most {limit}")
        self.size, self.limit = size, limit


class RecordingTooLong(RecordingRefused):
    """More seconds than allowed."""

    kind = "too_long"

    def __init__(self, seconds: float, limit: int) -> None:
        super().__init__(f"{seconds:.1f} s, at most {limit}")
        self.seconds, self.limit = seconds, limit
