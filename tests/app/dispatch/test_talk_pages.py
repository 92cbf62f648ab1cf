"""The page of a report: replying with a template, notes, hiding, splitting, letting go, asking a contractor."""

import re

import pytest
from sqlalchemy import event

from app.actions import hiding, merging, oversight, remarks, splitting
from app.db import db
from app.models import ContractorLink, Remark, ServiceRequest, StatusChange
from app.queries import worklist
from tests.app.conversations import full, invite, make_template, quarrel, uuid
from tests.app.pages import words
from tests.conftest import NOW, new_visitor, sign_in
from tests.factories import make_photo


def send(desk, sr, path, **values):
    sent = {"version": str(sr.version), "client_uuid": uuid(), **values}
    return desk.post(f"/dispatch/{sr.public_id}/{path}?lane=new", data=sent)


def page(desk, sr, query=""):
    return desk.get(f"/dispatch/{sr.public_id}{query}")


def test_a_reply_is_public_and_a_note_is_not(world, desk, app):
    sr = world.report()
    assert send(desk, sr, "reply", words="Ertaga kelamiz").location == f"/dispatch/{sr.public_id}?lane=new"
    assert send(desk, sr, "note", words="Kalit qorovulda").status_code == 303
    told = words(page(desk, sr))
    assert "The agency replied." in told
    assert "Kalit qorovulda" in told
    assert world.dispatcher.name in told
    for address in (f"/r/{sr.public_id}", f"/r/{sr.public_id}/{sr.secret}", f"/r/{sr.public_id}/card"):
        seen = words(new_visitor(app).get(address))
        assert "Kalit qorovulda" not in seen
        assert world.dispatcher.name not in seen
    assert "Ertaga kelamiz" in words(new_visitor(app).get(f"/r/{sr.public_id}"))


def test_templates_are_filled_in_and_those_in_the_residents_language_come_first(world, desk):
    make_template("Salom! {number}: {service}, {place}, {due}, {agency}, {link}", title="Salom")
    make_template("Здравствуйте", title="Привет", locale="ru")
    make_template("Boshqa", title="Boshqa", service_group_id=world.group.id)
    make_template("Yashirin", title="Yashirin", is_active=False)
    db.session.commit()
    sr = world.report(locale="ru")
    shown = page(desk, sr)
    titles = re.findall(r'data-words="[^"]*"><span>([^<]+)<', shown.text)
    assert titles == ["Привет", "Boshqa", "Salom"]
    first = re.search(
        rf'href="([^"]*template=\d+[^"]*)" data-words="Salom! {sr.public_id}: pothole, ', shown.text
    )
    filled = desk.get(first[1].replace("&amp;", "&").split("#")[0])
    assert f"Salom! {sr.public_id}: pothole, mahalla" in filled.text
    assert "{" not in re.search(r"<textarea[^>]*reply-words[^>]*>([^<]*)<", filled.text)[1]


def test_a_reply_without_words_is_refused_at_its_field(world, desk):
    sr = world.report()
    for path in ("reply", "note"):
        answer = send(desk, sr, path, words=" ")
        assert answer.status_code == 422
        assert "Write a sentence" in words(answer)
    assert db.session.query(Remark).count() == 0


def test_a_reply_to_what_changed_meanwhile_is_told_and_a_note_is_never_late(world, desk):
    sr = world.report()
    shown = sr.version
    oversight.accept(sr, by=world.dispatcher, at=NOW)
    late = send(desk, sr, "reply", version=str(shown), words="Ertaga")
    assert late.status_code == 409
    assert ">\r\nErtaga</textarea>" in late.text or "Ertaga" in words(late)
    assert send(desk, sr, "note", version=str(shown), words="Kalit").status_code == 303


