"""Files in parts: each byte is kept once, in its place; what is whole becomes a photo; what is left is removed."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import func, select

from app import policy, storage
from app.actions import uploads
from app.db import db
from app.domain.errors import PhotoGone, RecordingGone, UploadGone, UploadIncomplete, UploadsFull, WrongOffset
from app.models import Photo, PhotoKind, Recording, Upload, UploadKind
from app.photos import SIZES, NotAPhoto, PhotoTooLarge
from app.queries.uploads import of_token
from app.voice import NotARecording, RecordingTooLarge
from tests.app.pictures import encoded, exif_with, gps_of, quarters
from tests.app.sounds import webm
from tests.factories import World

BEFORE = PhotoKind.BEFORE
JPEG = encoded(quarters(900, 600), exif=exif_with(gps=gps_of((41.0, 3.0, 0.0), "N", (69.0, 3.0, 0.0), "E")))


class Shelf:
    """A storage as a bucket of an object store is: whole objects by name, no folder, no append, no list."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self.objects[key] = data

    def get(self, key: str) -> bytes:
        try:
            return self.objects[key]
        except KeyError:
            raise storage.NotStored(key) from None

    def open(self, key: str) -> BinaryIO:
        return io.BytesIO(self.get(key))

    def exists(self, key: str) -> bool:
        return key in self.objects

    def delete(self, key: str) -> None:
        self.objects.pop(key, None)


class Folder(storage.FolderStorage):
    """The folder, with its files counted the same way."""

    @property
    def objects(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }


@pytest.fixture(params=["folder", "bucket"])
def kept(request, session, tmp_path: Path, monkeypatch):
    """Each kind of storage in turn, empty."""
    made = Folder(tmp_path / "media") if request.param == "folder" else Shelf()
    monkeypatch.setattr(policy, "_policy", replace(policy.policy(), storage=made))
    return made


