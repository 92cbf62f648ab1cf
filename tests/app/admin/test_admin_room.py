"""The admin's room: every page opens, every form saves, refuses in words, and only for admins."""

import pytest
from sqlalchemy import func, select

from app.models import Agency, Crew, OutboxMessage, Responsibility, Service, User
from tests.conftest import sign_in
from tests.factories import World, make_agency, make_service


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def admin(world, client):
    sign_in(client, world.admin)
    return client


def names(prefix, uz="Nom"):
    return {f"{prefix}_{code}": uz if code == "uz" else "" for code in ("uz", "uz_Cyrl", "kaa", "ru", "en")}


PAGES = [
    "/admin/",
    "/admin/areas",
    "/admin/areas?level=mahalla&q=mahalla",
    "/admin/areas?level=nonsense&page=-3",
    "/admin/boundaries",
    "/admin/services",
    "/admin/services/add",
    "/admin/agencies",
    "/admin/agencies/add",
    "/admin/responsibilities",
    "/admin/responsibilities?agency=1&group=x",
    "/admin/responsibilities/add",
    "/admin/staff",
    "/admin/staff/add",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(admin, page):
    answer = admin.get(page)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_pages_of_one_thing_open(admin, world):
    for page in (
        f"/admin/areas/{world.district.id}",
        f"/admin/services/{world.service.id}",
        f"/admin/agencies/{world.agency.id}",
        f"/admin/agencies/{world.agency.id}/crews/{world.crew.id}",
        f"/admin/staff/{world.crew_member.id}",
    ):
        assert admin.get(page).status_code == 200, page
    for page in (
        "/admin/areas/0",
        "/admin/services/0",
        f"/admin/agencies/{world.other_agency.id}/crews/{world.crew.id}",
    ):
        assert admin.get(page).status_code == 404, page


SERVICE = {
    "code": "new_service",
    "sla_hours": "16",
    "sla_basis": "working",
    "photo_after_required": "y",
    "allowed_distance_m": "50",
    "is_active": "y",
    **names("names", "Yangi xizmat"),
    **names("descriptions", "Izoh"),
}


def test_a_service_is_added_and_changed(admin, world, session):
    form = {**SERVICE, "service_group_id": world.group.id}
    assert admin.post("/admin/services/add", data=form).status_code == 302
    service = session.scalar(select(Service).where(Service.service_code == "new_service"))
    assert (service.sla_hours, service.names, service.photo_before_required) == (
        16,
        {"uz": "Yangi xizmat"},
        False,
    )
    admin.post(f"/admin/services/{service.id}", data={**form, "sla_hours": "8"})
    session.expire_all()
    assert service.sla_hours == 8


WRONG_SERVICES = [
    ({"code": "Ёмон код!"}, "Use small Latin letters"),
    ({"code": "pothole"}, "This is taken already"),
    ({"sla_hours": "0"}, "too small or too large"),
    ({"sla_hours": "soon"}, "Not a valid integer"),
    ({"names_uz": " "}, "Fill in this field"),
    ({"service_group_id": ""}, "Fill in this field"),
]


@pytest.mark.parametrize(("change", "words"), WRONG_SERVICES)
def test_a_wrong_service_is_refused_in_words_and_nothing_typed_is_lost(admin, world, session, change, words):
    before = session.scalar(select(func.count()).select_from(Service))
    answer = admin.post("/admin/services/add", data={**SERVICE, "service_group_id": world.group.id, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Izoh" in answer.text
    assert session.scalar(select(func.count()).select_from(Service)) == before


def test_an_agency_with_a_crew_and_a_responsibility(admin, world, session):
    form = {
        "code": "gas-1701",
        "kind": "gas",
        "is_active": "y",
        **names("names", "Gaz"),
        **names("posts", "Navbatchi"),
    }
    assert admin.post("/admin/agencies/add", data=form).status_code == 302
    agency = session.scalar(select(Agency).where(Agency.code == "gas-1701"))
    admin.post(f"/admin/agencies/{agency.id}/crews/add", data={"name": "Tungi brigada", "is_active": "y"})
    assert session.scalar(select(Crew.name).where(Crew.agency_id == agency.id)) == "Tungi brigada"
    added = {
        "agency_id": agency.id,
        "what": f"group:{world.group.id}",
        "mahalla_code": world.mahalla.code,
        "valid_from": "2026-01-01",
    }
    assert admin.post("/admin/responsibilities/add", data=added).status_code == 302
    assert world.report().agency_id == agency.id
    kept = session.scalar(select(Responsibility).where(Responsibility.agency_id == agency.id))
    assert admin.get(f"/admin/responsibilities/{kept.id}/end").status_code == 200
    ended = admin.post(f"/admin/responsibilities/{kept.id}/end", data={"on": "2026-11-18"})
    assert ended.status_code == 302
    assert kept.valid_to is not None


def test_a_responsibility_for_an_unknown_mahalla_is_refused(admin, world):
    form = {
        "agency_id": world.agency.id,
        "what": f"service:{world.service.id}",
        "mahalla_code": "nowhere",
        "valid_from": "2026-01-01",
    }
    answer = admin.post("/admin/responsibilities/add", data=form)
    assert answer.status_code == 422
    assert "no mahalla with this code" in answer.text


def test_staff_are_added_with_a_first_password_that_works(admin, world, app, session):
    form = {"login": "Yangi@Example.uz", "name": "Yangi", "role": "dispatcher", "agency_id": world.agency.id}
    answer = admin.post("/admin/staff/add", data=form)
    password = answer.text.split("<code>")[1].split("</code>")[0]
    assert answer.headers["Cache-Control"] == "no-store"
    other = app.test_client()
    entered = other.post("/sign-in", data={"login": "yangi@example.uz", "password": password})
    assert entered.location == "/dispatch/"


@pytest.mark.parametrize(
    ("role", "field"), [("dispatcher", "agency_id"), ("crew", "crew_id"), ("council", "area_id")]
)
def test_a_role_without_its_reach_is_refused(admin, world, session, role, field):
    answer = admin.post("/admin/staff/add", data={"login": "x", "name": "X", "role": role})
    assert answer.status_code == 422
    assert session.scalar(select(User).where(User.login == "x")) is None


def test_a_changed_role_ends_the_sessions(admin, world, app, session):
    theirs = app.test_client()
    sign_in(theirs, world.operator)
    assert theirs.get("/account").status_code == 200
    form = {"name": "Op", "role": "council", "area_id": world.district.id, "is_active": "y"}
    assert admin.post(f"/admin/staff/{world.operator.id}", data=form).status_code == 302
    assert theirs.get("/account").status_code == 302


def test_the_last_administrator_stays(admin, world):
    answer = admin.post(
        f"/admin/staff/{world.admin.id}", data={"name": "A", "role": "operator", "is_active": "y"}
    )
    assert "last administrator" in answer.text
    assert world.admin.role == "admin"


def test_what_no_agency_answers_for_is_shown_to_the_admin(admin, world, session):
    service = make_service(code="lost_camel")
    sr = world.report(service_code=service.service_code)
    page = admin.get("/admin/").text
    assert sr.public_id in page
    assert "no responsible agency" in page
    assert (
        session.scalar(
            select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "unrouted")
        )
        == 1
    )


INBOX = {"code": "inbox-1701", "kind": "inbox", "is_active": "y", **names("names"), **names("posts")}
WRONG_INBOXES = [{"kind": "roads"}, {"area_id": ""}, {"is_active": ""}]


@pytest.mark.parametrize("change", WRONG_INBOXES)
def test_a_districts_own_inbox_stays_what_and_where_it_is(admin, world, session, change):
    inbox = make_agency("inbox-1701", kind="inbox", area_id=world.district.id)
    form = {**INBOX, "area_id": world.district.id}
    assert admin.post(f"/admin/agencies/{inbox.id}", data=form).status_code == 302
    refused = admin.post(f"/admin/agencies/{inbox.id}", data={**form, **change})
    assert refused.status_code == 422
    assert "This cannot be changed later" in refused.text
    session.expire_all()
    assert (inbox.kind, inbox.area_id, inbox.is_active) == ("inbox", world.district.id, True)


def test_no_other_agency_becomes_an_inbox(admin, world):
    assert admin.post("/admin/agencies/add", data=INBOX).status_code == 422
    form = {**INBOX, "code": world.agency.code}
    assert admin.post(f"/admin/agencies/{world.agency.id}", data=form).status_code == 422


def test_a_form_puts_back_what_the_browser_kept_only_for_who_comes_back_to_finish_it(admin):
    assert 'data-fresh="0"' in admin.get("/admin/services/add").text
    assert 'data-fresh="1"' in admin.get("/admin/services/add?draft=1").text
