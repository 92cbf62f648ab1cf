"""A resident's pinned problem, and everything that is kept about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from geoalchemy2 import WKBElement
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import PersonalText, Words, enum_type, point
from app.db import Base, BigId
from app.domain.escalation import REMINDED, answer_moments, first_look
from app.domain.lifecycle import ENDED, OPEN, MapGroup, Status
from app.domain.queue_order import queue_order
from app.domain.search_words import search_words
from app.models.agency import Agency, Crew
from app.models.area import Area
from app.models.service import Service
from app.policy import policy

if TYPE_CHECKING:
    from app.models.contact import Contact
    from app.models.history import Routing, StatusChange
    from app.models.photo import Photo
    from app.models.recording import Recording
    from app.models.remark import Remark
    from app.models.supporter import Supporter

_OPEN_SQL = "status IN ('received', 'accepted', 'in_progress', 'reopened')"
_ACTIVE_SQL = "status IN ('received', 'accepted', 'in_progress', 'resolved', 'reopened')"
_OVER_SQL = "status IN ('closed', 'rejected', 'duplicate')"
#: What the inbox asks besides: with these in an index it counts and narrows without reading the reports.
_FACTS = ("status", "service_group_id", "crew_id", "was_overdue", "is_flagged", "question_asked_at")


def _open_index(name: str, *columns: str) -> Index:
    """An index over what is open only: small, and the inbox never reads past it."""
    return _partial_index(name, _OPEN_SQL, *columns)


def _partial_index(name: str, condition: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def _words_index(name: str, condition: str) -> Index:
    index = Index(name, "search_words", postgresql_using="gin", postgresql_where=text(condition))
    return index.ddl_if("postgresql")


def _queue_order(context: Any) -> int:
    """Place a new report in the inbox, whichever way its row is written."""
    row = context.get_current_parameters()
    return _place(row["due_at"], row.get("supporters_count") or 0)


def _search_words(context: Any) -> str:
    row = context.get_current_parameters()
    return search_words(row.get("description") or "", row.get("address") or "")


def _first_look(context: Any) -> datetime | None:
    """Set the clock of a new report, whichever way its row is written."""
    row = context.get_current_parameters()
    if Status(row["status"]) not in OPEN:
        return None
    return first_look(row["submitted_at"], row["due_at"], row.get("answer_due_on"), policy().calendar)


def _place(due_at: datetime, supporters: int) -> int:
    return queue_order(policy().calendar.local_day(due_at), supporters)


class ServiceRequest(Base):
    """A report: what, where, whose, by when, and where it stands."""

    __tablename__ = "service_request"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_one_to_five"),
        CheckConstraint("cell >= 0", name="cell_not_negative"),
        CheckConstraint(
            "ST_X(location) BETWEEN -180 AND 180 AND ST_Y(location) BETWEEN -90 AND 90",
            name="location_on_earth",
        ),
        CheckConstraint(
            "status <> 'duplicate' OR duplicate_of_id IS NOT NULL", name="duplicate_has_original"
        ),
        # The inbox: what is due first comes first by itself, only over what is open. See docs/decisions.
        _open_index(
            "ix_service_request_inbox", "agency_id", "queue_order", "due_at", "id", *_FACTS, "service_id"
        ),
        _open_index(
            "ix_service_request_inbox_service",
            *("service_id", "queue_order", "due_at", "id", *_FACTS, "agency_id"),
        ),
        # An admin sees every agency's.
        _open_index(
            "ix_service_request_inbox_all", "queue_order", "due_at", "id", *_FACTS, "service_id", "agency_id"
        ),
        _partial_index(
            "ix_service_request_waiting",
            "status = 'resolved'",
            *("agency_id", "resolved_at", "id", *_FACTS, "service_id"),
        ),
        # Rare facts: what is left of them is read without passing all that is open.
        _partial_index(
            "ix_service_request_flagged", "is_flagged", "agency_id", "status", "queue_order", "due_at", "id"
        ),
        _partial_index(
            "ix_service_request_asked",
            "question_asked_at IS NOT NULL",
            "agency_id",
            "question_asked_at",
            "id",
        ),
        _open_index("ix_service_request_jobs", "crew_id", "queue_order", "due_at", "id"),
        # The board: a crew's open jobs by the day they are planned for.
        _open_index("ix_service_request_planned", "crew_id", "planned_on", "queue_order", "due_at", "id"),
        Index("ix_service_request_agency_status", "agency_id", "status", "submitted_at"),
        Index("ix_service_request_mahalla", "mahalla_id", "submitted_at"),
        Index("ix_service_request_district", "district_id", "submitted_at"),
        Index("ix_service_request_region", "region_id", "submitted_at"),
        Index("ix_service_request_submitted", "submitted_at", "id"),
        Index("ix_service_request_map", "map_group", "cell"),
        # What was repaired, by place: whether a new problem is an old one that came back.
        _partial_index(
            "ix_service_request_repaired", "status IN ('resolved', 'closed')", "service_id", "cell"
        ),
        _partial_index("ix_service_request_clock", "clock_next_at IS NOT NULL", *("clock_next_at", "id")),
        _partial_index("ix_service_request_over", _OVER_SQL, *("service_id", "status", "submitted_at", "id")),
        Index("ix_service_request_resolved", "status", "resolved_at"),
        Index(
            "ix_service_request_decision",
            "decision_asked_at",
            sqlite_where=text("decision_asked_at IS NOT NULL"),
            postgresql_where=text("decision_asked_at IS NOT NULL"),
        ),
        # What is active and what is over are searched apart: the one is small, the other only grows.
        _words_index("ix_service_request_words", _ACTIVE_SQL),
        _words_index("ix_service_request_words_closed", _OVER_SQL),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True)
    #: Made by the client; sending the same one again returns the first result.
    client_uuid: Mapped[str] = mapped_column(String(36), unique=True)
    #: The reporter's secret link: the hash to find and compare, the sealed text to send it again.
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    secret: Mapped[str] = mapped_column(PersonalText)
    channel: Mapped[str] = mapped_column(String(20), default="web")
    locale: Mapped[str] = mapped_column(String(10))

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    service_group_id: Mapped[int] = mapped_column(ForeignKey("service_group.id"))
    description: Mapped[str] = mapped_column(Text)
    location: Mapped[WKBElement] = mapped_column(point())
    #: The pin as a Morton cell of level 26 (`geo.cells`); under 0.6 m.
    cell: Mapped[int] = mapped_column(BigInteger)
    accuracy_m: Mapped[float | None]
    address: Mapped[str] = mapped_column(String(300), default="")
    #: The words of the description and of the address, as a search finds them.
    search_words: Mapped[str] = mapped_column(
        Words(), default=_search_words, server_default=text("''"), deferred=True
    )

    region_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    mahalla_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id"))

    status: Mapped[Status] = mapped_column(enum_type(Status, "status"))
    #: How the public map counts it now; only `actions.history` writes it, with its map_delta.
    map_group: Mapped[MapGroup | None] = mapped_column(enum_type(MapGroup, "map_group"))
    submitted_at: Mapped[datetime]
    #: The day the law counts from (O'RQ-445): after hours it is the next working day.
    registered_on: Mapped[date]
    #: An appeal since this day, because its sender confirmed a contact; None: a signal. See app.domain.appeals.
    appeal_registered_on: Mapped[date | None]
    #: The last day for the answer that the law wants; and when the sender was told that it was put off.
    answer_due_on: Mapped[date | None]
    answer_extended_on: Mapped[date | None]
    due_at: Mapped[datetime]
    #: When the promise was put off, with a notice to its resident: once.
    extended_at: Mapped[datetime | None]
    #: The steps of reminding and escalating that were made (`domain.escalation`), and when to look again.
    clock_step: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    clock_next_at: Mapped[datetime | None] = mapped_column(default=_first_look)
    accepted_at: Mapped[datetime | None]
    #: The latest time that a crew said it was done; the first time stays in the history.
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("service_request.id"), index=True)
    reopened_count: Mapped[int] = mapped_column(default=0)
    #: True once the promise was broken; reopening does not make it whole again.
    was_overdue: Mapped[bool] = mapped_column(default=False)
    #: Somebody should look at it: an after-photo was taken too far from the pin, or a repair did not last.
    is_flagged: Mapped[bool] = mapped_column(default=False)
    rating: Mapped[int | None]
    #: How many more residents have it, those of its duplicates among them; `actions.support` counts.
    supporters_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    #: Its place in the inbox, the smaller the sooner: `domain.queue_order`.
    queue_order: Mapped[int] = mapped_column(BigInteger, default=_queue_order, server_default=text("0"))
    #: The agency asked its resident something then, and waits for the answer.
    question_asked_at: Mapped[datetime | None]
    #: The day that its crew is to do it, in local days; None: nobody has planned it yet.
    planned_on: Mapped[date | None]
    #: The agencies cannot agree whose it is: since then the district's council is asked to decide.
    decision_asked_at: Mapped[datetime | None]
    #: When the council was reminded of it, once.
    decision_reminded_at: Mapped[datetime | None]
    #: Counted up by every change; the second of two who act at once is told.
    version: Mapped[int] = mapped_column(default=1)

    service: Mapped[Service] = relationship()
    region: Mapped[Area | None] = relationship(foreign_keys=[region_id])
    district: Mapped[Area | None] = relationship(foreign_keys=[district_id])
    mahalla: Mapped[Area | None] = relationship(foreign_keys=[mahalla_id])
    agency: Mapped[Agency] = relationship()
    crew: Mapped[Crew | None] = relationship()
    duplicate_of: Mapped[ServiceRequest | None] = relationship(remote_side=[id])
    contact: Mapped[Contact | None] = relationship(back_populates="service_request")
    photos: Mapped[list[Photo]] = relationship(back_populates="service_request", order_by="Photo.id")
    recording: Mapped[Recording | None] = relationship(back_populates="service_request")
    history: Mapped[list[StatusChange]] = relationship(
        back_populates="service_request", order_by="StatusChange.id"
    )
    remarks: Mapped[list[Remark]] = relationship(back_populates="service_request", order_by="Remark.id")
    supporters: Mapped[list[Supporter]] = relationship(
        back_populates="service_request", order_by="Supporter.id"
    )
    routings: Mapped[list[Routing]] = relationship(back_populates="service_request", order_by="Routing.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Somebody still has to do something at the place."""
        return self.status in OPEN

    @property
    def area(self) -> Area | None:
        """The most specific area that is known."""
        return self.mahalla or self.district or self.region

    @property
    def may_become_appeal(self) -> bool:
        """An answer can still be owed for it: what has ended already is registered as nothing."""
        return self.appeal_registered_on is None and self.status not in ENDED

    def is_overdue(self, now: datetime) -> bool:
        """The promise is broken: open and past due, or broken once and open again."""
        return self.is_open and (self.due_at < now or self.was_overdue)


