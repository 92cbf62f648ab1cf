"""Earlier reports by phone: that phone's and no others, and each look-up is written down."""

from datetime import UTC, timedelta

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app import policy
from app.actions import erasing, filing
from app.config import SettingsError, read_settings
from app.db import db
from app.domain.errors import NotPermitted
from app.extensions import limiter
from app.models import PhoneLookup
from app.personal_data import box
from app.queries import earlier
from tests.app.pages import words
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


YEAR = timedelta(days=365)


def test_lookups_are_erased_after_their_time_and_younger_ones_stay(world, now):
    for at in (now - 2 * YEAR, now - YEAR - timedelta(hours=1), now - YEAR + timedelta(hours=1), now):
        filing.look_up(PHONE, by=world.operator, at=at)
    assert [erasing.erase_old_lookups(now, limit=1) for _ in range(3)] == [1, 1, 0]
    assert [row.at for row in lookups()] == [now - YEAR + timedelta(hours=1), now]


def test_nought_days_keeps_lookups_for_good(world, now, monkeypatch):
    filing.look_up(PHONE, by=world.operator, at=now - 3 * YEAR)
    kept = policy.Policy(**{**vars(policy.policy()), "lookups_kept_days": 0})
    monkeypatch.setattr(policy, "_policy", kept)
    assert erasing.erase_old_lookups(now) == 0
    assert len(lookups()) == 1


def test_the_database_itself_refuses_to_erase_what_is_younger_than_a_month(world, monkeypatch):
    """By the clock of the database, whatever a program or its settings say."""
    real = time_machine.escape_hatch.datetime.datetime.now(UTC)
    filing.look_up(PHONE, by=world.operator, at=real - timedelta(days=20))
    kept = policy.Policy(**{**vars(policy.policy()), "lookups_kept_days": 1})
    monkeypatch.setattr(policy, "_policy", kept)
    with pytest.raises(DBAPIError):
        erasing.erase_old_lookups(real)
    assert len(lookups()) == 1


@pytest.mark.parametrize("change", ["UPDATE phone_lookup SET found = 7", "UPDATE phone_lookup SET at = at"])
def test_an_old_lookup_is_not_rewritten_either(world, now, change):
    filing.look_up(PHONE, by=world.operator, at=now - 2 * YEAR)
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(text(change))


def test_the_page_says_for_how_long_lookups_are_kept(desk, world, now):
    assert "stands here for 365 days." in words(desk.get("/operator/lookups"))


@pytest.mark.parametrize(("days", "refused"), [("0", False), ("30", False), ("29", True), ("-1", True)])
def test_no_shorter_time_than_a_month_can_be_set(days, refused):
    given = {"SECRET_KEY": "x" * 40, "PERSONAL_DATA_KEYS": "one", "LOOKUPS_KEPT_DAYS": days}
    if refused:
        with pytest.raises(SettingsError):
            read_settings(given)
    else:
        assert read_settings(given)["LOOKUPS_KEPT_DAYS"] == int(days)


#: Whose menu leads to the call centre.
MENUS = [
    ("operator", True),
    ("admin", True),
    ("dispatcher", False),
    ("council", False),
    ("crew_member", False),
]


@pytest.mark.parametrize(("person", "leads"), MENUS)
def test_the_menu_leads_to_the_call_centre_where_somebody_may_use_it(client, world, person, leads):
    sign_in(client, getattr(world, person))
    header = client.get("/how").text.partition("</header>")[0]
    assert ('href="/operator/"' in header) is leads
    assert client.get("/operator/").status_code == (200 if leads else 403)
