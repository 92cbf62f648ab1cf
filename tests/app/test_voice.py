"""A recording's type and length are told by its bytes, and whatever else it is, it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import voice
from app.storage import FolderStorage, KeyRefused, NotStored
from app.voice import (
    NotARecording,
    RecordingDamaged,
    RecordingRefused,
    RecordingTooLarge,
    RecordingTooLong,
    inspect,
)
from tests.app.pictures import encoded, quarters
from tests.app.sounds import element, mp4, mp4_box, ogg, webm

LIMITS = {"max_bytes": 2_000_000, "max_seconds": 60}

GOOD = [
    ("audio/webm", webm(3.0), 3.0),
    ("audio/webm", webm(59.9), 59.9),
    ("audio/ogg", ogg(3.0), 3.0),
    ("audio/mp4", mp4(3.0), 3.0),
    ("audio/mp4", mp4(3.0, codec=b"Opus"), 3.0),
    ("audio/mp4", mp4(fragments=4), 4.0),
]


@pytest.mark.parametrize(("content_type", "data", "seconds"), GOOD)
def test_what_browsers_record_is_told_by_its_bytes(content_type: str, data: bytes, seconds: float) -> None:
    sound = inspect(data, **LIMITS)
    assert sound.content_type == content_type
    assert sound.seconds == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize("make", [webm, ogg, mp4])
def test_a_recording_may_be_as_long_as_it_may_be_and_no_longer(make) -> None:
    assert inspect(make(60.0), **LIMITS).seconds == pytest.approx(60, abs=0.2)
    with pytest.raises(RecordingTooLong):
        inspect(make(70.0), **LIMITS)


def test_bytes_are_counted_before_anything_is_looked_at() -> None:
    with pytest.raises(RecordingTooLarge):
        inspect(webm() + b"\0" * 2_000_000, **LIMITS)


NOT_OURS = {
    "nothing": b"",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a photo": encoded(quarters()),
    "MP3": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 100,
    "WAV": b"RIFF\x24\0\0\0WAVEfmt ",
    "a film in WebM": webm(kind=1, codec=b"V_VP8"),
    "a film with sound in WebM": webm(tracks=2),
    "Vorbis in WebM": webm(codec=b"A_VORBIS"),
    "Matroska": webm(doc_type=b"matroska"),
    "WebM with no track": webm(tracks=0),
    "Vorbis in Ogg": ogg(head=b"\x01vorbis0"),
    "two streams in Ogg": ogg(serials=(7, 7, 8)),
    "a film in MP4": mp4(handler=b"vide"),
    "two tracks in MP4": mp4(tracks=2),
    "no track in MP4": mp4(tracks=0),
    "a codec that is no speech": mp4(codec=b"avc1"),
    "a HEIC photo": mp4_box(b"ftyp", b"heic\0\0\0\0heic") + mp4_box(b"meta", b"\0" * 40),
}


@pytest.mark.parametrize("data", NOT_OURS.values(), ids=NOT_OURS)
def test_what_is_no_recording_of_one_voice_is_refused(data: bytes) -> None:
    with pytest.raises(NotARecording):
        inspect(data, **LIMITS)


DAMAGED = {
    "WebM without sound": element("1a45dfa3", element("4282", b"webm"))
    + element(
        "18538067", element("1654ae6b", element("ae", element("83", b"\2") + element("86", b"A_OPUS")))
    ),
    "an element that leads out of the file": webm() + element("a3", b"\x81\0\0\x80" + b"x" * 40)[:-20],
    "more elements than a minute has": webm() + element("ec", b"") * 60_000,
    "a part of unknown length that holds nothing": webm() + element("ec", b"", unknown=True),
    "an Ogg page cut short": ogg()[:-5],
    "Ogg with something behind it": ogg() + b"<script>",
    "Ogg without sound": ogg(0.0),
    "a box that leads out of the file": mp4()[:-5],
    "MP4 that does not say how long it is": mp4(0.0),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_read_to_its_end_is_refused(data: bytes) -> None:
    with pytest.raises(RecordingDamaged):
        inspect(data, **LIMITS)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([webm(1.0), ogg(1.0), mp4(1.0), mp4(fragments=2)]), st.data())
def test_no_bytes_do_anything_but_pass_or_be_refused(good: bytes, drawn: st.DataObject) -> None:
    at = drawn.draw(st.integers(0, len(good)))
    junk = drawn.draw(st.binary(max_size=12))
    cut = drawn.draw(st.integers(0, 12))
    try:
        sound = inspect(good[:at] + junk + good[at + cut :], **LIMITS)
    except RecordingRefused:
        return
    assert 0 < sound.seconds <= 63


def test_a_recording_lies_sealed_and_apart_from_the_photos(app, tmp_path) -> None:
    storage = FolderStorage(tmp_path)
    data = webm()
    key = voice.store(data, storage)
    (path,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert path.relative_to(tmp_path).parts[:2] == ("private", "voice")
    assert data[:40] not in path.read_bytes()
    assert voice.fetch(key, storage) == data
    voice.forget(key, storage)
    voice.forget(key, storage)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    with pytest.raises(NotStored):
        voice.fetch(key, storage)
    with pytest.raises(KeyRefused):
        voice.fetch("../../etc/passwd", storage)
