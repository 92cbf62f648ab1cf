"""What a crew writes down when it finishes a job: demanded beside its field, kept typed, by whichever way it comes."""

from uuid import uuid4

import pytest
import sqlalchemy as sa

from app.actions import checklists, fieldwork, reporting, together
from app.db import db
from app.domain.checklist import ChecklistNotMet
from app.models import ChecklistAnswer
from app.queries import checklists as asked
from tests.app.checklists import filled, make_item, whole_checklist
from tests.app.crew.test_queued import send
from tests.app.crew.test_resolving import NEAR, a_photo, resolve, tokens, upload
from tests.app.pages import words
from tests.factories import NOW, make_photo, make_service


@pytest.fixture
def items(world):
    return whole_checklist(world.service)


def answers(sr):
    return db.session.scalars(
        sa.select(ChecklistAnswer).filter_by(service_request_id=sr.id).order_by(ChecklistAnswer.id)
    ).all()


def typed(sr):
    """What stands in the columns, by the question's words."""
    return {
        row.wording.words["uz"]: next(
            (
                getattr(row, name)
                for name in ("number", "yes", "choice", "words", "minutes")
                if getattr(row, name) is not None
            ),
            [(used.what, used.amount, used.unit) for used in row.materials],
        )
        for row in answers(sr)
    }


WHOLE = {
    "Maydon": 3.5,
    "Usul": "sovuq",
    "Tekshirildimi": False,
    "Sababi": "Yomgʻir",
    "Necha daqiqa": 45,
    "Materiallar": [("Asfalt", 120.0, "kg")],
}


def test_every_kind_of_answer_is_kept_in_its_own_type_without_a_script(world, phone, items):
    sr = world.report("in_progress")
    page = words(phone.get(f"/crew/{sr.public_id}"))
    for said in ("Maydon, m²", "From 0.1 to 100.", "Usul (if you like)", "Necha daqiqa"):
        assert said in page
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items)).status_code == 303
    assert sr.status == "resolved"
    assert typed(sr) == WHOLE
    assert {row.status_change.move for row in answers(sr)} == {"resolve"}


def test_what_is_demanded_is_said_beside_its_field_and_nothing_is_lost(world, phone, items):
    sr = world.report("in_progress")
    answer = resolve(
        phone,
        sr,
        photos=a_photo(),
        **NEAR,
        note="Tayyor",
        **filled(items, area="", minutes="", cause="Quvur"),
    )
    assert answer.status_code == 422
    told = words(answer)
    assert told.count("Write the number. This job cannot be closed without it.") == 2, "summary and field"
    assert told.count("Write how many minutes it took. This job cannot be closed without it.") == 2
    assert f'href="#check-{items["area"].id}"' in answer.text
    for kept in (
        "Tayyor",
        "Quvur",
        'value="Asfalt"',
        'value="120"',
        'value="kg" selected',
        'value="no" checked',
    ):
        assert kept in answer.text
    assert 'value="sovuq" selected' in answer.text
    assert len(tokens(answer)) == 1
    assert sr.status == "in_progress"
    assert not answers(sr)


def test_the_photo_and_the_checklist_are_asked_for_together(world, phone, items):
    sr = world.report("in_progress")
    told = words(resolve(phone, sr))
    assert "Add a photo of the finished work." in told
    assert "Write how many minutes it took." in told


WRONG = [
    ("area", "abc", "Write a number, such as 3.5."),
    ("area", "1e999", "Write a number, such as 3.5."),
    ("area", "NaN", "Write a number, such as 3.5."),
    ("area", "101", "This is too much: at most 100."),
    ("area", "0", "This is too little: at least 0.1."),
    ("area", "-999 999 999,5", "This is too little: at least 0.1."),
    ("minutes", "-5", "This is too little: at least 1."),
    ("minutes", "1,5", "Write whole minutes, in digits."),
    ("way", "boshqa", "Choose one of the answers."),
    ("tested", "balki", "Choose one of the answers."),
    ("cause", "ў" * 10_000, "at most 1000 fit"),
    ("used__amount_1", "koʻp", "Row 1: Write a number, such as 3.5."),
    ("used__amount_1", "", "Row 1: Write how much of it was used."),
    ("used__what_1", "", "Row 1: Write which material it was."),
    ("used__unit_1", "pud", "Row 1: Choose what it is counted in."),
]


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_what_cannot_be_taken_is_refused_in_words_and_stays_in_the_form(
    world, phone, items, field, value, said
):
    sr = world.report("in_progress")
    answer = resolve(phone, sr, photo_token=make_photo("after"), **filled(items, **{field: value}))
    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    if field in ("area", "minutes", "cause"):
        assert value in answer.text
    assert sr.status == "in_progress"
    assert not answers(sr)


def test_unknown_items_and_those_of_another_service_are_not_looked_at(world, phone, items):
    other = make_item(make_service(world.group, "boshqa"), "number", "Boshqa")
    db.session.commit()
    sr = world.report("in_progress")
    sent = {f"check-{other.id}": "7", "check-999999": "7", "check-abc": "7", "check-": "7", **filled(items)}
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **sent).status_code == 303
    assert typed(sr) == WHOLE


def test_answers_that_were_read_for_another_service_are_not_kept(world, items):
    other = make_item(make_service(world.group, "boshqa"), "number", "Boshqa")
    service = db.session.get(type(world.service), other.service_id)
    service.photo_after_required = False
    db.session.commit()
    sr = world.report("in_progress", service_code=service.service_code)
    read = checklists.read(filled(items), asked.questions(world.service.id))
    fieldwork.resolve(sr, by=world.crew_member, filled=read, at=NOW)
    assert not answers(sr)


