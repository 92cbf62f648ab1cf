"""One page of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """`items` of page `number` (from 1); `has_next` was looked up, not guessed."""

    items: Sequence[T]
    number: int
    per_page: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


def page_of(rows: Sequence[T], number: int, per_page: int) -> Page[T]:
    """Make a page of rows that were asked for with a limit of `per_page + 1`."""
    return Page(rows[:per_page], number, per_page, len(rows) > per_page)


def offset_of(number: int, per_page: int) -> int:
    """Return how many rows lie before a page. Page 0 and less are page 1; very deep pages end."""
    return (max(1, min(number, 10_000)) - 1) * per_page
