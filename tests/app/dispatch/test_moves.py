"""The dispatcher's moves: done, refused with a sentence, and two dispatchers at one report. Nothing is lost."""

import re

import pytest

from app.actions import oversight
from app.db import db
from app.domain.lifecycle import ReasonCode
from tests.app.pages import hidden, words
from tests.conftest import NOW, sign_in
from tests.factories import make_user


def post(desk, sr, move, query="", **values):
    """Send a move's form with the version that the page shows."""
    values.setdefault("version", sr.version)
    return desk.post(f"/dispatch/{sr.public_id}/{move}{query}", data=values)


def test_accepting_and_assigning_lead_back_to_the_report_and_say_so(world, desk):
    sr = world.report()
    answer = post(desk, sr, "accept", "?lane=new")
    assert (answer.status_code, answer.location) == (303, f"/dispatch/{sr.public_id}?lane=new")
    assert "The report is accepted." in words(desk.get(answer.location))
    assert sr.status == "accepted"
    post(desk, sr, "assign", crew=world.crew.id)
    assert sr.crew_id == world.crew.id
    assert f"{world.crew.name} has the job on its list now." in words(desk.get(f"/dispatch/{sr.public_id}"))


def test_a_received_report_is_accepted_by_assigning_it(world, desk):
    sr = world.report()
    post(desk, sr, "assign", crew=world.crew.id)
    assert (sr.status, sr.crew_id) == ("accepted", world.crew.id)


def test_handing_over_leads_to_the_inbox_because_the_report_left_it(world, desk, client):
    sr = world.report()
    answer = post(desk, sr, "hand-over", "?lane=new", agency=world.other_agency.id, note="Bu suv quvuri")
    assert (answer.status_code, answer.location) == (303, "/dispatch/?lane=new")
    assert sr.agency_id == world.other_agency.id
    assert "It left your inbox." in words(desk.get("/dispatch/"))
    assert desk.get(f"/dispatch/{sr.public_id}").status_code == 404
    sign_in(client, world.other_dispatcher)
    told = words(client.get(f"/dispatch/{sr.public_id}"))
    assert "Bu suv quvuri" in told
    assert "Another agency had the report first and handed it over." in told


def test_the_agencies_that_answer_here_come_first_and_ones_own_is_not_offered(world, desk):
    sr = world.report()
    page = desk.get(f"/dispatch/{sr.public_id}").text
    select = page[page.index('name="agency"') : page.index("</select>", page.index('name="agency"'))]
    assert f'value="{world.other_agency.id}"' in select
    assert f'value="{world.agency.id}"' not in select


def test_rejecting_keeps_the_code_and_the_words(world, desk):
    sr = world.report()
    post(desk, sr, "reject", reason_code="private_property", note="Hovli ichida")
    assert sr.status == "rejected"
    told = words(desk.get(f"/dispatch/{sr.public_id}"))
    assert "The report was rejected: it is on private property." in told
    assert "Hovli ichida" in told


@pytest.mark.parametrize("spelling", ["{id}", " {id} ", "lower"])
def test_a_duplicate_is_tied_to_the_earlier_report_by_its_number(world, desk, spelling):
    first, sr = world.report(), world.report()
    typed = (
        first.public_id.replace("-", " ").lower()
        if spelling == "lower"
        else spelling.format(id=first.public_id)
    )
    post(desk, sr, "duplicate", original=typed)
    assert (sr.status, sr.duplicate_of_id) == ("duplicate", first.id)
    assert f'href="/r/{first.public_id}"' in desk.get(f"/dispatch/{sr.public_id}").text


def test_a_duplicate_is_tied_to_a_report_near_by_by_choosing_it(world, desk):
    first, sr = world.report(), world.report()
    post(desk, sr, "duplicate", near=first.public_id)
    assert sr.duplicate_of_id == first.id


REFUSED = [
    ("assign", {}, "Choose a crew."),
    ("assign", {"crew": "x"}, "Choose a crew."),
    ("assign", {"crew": "99999999999999999999"}, "Choose a crew."),
    ("hand-over", {"note": "Bu bizniki emas"}, "Choose the agency that should get the report."),
    ("hand-over", {"agency": "other", "note": "  "}, "Write the reason in a sentence."),
    ("hand-over", {"agency": "own", "note": "Oʻzimizga"}, "Choose the agency that should get the report."),
    ("hand-over", {"agency": "other", "note": "x" * 5000}, "This is 5000 characters long; at most 4000 fit."),
    ("reject", {"note": "Yoʻq"}, "Choose the reason."),
    ("reject", {"reason_code": "nonsense"}, "Choose the reason."),
    ("reject", {"reason_code": "other", "note": " "}, "Write the reason in a sentence."),
    ("duplicate", {}, "Enter the number of the earlier report."),
    ("duplicate", {"original": "2222-2222"}, "There is no such report."),
    ("duplicate", {"original": "own"}, "This is the number of the same report."),
]


