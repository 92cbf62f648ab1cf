"""Recordings to test with, written by hand: what browsers record, in the three containers they use."""

from __future__ import annotations

from app.voice.webm import MAGIC as EBML

#: A minute in packets of 60 ms is what a browser makes; the sound itself is nobody's business here.
PACKET_MS = 60
PACKET = b"\xf8" + b"\x55" * 40


def element(name: str, body: bytes, *, unknown: bool = False) -> bytes:
    """One EBML element; `unknown` leaves its size open, as live recordings do."""
    size = b"\x01" + b"\xff" * 7 if unknown else (len(body) | 1 << 28).to_bytes(4, "big")
    return bytes.fromhex(name) + size + body


def webm(
    seconds: float = 3.0,
    *,
    doc_type: bytes = b"webm",
    codec: bytes = b"A_OPUS",
    kind: int = 2,
    tracks: int = 1,
) -> bytes:
    """What Chromium records: open sizes, one cluster a second, simple blocks."""
    head = element(EBML.hex(), element("4282", doc_type))
    entry = element("ae", element("d7", b"\1") + element("83", bytes([kind])) + element("86", codec))
    info = element("1549a966", element("2ad7b1", (1_000_000).to_bytes(3, "big")))
    clusters = b""
    total = int(seconds * 1000)
    for start in range(0, total + 1, 1000):
        blocks = b"".join(
            element("a3", b"\x81" + at.to_bytes(2, "big") + b"\x80" + PACKET)
            for at in range(0, min(1000, total - start + 1), PACKET_MS)
        )
        clusters += element("1f43b675", element("e7", start.to_bytes(4, "big")) + blocks, unknown=True)
    return head + element("18538067", info + element("1654ae6b", entry * tracks) + clusters, unknown=True)


def ogg(seconds: float = 3.0, *, head: bytes = b"OpusHead", serials: tuple[int, ...] = (7, 7, 7)) -> bytes:
    """What Firefox records: head, tags, and one page of sound."""
    preskip = 312
    opus_head = (
        head + b"\x01\x01" + preskip.to_bytes(2, "little") + (48_000).to_bytes(4, "little") + b"\0\0\0"
    )
    last = int(seconds * 48_000) + preskip
    pages = [(opus_head, 0), (b"OpusTags" + b"\0" * 8, 0), (PACKET, last)]
    return b"".join(
        b"OggS\0\0"
        + granule.to_bytes(8, "little")
        + serial.to_bytes(4, "little")
        + number.to_bytes(4, "little")
        + b"\0" * 4
        + bytes([1, len(body)])
        + body
        for number, ((body, granule), serial) in enumerate(zip(pages, serials, strict=True))
    )


def mp4_box(kind: bytes, *bodies: bytes) -> bytes:
    """One box."""
    body = b"".join(bodies)
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def mp4(
    seconds: float = 3.0,
    *,
    codec: bytes = b"mp4a",
    handler: bytes = b"soun",
    tracks: int = 1,
    fragments: int = 0,
) -> bytes:
    """What Safari records: whole, or with its length told by fragments of a second each."""
    rate = 48_000
    ticks = 0 if fragments else int(seconds * rate)
    described = mp4_box(b"stsd", b"\0" * 4, (1).to_bytes(4, "big"), mp4_box(codec, b"\0" * 28))
    media = mp4_box(
        b"mdia",
        mp4_box(b"mdhd", b"\0" * 12, rate.to_bytes(4, "big"), ticks.to_bytes(4, "big"), b"\0" * 4),
        mp4_box(b"hdlr", b"\0" * 8, handler, b"\0" * 12),
        mp4_box(b"minf", mp4_box(b"stbl", described)),
    )
    usual = mp4_box(b"trex", b"\0" * 12, (1024).to_bytes(4, "big"), b"\0" * 8)
    movie = mp4_box(
        b"moov", mp4_box(b"mvhd", b"\0" * 20), mp4_box(b"trak", media) * tracks, mp4_box(b"mvex", usual)
    )
    run = mp4_box(b"trun", b"\0\0\1\0", (1).to_bytes(4, "big"), rate.to_bytes(4, "big"))
    fragment = mp4_box(b"moof", mp4_box(b"traf", mp4_box(b"tfhd", b"\0" * 8), run)) + mp4_box(b"mdat", PACKET)
    return mp4_box(b"ftyp", b"isom\0\0\0\0") + movie + mp4_box(b"mdat", PACKET) + fragment * fragments
