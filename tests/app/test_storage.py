"""The storage keeps whole objects under plain keys, and never writes or reads outside its root."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import FolderStorage, KeyRefused, NotStored, StorageNotKnown, storage_from

KEY = "ab/abcdef/small.webp"


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    return FolderStorage(tmp_path / "media")


def test_what_was_put_comes_back_whole(storage):
    storage.put(KEY, b"pixels", "image/webp")
    assert storage.get(KEY) == b"pixels"
    assert storage.exists(KEY)
    with storage.open(KEY) as stream:
        assert stream.read(3) == b"pix"


def test_putting_again_replaces_and_leaves_nothing_else_behind(storage):
    storage.put(KEY, b"first", "image/webp")
    storage.put(KEY, b"second", "image/webp")
    assert storage.get(KEY) == b"second"
    assert [path.name for path in storage.root.rglob("*") if path.is_file()] == ["small.webp"]


def test_a_failed_write_leaves_the_old_object_and_no_half_file(storage, monkeypatch):
    storage.put(KEY, b"old", "image/webp")

    def full_disk(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        storage.put(KEY, b"new", "image/webp")
    assert storage.get(KEY) == b"old"
    assert [path.name for path in storage.root.rglob("*") if path.is_file()] == ["small.webp"]


def test_what_was_never_put_is_not_stored(storage):
    assert not storage.exists(KEY)
    with pytest.raises(NotStored):
        storage.get(KEY)
    with pytest.raises(NotStored):
        storage.open("ab")


def test_deleting_forgets_and_removes_empty_folders_only(storage):
    storage.put(KEY, b"1", "image/webp")
    storage.put("ab/other/small.webp", b"2", "image/webp")
    storage.delete(KEY)
    assert not storage.exists(KEY)
    assert storage.get("ab/other/small.webp") == b"2"
    assert not (storage.root / "ab" / "abcdef").exists()
    storage.delete(KEY)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../secret",
        "ab/../../secret",
        "ab/./x",
        "ab//x",
        "ab/",
        ".hidden",
        "ab/.new-x",
        "ab\\x",
        "AB/x",
        "ab/x\0.webp",
        "ab/x\n",
        "ab/" + "x" * 200,
        "a/b/c/d/e/f/g/h/i",
        "ab/oʻ.webp",
    ],
)
def test_a_key_that_is_not_a_plain_path_is_refused(storage, key):
    with pytest.raises(KeyRefused):
        storage.put(key, b"x", "image/webp")
    with pytest.raises(KeyRefused):
        storage.get(key)
    with pytest.raises(KeyRefused):
        storage.exists(key)


def test_a_link_planted_in_the_folder_does_not_lead_out(storage, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    storage.root.mkdir()
    (storage.root / "ab").symlink_to(tmp_path)
    with pytest.raises(KeyRefused):
        storage.get("ab/secret.txt")


@given(key=st.text(max_size=60))
def test_no_key_reaches_outside_the_root(key):
    storage = FolderStorage("/nowhere/media")
    try:
        path = storage._path(key)
    except KeyRefused:
        return
    assert path.is_relative_to("/nowhere/media")


def test_an_address_names_a_storage(tmp_path):
    for address in (tmp_path, str(tmp_path), f"file://{tmp_path}"):
        assert storage_from(address).root == tmp_path.resolve()
    with pytest.raises(StorageNotKnown, match="ftp"):
        storage_from("ftp://example.org/photos")
