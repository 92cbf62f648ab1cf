"""Staff: who may sign in, in which role, and how far the role reaches."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from sqlalchemy import select

from app import passwords
from app.actions.administration import by_an_admin
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError
from app.domain.text import clean_line
from app.models import Agency, Area, Crew, Role, User

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._+-]*(@[a-z0-9.-]+)?")


@one_transaction
@by_an_admin
def add_user(
    *,
    login: str,
    name: str,
    role: Role,
    agency: Agency | None = None,
    crew: Crew | None = None,
    area: Area | None = None,
    at: datetime,
    by: User,
) -> tuple[User, str]:
    """Add somebody, and return them with a first password to hand over."""
    return _add(login, name, role, agency, crew, area, at)


@one_transaction
def create_admin(login: str, name: str, *, at: datetime) -> tuple[User, str]:
    """Make an admin from the machine itself, where no admin can be asked yet."""
    return _add(login, name, Role.ADMIN, None, None, None, at)


@one_transaction
@by_an_admin
def change_user(
    user: User,
    *,
    name: str,
    role: Role,
    agency: Agency | None = None,
    crew: Crew | None = None,
    area: Area | None = None,
    is_active: bool,
    by: User,
) -> None:
    """Change somebody's name, role or reach, or let them in no more; that ends their sessions.

    Raises FieldError (role: last_admin) rather than leave nobody who can administer.
    """
    if user.role is Role.ADMIN and (role is not Role.ADMIN or not is_active) and not _another_admin(user):
        raise FieldError("role", "last_admin")
    before = (user.role, user.agency_id, user.crew_id, user.area_id, user.is_active)
    user.name = _named(name)
    _give_reach(user, role, agency, crew, area)
    user.is_active = is_active
    if before != (user.role, user.agency_id, user.crew_id, user.area_id, user.is_active):
        user.session_version += 1
    db.session.commit()


@one_transaction
@by_an_admin
def reset_password(user: User, *, by: User) -> str:
    """Give somebody a new first password, and end their sessions."""
    password = _first_password()
    user.password_hash = passwords.hash_password(password)
    user.session_version += 1
    db.session.commit()
    return password


def _add(
    login: str,
    name: str,
    role: Role,
    agency: Agency | None,
    crew: Crew | None,
    area: Area | None,
    at: datetime,
) -> tuple[User, str]:
    login = login.strip().casefold()
    if not _LOGIN.fullmatch(login) or len(login) > 200:
        raise FieldError("login", "unreadable")
    if db.session.scalar(select(User.id).where(User.login == login)) is not None:
        raise FieldError("login", "taken")
    password = _first_password()
    user = User(
        login=login, name=_named(name), password_hash=passwords.hash_password(password), created_at=at
    )
    _give_reach(user, role, agency, crew, area)
    db.session.add(user)
    db.session.commit()
    return user, password


def _give_reach(user: User, role: Role, agency: Agency | None, crew: Crew | None, area: Area | None) -> None:
    """Set the role with exactly the reach that it needs."""
    if role is Role.DISPATCHER and agency is None:
        raise FieldError("agency_id", "missing")
    if role is Role.CREW and crew is None:
        raise FieldError("crew_id", "missing")
    if role is Role.COUNCIL and area is None:
        raise FieldError("area_id", "missing")
    # Read first, then write: reading an id may send to the database what was written so far, and a role
    # without its reach is refused there.
    agency_id = agency.id if agency and role is Role.DISPATCHER else None
    crew_id = crew.id if crew and role is Role.CREW else None
    area_id = area.id if area and role is Role.COUNCIL else None
    user.role, user.agency_id, user.crew_id, user.area_id = role, agency_id, crew_id, area_id


def _named(name: str) -> str:
    tidy = clean_line(name, max_length=200)
    if not tidy:
        raise FieldError("name", "missing")
    return tidy


def _another_admin(user: User) -> bool:
    query = select(User.id).where(User.role == Role.ADMIN, User.is_active, User.id != user.id).limit(1)
    return db.session.scalar(query) is not None


def _first_password() -> str:
    return secrets.token_urlsafe(12)
