"""WebM: what Chromium, Edge and newer Safari record (RFC 8794, RFC 9559)."""

from __future__ import annotations

from collections.abc import Iterator

from app.voice.errors import NotARecording, RecordingDamaged

MAGIC = b"\x1a\x45\xdf\xa3"

_DOC_TYPE, _TIMESTAMP_SCALE = 0x4282, 0x2AD7B1
_TRACK, _TRACK_TYPE, _CODEC = 0xAE, 0x83, 0x86
_CLUSTER_TIME, _SIMPLE_BLOCK, _BLOCK = 0xE7, 0xA3, 0xA1
#: Elements that hold others: EBML, Segment, Info, Cluster, Tracks, TrackEntry, BlockGroup.
_HOLDERS = frozenset({0x1A45DFA3, 0x18538067, 0x1549A966, 0x1F43B675, 0x1654AE6B, _TRACK, 0xA0})
_SOUND = 2
#: Packets of a minute are at most 24,000; whatever has more elements is no minute of speech.
_MOST_ELEMENTS = 60_000


def seconds_of(data: bytes) -> float:
    """Return how long it lasts, up to the beginning of the last packet.

    Exactly one track, of sound, in Opus. Raises NotARecording, RecordingDamaged.
    """
    doc_type, kinds, codecs = b"", [], []
    tracks, blocks = 0, 0
    scale, cluster, last = 1_000_000, 0, 0
    for element, body in _elements(data):
        if element == _DOC_TYPE:
            doc_type = body.rstrip(b"\0")
        elif element == _TIMESTAMP_SCALE:
            scale = int.from_bytes(body[:8], "big")
        elif element == _TRACK:
            tracks += 1
        elif element == _TRACK_TYPE:
            kinds.append(int.from_bytes(body[:8], "big"))
        elif element == _CODEC:
            codecs.append(body.rstrip(b"\0"))
        elif element == _CLUSTER_TIME:
            cluster = int.from_bytes(body[:8], "big")
        elif element in (_SIMPLE_BLOCK, _BLOCK):
            blocks += 1
            last = max(last, cluster + _time_of(body))
    if doc_type != b"webm" or tracks != 1 or kinds != [_SOUND] or codecs != [b"A_OPUS"]:
        raise NotARecording
    if not blocks:
        raise RecordingDamaged("no sound in it")
    return last * scale / 1e9


def _time_of(block: bytes) -> int:
    """Return a block's time after that of its cluster: two signed bytes behind the track's number."""
    _, at = _number(block, 0, keep_marker=False)
    if len(block) < at + 3:
        raise RecordingDamaged("a block without a head")
    return int.from_bytes(block[at : at + 2], "big", signed=True)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield every element in its order, with its bytes; of those that hold others, none, and then the others."""
    at = count = 0
    while at < len(data):
        count += 1
        if count > _MOST_ELEMENTS:
            raise RecordingDamaged("too many elements")
        element, at = _number(data, at, keep_marker=True)
        length = data[at : at + 1]
        size, at = _number(data, at, keep_marker=False)
        if element in _HOLDERS:
            # What is written while it is recorded does not know how long it will be, and need not.
            yield element, b""
            continue
        if _is_unknown(length, size) or at + size > len(data):
            raise RecordingDamaged("an element leads out of the file")
        yield element, data[at : at + size]
        at += size


def _number(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """Return a number of variable length and where the next thing begins (RFC 8794, section 4)."""
    if at >= len(data) or not data[at]:
        raise RecordingDamaged("a number leads out of the file")
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        raise RecordingDamaged("a number leads out of the file")
    value = int.from_bytes(data[at : at + length], "big")
    return (value if keep_marker else value & ((1 << 7 * length) - 1)), at + length


def _is_unknown(first: bytes, size: int) -> bool:
    """All ones mean that the size is not known."""
    length = 9 - first[0].bit_length()
    return size == (1 << 7 * length) - 1
