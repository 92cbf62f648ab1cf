"""Ogg with Opus: what Firefox records (RFC 3533, RFC 7845)."""

from __future__ import annotations

from app.voice.errors import NotARecording, RecordingDamaged

MAGIC = b"OggS"
_HEAD = 27
#: Opus counts its samples at this rate, whatever was recorded.
_RATE = 48_000


def seconds_of(data: bytes) -> float:
    """Return how long it lasts. One stream, in Opus. Raises NotARecording, RecordingDamaged."""
    at, serial, skipped, last = 0, b"", 0, 0
    while at < len(data):
        head = data[at : at + _HEAD]
        if len(head) < _HEAD or head[:5] != MAGIC + b"\0":
            raise RecordingDamaged("no page where one should be")
        table = data[at + _HEAD : at + _HEAD + head[26]]
        body = at + _HEAD + head[26]
        end = body + sum(table)
        if len(table) < head[26] or end > len(data):
            raise RecordingDamaged("a page leads out of the file")
        if at == 0:
            serial, skipped = head[14:18], _skipped(data[body:end])
        elif head[14:18] != serial:
            raise NotARecording("more than one stream")
        granule = int.from_bytes(head[6:14], "little", signed=True)
        last = max(last, granule)
        at = end
    if last <= skipped:
        raise RecordingDamaged("no sound in it")
    return (last - skipped) / _RATE


def _skipped(packet: bytes) -> int:
    """Return how many samples at the beginning are not heard; the first packet says so."""
    if packet[:8] != b"OpusHead" or len(packet) < 19 or packet[8] >> 4 != 0 or not 1 <= packet[9] <= 2:
        raise NotARecording
    return int.from_bytes(packet[10:12], "little")
