"""One thing that happened becomes a message for each person who wants to know of it.

Each is keyed by what happened and to whom it goes, so that spreading it twice asks for nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.actions import outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.notices import EVENTS, Audience, Event, event_of, way_of
from app.models import Priority, ServiceRequest, StatusChange, Subscription
from app.policy import policy
from app.queries import alerts, recipients, staff
from app.queries.followers import Follower, followers_of

#: One message an hour for each subscription, however much happens there.
BETWEEN_ALERTS = timedelta(hours=1)
#: New reports are told of a little later, when every transaction that was open then is committed.
SETTLED = timedelta(minutes=2)
#: So many subscriptions are set to be told in one statement.
AT_ONCE = 1_000

Put = Callable[..., None]


@one_transaction
def spread_change(change_id: int, *, now: datetime) -> None:
    """Ask for a message to everybody who is told of a change of status, and set alerts for a new report."""
    change = db.session.get_one(StatusChange, change_id)
    event = event_of(change.move, change.from_status, change.to_status)
    if event is not None:
        _spread(event, change.service_request, f"change-{change.id}", {"change_id": change.id}, now)
    if change.move == "submit":
        _set_alerts(change.service_request, now)
    db.session.commit()


@one_transaction
def spread_event(key: str, payload: dict[str, Any], *, now: datetime) -> None:
    """The same for what is no change of status; its words stay sealed."""
    service_request = db.session.get_one(ServiceRequest, payload["service_request_id"])
    _spread(EVENTS[payload["event"]], service_request, key, {"sealed": payload["sealed"]}, now)
    db.session.commit()


@one_transaction
def spread_to_admins(key: str, payload: dict[str, Any], *, now: datetime) -> None:
    """Ask for an e-mail to every admin who has an address: a report found no agency."""
    for login, locale in staff.admin_addresses():
        outbox.put(
            f"{key}-{login}",
            "unrouted_to",
            {**payload, "login": login, "locale": locale or policy().default_locale},
            at=now,
        )
    db.session.commit()


def _spread(
    event: Event, service_request: ServiceRequest, key: str, about: dict[str, Any], now: datetime
) -> None:
    quiet = policy().quiet_hours
    morning = now if quiet is None or event.answers else quiet.over_at(now, policy().calendar.zone)

    def put(to: str, id_: int, way: str, when: datetime) -> None:
        outbox.put(
            f"{key}-{to}-{id_}",
            "message",
            {
                "event": event.name,
                "service_request_id": service_request.id,
                "to": to,
                "id": id_,
                "way": way,
                **about,
            },
            at=now,
            not_before=when,
        )

    for follower in followers_of(service_request.id):
        if not _is_told(event, _is_reporter(follower, service_request)):
            continue
        way = way_of(
            event.name,
            email=bool(follower.email),
            phone=bool(follower.phone),
            by_sms=policy().sms_events,
        )
        if way is not None:
            put(follower.kind, follower.id, way, morning)
    for follow in recipients.device_follows(service_request.id):
        if _is_told(event, follow.kind == "reporter"):
            put("device", follow.push_device_id, "push", morning)
    if Audience.AGENCY in event.audience and service_request.agency.email:
        put("agency", service_request.agency_id, "email", now)


def _is_reporter(follower: Follower, service_request: ServiceRequest) -> bool:
    """Whoever reported one that was tied to this one follows it as its supporters do."""
    return follower.kind == "reporter" and follower.id == service_request.id


def _is_told(event: Event, is_reporter: bool) -> bool:
    return (Audience.REPORTER if is_reporter else Audience.SUPPORTERS) in event.audience


def _set_alerts(service_request: ServiceRequest, now: datetime) -> None:
    """Have everybody told who waits for new reports here, soon; whoever is waiting already is left as they are."""
    ids = alerts.matching(service_request)
    for start in range(0, len(ids), AT_ONCE):
        db.session.execute(
            update(Subscription)
            .where(Subscription.id.in_(ids[start : start + AT_ONCE]), Subscription.due_at.is_(None))
            .values(due_at=now + SETTLED)
            .execution_options(synchronize_session=False)
        )


@one_transaction
def ask_for_alerts(now: datetime, limit: int = 500) -> int:
    """Ask for the messages of subscriptions that are due; return how many.

    Each tells of what was sent since its last one; the two moments are fixed here, so that sending it twice
    says the same twice. Not more than one an hour, and none in the quiet hours.
    """
    quiet = policy().quiet_hours
    morning = now if quiet is None else quiet.over_at(now, policy().calendar.zone)
    due = (
        select(Subscription)
        .where(Subscription.due_at <= now)
        .order_by(Subscription.due_at, Subscription.id)
        .limit(limit)
    )
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    subscriptions: Sequence[Subscription] = db.session.scalars(due).all()
    for subscription in subscriptions:
        earliest = max(morning, subscription.told_until_at + BETWEEN_ALERTS)
        if earliest > now:
            subscription.due_at = earliest
            continue
        # What is being sent this minute may not be visible to everybody yet: it is for the next message.
        until = now - SETTLED / 2
        outbox.put(
            f"alert-{subscription.id}-{until:%Y%m%dT%H%M%S}",
            "alert",
            {
                "subscription_id": subscription.id,
                "since": subscription.told_until_at.isoformat(),
                "until": until.isoformat(),
            },
            at=now,
            priority=Priority.BULK,
        )
        subscription.told_until_at, subscription.due_at = until, None
    count = len(subscriptions)
    db.session.commit()
    return count