@event.listens_for(ServiceRequest, "before_update")
def _keep_its_place(mapper: Any, connection: Any, service_request: ServiceRequest) -> None:
    """Move a report in the inbox when its promise moves; let it be found by what it says now."""
    changed = inspect(service_request).attrs
    if service_request.crew_id is None and service_request.planned_on is not None:
        # Without a crew nobody is expected to come.
        service_request.planned_on = None
    if changed.due_at.history.has_changes() or changed.supporters_count.history.has_changes():
        service_request.queue_order = _place(service_request.due_at, service_request.supporters_count)
    if any(one.history.has_changes() for one in (changed.due_at, changed.status, changed.answer_due_on)):
        _set_clock(service_request, changed.due_at.history.has_changes())
    if changed.description.history.has_changes() or changed.address.history.has_changes():
        service_request.search_words = search_words(service_request.description, service_request.address)


def _set_clock(service_request: ServiceRequest, promise_moved: bool) -> None:
    """Look at a report when its promise is near; after it ended, never. A promise that moved is reminded of anew."""
    if not service_request.is_open:
        service_request.clock_next_at = None
        return
    if promise_moved and service_request.clock_step <= REMINDED:
        service_request.clock_step = 0
    start, promise = service_request.submitted_at, service_request.due_at
    answer_by, calendar = service_request.answer_due_on, policy().calendar
    if service_request.clock_step < REMINDED:
        service_request.clock_next_at = first_look(start, promise, answer_by, calendar)
    elif answer_by is not None:
        service_request.clock_next_at = min(promise, answer_moments(answer_by, calendar)[0][1])
    else:
        service_request.clock_next_at = promise
