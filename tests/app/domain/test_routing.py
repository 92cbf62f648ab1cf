"""Which responsibility answers: a table of cases, and the same answer as the rule read aloud."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.routing import Rule, choose

MAHALLA, DISTRICT, REGION, ELSEWHERE = 30, 20, 10, 99
CHAIN = [MAHALLA, DISTRICT, REGION]
POTHOLE, BIN = 1, 2
ROADS, WASTE = 100, 200
TODAY = date(2026, 6, 1)
YEAR_AGO, LAST_MONTH = date(2025, 6, 1), date(2026, 5, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def service(
    id: int, area: int | None, since: date = YEAR_AGO, to: date | None = None, of: int = POTHOLE
) -> Rule:
    """A responsibility for one service."""
    return Rule(id, id * 10, area, of, None, since, to)


def group(id: int, area: int | None, since: date = YEAR_AGO, to: date | None = None, of: int = ROADS) -> Rule:
    """A responsibility for a whole group."""
    return Rule(id, id * 10, area, None, of, since, to)


# why, rules, the id that answers for a pothole today
CASES: list[tuple[str, list[Rule], int | None]] = [
    ("nobody answers where nothing was written down", [], None),
    ("everywhere is better than nobody", [group(1, None)], 1),
    ("a region beats everywhere", [group(1, None), group(2, REGION)], 2),
    ("a district beats its region", [group(1, REGION), group(2, DISTRICT)], 2),
    ("a mahalla beats its district", [group(1, DISTRICT), group(2, MAHALLA)], 2),
    ("another area does not count", [group(1, ELSEWHERE)], None),
    ("another group does not count", [group(1, MAHALLA, of=WASTE)], None),
    ("another service of the group does not count", [service(1, MAHALLA, of=BIN)], None),
    ("the service's own beats its group's in the same area", [group(1, DISTRICT), service(2, DISTRICT)], 2),
    ("a more specific group beats a wider service", [group(1, MAHALLA), service(2, DISTRICT)], 1),
    ("a specific area beats a newer wider one", [group(1, MAHALLA), group(2, DISTRICT, LAST_MONTH)], 1),
    ("the newest wins in the same area", [group(1, DISTRICT), group(2, DISTRICT, LAST_MONTH)], 2),
    (
        "the service's own beats a newer one of its group",
        [service(1, DISTRICT), group(2, DISTRICT, LAST_MONTH)],
        1,
    ),
    ("the lowest id wins between equals", [group(7, DISTRICT), group(3, DISTRICT), group(5, DISTRICT)], 3),
    ("the first day counts", [group(1, DISTRICT, TODAY)], 1),
    ("what begins tomorrow does not count today", [group(1, DISTRICT, TOMORROW)], None),
    ("what ends tomorrow still counts today", [group(1, DISTRICT, to=TOMORROW)], 1),
    ("what ended today does not count", [group(1, DISTRICT, to=TODAY)], None),
    (
        "the end of a specific one uncovers the wider one",
        [group(1, MAHALLA, to=YESTERDAY), group(2, None)],
        2,
    ),
]


@pytest.mark.parametrize(("why", "rules", "answers"), CASES, ids=[case[0] for case in CASES])
def test_the_right_one_answers(why: str, rules: list[Rule], answers: int | None) -> None:
    for order in (rules, rules[::-1]):
        chosen = choose(order, CHAIN, POTHOLE, ROADS, TODAY)
        assert (chosen.id if chosen else None) == answers, why


def test_a_place_without_a_mahalla_is_answered_by_its_district() -> None:
    rules = [group(1, MAHALLA), group(2, DISTRICT), group(3, None)]
    chosen = choose(rules, [DISTRICT, REGION], POTHOLE, ROADS, TODAY)
    assert chosen is not None
    assert chosen.id == 2


@pytest.mark.parametrize(("service_id", "service_group_id"), [(None, None), (POTHOLE, ROADS)])
def test_a_rule_is_for_a_service_or_for_a_group(service_id: int | None, service_group_id: int | None) -> None:
    with pytest.raises(ValueError, match="a service or a service group"):
        Rule(1, 1, None, service_id, service_group_id, TODAY)


days = st.integers(0, 4).map(lambda n: TODAY + timedelta(days=n - 2))


@st.composite
def rule_lists(draw: st.DrawFn) -> list[Rule]:
    """Lists in which areas, services and days often coincide."""
    rules = []
    for id in draw(st.lists(st.integers(1, 50), unique=True, max_size=12)):
        target = draw(st.sampled_from([(POTHOLE, None), (BIN, None), (None, ROADS), (None, WASTE)]))
        area = draw(st.sampled_from([None, MAHALLA, DISTRICT, REGION, ELSEWHERE]))
        rules.append(Rule(id, id, area, *target, draw(days), draw(st.none() | days)))
    return rules


def read_aloud(rules: list[Rule], on: date) -> Rule | None:
    """The rule of the design, one sentence after the other."""
    for area in [*CHAIN, None]:
        here = [
            r
            for r in rules
            if r.area_id == area and r.valid_from <= on and (r.valid_to is None or r.valid_to > on)
        ]
        own = [r for r in here if r.service_id == POTHOLE]
        found = own or [r for r in here if r.service_group_id == ROADS]
        if found:
            newest = max(r.valid_from for r in found)
            return next(r for r in sorted(found, key=lambda r: r.id) if r.valid_from == newest)
    return None


@given(rule_lists(), days)
def test_the_choice_is_the_rule_read_aloud(rules: list[Rule], on: date) -> None:
    assert choose(rules, CHAIN, POTHOLE, ROADS, on) == read_aloud(rules, on)
