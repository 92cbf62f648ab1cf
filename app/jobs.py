"""Background and periodic work, by Huey: on SQLite by default, on Redis for a city.

Every task may run twice and may be late; each calls one action, which makes that harmless.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey

from app.actions import erasing, outbox, upkeep, uploads
from app.channels import folder
from app.personal_data import box
from app.queries import staff

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
    every(crontab(minute="*"), deliver)
    every(crontab(minute="*/10"), close_unanswered)
    every(crontab(minute="17"), clear_old_from_map)
    every(crontab(minute="37"), forget_unsent_photos)
    every(crontab(minute="39"), forget_unsent_recordings)
    every(crontab(minute="41"), forget_unfinished_uploads)
    every(crontab(minute="43"), forget_codes)
    every(crontab(minute="47"), erase_old_contacts)
    every(crontab(minute="52"), erase_old_supporters)
    every(crontab(minute="49"), erase_old_recordings)
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


def deliver() -> int:
    """Deliver what the outbox holds; return how many messages went out."""
    sent = 0
    while (done := outbox.deliver_next(_deliver, now=_now())) is not None:
        sent += done
    return sent


def _deliver(kind: str, payload: dict[str, Any], key: str) -> None:
    root = Path(current_app.config["OUTGOING_ROOT"])
    if kind == "code":
        _write_code(root, {**json.loads(box().open(payload["sealed"])), "locale": payload["locale"]}, key)
        return
    if kind != "unrouted":
        raise LookupError(f"no channel for {kind}")
    for login, locale in staff.admin_addresses():
        with force_locale(locale or current_app.config["LOCALES"][0]):
            folder.write_email(
                root,
                f"{key}-{login}",
                to=login,
                subject=_("Report %(public_id)s has no responsible agency", public_id=payload["public_id"]),
                text=_(
                    "No agency is responsible for “%(service)s” where report %(public_id)s was pinned. "
                    "The district's own inbox has it now. Add a responsibility so that the next one finds its way.",
                    service=payload["service_code"],
                    public_id=payload["public_id"],
                ),
            )


def _write_code(root: Path, said: dict[str, Any], key: str) -> None:
    with force_locale(said["locale"]):
        folder.write_email(
            root,
            key,
            to=said["email"] or said["phone"],
            subject=_("Your code"),
            text=_("%(code)s is your code. It holds for 10 minutes. Tell it to nobody.", code=said["code"]),
        )


def _until_none(work: Callable[[], int]) -> int:
    total = 0
    while done := work():
        total += done
    return total


def _now() -> datetime:
    return datetime.now(UTC)
