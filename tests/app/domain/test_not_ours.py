"""When agencies pass a report on and on: how often is too often."""

from itertools import pairwise

import pytest

from app.domain.not_ours import HandOver, council_decides

# Who had it, in turn; and whether the council decides after the last hand-over.
TABLE = [
    ("A", False),
    ("A B", False),
    ("A B C", False),
    ("A B C D", True),  # Three hand-overs.
    ("A B A", True),  # Each of the two refused it.
    ("A B C B", True),
    ("A B C A", True),
]


@pytest.mark.parametrize(("had_it", "decides"), TABLE)
def test_the_council_decides_after_three_or_when_it_comes_back(had_it, decides):
    agencies = [ord(letter) for letter in had_it.split()]
    steps = [HandOver(*pair) for pair in pairwise(agencies)]
    assert council_decides(steps) is decides
