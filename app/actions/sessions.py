"""Signing in, and one's own password."""

from __future__ import annotations

from datetime import datetime

from app import passwords
from app.actions.transaction import one_transaction
from app.db import db
from app.domain.errors import FieldError
from app.models import User
from app.queries import staff


@one_transaction
def sign_in(login: str, password: str, *, at: datetime) -> User | None:
    """Return who this is, or None; an unknown login takes as long as a wrong password."""
    user = staff.by_login(login)
    kept = user.password_hash if user is not None and user.is_active else None
    db.session.rollback()  # Hashing is slow on purpose; nobody should wait for the write lock meanwhile.
    if not passwords.verify(kept, password) or kept is None:
        return None
    user = staff.by_login(login)
    if user is None or not user.is_active:
        return None
    if passwords.needs_rehash(kept):
        user.password_hash = passwords.hash_password(password)
    user.signed_in_at = at
    db.session.commit()
    return user


@one_transaction
def change_password(user: User, *, old: str, new: str) -> None:
    """Set a new password, and end every session of this user. Raises FieldError (old: wrong, new: too_short)."""
    if not passwords.verify(user.password_hash, old):
        raise FieldError("old_password", "wrong")
    if len(new) < passwords.MIN_LENGTH:
        raise FieldError("new_password", "too_short", minimum=passwords.MIN_LENGTH)
    user.password_hash = passwords.hash_password(new)
    user.session_version += 1
    db.session.commit()
