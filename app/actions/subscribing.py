"""Asking to be told of new reports somewhere, confirming it, and stopping it; and the same for one report."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, func, select

from app.actions import outbox
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError, TooManyAlerts
from app.domain.lifecycle import OPEN
from app.domain.text import clean_email, email_key
from app.models import (
    NoticeStop,
    Priority,
    PushDevice,
    PushFollow,
    ServiceRequest,
    Subscription,
    SubscriptionCell,
)
from app.personal_data import box
from app.policy import policy
from app.queries.alerts import Where, where_of

#: One mailbox, or one device, hears of so many places at most.
MOST = 20
#: A subscription whose link nobody followed is forgotten after so long.
UNCONFIRMED = timedelta(days=7)
#: The first message about the same subscription goes again only after so long.
ASKED_AGAIN = timedelta(hours=1)


@one_transaction
def subscribe_by_email(where: Where, email: str, *, locale: str, at: datetime) -> None:
    """Write to an address, once, asking whether its owner wants to be told; nothing else goes there before they say so.

    Says the same whether or not the address is known. Raises UnreadableEmail, FieldError.
    """
    address = clean_email(email)
    index = box().blind_index(email_key(address))
    known = db.session.scalars(
        select(Subscription).where(
            Subscription.email_index.in_(box().blind_indexes(email_key(address))),
            Subscription.confirmed_at.is_(None) | _same(where),
        )
    ).all()
    fresh = [one for one in known if one.confirmed_at is None and one.created_at > at - ASKED_AGAIN]
    if (
        any(one.confirmed_at for one in known)
        or len(fresh) >= 5
        or any(_is_same(one, where) for one in fresh)
    ):
        db.session.commit()
        return
    subscription = _new(where, locale=locale, at=at)
    subscription.email, subscription.email_index = address, index
    db.session.add(subscription)
    db.session.flush()
    # It answers what somebody did this minute, and they wait for it.
    outbox.put(
        f"alert-confirm-{subscription.id}",
        "alert_confirm",
        {"subscription_id": subscription.id},
        at=at,
        priority=Priority.URGENT,
    )
    db.session.commit()


@one_transaction
def subscribe_device(where: Where, device_id: int, *, locale: str, at: datetime) -> str:
    """Tell a device of new reports somewhere, from now on; return the secret that stops it.

    Asking twice for the same is asking once. Raises TooManyAlerts, FieldError.
    """
    mine = Subscription.push_device_id == device_id
    known = db.session.scalar(select(Subscription).where(mine, _same(where)).limit(1))
    if known is not None:
        secret = known.secret
        db.session.commit()
        return secret
    if (db.session.scalar(select(func.count()).where(mine)) or 0) >= MOST:
        raise TooManyAlerts(MOST)
    subscription = _new(where, locale=locale, at=at)
    subscription.push_device_id, subscription.confirmed_at = device_id, at
    db.session.add(subscription)
    secret = subscription.secret
    db.session.commit()
    return secret


@one_transaction
def confirm(subscription: Subscription, *, at: datetime) -> None:
    """The owner of the mailbox followed the link: from now on they are told. Raises TooManyAlerts."""
    if subscription.confirmed_at is None:
        others = select(func.count()).where(
            Subscription.email_index == subscription.email_index, Subscription.confirmed_at.is_not(None)
        )
        if (db.session.scalar(others) or 0) >= MOST:
            raise TooManyAlerts(MOST)
        subscription.confirmed_at = subscription.told_until_at = at
    db.session.commit()


@one_transaction
def unsubscribe(subscription: Subscription) -> None:
    """Stop a subscription; nothing of it is kept."""
    db.session.delete(subscription)
    db.session.commit()


@one_transaction
def stop_notices(service_request_id: int, address_index: str, *, at: datetime) -> None:
    """Send no more messages about one report to whoever has this address; stopping twice is stopping once."""
    known = db.session.get(NoticeStop, (service_request_id, address_index))
    if known is None and db.session.get(ServiceRequest, service_request_id) is not None:
        db.session.add(
            NoticeStop(service_request_id=service_request_id, address_index=address_index, stopped_at=at)
        )
    db.session.commit()


@one_transaction
def keep_device(endpoint: str, p256dh: str, auth: str, *, locale: str, at: datetime) -> int:
    """Keep a browser that wants to be told, and return its number; the same one again gets its new keys."""
    indexes = box().blind_indexes(endpoint)
    device = db.session.scalar(select(PushDevice).where(PushDevice.endpoint_index.in_(indexes)))
    if device is None:
        device = PushDevice(endpoint_index=indexes[0], created_at=at)
        db.session.add(device)
    device.endpoint, device.p256dh, device.auth, device.locale = endpoint, p256dh, auth, locale
    db.session.flush()
    number = device.id
    db.session.commit()
    return number


@one_transaction
def follow_by_device(
    device_id: int, service_request_id: int, *, supporter_id: int | None = None, at: datetime
) -> None:
    """Tell a device of one report, as its reporter's or as a supporter's."""
    follow = db.session.get(PushFollow, (device_id, service_request_id))
    if follow is None:
        follow = PushFollow(push_device_id=device_id, service_request_id=service_request_id, created_at=at)
        db.session.add(follow)
    follow.kind = "reporter" if supporter_id is None else "supporter"
    follow.supporter_id = supporter_id
    db.session.commit()


@one_transaction
def forget_device(endpoint: str) -> None:
    """Forget a browser that does not listen any more, and all it was told of."""
    indexes = box().blind_indexes(endpoint)
    db.session.execute(delete(PushDevice).where(PushDevice.endpoint_index.in_(indexes)))
    db.session.commit()


@one_transaction
def forget_unconfirmed(now: datetime, limit: int = 1_000) -> int:
    """Forget subscriptions whose link nobody followed; return how many."""
    ids = list(
        db.session.scalars(
            select(Subscription.id)
            .where(Subscription.confirmed_at.is_(None), Subscription.created_at < now - UNCONFIRMED)
            .limit(limit)
        )
    )
    if ids:
        db.session.execute(delete(Subscription).where(Subscription.id.in_(ids)))
    db.session.commit()
    return len(ids)


@one_transaction
def forget_old_follows(now: datetime, limit: int = 1_000) -> int:
    """Forget which devices followed reports that ended long ago, and devices that follow nothing; return how many.

    The same time as for contacts: CONTACT_KEPT_DAYS, 0 keeps them. Who asked for silence is forgotten too.
    """
    days = policy().contact_kept_days
    ended = select(ServiceRequest.id).where(
        ServiceRequest.closed_at < now - timedelta(days=days), ServiceRequest.status.not_in(OPEN)
    )
    count = 0
    for kept in (PushFollow, NoticeStop) if days > 0 else ():
        ids = list(
            db.session.scalars(
                select(kept.service_request_id).where(kept.service_request_id.in_(ended)).limit(limit)
            )
        )
        if ids:
            db.session.execute(delete(kept).where(kept.service_request_id.in_(ids)))
        count += len(ids)
    idle = list(
        db.session.scalars(
            select(PushDevice.id)
            .where(
                PushDevice.created_at < now - timedelta(days=1),
                ~exists().where(PushFollow.push_device_id == PushDevice.id),
                ~exists().where(Subscription.push_device_id == PushDevice.id),
            )
            .limit(limit)
        )
    )
    if idle:
        db.session.execute(delete(PushDevice).where(PushDevice.id.in_(idle)))
    db.session.commit()
    return count + len(idle)


def _new(where: Where, *, locale: str, at: datetime) -> Subscription:
    secret = secrets.token_urlsafe(24)
    if (where.area is None) == (where.circle is None):
        raise FieldError("where", "missing")
    circle = where.circle
    return Subscription(
        area_id=where.area.id if where.area else None,
        longitude=circle.longitude if circle else None,
        latitude=circle.latitude if circle else None,
        radius_m=circle.radius_m if circle else None,
        cells=[SubscriptionCell(level=level, cell=cell) for level, cell in circle.cells()] if circle else [],
        service_group_id=where.group.id if where.group else None,
        locale=locale,
        secret=secret,
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        created_at=at,
        told_until_at=at,
    )


def _same(where: Where) -> ColumnElement[bool]:
    """The subscriptions that are about exactly this."""
    circle = where.circle
    return and_(
        *(
            column.is_(None) if value is None else column == value
            for column, value in (
                (Subscription.area_id, where.area.id if where.area else None),
                (Subscription.service_group_id, where.group.id if where.group else None),
                (Subscription.longitude, circle.longitude if circle else None),
                (Subscription.latitude, circle.latitude if circle else None),
                (Subscription.radius_m, circle.radius_m if circle else None),
            )
        )
    )


def _is_same(subscription: Subscription, where: Where) -> bool:
    return where_of(subscription) == where
