"""The same act by two ways at one moment, from the page and from the worker: it happens once, and both hear so."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest

from app.crew import queued
from app.db import db
from app.models import FieldAct, PhotoKind, Remark, ServiceRequest, User
from tests.conftest import sign_in
from tests.factories import World, make_photo

WAYS = 4


def at_once(app: Any, address: str, user: User, data: dict[str, Any]) -> list[tuple[int, bool]]:
    """Send an act from so many threads at the same moment; return what each was answered."""
    start = threading.Barrier(WAYS)
    heard: list[tuple[int, bool]] = []
    clients = [app.test_client() for _ in range(WAYS)]
    for client in clients:
        sign_in(client, user)
    who = str(user.id)
    db.session.rollback()

    def send(client: Any) -> None:
        start.wait(10)
        headers = {"X-Queued": "1", "X-Queued-As": who, "Accept": "application/json"}
        with app.app_context():
            answer = client.post(address, data=data, headers=headers)
            heard.append((answer.status_code, answer.json.get("earlier")))
            db.session.remove()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(heard)


#: Where the job stands, what is done, and what belongs to it.
ACTS = {
    "start": ("accepted", {}),
    "pause": ("in_progress", {}),
    "need_materials": ("in_progress", {"note": "Quvur kerak"}),
    "resolve": ("in_progress", {"note": "Tuzatildi"}),
    "hand_back": ("in_progress", {"note": "Lift yoʻq"}),
}


@pytest.mark.parametrize("move", ACTS)
def test_an_act_that_comes_by_several_ways_at_one_moment_happens_once(committing_app: Any, move: str) -> None:
    status, values = ACTS[move]
    world = World()
    report = world.report(status)
    if move == "resolve":
        values = {**values, "photo_token": make_photo("after")}
    db.session.commit()
    number = report.id
    data = {"client_uuid": str(uuid4()), "move": move, **values}
    heard = at_once(committing_app, f"/crew/{report.public_id}/queued", world.crew_member, data)
    assert heard == [(200, True)] * (WAYS - 1) + [(201, False)]
    db.session.rollback()
    found = db.session.get_one(ServiceRequest, number, populate_existing=True)
    assert [change.move for change in found.history].count(move) == 1
    assert db.session.query(FieldAct).count() == 1
    assert len([photo for photo in found.photos if photo.kind is PhotoKind.AFTER]) == (move == "resolve")


def test_a_job_that_the_same_act_gave_back_by_another_way_is_no_conflict(
    committing_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    report = world.report("in_progress")
    db.session.commit()
    client = committing_app.test_client()
    sign_in(client, world.crew_member)
    address, who = f"/crew/{report.public_id}/queued", str(world.crew_member.id)
    data = {"client_uuid": str(uuid4()), "move": "hand_back", "note": "Lift yoʻq"}
    arrived, asked = queued.acts.arrived, []

    def just_before(act_id: Any, by: User) -> bool:
        """The other way comes between the question and the job."""
        if not asked:
            asked.append(act_id)
            first = client.post(address, data=data, headers=headers)
            assert (first.status_code, first.json["earlier"]) == (201, False)
            return False
        return bool(arrived(act_id, by))

    headers = {"X-Queued": "1", "X-Queued-As": who, "Accept": "application/json"}
    db.session.rollback()
    monkeypatch.setattr(queued.acts, "arrived", just_before)
    second = client.post(address, data=data, headers=headers)
    assert (second.status_code, second.json["earlier"]) == (200, True)


def test_a_note_that_comes_by_several_ways_is_written_once(committing_app: Any) -> None:
    world = World()
    report = world.report("in_progress")
    db.session.commit()
    data = {"client_uuid": str(uuid4()), "move": "note", "note": "Darvoza yopiq"}
    heard = at_once(committing_app, f"/crew/{report.public_id}/queued", world.crew_member, data)
    assert {code for code, _ in heard} <= {200, 201}
    db.session.rollback()
    assert db.session.query(Remark).count() == 1
