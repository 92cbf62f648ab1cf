"""Role × address × scope in the dispatchers' and the operators' rooms: who is refused, how, and that nothing happened.

Every form is one that the right person could send, so that what refuses is the rule and not the form.
"""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from app.actions import asking, contractors, oversight, remarks, roster
from app.db import db
from app.models import (
    ContractorLink,
    Crew,
    Filing,
    MapDelta,
    OutboxMessage,
    PhoneLookup,
    Remark,
    RemarkHiding,
    SavedFilter,
    ServiceRequest,
    Shift,
    StatusChange,
    Supporter,
)
from tests.app.addresses_of_the_desk import (
    ACTS_ON_MANY,
    CALL_CENTRE,
    EVERYTHING,
    FOREIGN,
    LISTS,
    ONE_CREW,
    ONE_REPORT,
    RELOADED,
    RELOADED_CREW,
    SECRET_WORDS,
    UUID,
    WITHOUT_INBOX,
)
from tests.conftest import NOW, sign_in
from tests.factories import World, make_agency, make_area, make_crew, make_user

COUNTED = (
    ServiceRequest,
    StatusChange,
    Remark,
    RemarkHiding,
    ContractorLink,
    Crew,
    Shift,
    Filing,
    PhoneLookup,
    Supporter,
    OutboxMessage,
    MapDelta,
    SavedFilter,
)


class Desk(World):
    """Two districts of one region, each with its agency, and something of every kind that belongs to the first."""

    def __init__(self) -> None:
        super().__init__()
        self.next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=self.region)
        next_agency = make_agency("roads-1702", area_id=self.next_district.id)
        make_crew(next_agency)
        self.next_district_dispatcher = make_user("dispatcher", agency=next_agency)
        self.next_district_council = make_user("council", area=self.next_district)
        self.mahalla_council = make_user("council", area=self.mahalla)
        self.gone_dispatcher = make_user("dispatcher", agency=self.agency, is_active=False)
        self.sr = self.report(description=SECRET_WORDS, phone="90 765 43 21")
        self.near = self.report(description=SECRET_WORDS, at=NOW - timedelta(hours=1))
        remark = remarks.comment(self.sr, words=SECRET_WORDS, client_uuid=UUID.format(8), at=NOW)
        oversight.accept(self.sr, by=self.dispatcher, at=NOW)
        link = contractors.invite(
            self.sr, name="Pudratchi", email="p@example.uz", days=7, locale="uz", by=self.dispatcher, at=NOW
        )
        roster.add_shifts(
            self.crew,
            first_on=NOW.date(),
            last_on=NOW.date(),
            weekdays=range(7),
            begins=(NOW + timedelta(hours=1)).time(),
            ends=(NOW + timedelta(hours=5)).time(),
            by=self.dispatcher,
            at=NOW,
        )
        question = asking.ask(
            self.sr,
            area=self.district,
            agency=None,
            words=SECRET_WORDS,
            hours=24,
            client_uuid=UUID.format(9),
            by=self.council,
            at=NOW,
        )
        kept = SavedFilter(user_id=self.dispatcher.id, name="Kechikkan", query="lane=overdue", created_at=NOW)
        db.session.add(kept)
        db.session.commit()
        self.names = {
            "id": self.sr.public_id,
            "version": self.sr.version,
            "near": self.near.public_id,
            "near_version": self.near.version,
            "crew": self.crew.id,
            "agency": self.agency.code,
            "other_agency": self.other_agency.id,
            "remark": remark.id,
            "link": link.id,
            "shift": db.session.scalar(select(Shift.id)),
            "filter": kept.id,
            "question": question.id,
        }

    def send(self, client, method, address, data):
        """Send what the table says, about this desk's own things."""

        def filled(value):
            if isinstance(value, list):
                return [one.format(**self.names) for one in value]
            return value.format(**self.names)

        sent = {name: filled(value) for name, value in data.items()}
        if method == "POST" and "{id}" in address and "version" not in sent:
            sent["version"] = str(self.names["version"])
        return client.open(address.format(**self.names), method=method, data=sent or None)


def said(answer):
    """All that an answer says; a workbook is unpacked."""
    if answer.data.startswith(b"PK"):
        with ZipFile(BytesIO(answer.data)) as file:
            return " ".join(file.read(name).decode() for name in file.namelist())
    return unescape(answer.data.decode("utf-8", "replace"))


def counted():
    """How much there is of everything that could have changed."""
    return {model.__name__: db.session.scalar(select(func.count()).select_from(model)) for model in COUNTED}


