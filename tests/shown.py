"""What a table of pages holds: one page, and the resident who must show on none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.factories import World

#: The name, phone and address of somebody who reports; none of it is anybody else's business.
CONTACT = {
    "contact_name": "Gulchehra Sinovova",
    "phone": "+998 90 765 43 21",
    "email": "gulchehra.sinovova@example.uz",
}


@dataclass(frozen=True)
class Shown:
    """One page: whose it is, and its address in a world. A `piece` is put into another page by a script."""

    endpoint: str
    address: Callable[[World], str]
    who: str = ""
    piece: bool = False
    note: str = ""

    def __str__(self) -> str:
        """Return the name of its test."""
        return f"{self.endpoint} {self.note}".strip()
