"""Background and periodic work, by Huey: on SQLite by default, on Redis for a city.

Every task may run twice and may be late; each calls one action, which makes that harmless. Messages do not wait
for a schedule: couriers look for them all the time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from flask import Flask, current_app
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey

from app.actions import (
    erasing,
    escalating,
    hot_spots,
    old_scans,
    open_data,
    outbox,
    rollups,
    rounds,
    spreading,
    subscribing,
    telling_councils,
    telling_of_self,
    upkeep,
    uploads,
)
from app.db import db
from app.delivering import Courier

log = logging.getLogger(__name__)


def make_huey(app: Flask) -> Huey:
    """Return the queue of this application. Every process ticks; what is due is done once (`app.actions.rounds`)."""
    huey = _queue(app)

    def every_minute() -> None:
        with app.app_context():
            tick()

    huey.periodic_task(crontab(minute="*"), name="tick")(every_minute)
    return huey


def tick(clock: Callable[[], datetime] | None = None) -> list[str]:
    """Do the periodic work whose round has come and that nobody did yet; return what was done.

    A work that fails does not keep the others from being done, and is tried again with the next tick; what is done
    once a day, a quarter of an hour later.
    """
    clock = clock or _now
    done = []
    for work, every in WORKS.items():
        began_at = clock()
        if not rounds.take(work.__name__, every, began_at):
            continue
        try:
            count = work()
        except Exception as error:
            # An address may stand in the error's text; the log of the worker has the whole of it.
            db.session.rollback()
            log.exception("%s failed", work.__name__)
            rounds.mark_failed(work.__name__, type(error).__name__, every, clock())
            continue
        rounds.mark_done(work.__name__, every, began_at)
        done.append(work.__name__)
        if count:
            log.info("%s: %s", work.__name__, count)
    return done


def _queue(app: Flask) -> Huey:
    if app.config["HUEY_URL"]:
        return RedisHuey("smart-mahalla", url=app.config["HUEY_URL"])
    path = Path(app.config["OUTGOING_ROOT"]).parent / "jobs.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("smart-mahalla", filename=str(path))


def fold_map() -> int:
    """Fold the map's changes until none are left."""
    return _until_none(upkeep.fold_map)


def fold_statistics() -> int:
    """Count what changed into the statistics' sums, until nothing is left."""
    return _until_none(lambda: rollups.fold(_now()))


def sweep_clocks() -> int:
    """Remind of promises that are near, and escalate what is overdue."""
    return _until_none(lambda: escalating.sweep(_now()))


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


def erase_old_contractors() -> int:
    """Forget the names of contractors who were asked about what was closed long ago."""
    return _until_none(lambda: erasing.erase_old_contractors(_now()))


def remind_councils() -> int:
    """Remind councils of decisions that they were asked for and have not taken."""
    return _until_none(lambda: telling_councils.remind(_now()))


def erase_old_lookups() -> int:
    """Forget who looked up which phone long ago."""
    return _until_none(lambda: erasing.erase_old_lookups(_now()))


def forget_messages() -> int:
    """Forget what was sent long ago, alerts that nobody confirmed, and devices that followed what has ended."""
    works = (outbox.forget_done, subscribing.forget_unconfirmed, subscribing.forget_old_follows)
    return sum(_until_none(lambda work=work: work(_now())) for work in works)  # type: ignore[misc]


def forget_who_told() -> int:
    """Forget which reporters told of themselves long ago, and what data sets were suggested then."""
    return _until_none(lambda: telling_of_self.forget_who_told(_now())) + _until_none(
        lambda: open_data.forget_suggestions(_now())
    )


def forget_old_scans() -> int:
    """Forget what scans for hot spots found long ago, but for the last of each month."""
    return _until_none(lambda: old_scans.forget(_now()))


def publish_open_data() -> int:
    """Write the files of the open data; the round of a day begins at midnight UTC, before people come to work."""
    return open_data.publish(_now())


def find_hot_spots() -> int:
    """Ask for the week's scans for hot spots, and do one that is waited for: each takes up to a minute."""
    hot_spots.ask_for_the_week(_now())
    return int(hot_spots.look(_now) is not None)


#: Every periodic work, and how long one round of it is. The order is that of a tick.
WORKS: dict[Callable[[], int], timedelta] = {
    fold_map: timedelta(minutes=1),
    fold_statistics: timedelta(minutes=1),
    sweep_clocks: timedelta(minutes=1),
    close_unanswered: timedelta(minutes=10),
    clear_old_from_map: timedelta(hours=1),
    forget_unsent_photos: timedelta(hours=1),
    forget_unsent_recordings: timedelta(hours=1),
    forget_unfinished_uploads: timedelta(hours=1),
    forget_codes: timedelta(hours=1),
    erase_old_contacts: timedelta(hours=1),
    erase_old_supporters: timedelta(hours=1),
    erase_old_recordings: timedelta(hours=1),
    erase_old_lookups: timedelta(hours=1),
    erase_old_contractors: timedelta(hours=1),
    remind_councils: timedelta(hours=1),
    forget_messages: timedelta(hours=1),
    forget_who_told: timedelta(hours=1),
    forget_old_scans: timedelta(days=1),
    publish_open_data: timedelta(days=1),
    # Last: everything else has been done when a scan begins.
    find_hot_spots: timedelta(minutes=1),
}


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