def sent(data: bytes, now, kind: UploadKind = UploadKind.PHOTO, parts: int = 3) -> str:
    """Send a file in so many parts and return its token."""
    upload = uploads.begin(kind, len(data), at=now)
    step = -(-len(data) // parts)
    for start in range(0, len(data), step):
        uploads.add_part(upload.token, start, data[start : start + step])
    return upload.token


def test_a_photo_in_parts_becomes_the_same_photo_as_in_one_piece(kept, now) -> None:
    token = sent(JPEG, now, parts=5)
    photo, place = uploads.finish(token, BEFORE, at=now)
    assert (photo.width, photo.height) == (900, 600)
    assert place == pytest.approx((69.05, 41.05))
    # The sizes are what is left; the parts are gone.
    assert len(kept.objects) == len(SIZES)
    assert not any(name.startswith("private/") for name in kept.objects)


def test_a_recording_in_parts_becomes_a_recording(kept, now) -> None:
    token = sent(webm(4.0), now, UploadKind.RECORDING)
    recording, place = uploads.finish(token, BEFORE, at=now)
    assert isinstance(recording, Recording)
    assert place is None
    assert (recording.content_type, round(recording.seconds)) == ("audio/webm", 4)
    assert [name.split("/")[1] for name in kept.objects] == ["voice"]


def test_a_part_lies_sealed_while_it_waits(kept, now) -> None:
    sent(JPEG, now)
    assert len(kept.objects) == 3
    for data in kept.objects.values():
        assert JPEG[:30] not in data
        assert b"Exif" not in data


def test_finishing_twice_gives_the_same_photo(kept, now, session) -> None:
    token = sent(JPEG, now)
    first, _ = uploads.finish(token, BEFORE, at=now)
    again, place = uploads.finish(token, BEFORE, at=now)
    assert again.id == first.id
    assert place is None
    assert session.scalar(select(func.count()).select_from(Photo)) == 1


def test_only_the_next_byte_is_taken_and_the_right_one_is_told(kept, now) -> None:
    upload = uploads.begin(UploadKind.PHOTO, 10, at=now)
    uploads.add_part(upload.token, 0, b"12345")
    for offset, data in [(0, b"12345"), (4, b"x"), (6, b"x"), (5, b"123456"), (10, b"")]:
        with pytest.raises(WrongOffset) as wrong:
            uploads.add_part(upload.token, offset, data)
        assert wrong.value.offset == 5
    with pytest.raises(UploadIncomplete):
        uploads.finish(upload.token, BEFORE, at=now)
    assert uploads.add_part(upload.token, 5, b"").received == 5
    assert uploads.add_part(upload.token, 5, b"67890").is_whole


def test_what_is_refused_is_forgotten_with_its_parts(kept, now, session) -> None:
    for kind, refusal in [(UploadKind.PHOTO, NotAPhoto), (UploadKind.RECORDING, NotARecording)]:
        token = sent(b"MZ this is a program", now, kind)
        with pytest.raises(refusal):
            uploads.finish(token, BEFORE, at=now)
        with pytest.raises(UploadGone):
            of_token(token)
    assert kept.objects == {}


def test_what_is_too_large_is_refused_before_it_travels(kept, now) -> None:
    with pytest.raises(PhotoTooLarge):
        uploads.begin(UploadKind.PHOTO, policy.policy().max_photo_bytes + 1, at=now)
    with pytest.raises(RecordingTooLarge):
        uploads.begin(UploadKind.RECORDING, policy.policy().max_recording_bytes + 1, at=now)


def test_so_much_lies_unfinished_and_no_more(kept, now, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UNFINISHED_BYTES", 1000)
    first = uploads.begin(UploadKind.PHOTO, 900, at=now)
    uploads.add_part(first.token, 0, b"x" * 600)
    with pytest.raises(UploadsFull):
        uploads.begin(UploadKind.PHOTO, 500, at=now)
    assert uploads.begin(UploadKind.PHOTO, 400, at=now)


def test_what_nobody_went_on_with_is_removed_to_the_last_part(kept, now, session) -> None:
    token = sent(JPEG, now, parts=2)
    upload = of_token(token)
    # The process died between writing a part and counting it.
    kept.put(f"private/parts/{upload.key[:2]}/{upload.key}/2", b"half", "application/octet-stream")
    assert uploads.forget_unfinished(now + uploads.UNFINISHED) == 0
    assert uploads.forget_unfinished(now + uploads.UNFINISHED + timedelta(minutes=1)) == 1
    assert kept.objects == {}
    with pytest.raises(UploadGone):
        uploads.add_part(token, 0, b"x")


def test_a_finished_upload_leaves_its_photo_when_it_is_forgotten(kept, now, session) -> None:
    photo, _ = uploads.finish(sent(JPEG, now), BEFORE, at=now)
    uploads.forget_unfinished(now + timedelta(days=3))
    assert session.scalar(select(func.count()).select_from(Upload)) == 0
    assert len(kept.objects) == len(SIZES)
    assert photo.upload_token


def test_asked_again_after_the_form_was_sent_it_says_that_it_is_gone(kept, now) -> None:
    world = World()
    photo_token, voice_token = sent(JPEG, now), sent(webm(), now, UploadKind.RECORDING)
    photo, _ = uploads.finish(photo_token, BEFORE, at=now)
    spoken, _ = uploads.finish(voice_token, BEFORE, at=now)
    world.report(photo_tokens=[photo.upload_token], recording_token=spoken.upload_token)
    with pytest.raises(PhotoGone):
        uploads.finish(photo_token, BEFORE, at=now)
    with pytest.raises(RecordingGone):
        uploads.finish(voice_token, BEFORE, at=now)


def test_of_two_that_send_the_same_part_at_once_one_is_kept(committing_app, now) -> None:
    upload = uploads.begin(UploadKind.PHOTO, len(JPEG), at=now)
    token, half = upload.token, len(JPEG) // 2
    db.session.remove()  # SQLite has one writer, and it is not this thread.
    start = threading.Barrier(4)
    told: list[str] = []

    def send(length: int) -> None:
        with committing_app.app_context():
            start.wait()
            try:
                uploads.add_part(token, 0, JPEG[:length])
                told.append("kept")
            except WrongOffset:
                told.append("late")
            db.session.remove()

    threads = [threading.Thread(target=send, args=(half - i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["kept", "late", "late", "late"]
    db.session.rollback()
    received = of_token(token).received
    uploads.add_part(token, received, JPEG[received:])
    photo, _ = uploads.finish(token, BEFORE, at=now)
    assert photo.width == 900
