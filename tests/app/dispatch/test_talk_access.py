"""Who may say, show, hide, split, tie, ask and decide: every address of the talk, every kind of person, every scope."""

from datetime import timedelta

import pytest

from app.actions import contractors, hiding, merging, oversight, remarks
from app.contractor_link import token_of
from app.db import db
from app.domain.lifecycle import ReasonCode
from app.models import (
    ContractorAnswer,
    ContractorLink,
    MergeDismissal,
    Photo,
    Remark,
    RemarkHiding,
    ServiceRequest,
    StatusChange,
)
from tests.app.conversations import invite, quarrel, uuid
from tests.conftest import NOW, new_visitor, sign_in
from tests.factories import make_area, make_photo, make_user

#: Each address, and what is sent to it. `{...}` are things of the world.
ADDRESSES = {
    "reply": ("/dispatch/{id}/reply", {"words": "Ertaga"}),
    "note": ("/dispatch/{id}/note", {"words": "Kalit"}),
    "ask": ("/dispatch/{id}/ask", {"words": "Qaysi uy?"}),
    "split": ("/dispatch/{id}/split", {"service_code": "pothole", "words": "Chiroq"}),
    "undo a merge": ("/dispatch/{tied}/undo-duplicate", {}),
    "merge": ("/dispatch/{id}/duplicate", {"original": "{near}"}),
    "not the same": ("/dispatch/{id}/not-the-same/{near}", {}),
    "maybe the same": ("/dispatch/{id}/maybe-the-same/{other}", {}),
    "hide": ("/dispatch/{id}/remarks/{remark}/hide", {"reason": "Haqorat"}),
    "show": ("/dispatch/{id}/remarks/{hidden}/show", {}),
    "contractor": ("/dispatch/{id}/contractor", {"name": "MChJ", "days": "3"}),
    "take a link back": ("/dispatch/{id}/contractor/{link}/revoke", {}),
}

#: Whoever they are: what each address answers them. Another agency's dispatcher is told what a stranger's number is told.
PEOPLE = {
    "nobody": 302,
    "resident": 403,
    "crew_member": 403,
    "other_crew_member": 403,
    "operator": 403,
    "council": 403,
    "other_dispatcher": 404,
    "dispatcher": 303,
    "admin": 303,
}
COUNTED = (StatusChange, Remark, RemarkHiding, MergeDismissal, ContractorLink, ServiceRequest)


@pytest.fixture
def things(world):
    """A report with everything that an address may name, each by its number."""
    near, other, tied = world.report(), world.report(), world.report()
    sr = world.report("accepted", photo_tokens=[make_photo()])
    oversight.mark_duplicate(tied, near, by=world.dispatcher, at=NOW)
    merging.dismiss(sr, other, by=world.dispatcher, at=NOW)
    said = [remarks.comment(sr, words=f"Soʻz {n}", client_uuid=uuid(), at=NOW) for n in range(2)]
    hiding.hide(sr, said[1].id, reason="Reklama", by=world.dispatcher, at=NOW)
    found = {
        "id": sr.public_id,
        "near": near.public_id,
        "other": other.public_id,
        "tied": tied.public_id,
        "remark": said[0].id,
        "hidden": said[1].id,
        "link": invite(world, sr).id,
    }
    db.session.commit()
    return found


def visitor_as(app, world, person):
    visitor = new_visitor(app)
    if person != "nobody":
        sign_in(visitor, getattr(world, person))
    return visitor


def counts():
    kept = [db.session.query(one).count() for one in COUNTED]
    revoked = db.session.query(ContractorLink).filter(ContractorLink.revoked_at.is_not(None)).count()
    return kept, revoked, [row.status for row in db.session.query(ServiceRequest).order_by(ServiceRequest.id)]


def version_of(address):
    sr = db.session.query(ServiceRequest).filter_by(public_id=address.split("/")[2]).one()
    return str(sr.version)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("person", PEOPLE)
def test_only_the_agencys_dispatcher_and_the_admin_act(world, app, things, person, name):
    pattern, values = ADDRESSES[name]
    address = pattern.format(**things)
    sent = {key: value.format(**things) for key, value in values.items()}
    before = counts()
    form = {"version": version_of(address), "client_uuid": uuid(), **sent}
    answer = visitor_as(app, world, person).post(address, data=form)
    assert answer.status_code == PEOPLE[person]
    if person == "nobody":
        assert answer.location.startswith("/sign-in")
    db.session.expire_all()
    assert (counts() != before) is (PEOPLE[person] == 303)


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_another_agency_has_by_now_is_out_of_reach(world, app, things, name):
    pattern, values = ADDRESSES[name]
    address = pattern.format(**things)
    shown = version_of(address)
    sr = db.session.query(ServiceRequest).filter_by(public_id=address.split("/")[2]).one()
    if sr.is_open:
        oversight.hand_over(sr, world.other_agency, note="Suv", by=world.dispatcher, at=NOW)
    else:
        sr.agency_id = world.other_agency.id
        db.session.commit()
    before = counts()
    sent = {key: value.format(**things) for key, value in values.items()}
    answer = visitor_as(app, world, "dispatcher").post(
        address, data={"version": shown, "client_uuid": uuid(), **sent}
    )
    assert answer.status_code == 404
    db.session.expire_all()
    assert counts() == before


