"""The courier: takes what the outbox asks for, and has it spread, written and sent.

What is sent is written first, then the transaction ends, and only then a gateway is spoken to: nobody else
waits for it. Each kind of message is one line of a table.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from app.actions import gathering, outbox, spreading, subscribing, telling_councils
from app.actions.outbox import Taken
from app.channels.email import Mail, MailLine
from app.channels.errors import ChannelError, Gone, Refused
from app.channels.sms import Sms, SmsLine
from app.channels.web_push import Push, PushLine
from app.db import db, reading
from app.notices import (
    alert_letters,
    contractor_letters,
    council_answers,
    council_letters,
    escalation_letters,
    writing,
)
from app.notices.writing import Outgoing
from app.presentation import now as this_moment

log = logging.getLogger(__name__)

#: What becomes a message for each of several people: done in the database alone.
SPREADS: dict[str, Callable[[Taken, datetime], None]] = {
    "status_change": lambda taken, now: spreading.spread_change(taken.payload["status_change_id"], now=now),
    "event": lambda taken, now: spreading.spread_event(taken.key, taken.payload, now=now),
    "clock": lambda taken, now: gathering.spread(taken.key, taken.payload, now=now),
    "unrouted": lambda taken, now: spreading.spread_to_admins(taken.key, taken.payload, now=now),
    "decision_asked": lambda taken, now: telling_councils.spread(taken.key, taken.payload, now=now),
}

#: What goes to one person.
WRITES: dict[str, Callable[[Taken, datetime], Outgoing | None]] = {
    "code": lambda taken, now: writing.code(taken.key, taken.payload, taken.created_at, now),
    "message": lambda taken, now: writing.message(taken.key, taken.payload),
    "unrouted_to": lambda taken, now: writing.unrouted(taken.key, taken.payload),
    "decision_to": lambda taken, now: council_letters.asked(taken.key, taken.payload),
    "council_answer_to": lambda taken, now: council_answers.answered(taken.key, taken.payload),
    "project_to": lambda taken, now: council_answers.project_changed(taken.key, taken.payload),
    "escalation_to": lambda taken, now: escalation_letters.escalation(taken.key, taken.payload),
    "escalation_digest": lambda taken, now: escalation_letters.many(taken.key, taken.payload),
    "alert_confirm": lambda taken, now: alert_letters.alert_confirm(taken.key, taken.payload),
    "alert": lambda taken, now: alert_letters.alert(taken.key, taken.payload),
    "contractor": lambda taken, now: contractor_letters.ask(taken.key, taken.payload, now),
    "contractor_answered": lambda taken, now: contractor_letters.answered(taken.key, taken.payload),
}


class Courier:
    """Delivers batch by batch, with one connection to each gateway. For one thread; several may work at once."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        clock: Callable[[], datetime] = this_moment,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._clock, self._is_stopping = clock, is_stopping
        self._mail, self._sms, self._push = MailLine(settings), SmsLine(settings), PushLine(settings)

    def deliver_batch(self) -> int | None:
        """Take what is due, at most a batch of it; return how many went well, or None where nothing was due."""
        batch = outbox.take(self._clock())
        if not batch:
            return None
        return sum(self._deliver(taken) for taken in batch)

    def close(self) -> None:
        """Hang up."""
        for line in (self._mail, self._sms, self._push):
            line.close()

    def _deliver(self, taken: Taken) -> bool:
        now = self._clock()
        if now >= taken.until or self._is_stopping():
            return False  # A slow gateway used the time up, say; it is due again, for whoever comes first.
        try:
            if taken.kind in SPREADS:
                SPREADS[taken.kind](taken, now)
            else:
                self._send(_written(taken, now))
        except ChannelError as error:
            outbox.mark_failed(taken, now, why=str(error), for_good=isinstance(error, Refused))
            return False
        except Exception as error:
            # The text of any other error may quote an address, so only its kind is kept.
            db.session.rollback()
            log.warning("message %s of kind %s: %s", taken.id, taken.kind, type(error).__name__)
            outbox.mark_failed(taken, now, why=type(error).__name__)
            return False
        outbox.mark_done(taken, now)
        return True

    def _send(self, outgoing: Outgoing | None) -> None:
        match outgoing:
            case Mail():
                self._mail.send(outgoing)
            case Sms():
                self._sms.send(outgoing)
            case Push():
                try:
                    self._push.send(outgoing)
                except Gone:
                    subscribing.forget_device(outgoing.endpoint)


def _written(taken: Taken, now: datetime) -> Outgoing | None:
    """Return what is to be sent; the transaction that it was read in is over then."""
    write = WRITES[taken.kind]
    token = reading.set(True)
    try:
        return write(taken, now)
    finally:
        db.session.rollback()
        reading.reset(token)
