"""Every move, from every status, by every actor: the table is the rule, and this is the table again by hand."""

import pytest

from app.domain.errors import DemandNotMet, MoveNotAllowed
from app.domain.lifecycle import MOVES, OPEN, Actor, Demand, MapGroup, Status, check, map_group, moves_for

# move: (statuses it may be made from, status it leads to, who may make it, what it demands)
EXPECTED = {
    "submit": ("", "received", "reporter operator dispatcher admin", ""),
    "accept": ("received reopened", "accepted", "dispatcher admin", ""),
    "assign": ("received accepted in_progress reopened", "accepted", "dispatcher admin", "crew"),
    "plan": ("received accepted in_progress reopened", "", "dispatcher admin", ""),
    "start": ("accepted reopened", "in_progress", "crew", ""),
    "resolve": ("in_progress", "resolved", "crew", "after_photo"),
    "pause": ("in_progress", "accepted", "crew", ""),
    "need_materials": ("accepted in_progress", "accepted", "crew", "reason"),
    "hand_back": ("accepted reopened in_progress", "received", "crew", "reason"),
    "hand_over": ("received accepted in_progress reopened", "received", "dispatcher admin", "agency reason"),
    "reject": ("received accepted reopened", "rejected", "dispatcher admin", "reason_code"),
    "mark_duplicate": ("received accepted reopened", "duplicate", "dispatcher admin", "original"),
    "undo_duplicate": ("duplicate", "", "dispatcher admin", ""),
    "split": ("received accepted in_progress reopened", "", "dispatcher admin", ""),
    "decide": ("received accepted in_progress reopened", "received", "council admin", "agency reason"),
    "extend": ("received accepted in_progress reopened", "", "dispatcher admin", "reason"),
    "study": ("received accepted in_progress reopened", "", "dispatcher admin", "reason"),
    "escalate": ("received accepted in_progress reopened", "", "system", ""),
    "confirm": ("resolved", "closed", "reporter", ""),
    "not_fixed": ("resolved", "reopened", "reporter", "reason"),
    "rate": ("resolved closed", "", "reporter", ""),
    "close_unanswered": ("resolved", "closed", "system", ""),
    "reroute": ("received accepted in_progress reopened", "", "system admin", ""),
}

CASES = [(name, status, actor) for name in EXPECTED for status in Status for actor in Actor]


def test_the_table_has_these_moves_and_no_others():
    assert list(MOVES) == list(EXPECTED)


@pytest.mark.parametrize(("name", "status", "actor"), CASES)
def test_a_move_is_allowed_exactly_where_the_table_says_so(name, status, actor):
    sources, target, actors, demands = (set(words.split()) for words in EXPECTED[name])
    if status in sources and actor in actors:
        move = check(status, name, actor, {Demand(word) for word in demands})
        assert move.target == (Status(target.pop()) if target else None)
        assert name in moves_for(status, actor)
    else:
        with pytest.raises(MoveNotAllowed):
            check(status, name, actor, set(Demand))
        assert name not in moves_for(status, actor)


@pytest.mark.parametrize("name", [name for name, row in EXPECTED.items() if row[3]])
def test_a_move_without_what_it_demands_is_refused(name):
    sources, _, actors, demands = EXPECTED[name]
    for missing in demands.split():
        given = {Demand(word) for word in demands.split()} - {Demand(missing)}
        with pytest.raises(DemandNotMet) as refusal:
            check(Status(sources.split()[0]), name, Actor(actors.split()[0]), given)
        assert refusal.value.demand == missing


def test_an_after_photo_is_demanded_only_where_the_service_does():
    assert check(Status.IN_PROGRESS, "resolve", Actor.CREW, after_photo_required=False)
    with pytest.raises(DemandNotMet):
        check(Status.IN_PROGRESS, "resolve", Actor.CREW, after_photo_required=True)


def test_an_unknown_move_is_refused():
    with pytest.raises(MoveNotAllowed):
        check(Status.RECEIVED, "vanish", Actor.ADMIN)


def test_only_tying_to_an_earlier_report_is_taken_back():
    assert [name for name, move in MOVES.items() if move.returns] == ["undo_duplicate"]


@pytest.mark.parametrize("status", list(Status))
def test_no_report_can_get_stuck(status):
    ended = {Status.CLOSED, Status.REJECTED, Status.DUPLICATE}
    ways_on = {m.name for m in MOVES.values() if status in m.sources and m.target not in (None, status)}
    assert bool(ways_on) != (status in ended)


def test_the_map_shows_what_is_open_in_work_and_fixed():
    assert {status: map_group(status) for status in Status} == {
        Status.RECEIVED: MapGroup.OPEN,
        Status.ACCEPTED: MapGroup.OPEN,
        Status.REOPENED: MapGroup.OPEN,
        Status.IN_PROGRESS: MapGroup.IN_WORK,
        Status.RESOLVED: MapGroup.FIXED,
        Status.CLOSED: MapGroup.FIXED,
        Status.REJECTED: None,
        Status.DUPLICATE: None,
    }
    assert {Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED} == OPEN
