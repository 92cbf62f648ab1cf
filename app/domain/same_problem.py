"""How near two pins must be to be the same problem, by kind of work."""

from __future__ import annotations

#: Metres by service group. A hole is where its pin is, give or take a phone's error; water, gas, heat and
#: light fail a whole yard at once; dogs and smoke move about.
WITHIN_M: dict[str, float] = {
    "roads": 60,
    "waste": 60,
    "water": 150,
    "sewerage": 60,
    "electricity": 120,
    "gas": 150,
    "heating": 150,
    "trees_yards": 60,
    "transport": 80,
    "public_safety": 60,
    "buildings": 50,
    "animals": 250,
    "ecology": 250,
}
#: For a group that is not in the table.
OTHERWISE_M = 60.0


def within_m(group_code: str) -> float:
    """Return how many metres may lie between two pins of one problem of this service group."""
    return WITHIN_M.get(group_code, OTHERWISE_M)
