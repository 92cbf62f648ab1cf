"""The admin's checklists: what is asked, in which words and order; what was answered keeps its question."""

import pytest
from sqlalchemy import select

from app.actions import checklists, fieldwork
from app.catalogue.load import load_catalogue
from app.db import db
from app.domain.errors import NotPermitted
from app.models import ChecklistItem, ChecklistWording, Service
from app.queries import checklists as asked
from tests.app.checklists import make_item, whole_checklist
from tests.app.pages import words
from tests.conftest import sign_in
from tests.factories import NOW, World, make_photo, make_service


@pytest.fixture
def world(app, session):
    return World()


@pytest.fixture
def admin(client, world):
    sign_in(client, world.admin)
    return client


@pytest.fixture
def place(world):
    return f"/admin/services/{world.service.id}/checklist"


def form(**values):
    return {"words_uz": "Maydon", "words_ru": "Площадь", "words_kaa": "", "words_en": "Area", **values}


def asked_now(world):
    return [
        (question.words["uz"], question.is_required)
        for question in asked.questions(world.service.id)
        if question.is_asked
    ]


def answer_all(world, **typed):
    """Finish a job with a yes to every question of that kind."""
    sr = world.report("in_progress")
    questions = asked.questions(world.service.id)
    form = {f"check-{question.item_id}": "yes" for question in questions if question.kind.value == "yes_no"}
    fieldwork.resolve(
        sr,
        by=world.crew_member,
        photo_tokens=[make_photo("after")],
        note="Tayyor",
        filled=checklists.read(form, questions),
        at=NOW,
    )
    return sr


def test_a_number_is_asked_with_its_unit_and_bounds_in_every_language(admin, world, place):
    assert "Nothing is asked yet." in words(admin.get(place))
    answer = admin.post(
        f"{place}/add/number", data=form(unit="m2", minimum="0,5", maximum="1 000", is_required="y")
    )
    assert (answer.status_code, answer.location) == (302, place)
    (question,) = asked.questions(world.service.id)
    assert (question.unit, question.minimum, question.maximum, question.is_required) == (
        "m2",
        0.5,
        1000.0,
        True,
    )
    assert question.words == {"uz": "Maydon", "ru": "Площадь", "en": "Area"}
    page = words(admin.get(place))
    for said in ("Area", "A number", "m². From 0.5 to 1,000.", "yes"):
        assert said in page
    admin.set_cookie("language", "uz_Cyrl")
    assert "Майдон" in words(admin.get(place))


def test_choices_have_names_in_every_language_and_keys_that_stay(admin, world, place):
    sent = form(
        **{"choice-0_uz": "Issiq", "choice-0_ru": "Горячий", "choice-2_uz": "Sovuq", "choice-0-key": "x"}
    )
    assert admin.post(f"{place}/add/choice", data=sent).status_code == 302
    (item,) = db.session.scalars(select(ChecklistItem))
    assert item.wordings[-1].choices == [
        {"key": "c1", "names": {"uz": "Issiq", "ru": "Горячий"}},
        {"key": "c2", "names": {"uz": "Sovuq"}},
    ]
    page = admin.get(f"{place}/{item.id}")
    assert 'name="choice-0-key" type="hidden" value="c1"' in page.text
    # The first goes, the second moves up with its key, and a third is new: no key is ever given again.
    sent = form(
        **{"choice-0_uz": "Sovuq", "choice-0-key": "c2", "choice-1_uz": "Vaqtincha", "choice-1-key": ""}
    )
    assert admin.post(f"{place}/{item.id}", data=sent).status_code == 302
    assert [choice["key"] for choice in item.wordings[-1].choices] == ["c2", "c3"]
    assert len(item.wordings) == 2


