"""Two dispatchers at one report: the second is told by every form of its page, and nothing that was typed is lost."""

import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape

import pytest

from app.actions import contractors, extending, hiding, merging, oversight, remarks, splitting
from app.db import db
from app.models import ContractorLink, Remark, RemarkHiding, RemarkKind, ServiceRequest, StatusChange
from tests.app.conversations import uuid
from tests.app.pages import words
from tests.conftest import NOW
from tests.factories import make_photo, make_user

CHANGED = "Somebody changed this report"
TOO_LATE = "That is not possible any more"


@dataclass(frozen=True)
class Form:
    """One form of the page: where it goes, what is filled in, and what of it must be there again."""

    path: str
    values: dict = field(default_factory=dict)
    #: Patterns that the refused page holds; `{...}` are numbers of the world.
    still: tuple[str, ...] = ()


def typed(name, text):
    """A text area that holds what was typed."""
    return rf'<textarea[^>]*name="{name}"[^>]*>\s*{text}</textarea>'


def filled(name, text):
    return rf'<input[^>]*name="{name}"[^>]*value="{text}"'


def chosen(value):
    return rf'<option selected value="{value}">'


FORMS = {
    "assign": Form(
        "assign", {"crew": "{crew}", "planned_on": "2026-11-20"}, (chosen("{crew}"), "2026-11-20")
    ),
    "hand over": Form(
        "hand-over",
        {"agency": "{other_agency}", "note": "Suv quvuri"},
        (chosen("{other_agency}"), typed("note", "Suv quvuri")),
    ),
    "reject": Form(
        "reject",
        {"reason_code": "other", "note": "Hovli ichida"},
        (r'checked[^>]*value="other"', typed("note", "Hovli ichida")),
    ),
    "merge": Form("duplicate", {"original": "{near}"}, (filled("original", "{near}"),)),
    "question": Form("ask", {"words": "Qaysi uy?"}, (typed("words", r"Qaysi uy\?"),)),
    "reply": Form("reply", {"words": "Ertaga kelamiz"}, (typed("words", "Ertaga kelamiz"),)),
    "split": Form(
        "split",
        {"service_code": "pothole", "words": "Chiroq ham", "photos": "{photo}"},
        (chosen("pothole"), typed("words", "Chiroq ham"), r'name="photos" value="{photo}" checked'),
    ),
    "extend": Form(
        "extend",
        {"until": "2026-11-30", "note": "Quvur yoʻlda"},
        (filled("until", "2026-11-30"), typed("note", "Quvur yoʻlda")),
    ),
    "study": Form("study", {"note": "Tekshiruv kerak"}, (typed("note", "Tekshiruv kerak"),)),
    "hide": Form("remarks/{remark}/hide", {"reason": "Haqorat"}, (filled("reason", "Haqorat"),)),
    "contractor": Form(
        "contractor",
        {"name": "MChJ", "email": "usta@example.uz", "days": "3"},
        (filled("name", "MChJ"), filled("email", "usta@example.uz"), chosen("3")),
    ),
}


@pytest.fixture
def colleague(world):
    """The other dispatcher of the same agency."""
    return make_user("dispatcher", agency=world.agency)


@pytest.fixture
def at_hand(world):
    """A report with everything that a form may name, and the numbers of it."""
    near = world.report(longitude=69.0501)
    sr = world.report(photo_tokens=[make_photo()])
    sr.appeal_registered_on, sr.answer_due_on = date(2026, 11, 18), date(2026, 12, 3)
    remark = remarks.comment(sr, words="Soʻkinish", client_uuid=uuid(), at=NOW)
    numbers = {
        "crew": world.crew.id,
        "other_agency": world.other_agency.id,
        "near": near.public_id,
        "photo": sr.photos[0].id,
        "remark": remark.id,
    }
    return sr, {name: str(value) for name, value in numbers.items()}


def filled_in(form, numbers, version):
    values = {name: value.format(**numbers) for name, value in form.values.items()}
    return {"version": str(version), "client_uuid": uuid(), **values}


def how_many():
    return [db.session.query(one).count() for one in (StatusChange, Remark, RemarkHiding, ContractorLink)]


@pytest.mark.parametrize("name", FORMS)
def test_the_second_is_told_finds_what_was_typed_and_can_send_it_again(world, desk, colleague, at_hand, name):
    (sr, numbers), form = at_hand, FORMS[name]
    seen = sr.version
    oversight.accept(sr, by=colleague, at=NOW)
    before = how_many()
    address = f"/dispatch/{sr.public_id}/{form.path.format(**numbers)}?lane=new"
    late = desk.post(address, data=filled_in(form, numbers, seen))
    assert late.status_code == 409
    assert CHANGED in words(late)
    for pattern in form.still:
        assert re.search(pattern.format(**numbers), unescape(late.text)), pattern
    assert how_many() == before
    assert db.session.get(ServiceRequest, sr.id).status == "accepted"
    again = desk.post(address, data=filled_in(form, numbers, sr.version))
    assert again.status_code == 303, words(again)
    assert how_many() != before


