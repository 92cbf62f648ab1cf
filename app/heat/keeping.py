"""What a map was made from is kept by its process for a while, and made by one thread at a time.

A map of three years takes a second of a processor's work. Two visitors who ask for the same wait for one another instead
of making it twice, and however many ask, most of a process's threads stay free for other pages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import BoundedSemaphore, Lock
from typing import Generic, TypeVar

from werkzeug.exceptions import ServiceUnavailable

Made = TypeVar("Made")

#: So many of a process's threads may make public maps, or wait for it; whoever comes then is asked to come again.
AT_THE_DOOR = 3

_door = BoundedSemaphore(AT_THE_DOOR)
_making = Lock()


class Kept(Generic[Made]):
    """The newest `most` answers, each found by everything that it was made from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._held

    def get(self, key: Hashable, make: Callable[[], Made], *, patiently: bool) -> Made:
        """Return what is kept, or make it. Raises ServiceUnavailable where too many wait, unless `patiently`."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        if not patiently and not _door.acquire(blocking=False):
            raise ServiceUnavailable
        try:
            with _making:
                # Somebody may have made it in the meantime.
                if key not in self._held:
                    self._keep(key, make())
                return self._held[key]
        finally:
            if not patiently:
                _door.release()

    def _keep(self, key: Hashable, made: Made) -> None:
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def forget(self) -> None:
        """Drop everything."""
        with self._lock:
            self._held.clear()