REFUSED = [
    ("number", {"words_uz": ""}, "Fill in this field."),
    ("number", {"words_uz": "\u200b"}, "Fill in this field."),
    ("number", {"words_uz": "A" * 201}, "at most 200 fit"),
    ("number", {"minimum": "abc"}, "Write a number, such as 3,5."),
    ("number", {"maximum": "1e9"}, "Write a number, such as 3,5."),
    ("number", {"minimum": "5", "maximum": "4"}, "The largest number is smaller than the smallest one."),
    ("number", {"unit": "verst"}, "Check this field."),
    ("choice", {}, "Write at least two answers to choose from."),
    ("choice", {"choice-0_uz": "Bitta"}, "Write at least two answers to choose from."),
    ("choice", {"choice-0_uz": "Bir", "choice-1_ru": "Два"}, "Fill in this field."),
]


@pytest.mark.parametrize(("kind", "values", "said"), REFUSED)
def test_what_cannot_be_asked_is_refused_and_stays_in_the_form(admin, world, place, kind, values, said):
    answer = admin.post(f"{place}/add/{kind}", data=form(words_ru="Остаётся", **values))
    assert answer.status_code == 422
    assert "Остаётся" in answer.text
    if said == "Check this field.":
        said = "Use small Latin letters"
    assert said in words(answer)
    assert not asked_now(world)


def test_the_same_key_twice_is_refused(admin, world, place):
    item = make_item(
        world.service,
        "choice",
        "Usul",
        choices=[{"key": key, "names": {"uz": key}} for key in ("a", "b")],
    )
    sent = form(
        **{f"choice-{n}_uz": f"Javob {n}" for n in (0, 1)}, **{f"choice-{n}-key": "a" for n in (0, 1)}
    )
    assert admin.post(f"{place}/{item.id}", data=sent).status_code == 422
    assert len(item.wordings) == 1


def test_a_question_too_many_is_refused(admin, world, place):
    for number in range(checklists.MOST_ITEMS):
        make_item(world.service, "yes_no", f"Savol {number}", position=number)
    db.session.commit()
    answer = admin.post(f"{place}/add/text", data=form())
    assert "So many questions nobody answers with care." in words(answer)


def test_words_that_change_are_a_new_version_and_old_answers_keep_theirs(admin, world, place):
    item = make_item(world.service, "yes_no", "Tekshirildimi")
    db.session.commit()
    sr = answer_all(world)
    assert admin.post(f"{place}/{item.id}", data=form(words_uz="Ishlayaptimi")).status_code == 302
    assert admin.post(f"{place}/{item.id}", data=form(words_uz="Ishlayaptimi")).status_code == 302
    assert [wording.words["uz"] for wording in item.wordings] == ["Tekshirildimi", "Ishlayaptimi"]
    assert item.wordings[-1].by_user_id == world.admin.id
    (one,) = asked.rounds(sr.id)
    assert one.answers[0].question.words["uz"] == "Tekshirildimi"
    assert "those answers keep the words of their time" in words(admin.get(f"{place}/{item.id}"))


def test_what_was_answered_is_retired_and_can_be_asked_again_and_the_rest_is_deleted(admin, world, place):
    used = make_item(world.service, "yes_no", "Tekshirildimi")
    db.session.commit()
    answer_all(world)
    unused = make_item(world.service, "text", "Sababi", position=1)
    db.session.commit()
    unused_id = unused.id

    def change(item_id, what):
        return admin.post(f"{place}/{item_id}/change", data={"change": what})

    change(used.id, "remove")
    assert "The question is not asked any more." in words(admin.get(place))
    change(unused_id, "remove")
    assert "The question is deleted." in words(admin.get(place))
    assert db.session.get(ChecklistItem, unused_id) is None
    assert asked_now(world) == []
    assert "Not asked any more" in words(admin.get(place))
    change(used.id, "restore")
    assert asked_now(world) == [("Tekshirildimi", False)]
    assert change(unused_id, "remove").status_code == 404


