"""Passwords, by argon2id with the library's own parameters."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: The shortest password that is accepted; length counts, rules about signs do not (NIST SP 800-63B).
MIN_LENGTH = 10

_hasher = PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """What is verified where nobody has the login, so that the answer takes as long."""
    return _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether a password is the right one. None stands for nobody: never right, and just as slow."""
    _nobody()  # Made by the first attempt of all, whoever it names.
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
