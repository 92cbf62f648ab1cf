"""Operators file for people who phone or walk in: their words, their consent, their receipt."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.actions import filing
from app.db import db
from app.domain.errors import FieldError, NotPermitted
from app.domain.lifecycle import Actor
from app.models import Consent, Contact, Filing, FilingChannel, ServiceRequest, Supporter
from tests.conftest import sign_in
from tests.every_page import CONTACT
from tests.factories import make_photo, make_user


def told(**values):
    return {
        "client_uuid": str(uuid4()),
        "latitude": "41.05",
        "longitude": "69.05",
        "service_code": "pothole",
        "description": "Yoʻlda chuqur bor",
        "channel": "phone",
        "locale": "ru",
        "consent": "none",
        **values,
    }


def filed() -> Filing:
    return db.session.scalars(select(Filing)).one()


def how_many(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_caller_is_filed_for_with_the_channel_the_consent_and_their_language(desk, world, now):
    answer = desk.post(
        "/operator/report", data=told(action="send", consent="spoken", channel="visit", **CONTACT)
    )
    report = filed().service_request
    assert (answer.status_code, answer.location) == (303, f"/operator/{report.public_id}/receipt")
    assert (filed().by_user_id, filed().at) == (world.operator.id, now)
    assert (filed().channel, filed().consent) == (FilingChannel.VISIT, Consent.SPOKEN)
    assert (report.channel, report.locale, report.contact.phone) == ("operator", "ru", "+998907654321")
    assert (report.history[0].actor, report.history[0].by_user_id) == (Actor.OPERATOR, world.operator.id)


def test_without_consent_no_contact_is_kept(desk, world):
    page = desk.post("/operator/report", data=told(action="send", consent="", **CONTACT))
    assert page.status_code == 422
    assert "Ask whether they agree, and tick how" in page.get_data(as_text=True)
    assert (how_many(ServiceRequest), how_many(Contact), how_many(Filing)) == (0, 0, 0)
    # What was typed is still in the form.
    assert CONTACT["contact_name"] in page.get_data(as_text=True)


@pytest.mark.parametrize("field", sorted(CONTACT))
def test_the_rule_itself_refuses_each_part_of_a_contact_without_a_consent(world, now, field):
    draft = world.draft(**{field: CONTACT[field]})
    with pytest.raises(FieldError):
        filing.file(draft, channel=FilingChannel.PHONE, consent=None, by=world.operator, at=now)
    assert how_many(ServiceRequest) == 0


def test_somebody_who_stays_unnamed_is_filed_for_all_the_same(desk, world):
    desk.post("/operator/report", data=told(action="send"))
    assert filed().consent is None
    assert filed().service_request.contact is None


def test_the_same_form_twice_is_one_report(desk, world):
    form = told(action="send")
    first, second = (desk.post("/operator/report", data=form).location for _ in range(2))
    assert first == second
    assert how_many(Filing) == 1


@pytest.mark.parametrize("who", ["dispatcher", "crew_member", "council", "resident"])
def test_nobody_else_files_for_others(world, now, who):
    with pytest.raises(NotPermitted):
        filing.file(world.draft(), channel=FilingChannel.PHONE, consent=None, by=getattr(world, who), at=now)


def test_before_sending_it_is_read_out_with_who_gets_it_and_what_is_near(desk, world):
    near = world.report(description="Katta chuqur", photo_tokens=[make_photo()])
    page = desk.post("/operator/report", data=told(action="check", consent="spoken", **CONTACT))
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "Send to roads-1701" in text
    assert near.public_id in text
    assert "Yes, they said so" in text
    assert how_many(ServiceRequest) == 1


def test_a_form_that_was_sent_empty_says_all_that_is_missing(desk, world):
    page = desk.post("/operator/report", data={"action": "check"})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "Choose what the problem is." in text
    assert "Mark the problem on the map, or enter its coordinates." in text


@pytest.mark.parametrize(
    "forged", [{"channel": "carrier pigeon"}, {"locale": "xx"}, {"consent": "assumed", "phone": "90 1112233"}]
)
def test_what_no_form_offers_is_refused(desk, world, forged):
    assert desk.post("/operator/report", data=told(action="send", **forged)).status_code == 422
    assert how_many(ServiceRequest) == 0


def test_a_place_is_found_by_its_name_without_a_script(desk, world):
    world.mahalla.names = {"uz": "Navbahor"}
    db.session.commit()
    page = desk.post(
        "/operator/report", data=told(action="find", place_q="Navbahor", latitude="", longitude="")
    )
    chosen = re.search(r'name="place" value="([^"]+)"', page.get_data(as_text=True))
    assert chosen is not None
    page = desk.post("/operator/report", data=told(place=chosen[1], latitude="", longitude=""))
    assert f'value="{chosen[1].split(",")[0]}' in page.get_data(as_text=True)


def test_who_has_the_same_problem_is_counted_with_it_instead(desk, world):
    report = world.report()
    data = {"client_uuid": str(uuid4()), "locale": "ru", "consent": "spoken", "phone": "90 111 22 33"}
    answer = desk.post(f"/operator/{report.public_id}/too", data=data)
    assert answer.location == "/operator/"
    supporter = db.session.scalars(select(Supporter)).one()
    assert (supporter.phone, supporter.locale) == ("+998901112233", "ru")
    assert how_many(ServiceRequest) == 1


def test_nobody_is_counted_with_a_contact_that_they_did_not_agree_to(desk, world):
    report = world.report()
    data = {"client_uuid": str(uuid4()), "locale": "ru", "consent": "none", "phone": "90 111 22 33"}
    desk.post(f"/operator/{report.public_id}/too", data=data)
    assert "Ask whether they agree" in desk.get("/operator/").get_data(as_text=True)
    assert how_many(Supporter) == 0


def test_the_receipt_is_in_the_persons_language_and_has_their_link_as_a_code(desk, world):
    desk.post("/operator/report", data=told(action="send", consent="written", **CONTACT))
    report = filed().service_request
    page = desk.get(f"/operator/{report.public_id}/receipt")
    text = page.get_data(as_text=True)
    assert '<article class="slip" lang="ru"' in text
    assert report.public_id in text
    assert f"/r/{report.public_id}/" in text
    assert '<svg aria-hidden="true" shape-rendering="crispEdges"' in text
    assert page.headers["Cache-Control"] == "no-store"
    # A paper that is lost tells nothing about the person.
    assert not any(value in text for value in [*CONTACT.values(), "+998907654321"])


def test_the_link_on_the_receipt_opens_the_report_for_its_reporter(desk, world, app):
    desk.post("/operator/report", data=told(action="send"))
    text = desk.get(f"/operator/{filed().service_request.public_id}/receipt").get_data(as_text=True)
    link = re.search(r'slip-address">https?://[^/]+(/r/[^<]+)<', text)
    assert link is not None
    assert app.test_client().get(link[1]).status_code == 200


def test_a_day_later_the_receipt_has_the_public_page_instead_of_the_link(desk, world, frozen_time):
    desk.post("/operator/report", data=told(action="send"))
    number = filed().service_request.public_id
    frozen_time.shift(timedelta(hours=25))
    sign_in(desk, world.operator)
    text = desk.get(f"/operator/{number}/receipt").get_data(as_text=True)
    assert f"/r/{number}<" in text
    assert f"/r/{number}/" not in text


@pytest.mark.parametrize("who", ["another operator", "admin"])
def test_nobody_prints_the_receipt_of_what_somebody_else_filed(desk, world, app, who):
    desk.post("/operator/report", data=told(action="send"))
    number = filed().service_request.public_id
    other = app.test_client()
    sign_in(other, make_user("operator") if who == "another operator" else world.admin)
    assert other.get(f"/operator/{number}/receipt").status_code == 404
    assert number not in other.get("/operator/").get_data(as_text=True)


def test_there_is_no_receipt_for_what_a_resident_sent(desk, world):
    assert desk.get(f"/operator/{world.report().public_id}/receipt").status_code == 404


def test_what_was_filed_today_is_listed(desk, world):
    desk.post("/operator/report", data=told(action="send"))
    assert filed().service_request.public_id in desk.get("/operator/").get_data(as_text=True)


def test_an_operators_day_begins_at_the_call_centre(app, world):
    from app.account.views import ROOMS

    assert ROOMS[world.operator.role] == "operator.index"
