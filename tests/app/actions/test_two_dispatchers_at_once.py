"""Two dispatchers at the very same moment: one of them acts, the other one is told; on each database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.actions import contractors, hiding, oversight, remarks, splitting
from app.db import db
from app.domain.errors import AskedAlready, ChangedMeanwhile, MoveNotAllowed, NotPermitted
from app.domain.lifecycle import ReasonCode
from app.models import Agency, Crew, Role, ServiceRequest, User
from tests.app.conversations import uuid
from tests.conftest import NOW
from tests.factories import World, make_user

#: What the second one is told; the report may have left the agency, or be over.
TOLD = (ChangedMeanwhile, MoveNotAllowed, NotPermitted, AskedAlready)
Act = Callable[[ServiceRequest, dict[str, Any]], object]


def another_agency() -> Agency:
    return db.session.query(Agency).filter_by(code="water-1701").one()


ACTS: dict[str, Act] = {
    "accept": lambda sr, acting: oversight.accept(sr, **acting),
    "assign": lambda sr, acting: oversight.assign(sr, db.session.get(Crew, 1), **acting),
    "hand over": lambda sr, acting: oversight.hand_over(sr, another_agency(), note="Suv", **acting),
    "reject": lambda sr, acting: oversight.reject(sr, ReasonCode.NOT_A_PROBLEM, **acting),
    "question": lambda sr, acting: remarks.ask(sr, words="Qaysi?", client_uuid=uuid(), **acting),
    "reply": lambda sr, acting: remarks.reply(sr, words="Ertaga", client_uuid=uuid(), **acting),
    "split": lambda sr, acting: splitting.split(sr, splitting.Part(uuid(), "pothole", "Yana"), **acting),
    "contractor": lambda sr, acting: contractors.invite(sr, name="MChJ", days=3, locale="uz", **acting),
    "hide": lambda sr, acting: hiding.hide(
        sr, sr.remarks[0].id, reason=f"Haqorat {acting['by'].id}", **acting
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_one_of_two_acts_and_the_other_one_is_told(committing_app: Any, name: str) -> None:
    world = World()
    make_user("dispatcher", agency=world.agency)
    sr = world.report()
    remarks.comment(sr, words="Soʻkinish", client_uuid=uuid(), at=NOW)
    request_id, version, agency_id = sr.id, sr.version, world.agency.id
    db.session.commit()
    people = [user.id for user in db.session.query(User).filter_by(role=Role.DISPATCHER, agency_id=agency_id)]
    db.session.remove()
    went: list[object] = []
    start = threading.Barrier(len(people))

    def press(user_id: int) -> None:
        with committing_app.app_context():
            try:
                start.wait(10)
                report = db.session.get_one(ServiceRequest, request_id)
                by = db.session.get_one(User, user_id)
                ACTS[name](report, {"by": by, "at": NOW, "expected_version": version})
                went.append("done")
            except Exception as error:
                went.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press, args=(user_id,)) for user_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert went.count("done") == 1, went
    (told,) = [one for one in went if one != "done"]
    assert isinstance(told, TOLD), told
    assert db.session.get_one(ServiceRequest, request_id).version > version
