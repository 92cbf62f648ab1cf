"""Many neighbours at one moment: each is counted, each once, and the dispatcher at work is not refused."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

from app.actions import supporting
from app.actions.supporting import Support
from app.db import db
from app.models import ServiceRequest, Supporter
from tests.conftest import NOW
from tests.factories import World

NEIGHBOURS = 8


def at_once(app: Any, request_id: int, forms: list[Support]) -> list[BaseException]:
    """Send every form from a thread of its own, all at the same moment; return what went wrong."""
    wrong: list[BaseException] = []
    start = threading.Barrier(len(forms))

    def send(form: Support) -> None:
        with app.app_context():
            try:
                start.wait(10)
                supporting.support(db.session.get_one(ServiceRequest, request_id), form, at=NOW)
            except BaseException as error:
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=send, args=(form,)) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def test_each_of_many_neighbours_is_counted(committing_app: Any) -> None:
    sr = World().report()
    request_id, version, place = sr.id, sr.version, sr.queue_order
    db.session.rollback()
    forms = [Support(client_uuid=str(uuid4()), locale="uz", device=str(n)) for n in range(NEIGHBOURS)]
    assert at_once(committing_app, request_id, forms) == []
    db.session.rollback()
    found = db.session.get_one(ServiceRequest, request_id, populate_existing=True)
    assert (found.supporters_count, found.version) == (NEIGHBOURS, version)
    assert found.queue_order == place - NEIGHBOURS


def test_one_neighbour_who_presses_many_times_is_one(committing_app: Any) -> None:
    sr = World().report()
    request_id = sr.id
    db.session.rollback()
    uuid = str(uuid4())
    forms = [Support(client_uuid=uuid, locale="uz", phone="901234567")] * 4
    forms += [Support(client_uuid=str(uuid4()), locale="uz", device="d") for _ in range(4)]
    assert at_once(committing_app, request_id, forms) == []
    db.session.rollback()
    assert db.session.get_one(ServiceRequest, request_id, populate_existing=True).supporters_count == 2
    assert db.session.query(Supporter).count() == 2
