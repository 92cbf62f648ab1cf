"""To whom a message goes, looked up when it goes: whoever was erased or asked for silence since gets nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.db import db
from app.domain.notices import event_of
from app.models import (
    Contact,
    NoticeStop,
    PushDevice,
    PushFollow,
    Remark,
    ServiceRequest,
    StatusChange,
    Supporter,
)
from app.personal_data import box
from app.queries.followers import Follower
from app.queries.reports import whole_report


def report(service_request_id: int) -> ServiceRequest:
    """Return a report with all that a message says of it. Raises sqlalchemy's NoResultFound."""
    return db.session.scalars(
        select(ServiceRequest).where(ServiceRequest.id == service_request_id).options(*whole_report())
    ).one()


def change(change_id: int) -> StatusChange | None:
    """Return one line of the history."""
    return db.session.get(StatusChange, change_id)


def remark(remark_id: int) -> Remark | None:
    """Return what somebody said about a report."""
    return db.session.get(Remark, remark_id)


def follower(kind: str, id_: int) -> Follower | None:
    """Return a reporter or a supporter by their number, or None where they left nothing or were erased."""
    row: Contact | Supporter | None
    if kind == "reporter":
        row = db.session.get(Contact, id_, options=[joinedload(Contact.service_request)])
        if row is None:
            return None
        sent = row.service_request
        return Follower("reporter", sent.id, sent.public_id, sent.secret, row.phone, row.email, sent.locale)
    row = db.session.get(Supporter, id_, options=[joinedload(Supporter.service_request)])
    if row is None or row.stopped_at is not None:
        return None
    return Follower(
        "supporter", row.id, row.service_request.public_id, row.secret, row.phone, row.email, row.locale
    )


def wants_silence(service_request_id: int, *addresses: str | None) -> bool:
    """Say whether somebody at one of these addresses asked for no more messages about a report."""
    indexes = [index for address in addresses if address for index in box().blind_indexes(address)]
    if not indexes:
        return False
    stop = select(NoticeStop.stopped_at).where(
        NoticeStop.service_request_id == service_request_id, NoticeStop.address_index.in_(indexes)
    )
    return db.session.scalar(stop.limit(1)) is not None


def device_follows(service_request_id: int) -> list[PushFollow]:
    """Return the devices that are told of a report."""
    return list(
        db.session.scalars(
            select(PushFollow)
            .where(PushFollow.service_request_id == service_request_id)
            .order_by(PushFollow.push_device_id)
        )
    )


def device_follow(device_id: int, service_request_id: int) -> PushFollow | None:
    """Return how a device follows a report, or None where it does not any more."""
    return db.session.get(
        PushFollow, (device_id, service_request_id), options=[joinedload(PushFollow.device)]
    )


def device(device_id: int) -> PushDevice | None:
    """Return a device."""
    return db.session.get(PushDevice, device_id)


def has_moved_on(change_: StatusChange) -> bool:
    """Say whether something newer was told of a report since this change."""
    later = db.session.scalars(
        select(StatusChange)
        .where(
            StatusChange.service_request_id == change_.service_request_id,
            StatusChange.id > change_.id,
        )
        .limit(20)
    )
    return any(event_of(one.move, one.from_status, one.to_status) for one in later)
