"""Periodic work: once a round, whoever and however many ask; made up for after an absence; a death loses none."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from app import jobs
from app.actions import rounds
from app.db import db
from app.models import PeriodicWork

HOUR = timedelta(hours=1)


def test_a_round_is_taken_once(session, now):
    assert rounds.take("work", HOUR, now)
    assert not rounds.take("work", HOUR, now)
    rounds.mark_done("work", HOUR, now)
    assert not rounds.take("work", HOUR, now + timedelta(minutes=59))
    assert rounds.take("work", HOUR, now + HOUR)


def test_what_a_dead_process_took_is_done_by_another(session, now):
    assert rounds.take("work", HOUR, now)
    assert not rounds.take("work", HOUR, now + rounds.LEASE - timedelta(seconds=1))
    assert rounds.take("work", HOUR, now + rounds.LEASE)


def test_after_an_absence_one_round_does_the_work_of_all(session, now):
    assert rounds.take("work", HOUR, now)
    rounds.mark_done("work", HOUR, now)
    later = now + timedelta(days=9)
    assert rounds.take("work", HOUR, later)
    rounds.mark_done("work", HOUR, later)
    assert not rounds.take("work", HOUR, later)


def test_a_work_that_fails_is_tried_again_and_keeps_nobody_waiting(session, monkeypatch, frozen_time):
    done = []

    def fails():
        done.append("fails")
        raise OSError("someone@example.uz")

    def works():
        done.append("works")
        return 1

    monkeypatch.setattr(jobs, "WORKS", {fails: HOUR, works: HOUR})
    assert jobs.tick() == ["works"]
    assert jobs.tick() == []
    assert done == ["fails", "works", "fails"]
    assert db.session.get(PeriodicWork, "fails").last_error == "OSError"


def test_every_periodic_work_is_done_by_a_tick_and_not_again(session, frozen_time):
    names = [work.__name__ for work in jobs.WORKS]
    assert jobs.tick() == names
    assert jobs.tick() == []
    frozen_time.shift(timedelta(minutes=1))
    assert jobs.tick() == ["fold_map", "fold_statistics", "sweep_clocks", "find_hot_spots"]
    frozen_time.shift(timedelta(days=3))
    assert jobs.tick() == names


@pytest.mark.parametrize("n", [8])
def test_of_many_that_tick_at_once_one_does_the_work(committing_app, now, n):
    app = committing_app
    at_once, mine = Barrier(n), []

    def tick():
        with app.app_context():
            at_once.wait()
            mine.append(rounds.take("work", HOUR, now))

    threads = [Thread(target=tick) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mine) == [False] * (n - 1) + [True]