def test_a_comment_is_hidden_with_a_reason_and_put_back(world, desk, app):
    sr = world.report()
    remark = remarks.comment(sr, words="Soʻkinish", client_uuid=uuid(), at=NOW)
    path = f"remarks/{remark.id}"
    refused = send(desk, sr, f"{path}/hide", reason=" ")
    assert refused.status_code == 422
    assert f'href="#hide-{remark.id}"' in refused.text
    assert send(desk, sr, f"{path}/hide", reason="Haqorat").status_code == 303
    public = words(new_visitor(app).get(f"/r/{sr.public_id}"))
    assert "Soʻkinish" not in public
    assert "The agency hid this: Haqorat" in public
    assert "Soʻkinish" in words(page(desk, sr))
    assert send(desk, sr, f"{path}/show").status_code == 303
    assert "Soʻkinish" in words(new_visitor(app).get(f"/r/{sr.public_id}"))


def test_a_part_is_split_off_with_its_photo(world, desk):
    sr = world.report(photo_tokens=[make_photo()])
    refused = send(desk, sr, "split", words="Chiroq")
    assert refused.status_code == 422
    answer = send(desk, sr, "split", service_code="pothole", words="Chiroq", photos=[str(sr.photos[0].id)])
    assert answer.status_code == 303
    part = db.session.query(ServiceRequest).order_by(ServiceRequest.id.desc()).first()
    told = words(page(desk, sr))
    assert f"The part is report {part.public_id} now" in told
    assert f"A part of it goes on as report {part.public_id}." in told
    assert f"It was a part of report {sr.public_id}." in words(page(desk, part))
    assert len(part.photos) == 1


def test_what_is_probably_the_same_is_tied_in_one_press_and_let_go_again(world, desk):
    earlier, sr = world.report(), world.report()
    shown = words(page(desk, sr))
    assert "Probably the same problem" in shown
    assert "0 m away, the same service, sent at nearly the same time, described alike" in shown
    assert send(desk, sr, "duplicate", original=earlier.public_id).status_code == 303
    assert f"Report {sr.public_id} was tied to it." in words(page(desk, earlier))
    assert send(desk, sr, "undo-duplicate").status_code == 303
    assert db.session.get(ServiceRequest, sr.id).status == "received"
    assert f"Report {sr.public_id} was tied to it." not in words(page(desk, earlier))
    assert send(desk, sr, "undo-duplicate").status_code == 409


def test_what_is_not_the_same_is_suggested_no_more_and_can_be_suggested_again(world, desk):
    earlier, sr = world.report(), world.report()
    assert (
        send(desk, sr, f"not-the-same/{earlier.public_id}").location == f"/dispatch/{sr.public_id}?lane=new"
    )
    for here, there in ((sr, earlier), (earlier, sr)):
        told = words(page(desk, here))
        assert "Probably the same problem" not in told
        assert f"Looks alike, and is not the same {there.public_id} {world.dispatcher.name}" in told
    assert send(desk, earlier, f"maybe-the-same/{sr.public_id}").status_code == 303
    told = words(page(desk, sr))
    assert "Probably the same problem" in told
    assert "Looks alike" not in told


def test_hand_overs_are_counted_and_shown_and_stop_when_the_council_is_asked(world, desk):
    sr = quarrel(world)
    told = words(page(desk, sr))
    assert "Handed over 2 times" in told
    assert "Suv quvuri" in told
    assert "The district council was asked on" in told
    assert f"/dispatch/{sr.public_id}/hand-over" not in page(desk, sr).text
    late = send(desk, sr, "hand-over", agency=str(world.other_agency.id), note="Yana")
    assert late.status_code == 409
    assert "The district council decides whose report this is." in words(late)
    assert "What you had written: Yana" in words(late)


def test_a_contractor_is_asked_and_the_link_can_be_taken_back(world, desk):
    sr = world.report()
    assert send(desk, sr, "contractor", name=" ", days="7").status_code == 422
    assert send(desk, sr, "contractor", name="MChJ", days="9").status_code == 422
    assert send(desk, sr, "contractor", name="MChJ", days="3").status_code == 303
    link = db.session.query(ContractorLink).one()
    assert re.search(r'value="http[^"]*/c/[^"]+"', page(desk, sr).text)
    assert send(desk, sr, f"contractor/{link.id}/revoke").status_code == 303
    told = page(desk, sr)
    assert "Taken back." in words(told)
    assert "/c/" not in told.text


