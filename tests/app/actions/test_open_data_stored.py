"""How the files of the open data come on offer: all at once, whoever fails, dies or does the same beside us."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions import open_data, rollups
from app.db import db, reading
from app.models import OpenFile
from app.policy import policy
from app.queries import open_files
from geo.open_formats import GeoPackageWriter
from tests.factories import NOW, World


@pytest.fixture
def world(session: Any) -> World:
    """Five reports that are counted."""
    world = World()
    for _one in range(5):
        world.report()
    fold()
    return world


def fold() -> None:
    while rollups.fold(NOW):
        pass


def published() -> dict[str, bytes]:
    """Publish, and return what is on offer."""
    open_data.publish(NOW)
    return {file.name: policy().storage.get(file.key) for file in db.session.scalars(select(OpenFile))}


def test_the_next_night_takes_the_place_of_the_last_and_leaves_nothing_behind(world: World) -> None:
    published()
    old = set(db.session.scalars(select(OpenFile.key)))
    with policy().storage.open(min(old)) as being_read:
        world.report()
        fold()
        open_data.publish(NOW + timedelta(days=1))
        assert being_read.read(), "whoever reads a file goes on reading it"
    new = set(db.session.scalars(select(OpenFile.key)))
    assert not any(policy().storage.exists(key) for key in old - new)
    assert all(policy().storage.exists(key) for key in new)
    assert {file.row_count for file in db.session.scalars(select(OpenFile)) if "reports" in file.name} == {6}


def test_files_that_fail_half_way_leave_the_old_ones_on_offer(world: World, monkeypatch: Any) -> None:
    before, was_reading = published(), reading.get()

    def broken(*_rows: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(GeoPackageWriter, "write", broken)
    with pytest.raises(OSError, match="full"):
        open_data.publish(NOW + timedelta(days=1))
    offered = {f.name: policy().storage.get(f.key) for f in db.session.scalars(select(OpenFile))}
    assert offered == before
    assert reading.get() == was_reading


def test_what_cannot_be_stored_leaves_the_old_files_and_nothing_else(world: World, monkeypatch: Any) -> None:
    before = published()
    storage: Any = policy().storage
    really, stored = storage.put_file, []

    def full(key: str, *rest: Any) -> None:
        if len(stored) == 2:
            raise OSError("the disk is full")
        stored.append(key)
        really(key, *rest)

    monkeypatch.setattr(storage, "put_file", full)
    with pytest.raises(OSError, match="full"):
        open_data.publish(NOW + timedelta(days=1))
    assert len(stored) == 2
    assert not any(storage.exists(key) for key in stored), "or it would be fuller with every try"
    assert {file.name: storage.get(file.key) for file in db.session.scalars(select(OpenFile))} == before


def test_what_a_killed_process_left_is_removed_when_its_day_is_over(world: World, monkeypatch: Any) -> None:
    before = published()
    storage: Any = policy().storage
    keys = []

    def killed(files: Any, _folder: Path) -> None:
        open_data._announce(files)
        storage.put(files[0].key, b"half", "text/csv")
        keys.append(files[0].key)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(open_data, "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            open_data.publish(NOW)
    assert {file.name: storage.get(file.key) for file in open_files.on_offer()} == before
    open_data.publish(NOW + timedelta(hours=3))
    assert storage.exists(keys[0]), "somebody may still be at it"
    open_data.publish(NOW + timedelta(days=1))
    assert not storage.exists(keys[0])
    assert {file.name for file in db.session.scalars(select(OpenFile))} == set(before)


def test_two_that_publish_at_once_offer_whole_files(committing_app: Flask) -> None:
    world = World()
    for _one in range(3):
        world.report()
    fold()
    at_once, failed = Barrier(2), []

    def publish(second: int) -> None:
        with committing_app.app_context():
            at_once.wait()
            try:
                open_data.publish(NOW + timedelta(seconds=second))
            except Exception as error:  # In a thread nobody sees it.
                failed.append(error)

    threads = [Thread(target=publish, args=(second,)) for second in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    storage: Any = policy().storage
    files = db.session.scalars(select(OpenFile)).all()
    assert len({file.made_at for file in files}) == 1, "all are of one night"
    for file in files:
        assert hashlib.sha256(storage.get(file.key)).hexdigest() == file.sha256
    there = {str(path.relative_to(storage.root)) for path in storage.root.glob("open-data/*/*")}
    assert there == {file.key for file in files}