def test_the_order_is_changed_one_place_at_a_time_and_stays_within_its_ends(admin, world, place):
    a, b, c = (make_item(world.service, "yes_no", name, position=0) for name in "ABC")
    db.session.commit()
    for item, what, expected in [(c, "up", "ACB"), (a, "up", "ACB"), (a, "down", "CAB"), (b, "down", "CAB")]:
        answer = admin.post(f"{place}/{item.id}/change", data={"change": what})
        assert (answer.status_code, answer.location) == (303, f"{place}#item-{item.id}")
        assert "".join(name for name, _ in asked_now(world)) == expected
    assert admin.post(f"{place}/{a.id}/change", data={"change": "sideways"}).status_code == 303


def test_an_item_belongs_to_its_service_alone(admin, world):
    other = make_service(world.group, "boshqa")
    item = make_item(other, "yes_no", "Savol")
    db.session.commit()
    for address in (f"{item.id}", f"{item.id}/change", "add/poem", "999999"):
        method = "POST" if address.endswith("change") else "GET"
        place = f"/admin/services/{world.service.id}/checklist/{address}"
        assert admin.open(place, method=method).status_code == 404
    assert admin.get("/admin/services/999999/checklist").status_code == 404


@pytest.mark.parametrize("person", ["nobody", "resident", "crew_member", "dispatcher", "operator", "council"])
def test_nobody_but_an_admin_gets_at_the_checklists(world, client, place, person):
    item = make_item(world.service, "yes_no", "Savol")
    db.session.commit()
    if person != "nobody":
        sign_in(client, getattr(world, person))
    expected = 302 if person == "nobody" else 403
    for method, address in [
        ("GET", ""),
        ("GET", "/add/text"),
        ("POST", "/add/text"),
        ("GET", f"/{item.id}"),
        ("POST", f"/{item.id}"),
        ("POST", f"/{item.id}/change"),
    ]:
        data = form(change="remove") if method == "POST" else None
        assert client.open(place + address, method=method, data=data).status_code == expected, address
    assert asked_now(world) == [("Savol", False)]


def test_the_actions_themselves_refuse_anybody_but_an_admin(world):
    item = make_item(world.service, "yes_no", "Savol")
    db.session.commit()
    for act in (
        lambda by: checklists.change(item, "up", at=NOW, by=by),
        lambda by: checklists.change(item, "remove", at=NOW, by=by),
        lambda by: checklists.change(item, "restore", at=NOW, by=by),
        lambda by: checklists.save(
            item, service=world.service, kind=item.kind, wording=checklists.Wording({"uz": "X"}),
            is_required=True, at=NOW, by=by,
        ),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            act(world.dispatcher)


def test_the_catalogues_questions_are_loaded_once_and_an_admins_changes_stay(session, world):
    first = load_catalogue(session)
    assert first.questions_added > 80
    again = load_catalogue(session)
    assert (again.questions_added, again.questions_changed) == (0, 0)
    pothole = session.scalars(select(Service).filter_by(service_code="pothole")).one()
    area = session.scalars(select(ChecklistItem).filter_by(service_id=pothole.id, code="area")).one()
    own = checklists.Wording({"uz": "Yamoq maydoni"}, unit="m2")
    checklists.save(
        area, service=pothole, kind=area.kind, wording=own, is_required=False, at=NOW, by=world.admin
    )
    assert checklists.change(area, "remove", at=NOW, by=world.admin) == "retired"

    load_catalogue(session)
    assert (area.wordings[-1].words["uz"], area.wordings[-1].words["ru"]) == (
        "Yamoq maydoni",
        "Площадь ремонта",
    )
    assert area.wordings[-1].maximum is None
    assert area.retired_at is not None
    load_catalogue(session, overwrite=True)
    assert area.wordings[-1].words["uz"] == "Tuzatilgan maydon"
    assert area.retired_at is not None
    assert session.query(ChecklistWording).filter_by(item_id=area.id).count() == 4


def test_the_list_of_services_says_how_much_each_asks(admin, world):
    whole_checklist(world.service)
    db.session.commit()
    assert "6 questions" in words(admin.get("/admin/services"))
