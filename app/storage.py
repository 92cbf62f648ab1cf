"""Where the bytes live: one small interface, and a folder behind it.

Anything that keeps whole objects under a name can stand behind `Storage`: a folder now, an S3-compatible
store for a city. So there is no append, no rename and no listing, and a stored object never changes.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

# Lower case only: a folder on a case-insensitive disk must not confuse two keys.
_KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(?:/[a-z0-9][a-z0-9._-]{0,99}){0,7}")


class NotStored(LookupError):
    """Nothing is kept under this key."""


class KeyRefused(ValueError):
    """The key is not a plain relative path in lower case, or leads out of the storage."""


class StorageNotKnown(ValueError):
    """No storage here speaks this kind of address."""


class Storage(Protocol):
    """Keeps whole objects under keys like `ab/abcdef/small.webp`.

    Every method raises KeyRefused for a key that is not such a path; `get` and `open` raise NotStored
    where nothing is kept.
    """

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Keep `data`; when this returns it is durable, and nobody ever sees half of it."""

    def put_file(self, key: str, source: Path, content_type: str) -> None:
        """Keep a copy of a file, however large, as `put` keeps bytes."""

    def get(self, key: str) -> bytes:
        """Return the whole object."""

    def open(self, key: str) -> BinaryIO:
        """Return a readable stream of the object; the caller closes it."""

    def exists(self, key: str) -> bool:
        """Say whether something is kept under the key."""

    def delete(self, key: str) -> None:
        """Forget the object; forgetting what is not there is not an error."""


class FolderStorage:
    """A folder on this machine's disk. The type of an object is told by the end of its key."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()

    def put(self, key: str, data: bytes, content_type: str) -> None:
        self._put(key, io.BytesIO(data))

    def put_file(self, key: str, source: Path, content_type: str) -> None:
        with source.open("rb") as file:
            self._put(key, file)

    def _put(self, key: str, source: BinaryIO) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                # mkstemp makes files that only we can read; a backup may run as somebody else.
                os.fchmod(file.fileno(), 0o644)
                shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
            raise
        # Without this a power cut may forget the name of a file whose content is safe.
        _sync_folder(path.parent)

    def get(self, key: str) -> bytes:
        with self.open(key) as file:
            return file.read()

    def open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            raise NotStored(key) from None

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        path = self._path(key)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            path.unlink()
        for folder in path.parents:
            if folder == self.root:
                break
            try:
                folder.rmdir()
            except OSError:
                break  # Another object lives here.

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise KeyRefused(key)
        path = self.root / key
        # A symbolic link planted in the folder must not lead a valid key elsewhere.
        if not path.resolve().is_relative_to(self.root):
            raise KeyRefused(key)
        return path


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_from(address: str | Path) -> Storage:
    """Return the storage at a path or a `file://` address. Raises StorageNotKnown for any other scheme."""
    if isinstance(address, Path):
        return FolderStorage(address)
    if "://" not in address:
        return FolderStorage(Path(address))
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return FolderStorage(Path(unquote(parts.path)))
    raise StorageNotKnown(f"{parts.scheme}://")