@pytest.mark.parametrize(("move", "values", "said"), REFUSED)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(world, desk, move, values, said):
    sr = world.report()
    ids = {"other": world.other_agency.id, "own": sr.public_id if move == "duplicate" else world.agency.id}
    values = {
        name: ids.get(value, value) if name != "reason_code" else value for name, value in values.items()
    }
    answer = post(desk, sr, move, **values)
    assert answer.status_code == 422
    assert words(answer).count(said) == 2, "in the summary and at the field"
    if values.get("note", "").strip():
        assert values["note"].strip()[:4000] in answer.text
    assert sr.status == "received"


def test_another_agencys_crew_cannot_be_assigned(world, desk):
    from tests.factories import make_crew

    sr = world.report()
    answer = post(desk, sr, "assign", crew=make_crew(world.other_agency).id)
    assert answer.status_code == 422
    assert sr.crew_id is None


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "1.0"])
def test_a_form_without_a_version_that_was_shown_does_nothing(world, desk, version):
    sr = world.report()
    answer = post(desk, sr, "accept", version=version)
    assert answer.status_code == 409
    assert sr.status == "received"


def test_the_second_of_two_dispatchers_is_told_and_loses_nothing(world, client):
    sr = world.report()
    second = make_user("dispatcher", agency=world.agency)
    db.session.commit()
    sign_in(client, second)
    shown = hidden(client.get(f"/dispatch/{sr.public_id}"), "version")
    oversight.assign(sr, world.crew, by=world.dispatcher, at=NOW)

    late = post(
        client, sr, "hand-over", version=shown, agency=world.other_agency.id, note="Suv quvuri, bizniki emas"
    )
    assert late.status_code == 409
    assert "Somebody changed this report a moment ago." in words(late)
    assert "Suv quvuri, bizniki emas" in late.text
    assert (
        f'value="{world.other_agency.id}" selected' in late.text
        or f'selected value="{world.other_agency.id}"' in late.text
    )
    assert world.crew.name in words(late)
    assert sr.agency_id == world.agency.id

    # Having looked again, the same form goes through.
    seen = hidden(late, "version")
    assert seen == str(sr.version)
    assert (
        post(
            client, sr, "hand-over", version=seen, agency=world.other_agency.id, note="Suv quvuri"
        ).status_code
        == 303
    )


def test_a_move_that_the_lifecycle_forbids_by_now_is_told_and_the_words_stay(world, desk):
    sr = world.report()
    shown = sr.version
    oversight.reject(sr, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=NOW)
    late = post(
        desk, sr, "hand-over", version=shown, agency=world.other_agency.id, note="Suv quvuri, bizniki emas"
    )
    assert late.status_code == 409
    told = words(late)
    assert "What you had written: Suv quvuri, bizniki emas" in told
    for move in ("hand-over", "assign", "accept", "reject", "duplicate", "split", "contractor"):
        assert not re.search(rf'action="[^"]*/{move}\b', late.text), move
    assert sr.status == "rejected"

    # The same with the version of now: a form kept open in another window.
    forbidden = post(desk, sr, "hand-over", agency=world.other_agency.id, note="Suv quvuri")
    assert forbidden.status_code == 409
    assert "the report stands elsewhere now" in words(forbidden)


def test_a_report_that_was_handed_over_meanwhile_is_gone_but_the_words_are_not(world, desk):
    sr = world.report()
    shown = sr.version
    oversight.hand_over(sr, world.other_agency, note="Suv", by=world.dispatcher, at=NOW)
    late = post(desk, sr, "reject", version=shown, reason_code="other", note="Men ham yozgan edim")
    assert late.status_code == 404
    assert "Men ham yozgan edim" in late.text


def test_the_address_of_a_refused_form_leads_back_to_the_report(world, desk):
    sr = world.report()
    for move in ("accept", "assign", "hand-over", "reject", "duplicate"):
        answer = desk.get(f"/dispatch/{sr.public_id}/{move}?lane=new")
        assert answer.location == f"/dispatch/{sr.public_id}?lane=new"


def test_what_others_wrote_is_shown_as_words_never_as_markup(world, desk):
    sr = world.report(description="<script>alert(1)</script>", address='"><img src=x onerror=alert(1)>')
    for address in ("/dispatch/", f"/dispatch/{sr.public_id}"):
        page = desk.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
