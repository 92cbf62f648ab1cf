"""Who wants to be told of new reports in an area or a circle, and on which devices somebody is told anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import PersonalText
from app.db import Base, BigId
from app.models.area import Area
from app.models.service import ServiceGroup

_IS_DUE = text("due_at IS NOT NULL")


class PushDevice(Base):
    """A browser that shows what we send it, however it is closed: an address at its maker's, and its keys.

    The address alone lets anybody who has our key write there, so it is kept as a phone number is.
    """

    __tablename__ = "push_device"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    endpoint: Mapped[str] = mapped_column(PersonalText)
    endpoint_index: Mapped[str] = mapped_column(String(64), unique=True)
    #: The browser's public key and its secret (RFC 8291), both in URL-safe base64.
    p256dh: Mapped[str] = mapped_column(PersonalText)
    auth: Mapped[str] = mapped_column(PersonalText)
    locale: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]


class PushFollow(Base):
    """A device that is told of one report, because its owner pressed the button on the page of their own."""

    __tablename__ = "push_follow"
    __table_args__ = (
        CheckConstraint("kind IN ('reporter', 'supporter')", name="kind_of_follower"),
        Index("ix_push_follow_request", "service_request_id"),
    )

    push_device_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("push_device.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
    #: In what capacity: `reporter` or `supporter`; and which supporter.
    kind: Mapped[str] = mapped_column(String(10))
    supporter_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]

    device: Mapped[PushDevice] = relationship()


class NoticeStop(Base):
    """Somebody asked for no more messages about one report, by the link in one of them.

    `address_index` is the blind index of the phone or e-mail.
    """

    __tablename__ = "notice_stop"

    service_request_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("service_request.id"), primary_key=True, autoincrement=False
    )
    address_index: Mapped[str] = mapped_column(String(64), primary_key=True)
    stopped_at: Mapped[datetime]


class Subscription(Base):
    """Somebody who is told of new reports in an area or in a circle; the row goes when they stop it.

    By e-mail, only once the link in the first message was followed (`confirmed_at`); or on a device, which
    confirms by asking. New reports do not go one by one: the first one sets `due_at`, and the message that
    goes then tells of every one since `told_until_at`.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        CheckConstraint(
            "(area_id IS NULL) = (radius_m IS NOT NULL) AND (radius_m IS NULL) = (longitude IS NULL)"
            " AND (longitude IS NULL) = (latitude IS NULL)",
            name="area_or_circle",
        ),
        CheckConstraint("(email IS NULL) = (push_device_id IS NOT NULL)", name="email_or_device"),
        Index("ix_subscription_area", "area_id"),
        Index("ix_subscription_email", "email_index"),
        Index("ix_subscription_device", "push_device_id"),
        Index("ix_subscription_due", "due_at", sqlite_where=_IS_DUE, postgresql_where=_IS_DUE),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    radius_m: Mapped[float | None]
    #: None: every kind of problem.
    service_group_id: Mapped[int | None] = mapped_column(ForeignKey("service_group.id"))
    email: Mapped[str | None] = mapped_column(PersonalText)
    email_index: Mapped[str | None] = mapped_column(String(64))
    push_device_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("push_device.id", ondelete="CASCADE")
    )
    locale: Mapped[str] = mapped_column(String(10))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    secret: Mapped[str] = mapped_column(PersonalText)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    #: Reports sent before this moment were told of, or are older than the subscription.
    told_until_at: Mapped[datetime]
    due_at: Mapped[datetime | None]

    area: Mapped[Area | None] = relationship()
    group: Mapped[ServiceGroup | None] = relationship()
    device: Mapped[PushDevice | None] = relationship()
    cells: Mapped[list[SubscriptionCell]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class SubscriptionCell(Base):
    """A map cell that a circle reaches into, of a level whose cells are as wide as the circle: at most four.

    So a pin finds the circles around it by its own cell of each level, in a plain index.
    """

    __tablename__ = "subscription_cell"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    subscription_id: Mapped[int] = mapped_column(
        BigId,
        ForeignKey("subscription.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
