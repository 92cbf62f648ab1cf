"""Where recordings lie: apart from the photos, sealed, so that the disk alone tells nobody anything."""

from __future__ import annotations

from app.personal_data import box
from app.photos import new_key
from app.storage import Storage

#: No address of the site leads here.
PREFIX = "private/voice"
_SEALED = "application/octet-stream"


def store(data: bytes, storage: Storage, *, key: str = "") -> str:
    """Seal a recording, keep it and return its key. It is durable when this returns.

    Without `key` it gets one that nobody can guess.
    """
    key = key or new_key()
    storage.put(_path(key), box().seal_bytes(data), _SEALED)
    return key


def fetch(key: str, storage: Storage) -> bytes:
    """Return a recording. Raises NotStored, PersonalDataUnreadable."""
    return box().open_bytes(storage.get(_path(key)))


def forget(key: str, storage: Storage) -> None:
    """Delete a recording; what is already gone is not an error."""
    storage.delete(_path(key))


def _path(key: str) -> str:
    return f"{PREFIX}/{key[:2]}/{key}"
