"""What crews wrote down: on the dispatcher's page, on paper, and in the files; nobody else's agency reads it."""

import pytest
import sqlalchemy as sa

from app.db import db
from tests.app.checklists import filled, whole_checklist
from tests.app.dispatch.test_export import read_csv
from tests.app.pages import words
from tests.checklist_pages import finished
from tests.conftest import sign_in


@pytest.fixture
def items(world):
    return whole_checklist(world.service)


def english(desk, address):
    desk.set_cookie("language", "en")
    return desk.get(address)


def test_the_dispatcher_reads_every_answer_with_its_question(world, desk, items):
    report = finished(world, world.service, items)
    page = words(english(desk, f"/dispatch/{report.public_id}"))
    for said in (
        "What the crew wrote down",
        "3.5 m²",
        "Sovuq",
        "Tekshirildimi",
        "45 minutes",
        "Asfalt, 120 kg",
    ):
        assert said in page


def test_another_agency_reads_none_of_it(world, client, items):
    report = finished(world, world.service, items)
    sign_in(client, world.other_dispatcher)
    for address in (f"/dispatch/{report.public_id}", f"/dispatch/{report.public_id}/work-order"):
        page = client.get(address)
        assert page.status_code == 404
        assert "Asfalt" not in page.text


def test_the_paper_has_lines_before_and_answers_after(world, desk, items):
    report = world.report("accepted")
    before = words(english(desk, f"/dispatch/{report.public_id}/work-order"))
    for said in ("Maydon, m²", "Issiq Sovuq", "Yes No", "Necha daqiqa", "Materiallar", "Filled in on site"):
        assert said in before
    assert "Materials used" not in before, "the checklist asks for them already"
    done = finished(world, world.service, items)
    after = words(english(desk, f"/dispatch/{done.public_id}/work-order"))
    assert "Asfalt, 120 kg" in after
    assert "Filled in on site" not in after


def test_a_service_without_a_checklist_keeps_its_paper(world, desk):
    text = words(english(desk, f"/dispatch/{world.report('accepted').public_id}/work-order"))
    assert "Materials used" in text
    assert "Filled in on site" in text


def test_the_file_has_minutes_and_materials_and_no_formula(world, desk, items):
    first = finished(world, world.service, items)
    world.report("accepted")
    rows = {row["Number"]: row for row in read_csv(english(desk, "/dispatch/export.csv?lane=waiting"))}
    row = rows[first.public_id]
    assert (row["Minutes of work"], row["Materials used"]) == ("45", "Asfalt, 120 kg")
    others = [row for number, row in rows.items() if number != first.public_id]
    assert all((row["Minutes of work"], row["Materials used"]) == ("", "") for row in others)


def test_a_material_is_no_formula_in_a_file(world, desk, client, items):
    report = world.report("in_progress")
    sign_in(client, world.crew_member)
    sent = filled(items, used__what_1="=1+1")
    answer = client.post(f"/crew/{report.public_id}/resolve", data={"note": "Tayyor", **sent})
    assert answer.status_code == 422  # There was no photo; nothing of it is kept.
    world.service.photo_after_required = False
    db.session.commit()
    assert (
        client.post(f"/crew/{report.public_id}/resolve", data={"note": "Tayyor", **sent}).status_code == 303
    )
    sign_in(client, world.dispatcher)
    (row,) = read_csv(english(client, "/dispatch/export.csv?lane=waiting"))
    assert row["Materials used"] == "'=1+1, 120 kg"


def test_a_file_asks_for_the_work_of_a_whole_stretch_at_once(world, desk, items):
    for _ in range(3):
        finished(world, world.service, items)
    asked: list[str] = []

    def note(connection, cursor, statement, *rest):
        if "checklist" in statement:
            asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        rows = read_csv(english(desk, "/dispatch/export.csv?lane=waiting"))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(rows) == 3
    assert len(asked) == 2
