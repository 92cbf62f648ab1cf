"""Small counts cannot be worked out from what is shown, not even by a reader who knows the rule."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest

from geo.small_numbers import class_of, may_show


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], ""),
        ([3, 9, 4], "+++"),
        # Two that can share their sum in more than one way.
        ([1, 9, 2, 8], "-+-+"),
        ([0, 9, 2, 8], "-+-+"),
        # One alone would be the sum less the others: the next one joins it, after the last the first.
        ([9, 1, 4, 8], "+--+"),
        ([9, 7, 4, 1], "-++-"),
        # Two that can only be twos need two more.
        ([2, 9, 2, 8, 7, 6], "----++"),
        # Nothing that could join: not even the sum may be told.
        ([1], None),
        ([2, 2], None),
        ([2, 2, 9], None),
        # Nobody at all is no secret.
        ([0, 0], "--"),
    ],
)
def test_a_table_beside_its_sum(counts: list[int], expected: str | None) -> None:
    found = may_show(counts)
    assert (found if found is None else "".join("-+"[int(flag)] for flag in found)) == expected


@pytest.mark.parametrize("many", [1, 2, 3, 4, 5])
def test_no_withheld_count_can_be_worked_out(many: int) -> None:
    """All tables of so many counts: those that look alike from outside differ in every withheld 1 and 2."""
    largest = 7
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for table in product(range(largest + 1), repeat=many):
        flags = may_show(table)
        if flags is not None:
            alike[*(n if flag else None for n, flag in zip(table, flags, strict=True)), sum(table)].append(
                table
            )
    for (*seen, total), tables in alike.items():
        if total - sum(n for n in seen if n is not None) > largest:  # type: ignore[misc]
            continue  # Some tables that look the same were not tried.
        for place, shown in enumerate(seen):
            if shown is None:
                could_be = {table[place] for table in tables}
                assert len(could_be) > 1 or could_be == {0}, (seen, total, could_be)


def test_counts_are_not_below_0() -> None:
    with pytest.raises(ValueError, match="below 0"):
        may_show([3, -1])


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, (0, 2)),
        (2, (0, 2)),
        (3, (3, 4)),
        (4, (3, 4)),
        (5, (5, 9)),
        (199, (100, 199)),
        (10_000, (10_000, -1)),
    ],
)
def test_a_class_holds_its_count(count: int, expected: tuple[int, int]) -> None:
    first, last = class_of([count])
    assert (int(first[0]), int(last[0])) == expected