def standing(desk):
    """What could have been changed in place."""
    db.session.expire_all()
    versions = [(sr.version, sr.status, sr.crew_id, sr.agency_id) for sr in (desk.sr, desk.near)]
    return (
        versions,
        (desk.crew.name, desk.crew.is_active),
        db.session.scalar(select(ContractorLink.revoked_at)),
    )


@pytest.fixture
def desk(session, frozen_time):
    return Desk()


def test_every_address_of_both_rooms_is_in_the_tables(app):
    adapter = app.url_map.bind("localhost")
    names = dict.fromkeys(
        ("near", "version", "near_version", "agency", "other_agency", "id"), "2222-2222"
    ) | dict.fromkeys(("crew", "remark", "link", "shift", "filter", "question"), "1")
    tried = {
        adapter.match(address.format(**names).partition("?")[0], method)[0]
        for method, address, _ in [*EVERYTHING, *CALL_CENTRE]
    }
    rules = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(("dispatch.", "operator."))
    }
    assert tried == rules


@pytest.mark.parametrize("person", ["nobody", *WITHOUT_INBOX])
def test_whoever_has_no_inbox_is_refused_everywhere_and_nothing_happens(desk, client, person):
    if person != "nobody":
        sign_in(client, getattr(desk, person))
    signed_out = person in ("nobody", "gone_dispatcher")
    before = counted(), standing(desk)
    for method, address, data in EVERYTHING:
        answer = desk.send(client, method, address, data)
        assert answer.status_code == (302 if signed_out else 403), (method, address)
        assert not signed_out or answer.location.startswith("/sign-in"), address
        assert SECRET_WORDS not in said(answer), address
    assert (counted(), standing(desk)) == before


@pytest.mark.parametrize("person", FOREIGN)
def test_another_agency_and_another_district_reach_nothing_of_this_one(desk, client, person):
    sign_in(client, getattr(desk, person))
    before = counted(), standing(desk)
    for method, address, data in [*LISTS, *ACTS_ON_MANY]:
        answer = desk.send(client, method, address, data)
        assert answer.status_code in (200, 302, 303, 422), (method, address)
        assert SECRET_WORDS not in said(answer), address
        if address.startswith(("/dispatch/board", "/dispatch/crews")):
            assert desk.crew.name not in said(answer), address
    for method, address, data in [*ONE_REPORT, *ONE_CREW]:
        answer = desk.send(client, method, address, data)
        assert answer.status_code == 404, (method, address)
        assert SECRET_WORDS not in said(answer), address
    for method, address, data in [*RELOADED, *RELOADED_CREW]:
        answer = desk.send(client, method, address, data)
        assert answer.status_code in (302, 404), (method, address)
    assert (counted(), standing(desk)) == before


@pytest.mark.parametrize("person", ["dispatcher", "admin"])
def test_those_whom_the_rule_lets_in_are_refused_nowhere(desk, client, person):
    sign_in(client, getattr(desk, person))
    for method, address, data in [*LISTS, *ONE_REPORT, *ONE_CREW]:
        # What is said in words by one form would move the report away from the next one.
        if method == "GET" and "recording" not in address:
            assert desk.send(client, method, address, data).status_code == 200, address
    for address in ("/dispatch/", "/dispatch/export.csv", "/dispatch/export.xlsx"):
        assert SECRET_WORDS in said(client.get(address)), address


def test_a_saved_filter_is_removed_by_its_owner_alone(desk, client):
    for person, left in (("admin", 1), ("other_dispatcher", 1), ("dispatcher", 0)):
        sign_in(client, getattr(desk, person))
        desk.send(client, *ACTS_ON_MANY[-1])
        assert counted()["SavedFilter"] == left


NOT_OPERATORS = (
    "nobody",
    "resident",
    "crew_member",
    "dispatcher",
    "other_dispatcher",
    "council",
    "mahalla_council",
    "next_district_council",
    "gone_dispatcher",
)


@pytest.mark.parametrize("person", NOT_OPERATORS)
def test_nobody_else_gets_into_the_call_centre(desk, client, person):
    if person != "nobody":
        sign_in(client, getattr(desk, person))
    before = counted()
    for method, address, data in CALL_CENTRE:
        answer = desk.send(client, method, address, data)
        assert answer.status_code == (302 if person in ("nobody", "gone_dispatcher") else 403), address
        assert SECRET_WORDS not in said(answer), address
    assert counted() == before


@pytest.mark.parametrize("person", ["operator", "admin"])
def test_an_operator_reaches_everything_there_but_the_receipt_of_what_another_filed(desk, client, person):
    sign_in(client, getattr(desk, person))
    for method, address, data in CALL_CENTRE:
        answer = desk.send(client, method, address, data)
        assert answer.status_code in ((404,) if "receipt" in address else (200, 302, 303)), address
