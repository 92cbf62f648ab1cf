"""MP4 with one track of sound: what Safari records (ISO/IEC 14496-12)."""

from __future__ import annotations

from collections.abc import Iterator

from app.voice.errors import NotARecording, RecordingDamaged

#: Where the magic word stands: behind the length of the first box.
MAGIC, MAGIC_AT = b"ftyp", 4
_MOST_BOXES = 5_000
_CODECS = frozenset({b"mp4a", b"Opus"})
#: What is optional in the head of a fragment's track: which bit says that it is there, and its bytes.
_FRAGMENT_OPTIONS = ((0x1, 8), (0x2, 4), (0x8, 4))


def seconds_of(data: bytes) -> float:
    """Return how long it lasts, whole or in fragments. Raises NotARecording, RecordingDamaged."""
    top = list(_boxes(data))
    if not top or top[0][0] != MAGIC:
        raise NotARecording
    movie = _only(top, b"moov")
    track = list(_boxes(_only(list(_boxes(movie)), b"trak")))
    media = list(_boxes(_only(track, b"mdia")))
    if _only(media, b"hdlr")[8:12] != b"soun" or _codec(media) not in _CODECS:
        raise NotARecording
    rate, ticks = _clock(_only(media, b"mdhd"))
    usual = _usual_length(movie)
    fragments = sum(
        _fragment_ticks(run, usual)
        for kind, fragment in top
        if kind == b"moof"
        for inner, run in _boxes(fragment)
        if inner == b"traf"
    )
    if not rate or not (ticks or fragments):
        raise RecordingDamaged("it does not say how long it is")
    return max(ticks, fragments) / rate


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = count = 0
    while at < len(data):
        count += 1
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data) or count > _MOST_BOXES:
            raise RecordingDamaged("a box leads out of the file")
        yield kind, data[at + head : at + size]
        at += size


def _only(boxes: list[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    """Return the one box of a kind. None or several: no recording of ours."""
    found = [body for kind, body in boxes if kind == wanted]
    if len(found) != 1:
        raise NotARecording(f"{len(found)} of {wanted!r}")
    return found[0]


def _codec(media: list[tuple[bytes, bytes]]) -> bytes:
    table = _only(list(_boxes(_only(media, b"minf"))), b"stbl")
    described = _only(list(_boxes(table)), b"stsd")
    return described[12:16] if int.from_bytes(described[4:8], "big") == 1 else b""


def _clock(head: bytes) -> tuple[int, int]:
    """Return ticks per second and ticks in all; 0 where the length was not known yet."""
    version = head[:1]
    if version == b"\x01" and len(head) >= 32:
        return int.from_bytes(head[20:24], "big"), _known(head[24:32])
    if version == b"\x00" and len(head) >= 20:
        return int.from_bytes(head[12:16], "big"), _known(head[16:20])
    raise RecordingDamaged("no clock")


def _known(ticks: bytes) -> int:
    return 0 if ticks == b"\xff" * len(ticks) else int.from_bytes(ticks, "big")


def _usual_length(movie: bytes) -> int:
    """Return the ticks of a sample where fragments do not say otherwise."""
    for kind, body in _boxes(movie):
        if kind == b"mvex":
            for inner, extended in _boxes(body):
                if inner == b"trex":
                    return int.from_bytes(extended[12:16], "big")
    return 0


def _fragment_ticks(fragment: bytes, usual: int) -> int:
    ticks = 0
    for kind, body in _boxes(fragment):
        flags = int.from_bytes(body[1:4], "big")
        if kind == b"tfhd" and flags & 0x8:
            at = 8 + sum(length for bit, length in _FRAGMENT_OPTIONS if flags & bit and bit != 0x8)
            usual = int.from_bytes(body[at : at + 4], "big")
        elif kind == b"trun":
            ticks += _run_ticks(body, flags, usual)
    return ticks


def _run_ticks(run: bytes, flags: int, usual: int) -> int:
    count = int.from_bytes(run[4:8], "big")
    if not flags & 0x100:
        return count * usual
    at = 8 + 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
    width = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    if at + count * width > len(run):
        raise RecordingDamaged("a run leads out of its box")
    return sum(int.from_bytes(run[i : i + 4], "big") for i in range(at, at + count * width, width))