def test_accepting_what_was_accepted_and_letting_go_what_was_let_go_is_told(world, desk, colleague):
    sr, tied = world.report(), world.report()
    oversight.mark_duplicate(tied, sr, by=colleague, at=NOW)
    seen = sr.version, tied.version
    oversight.accept(sr, by=colleague, at=NOW)
    merging.undo(tied, by=colleague, at=NOW)
    before = how_many()
    for report, path, version in ((sr, "accept", seen[0]), (tied, "undo-duplicate", seen[1])):
        late = desk.post(f"/dispatch/{report.public_id}/{path}", data={"version": str(version)})
        assert late.status_code == 409
        assert CHANGED in words(late) or TOO_LATE in words(late)
    assert how_many() == before


def test_a_note_is_never_too_late_and_says_that_something_changed(world, desk, colleague):
    sr = world.report()
    for meanwhile, said in (
        (False, "Only those who work on the report"),
        (True, "Somebody changed the report"),
    ):
        seen = sr.version
        if meanwhile:
            oversight.accept(sr, by=colleague, at=NOW)
        sent = {"version": str(seen), "client_uuid": uuid(), "words": "Kalit qorovulda"}
        kept = desk.post(f"/dispatch/{sr.public_id}/note", data=sent)
        assert kept.status_code == 303
        assert said in words(desk.get(kept.location))
    assert db.session.query(Remark).filter_by(kind=RemarkKind.NOTE).count() == 2


# What both do is kept beside the report and changes none of its columns: the second is told all the same.


def replies(sr, by, numbers):
    remarks.reply(sr, words="Bugun kelamiz", client_uuid=uuid(), by=by, at=NOW)


def asks(sr, by, numbers):
    remarks.ask(sr, words="Qaysi hovli?", client_uuid=uuid(), by=by, at=NOW)


def splits(sr, by, numbers):
    splitting.split(sr, splitting.Part(uuid(), "pothole", "Chiroq yonmaydi"), by=by, at=NOW)


def invites(sr, by, numbers):
    contractors.invite(sr, name="Boshqa usta", days=7, locale="uz", by=by, at=NOW)


def hides(sr, by, numbers):
    hiding.hide(sr, int(numbers["remark"]), reason="Reklama", by=by, at=NOW)


def extends(sr, by, numbers):
    extending.put_off(sr, date(2026, 11, 27), note="Quvur yoʻlda", by=by, at=NOW)


BOTH = {
    "reply": replies,
    "question": asks,
    "split": splits,
    "contractor": invites,
    "hide": hides,
    "extend": extends,
}


@pytest.mark.parametrize("name", BOTH)
def test_two_who_do_the_same_are_not_both_heard_without_knowing(world, desk, colleague, at_hand, name):
    (sr, numbers), form = at_hand, FORMS[name]
    seen = sr.version
    BOTH[name](sr, colleague, numbers)
    before = how_many()
    address = f"/dispatch/{sr.public_id}/{form.path.format(**numbers)}"
    late = desk.post(address, data=filled_in(form, numbers, seen))
    assert late.status_code == 409
    told = unescape(late.text)
    assert how_many() == before
    for value in form.values.values():
        text = value.format(**numbers)
        # The numbers of choices and days are of no use any more where the form is gone.
        assert text in told or not re.search("[a-z]", text), text


@pytest.mark.parametrize(
    ("path", "values", "written"),
    [
        ("reply", {"words": "Ertaga kelamiz"}, ["Ertaga kelamiz"]),
        ("note", {"words": "Kalit qorovulda"}, ["Kalit qorovulda"]),
        ("reject", {"reason_code": "other", "note": "Hovli ichida"}, ["Hovli ichida"]),
        ("remarks/{remark}/hide", {"reason": "Haqorat"}, ["Haqorat"]),
        ("contractor", {"name": "MChJ", "email": "usta@example.uz"}, ["MChJ", "usta@example.uz"]),
        ("extend", {"until": "2026-11-30", "note": "Quvur yoʻlda"}, ["Quvur yoʻlda"]),
        ("split", {"service_code": "pothole", "words": "Chiroq ham"}, ["Chiroq ham"]),
    ],
)
def test_what_was_written_for_a_report_that_went_to_another_agency_is_shown(
    world, desk, colleague, at_hand, path, values, written
):
    sr, numbers = at_hand
    sent = {"version": str(sr.version), "client_uuid": uuid(), **values}
    oversight.hand_over(sr, world.other_agency, note="Suv", by=colleague, at=NOW)
    gone = desk.post(f"/dispatch/{sr.public_id}/{path.format(**numbers)}", data=sent)
    assert gone.status_code == 404
    for text in written:
        assert text in unescape(gone.text)
