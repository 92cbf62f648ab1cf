"""Reading who may sign in."""

from __future__ import annotations

from sqlalchemy import select

from app.db import db
from app.models import Role, User


def by_session_id(session_id: str) -> User | None:
    """Return the user of a session (`id:session_version`), or None where the session was ended."""
    user_id, _, session_version = session_id.partition(":")
    if not user_id.isdecimal() or not session_version.isdecimal():
        return None
    user = db.session.get(User, int(user_id))
    if user is None or not user.is_active or user.session_version != int(session_version):
        return None
    return user


def by_login(login: str) -> User | None:
    """Return the user with this login, case aside, or None."""
    return db.session.scalar(select(User).where(User.login == login.strip().casefold()))


def admin_addresses() -> list[tuple[str, str | None]]:
    """Return the e-mail addresses of the admins who can be told something, with their languages."""
    rows = db.session.execute(
        select(User.login, User.locale).where(
            User.role == Role.ADMIN, User.is_active, User.login.contains("@")
        )
    )
    return [(login, locale) for login, locale in rows]
