"""Earlier reports by phone: that phone's and no others, and each look-up is written down."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.actions import filing
from app.db import db
from app.domain.errors import NotPermitted
from app.extensions import limiter
from app.models import PhoneLookup
from app.personal_data import box
from app.queries import earlier
from tests.conftest import sign_in
from tests.every_page import CONTACT
from tests.factories import make_user

PHONE = CONTACT["phone"]


def lookups() -> list[PhoneLookup]:
    return list(db.session.scalars(select(PhoneLookup).order_by(PhoneLookup.id)))


def test_a_phone_finds_its_own_reports_and_no_others(desk, world):
    mine = [world.report(status, **CONTACT) for status in ("received", "closed")]
    others = [world.report(phone="90 111 22 33"), world.report()]
    page = desk.post("/operator/find", data={"phone": "(90) 765-43-21"}).get_data(as_text=True)
    assert all(report.public_id in page for report in mine)
    assert not any(report.public_id in page for report in others)


def test_nothing_of_the_contact_is_shown_but_the_number_that_was_said(desk, world):
    world.report(**CONTACT)
    page = desk.post("/operator/find", data={"phone": PHONE}).get_data(as_text=True)
    assert CONTACT["contact_name"] not in page
    assert CONTACT["email"] not in page


def test_every_lookup_is_written_down_also_one_that_finds_nothing(desk, world, now):
    world.report(**CONTACT)
    desk.post("/operator/find", data={"phone": PHONE})
    desk.post("/operator/find", data={"phone": "90 000 00 00"})
    assert [(row.by_user_id, row.at, row.found) for row in lookups()] == [
        (world.operator.id, now, 1),
        (world.operator.id, now, 0),
    ]


def test_the_number_is_neither_in_an_address_nor_in_the_table(desk, world):
    answer = desk.post("/operator/find", data={"phone": PHONE})
    assert answer.status_code == 200
    row = db.session.execute(text("SELECT * FROM phone_lookup")).one()
    assert "7654321" not in str(row)
    assert lookups()[0].phone_index == box().blind_index("+998907654321")


def test_a_number_that_is_none_is_refused_and_nothing_is_written(desk, world):
    for typed in ("", "Gulchehra", "12"):
        assert desk.post("/operator/find", data={"phone": typed}).status_code == 422
    assert lookups() == []


@pytest.mark.parametrize("change", ["UPDATE phone_lookup SET found = 7", "DELETE FROM phone_lookup"])
def test_no_lookup_is_rewritten_or_removed(world, now, change):
    filing.look_up(PHONE, by=world.operator, at=now)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(change))
    assert len(lookups()) == 1


@pytest.mark.parametrize("who", ["dispatcher", "crew_member", "council", "resident"])
def test_nobody_else_looks_phones_up(world, now, who):
    person = getattr(world, who)
    with pytest.raises(NotPermitted):
        filing.look_up(PHONE, by=person, at=now)
    world.report(**CONTACT)
    assert earlier.by_phone(box().blind_indexes("+998907654321"), person, now=now) == []
    assert lookups() == []


def test_an_operator_reads_the_own_lookups_and_an_admin_everybodys(app, desk, world, now):
    other = make_user("operator", name="Boshqa Operator")
    filing.look_up(PHONE, by=other, at=now)
    assert "Boshqa Operator" not in desk.get("/operator/lookups").get_data(as_text=True)
    admin = app.test_client()
    sign_in(admin, world.admin)
    page = admin.get("/operator/lookups").get_data(as_text=True)
    assert "Boshqa Operator" in page
    assert "7654321" not in page


def test_whoever_searches_without_end_is_stopped(app, desk, world, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    codes = {desk.post("/operator/find", data={"phone": PHONE}).status_code for _ in range(95)}
    limiter.reset()
    assert codes == {200, 429}
    assert len(lookups()) == 90


def test_the_number_goes_on_to_a_new_report_and_not_through_an_address(desk, world):
    answer = desk.post("/operator/report", data={"action": "begin", "phone": PHONE})
    assert answer.status_code == 200
    assert f'value="{PHONE}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/operator/find", "/operator/N3C2-7T3E/too"])
def test_a_form_that_is_reloaded_leads_back(desk, world, address):
    assert desk.get(address).location == "/operator/"