def test_a_page_takes_as_many_statements_however_much_was_said(world, desk):
    address = full("/dispatch/{id}")(world)
    sr = worklist.find(address.split("/")[-1], world.dispatcher)
    sent: list[str] = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    counts = []
    for _ in range(2):
        db.session.expire_all()
        del sent[:]
        assert desk.get(address).status_code == 200
        counts.append(len(sent))
        for _more in range(4):
            remarks.note(sr, words="Yana", client_uuid=uuid(), by=world.dispatcher, at=NOW)
            said = remarks.comment(sr, words="Yana", client_uuid=uuid(), at=NOW)
            hiding.hide(sr, said.id, reason="Haqorat", by=world.dispatcher, at=NOW)
            invite(world, sr)
            make_template()
            part = splitting.Part(uuid(), "pothole", "Yana bir chuqur")
            splitting.split(sr, part, by=world.dispatcher, at=NOW)
            tied = world.report(longitude=69.0505)
            oversight.mark_duplicate(tied, sr, by=world.dispatcher, at=NOW)
            merging.dismiss(sr, world.report(longitude=69.0506), by=world.dispatcher, at=NOW)
    event.remove(engine, "before_cursor_execute", note)
    assert counts[1] <= counts[0]


# Who may do any of it: only the agency that has the report, and the admin.

PEOPLE = {
    "nobody": 302,
    "resident": 403,
    "crew_member": 403,
    "operator": 403,
    "council": 403,
    "other_dispatcher": 404,
    "dispatcher": 303,
    "admin": 303,
}


@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_agencys_dispatcher_and_the_admin_say_and_show_anything(world, app, person):
    visitor = new_visitor(app)
    sr = world.report(photo_tokens=[make_photo()])
    remark = remarks.comment(sr, words="Soʻkinish", client_uuid=uuid(), at=NOW)
    link = invite(world, sr)
    if person != "nobody":
        sign_in(visitor, getattr(world, person))
    before = db.session.query(StatusChange).count(), db.session.query(Remark).count()
    for path, values in {
        "reply": {"words": "Ertaga"},
        "note": {"words": "Kalit"},
        f"remarks/{remark.id}/hide": {"reason": "Haqorat"},
        f"remarks/{remark.id}/show": {},
        "contractor": {"name": "MChJ", "days": "3"},
        f"contractor/{link.id}/revoke": {},
        "split": {"service_code": "pothole", "words": "Chiroq"},
    }.items():
        db.session.expire_all()
        sent = {"version": str(sr.version), "client_uuid": uuid(), **values}
        answer = visitor.post(f"/dispatch/{sr.public_id}/{path}", data=sent)
        assert answer.status_code == PEOPLE[person], (person, path)
    after = db.session.query(StatusChange).count(), db.session.query(Remark).count()
    assert (after != before) is (PEOPLE[person] == 303)


def test_a_comment_or_a_link_of_another_report_is_not_there(world, desk):
    ours, other = world.report(), world.report()
    remark = remarks.comment(other, words="Soʻkinish", client_uuid=uuid(), at=NOW)
    link = invite(world, other)
    assert send(desk, ours, f"remarks/{remark.id}/show").status_code == 404
    assert send(desk, ours, f"contractor/{link.id}/revoke").status_code == 404
    hidden = send(desk, ours, f"remarks/{remark.id}/hide", reason="Haqorat")
    assert hidden.status_code in (404, 409, 422)
    db.session.expire_all()
    assert db.session.get(Remark, remark.id).hidden is None
    assert desk.get(f"/dispatch/{ours.public_id}/remarks/1/hide").status_code == 302
