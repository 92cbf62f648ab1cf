"""Background and periodic work, by Huey: on SQLite by default, on Redis for a city.

Every task may run twice and may be late; each calls one action, which makes that harmless. Messages do not wait
for a schedule: couriers look for them all the time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey

from app.actions import erasing, outbox, spreading, subscribing, upkeep, uploads
from app.delivering import Courier

log = logging.getLogger(__name__)


def make_huey(app: Flask) -> Huey:
    """Return the queue of this application, with every task on it."""
    huey = _queue(app)

    def every(schedule: Callable[[datetime], bool], work: Callable[[], object]) -> None:
        def task() -> None:
            with app.app_context():
                done = work()
                if done:
                    log.info("%s: %s", work.__name__, done)

        huey.periodic_task(schedule, name=work.__name__)(task)

    every(crontab(minute="*"), fold_map)
    every(crontab(minute="*/10"), close_unanswered)
    every(crontab(minute="17"), clear_old_from_map)
    every(crontab(minute="37"), forget_unsent_photos)
    every(crontab(minute="39"), forget_unsent_recordings)
    every(crontab(minute="41"), forget_unfinished_uploads)
    every(crontab(minute="43"), forget_codes)
    every(crontab(minute="47"), erase_old_contacts)
    every(crontab(minute="52"), erase_old_supporters)
    every(crontab(minute="49"), erase_old_recordings)
    every(crontab(minute="54"), forget_messages)
    return huey


def _queue(app: Flask) -> Huey:
    if app.config["HUEY_URL"]:
        return RedisHuey("smart-mahalla", url=app.config["HUEY_URL"])
    path = Path(app.config["OUTGOING_ROOT"]).parent / "jobs.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("smart-mahalla", filename=str(path))


def fold_map() -> int:
    """Fold the map's changes until none are left."""
    return _until_none(upkeep.fold_map)


def close_unanswered() -> int:
    """Close what its resident did not answer."""
    return _until_none(lambda: upkeep.close_unanswered(_now()))


def clear_old_from_map() -> int:
    """Take old repairs off the map."""
    return _until_none(lambda: upkeep.clear_old_from_map(_now()))


def forget_unsent_photos() -> int:
    """Remove photos that were never sent."""
    return _until_none(lambda: upkeep.forget_unsent_photos(_now()))


def forget_unsent_recordings() -> int:
    """Remove recordings that were never sent."""
    return _until_none(lambda: upkeep.forget_unsent_recordings(_now()))


def forget_unfinished_uploads() -> int:
    """Remove files that nobody went on sending."""
    return _until_none(lambda: uploads.forget_unfinished(_now()))


def forget_codes() -> int:
    """Forget codes, and who asked for them, after a day."""
    return _until_none(lambda: erasing.forget_codes(_now()))


def erase_old_recordings() -> int:
    """Forget the voices of those whose reports were closed long ago."""
    return _until_none(lambda: erasing.erase_old_recordings(_now()))


def erase_old_contacts() -> int:
    """Forget who reported what was closed long ago."""
    return _until_none(lambda: erasing.erase_old_contacts(_now()))


def erase_old_supporters() -> int:
    """Forget who supported what was closed long ago."""
    return _until_none(lambda: erasing.erase_old_supporters(_now()))


def forget_messages() -> int:
    """Forget what was sent long ago, alerts that nobody confirmed, and devices that followed what has ended."""
    works = (outbox.forget_done, subscribing.forget_unconfirmed, subscribing.forget_old_follows)
    return sum(_until_none(lambda work=work: work(_now())) for work in works)  # type: ignore[misc]


def deliver() -> int:
    """Deliver what the outbox holds until nothing is due; return how many went well."""
    courier = Courier(current_app.config)
    sent = 0
    try:
        _until_none(lambda: spreading.ask_for_alerts(_now()))
        while (done := courier.deliver_batch()) is not None:
            sent += done
    finally:
        courier.close()
    return sent


class Couriers:
    """Threads that deliver as long as the background worker runs: a code is on its way within a second.

    The worker's own schedule knows minutes only. Several, because a gateway may take its time; each takes its
    own batch.
    """

    #: How long to wait where nothing is due.
    REST_SECONDS = 1.0
    #: How often subscriptions are looked at.
    ALERTS_SECONDS = 20.0

    def __init__(self, app: Flask, count: int) -> None:
        self._app = app
        self._stop = Event()
        self._threads = [
            Thread(target=self._work, args=(number,), name=f"courier-{number}") for number in range(count)
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *exception: object) -> None:
        """Let everybody finish the message in hand; whatever else was taken is due again by itself."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=15)

    def _work(self, number: int) -> None:
        courier = Courier(self._app.config, is_stopping=self._stop.is_set)
        next_look = 0.0
        while not self._stop.is_set():
            rest = self.REST_SECONDS
            try:
                with self._app.app_context():
                    if number == 0 and monotonic() >= next_look:
                        _until_none(lambda: spreading.ask_for_alerts(_now()))
                        next_look = monotonic() + self.ALERTS_SECONDS
                    if courier.deliver_batch() is not None:
                        rest = 0.0
            except Exception:
                # The database is away for a moment. Whoever delivers must outlive that.
                log.exception("a courier could not work")
                rest = 10 * self.REST_SECONDS
            self._stop.wait(rest)
        courier.close()


def _until_none(work: Callable[[], int]) -> int:
    total = 0
    while done := work():
        total += done
    return total


def _now() -> datetime:
    return datetime.now(UTC)