@pytest.mark.parametrize("name", ["hide", "show", "take a link back", "not the same"])
def test_what_belongs_to_another_report_or_to_none_is_not_there(world, app, things, name):
    pattern, values = ADDRESSES[name]
    elsewhere = (
        {**things, "id": things["other"]} if name != "not the same" else {**things, "near": "2222-2222"}
    )
    address = pattern.format(**elsewhere)
    before = counts()
    sent = {"version": version_of(address), **values}
    answer = visitor_as(app, world, "dispatcher").post(address, data=sent)
    assert answer.status_code in (404, 409, 422)
    db.session.expire_all()
    assert counts() == before


def test_a_report_is_not_another_problem_than_itself(world, app, things):
    desk = visitor_as(app, world, "dispatcher")
    assert desk.post(f"/dispatch/{things['id']}/not-the-same/{things['id']}").status_code == 404


# The contractor's page: the link is all there is, and it opens one report while it holds.


def forged(link):
    return token_of(link.id)[:-2] + "xx"


def of_another_row(link):
    return token_of(link.id + 1000).split(".")[0] + "." + token_of(link.id).split(".")[1]


def of_no_row(link):
    return token_of(link.id + 1000)


def used(world, link):
    contractors.answer(link, ContractorAnswer.DONE, words="", client_uuid=uuid(), at=NOW)


def revoked(world, link):
    contractors.revoke(link.service_request, link.id, by=world.dispatcher, at=NOW)


def expired(world, link):
    link.expires_at = NOW - timedelta(seconds=1)


def moved(world, link):
    oversight.hand_over(link.service_request, world.other_agency, note="Suv", by=world.dispatcher, at=NOW)


def over(world, link):
    oversight.reject(link.service_request, ReasonCode.NOT_A_PROBLEM, by=world.dispatcher, at=NOW)


VOID = (used, revoked, expired, moved, over)
#: Method, address, and what a link that holds is answered.
CONTRACTOR = [("GET", "/c/{token}", 200), ("POST", "/c/{token}", 422), ("POST", "/c/{token}/photos", 400)]
#: Being signed in, as whomever, changes nothing.
VISITORS = ("nobody", "dispatcher", "other_dispatcher", "council", "admin")


def tries(app, world, token):
    """Every kind of person at every address of a link; yields what each was told, and what a good link tells."""
    for person in VISITORS:
        visitor = visitor_as(app, world, person)
        for method, address, answers in CONTRACTOR:
            data = {"client_uuid": uuid()} if method == "POST" else None
            yield visitor.open(address.format(token=token), method=method, data=data), answers


def test_a_link_that_holds_opens_its_report_to_whoever_has_it(world, app):
    token = token_of(invite(world, world.report()).id)
    for answer, expected in tries(app, world, token):
        assert answer.status_code == expected, answer.request


@pytest.mark.parametrize("token", [forged, of_another_row, of_no_row])
def test_a_forged_link_opens_nothing(world, app, token):
    link = invite(world, world.report())
    number, wrong = link.service_request.public_id, token(link)
    for answer, _expected in tries(app, world, wrong):
        assert answer.status_code == 404, answer.request
        assert number not in answer.text


@pytest.mark.parametrize("what", VOID)
def test_a_link_that_ended_says_so_and_takes_nothing(world, app, what):
    link = invite(world, world.report())
    what(world, link)
    db.session.commit()
    token = token_of(link.id)
    before = db.session.query(Remark).count(), db.session.query(Photo).count()
    for answer, _expected in tries(app, world, token):
        assert answer.status_code == 410, answer.request
        assert "Yoʻlda chuqur bor" not in answer.text
    assert (db.session.query(Remark).count(), db.session.query(Photo).count()) == before


# The council: its own district's quarrels, and no dispatcher's desk.


@pytest.mark.parametrize("where", ["mahalla", "next district", "region"])
def test_another_council_neither_sees_nor_decides_nor_is_let_to_the_desk(world, app, where):
    next_district = make_area("district", (69.4, 41.0, 69.8, 41.4), code="1702", parent=world.region)
    area = {"mahalla": world.mahalla, "next district": next_district, "region": world.region}[where]
    sr = quarrel(world)
    visitor = new_visitor(app)
    sign_in(visitor, make_user("council", area=area))
    assert sr.public_id not in visitor.get("/council/decisions").text
    assert "waits for your decision" not in visitor.get("/council/").text
    sent = {"version": str(sr.version), "agency": str(world.other_agency.id), "note": "Quvur"}
    for method, data in (("GET", None), ("POST", sent)):
        assert visitor.open(f"/council/decisions/{sr.public_id}", method=method, data=data).status_code == 404
        desk = visitor.open(f"/dispatch/{sr.public_id}" + ("/note" if data else ""), method=method, data=data)
        assert desk.status_code == 403
    db.session.expire_all()
    assert sr.decision_asked_at is not None


def test_every_address_of_the_talk_is_tried_here(app):
    """What others' tables leave to this one is in it; a new address is put here on purpose."""
    adapter = app.url_map.bind("localhost")
    known = {"id": "X", "near": "Y", "other": "Y", "tied": "X", "remark": 1, "hidden": 1, "link": 1}
    tried = {adapter.match(pattern.format(**known), "POST")[0] for pattern, _ in ADDRESSES.values()}
    rooms = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("contractor.")}
    assert rooms == {"contractor.answer", "contractor.upload_photo"}
    assert {
        "dispatch.hide_remark",
        "dispatch.show_remark",
        "dispatch.revoke_link",
        "dispatch.dismiss_suggestion",
        "dispatch.suggest_again",
    } <= tried
