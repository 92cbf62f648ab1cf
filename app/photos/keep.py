"""Names under which photos are kept: unguessable, because whoever knows one may see the photo."""

from __future__ import annotations

import base64
import re
import secrets

from app.photos.prepare import SIZES, PreparedPhoto
from app.storage import NotStored, Storage

# 160 random bits in base 32: lower case, safe in a URL and on every disk.
_KEY = re.compile(r"[a-z2-7]{32}")


def new_key() -> str:
    """Return a fresh key of 32 lower-case letters and digits."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def photo_path(key: str, size: str) -> str:
    """Return where one size of a photo lies in the storage, e.g. `ab/abcdef.../small.webp`.

    Raises NotStored for anything that `new_key` cannot have made or a size that does not exist, so that
    a page can answer both, and a photo that is gone, in the same way.
    """
    if size not in SIZES or not _KEY.fullmatch(key):
        raise NotStored(f"{key}/{size}")
    return f"{key[:2]}/{key}/{size}.webp"


def store(prepared: PreparedPhoto, storage: Storage, *, key: str | None = None) -> str:
    """Keep every size under one key and return it. They are durable when this returns.

    Without `key` a fresh one is made; with it, keeping the same photo again changes nothing.
    """
    key = key or new_key()
    for size, data in prepared.sizes.items():
        storage.put(photo_path(key, size), data, prepared.content_type)
    return key


def fetch(key: str, size: str, storage: Storage) -> bytes:
    """Return one size of a photo; of one that was kept before there were thumbs, its small size for a thumb.

    Raises NotStored as `photo_path` does, and where nothing of the photo is left.
    """
    try:
        return storage.get(photo_path(key, size))
    except NotStored:
        if size != "thumb":
            raise
        return storage.get(photo_path(key, "small"))


def forget(key: str, storage: Storage) -> None:
    """Delete every size of a photo; what is already gone is not an error."""
    for size in SIZES:
        storage.delete(photo_path(key, size))