def test_an_item_that_was_retired_while_the_form_was_open_is_kept_and_not_demanded(world, phone, items):
    first, sr, again = (world.report("in_progress") for _ in range(3))
    assert resolve(phone, first, photos=a_photo(), **NEAR, **filled(items)).status_code == 303
    assert checklists.change(items["area"], "remove", at=NOW, by=world.admin) == "retired"
    assert "Maydon" not in words(phone.get(f"/crew/{sr.public_id}"))
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items, area="4")).status_code == 303
    assert typed(sr)["Maydon"] == 4.0
    assert resolve(phone, again, photos=a_photo(), **NEAR, **filled(items, area="metr")).status_code == 303
    assert "Maydon" not in typed(again)


def test_an_item_that_nobody_answered_is_deleted_and_an_open_form_goes_through_without_it(
    world, phone, items
):
    sr, sent = world.report("in_progress"), filled(items)
    assert checklists.change(items["area"], "remove", at=NOW, by=world.admin) == "deleted"
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **sent).status_code == 303
    assert "Maydon" not in typed(sr)


def test_an_answer_keeps_the_words_under_which_it_was_asked(world, phone, items):
    sr, area = world.report("in_progress"), items["area"]
    shown = area.wordings[-1].id
    checklists.save(
        area,
        service=world.service,
        kind=area.kind,
        wording=checklists.Wording({"uz": "Maydon (sm²)"}, maximum=1.0),
        is_required=True,
        at=NOW,
        by=world.admin,
    )
    sent = {**filled(items), f"check-{area.id}-as": str(shown)}
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **sent).status_code == 303
    assert typed(sr)["Maydon"] == 3.5


def test_a_second_finishing_is_kept_beside_the_first(world, phone, items):
    sr = world.report("in_progress")
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items)).status_code == 303
    reporting.not_fixed(sr, note="Yana shu holat", at=NOW)
    fieldwork.start(sr, by=world.crew_member, at=NOW)
    page = words(phone.get(f"/crew/{sr.public_id}"))
    assert "What was written down" in page
    assert "Asfalt, 120 kg" in page
    again = filled(items, minutes="90", area="5")
    assert resolve(phone, sr, photos=a_photo(), **NEAR, **again).status_code == 303
    rounds = asked.rounds(sr.id)
    assert [[a.minutes for a in one.answers if a.minutes] for one in rounds] == [[90], [45]]
    assert asked.work_of([sr.id])[sr.id].minutes == 135


def test_what_was_written_for_a_job_that_stands_elsewhere_now_is_shown_again(world, phone, items):
    sr = world.report("accepted")
    answer = resolve(phone, sr, photos=a_photo(), **NEAR, **filled(items))
    assert answer.status_code == 409
    told = words(answer)
    assert "What you had written:" in told
    assert "3.5 m²" in told
    assert "Asfalt, 120 kg" in told


def test_jobs_at_one_place_are_each_asked_for_themselves(world, phone, items):
    jobs = [world.report("in_progress", longitude=69.05), world.report("in_progress", longitude=69.0502)]
    ids = [sr.public_id for sr in jobs]
    page = phone.get("/crew/together", query_string={"job": ids})
    for public_id in ids:
        assert f'name="check-{items["area"].id}-{public_id}"' in page.text
    sent = {"job": ids, "photo_token": upload(phone, **NEAR).json["token"]}
    first = filled(items, of=ids[0])
    answer = phone.post("/crew/together/resolve", data={**sent, **first})
    assert answer.status_code == 422
    assert words(answer).count("Write how many minutes it took.") == 2
    assert 'value="Asfalt"' in answer.text
    assert [sr.status for sr in jobs] == ["in_progress"] * 2

    both = {**sent, **first, **filled(items, of=ids[1], minutes="10", area="1")}
    assert phone.post("/crew/together/resolve", data=both).status_code == 303
    assert [typed(sr)["Necha daqiqa"] for sr in jobs] == [45, 10]


def test_neither_action_lets_a_job_be_finished_without_its_checklist(world, items):
    sr = world.report("in_progress")
    for finish in (
        lambda: fieldwork.resolve(
            sr, by=world.crew_member, note="Tayyor", photo_tokens=[make_photo("after")], at=NOW
        ),
        lambda: together.resolve_all(
            [sr], by=world.crew_member, note="Tayyor", photo_tokens=[make_photo("after")], at=NOW
        ),
    ):
        with pytest.raises(ChecklistNotMet):
            finish()
        db.session.expire_all()
        assert sr.status == "in_progress"


def test_what_waited_on_the_phone_is_read_and_demanded_in_the_same_way(world, phone, items):
    sr, act = world.report("in_progress"), str(uuid4())
    token = make_photo("after")
    db.session.commit()

    def arrive(**values):
        sent = {"client_uuid": act, "photo_token": token, "note": "Tayyor", **filled(items, **values)}
        return send(phone, sr, "resolve", world.crew_member, **sent)

    refused = arrive(minutes="", area="abc")
    assert refused.status_code == 422
    assert refused.json["error"] == "The checklist, “Maydon”: Write a number, such as 3.5."
    assert refused.json["errors"] == {
        f"check-{items['area'].id}": ["Write a number, such as 3.5."],
        f"check-{items['minutes'].id}": [
            "Write how many minutes it took. This job cannot be closed without it."
        ],
    }
    assert sr.status == "in_progress"
    assert arrive().status_code == 201
    assert arrive().json["earlier"] is True
    assert typed(sr) == WHOLE
