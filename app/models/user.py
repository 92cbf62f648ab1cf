"""Who may sign in, in which role, and how far the role reaches."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.column_types import enum_type
from app.db import Base
from app.models.agency import Agency, Crew
from app.models.area import Area


class Role(StrEnum):
    """What somebody is here for."""

    RESIDENT = "resident"
    CREW = "crew"
    DISPATCHER = "dispatcher"
    OPERATOR = "operator"
    COUNCIL = "council"
    ADMIN = "admin"


class User(Base):
    """A person who signs in. A dispatcher belongs to an agency, a crew member to a crew, a council to an area."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("role <> 'dispatcher' OR agency_id IS NOT NULL", name="dispatcher_has_agency"),
        CheckConstraint("role <> 'crew' OR crew_id IS NOT NULL", name="crew_member_has_crew"),
        CheckConstraint("role <> 'council' OR area_id IS NOT NULL", name="council_has_area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What is typed to sign in, case-folded; an e-mail address or a short name.
    login: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(enum_type(Role, "role"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    #: Counted up to end every session of this user (new password, role or scope).
    session_version: Mapped[int] = mapped_column(default=1)
    locale: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]

    agency: Mapped[Agency | None] = relationship()
    crew: Mapped[Crew | None] = relationship()
    area: Mapped[Area | None] = relationship()

    # What Flask-Login asks of a user.
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        """The session's name for this user; it changes when the user's sessions are ended."""
        return f"{self.id}:{self.session_version}"
