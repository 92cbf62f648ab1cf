"""What a crew wrote down is never rewritten, and nobody but staff reads it."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.models import ChecklistMaterial, ChecklistWording
from tests.app.checklists import filled, whole_checklist
from tests.app.crew.test_checklist import WHOLE, typed
from tests.app.crew.test_resolving import NEAR, a_photo, resolve


@pytest.fixture
def items(world):
    return whole_checklist(world.service)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE checklist_answer SET minutes = 1", "append-only"),
        ("DELETE FROM checklist_answer", "append-only"),
        ("UPDATE checklist_material SET amount = 1", "append-only"),
        ("DELETE FROM checklist_material", "append-only"),
        ("UPDATE checklist_wording SET unit = 'km'", "append-only"),
        ("DELETE FROM checklist_wording", None),
        ("INSERT INTO checklist_material (answer_id, what, amount, unit) SELECT id, 'x', -1, 'kg' FROM checklist_answer", None),
    ],
)  # fmt: skip
def test_the_database_itself_refuses_to_rewrite_answers(world, phone, session, items, statement, message):
    sr = world.report("in_progress")
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items)).status_code == 303
    session.flush()
    with pytest.raises(sa.exc.IntegrityError, match=message), session.begin_nested():
        session.execute(sa.text(statement))
    session.expire_all()
    assert typed(sr) == WHOLE


def test_nobody_but_staff_reads_what_was_written_down(world, phone, client, items):
    sr = world.report("in_progress")
    assert (
        resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items, cause="Maxfiy sabab")).status_code == 303
    )
    client.post("/sign-out")
    pages = [f"/r/{sr.public_id}", f"/open311/v2/requests/{sr.public_id}.json", f"/council/{sr.public_id}"]
    for address in pages:
        page = client.get(address, follow_redirects=True)
        assert "Maxfiy sabab" not in page.text
        assert "Necha daqiqa" not in page.text


def test_a_material_and_its_answer_belong_together(world, phone, items):
    sr = world.report("in_progress")
    more = {"used__what_2": "Bitum", "used__amount_2": "2,5", "used__unit_2": "l"}
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items, **more)).status_code == 303
    rows = db.session.scalars(sa.select(ChecklistMaterial).order_by(ChecklistMaterial.id)).all()
    assert [(row.what, row.amount, row.unit) for row in rows] == [
        ("Asfalt", 120.0, "kg"),
        ("Bitum", 2.5, "l"),
    ]
    assert {row.answer.wording.item_id for row in rows} == {items["used"].id}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ChecklistWording)) == len(items)
