"""The inbox by lane, the crew's jobs, one report: who sees what, in which order, in how many statements."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from app.access import may_dispatch, may_work_on
from app.actions import oversight
from app.db import db
from app.domain.errors import NotFound
from app.domain.lifecycle import ENDED
from app.models import ServiceRequest
from app.queries import worklist
from app.queries.entry import overdue
from app.queries.worklist import Lane
from tests.factories import World, make_photo, make_service

LANES = [lane.value for lane in Lane]
STATUSES = ("received", "accepted", "in_progress", "resolved", "closed", "rejected", "reopened")


@pytest.fixture
def world(session):
    return World()


@pytest.fixture
def statements(app):
    """Every statement that is sent from here on."""
    sent = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    engine = db.session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def ids(page):
    return [entry.public_id for entry in page.items]


def test_each_lane_holds_what_its_name_says_and_the_counts_agree(world, now):
    sent = {status: world.report(status).public_id for status in STATUSES}
    late = world.report(at=now - timedelta(days=30)).public_id
    expected = {
        "open": {sent["received"], sent["accepted"], sent["in_progress"], sent["reopened"], late},
        "new": {sent["received"], late},
        "overdue": {late},
        "due_today": set(),
        "in_work": {sent["in_progress"]},
        "reopened": {sent["reopened"]},
        # All at one place: what came after a repair is flagged by itself.
        "flagged": {
            sr.public_id
            for sr in db.session.scalars(db.select(ServiceRequest).where(ServiceRequest.is_flagged))
            if sr.status not in ENDED
        },
        "waiting": {sent["resolved"]},
        "closed": {sent["closed"], sent["rejected"]},
    }
    moment = now + timedelta(hours=3)
    counts = worklist.lane_counts(world.dispatcher, moment)
    for lane, wanted in expected.items():
        assert set(ids(worklist.inbox(world.dispatcher, lane=lane, now=moment))) == wanted, lane
        assert counts.get(lane, len(wanted)) == len(wanted), lane
    assert "closed" not in counts


def test_overdue_comes_first_then_what_is_due_soonest(world, now):
    days = (0, 40, 3, 20)
    sent = {n: world.report(at=now - timedelta(days=n)).public_id for n in days}
    assert ids(worklist.inbox(world.dispatcher, now=now)) == [sent[40], sent[20], sent[3], sent[0]]


def test_due_today_ends_with_the_day_of_the_place_and_excludes_what_is_late(world, now):
    service = make_service(world.group, "quick", sla_hours=2)
    db.session.commit()
    today = world.report(service_code=service.service_code).public_id
    world.report()
    world.report(at=now - timedelta(days=30))
    assert ids(worklist.inbox(world.dispatcher, lane="due_today", now=now)) == [today]
    # In Tashkent the day ends at 19:00 UTC.
    evening = now.replace(hour=18, minute=59)
    assert ids(worklist.inbox(world.dispatcher, lane="due_today", now=evening)) == []
    assert today in ids(worklist.inbox(world.dispatcher, lane="overdue", now=evening))


def test_what_was_flagged_stays_in_its_lane_while_the_resident_is_awaited(world, now):
    flagged = [world.report("in_progress"), world.report("resolved")]
    for sr in flagged:
        sr.is_flagged = True
    closed = world.report("closed")
    closed.is_flagged = True
    db.session.commit()
    assert set(ids(worklist.inbox(world.dispatcher, lane="flagged", now=now))) == {
        sr.public_id for sr in flagged
    }


def test_the_lanes_over_several_indexes_page_without_gap_or_repeat(world, now):
    sent = [
        world.report("rejected" if n % 2 else "closed", at=now - timedelta(days=n)).public_id
        for n in range(7)
    ]
    pages = [worklist.inbox(world.dispatcher, lane="closed", page=n, per_page=3, now=now) for n in (1, 2, 3)]
    assert [public_id for page in pages for public_id in ids(page)] == sent
    assert [page.has_next for page in pages] == [True, True, False]


@pytest.mark.parametrize("lane", LANES)
def test_a_page_takes_one_statement_however_many_reports_it_shows(world, now, statements, lane):
    for status in STATUSES:
        for _ in range(2):
            world.report(status)
    assert world.dispatcher.is_active, "loaded before the counting starts"
    del statements[:]
    worklist.inbox(world.dispatcher, lane=lane, now=now)
    assert len(statements) == 1
    worklist.lane_counts(world.dispatcher, now)
    assert len(statements) == 2


def test_a_row_says_all_that_the_table_shows(world, now):
    sr = world.report("accepted", photo_tokens=[make_photo()], address="Maktab yonida")
    entry = worklist.inbox(world.dispatcher, now=now).items[0]
    assert entry.public_id == sr.public_id
    assert entry.areas == (world.mahalla.names, world.district.names)
    assert entry.service_names == world.service.names
    assert entry.agency_names == world.agency.names
    assert entry.crew_name == world.crew.name
    assert entry.address == "Maktab yonida"
    assert entry.photo_key == sr.photos[0].key
    assert (entry.longitude, entry.latitude) == pytest.approx((69.05, 41.05), abs=1e-5)
    assert entry.due_at == sr.due_at
    assert entry.is_open
    assert not entry.is_overdue


def test_overdue_in_the_database_is_overdue_in_the_model(world, now):
    for status in ("received", "in_progress", "reopened"):
        for days in (0, 30):
            world.report(status, at=now - timedelta(days=days))
    late = set(db.session.scalars(db.select(ServiceRequest.public_id).where(overdue(now))))
    for sr in db.session.scalars(db.select(ServiceRequest)):
        assert sr.is_overdue(now) == (sr.public_id in late)


def test_filters_narrow_the_list_and_its_counts(world, now):
    other_service = make_service(world.group, "sign")
    db.session.commit()
    pothole = world.report("accepted").public_id
    sign = world.report(service_code="sign").public_id
    cases = [
        ({"service_group": "roads"}, {pothole, sign}),
        ({"service_group": "water"}, set()),
        ({"service": other_service.service_code}, {sign}),
        ({"service": "unknown"}, set()),
        ({"crew": world.crew.id}, {pothole}),
        ({"crew": world.other_crew.id}, set()),
        ({"agency": world.agency.code}, {pothole, sign}),
        ({"agency": world.other_agency.code}, set()),
    ]
    for filters, wanted in cases:
        assert set(ids(worklist.inbox(world.dispatcher, now=now, **filters))) == wanted, filters
        assert worklist.lane_counts(world.dispatcher, now, **filters)["open"] == len(wanted), filters


SEARCHES = [
    ("chuqur", True),
    ("CHUQUR", True),
    ("chuqur yo'lda", True),
    ("Yo‘lda", True),
    ("chuqur quvur", False),
    ("100%", False),
    ("_", False),
    ("яма", True),
    ("ЯМА", True),
    ("Yaxshi niyat", True),
    ("bozor", True),
    ("+998 90 123-45-67", True),
    ("90 123 45 67", True),
    ("90 123 45 68", False),
    ("   ", True),
    ("'; DROP TABLE service_request; --", False),
]


@pytest.mark.parametrize(("text", "found"), SEARCHES)
def test_a_search_finds_words_of_the_report_its_landmark_its_mahalla_and_a_phone(world, now, text, found):
    world.mahalla.names = {"uz": "Yaxshi niyat mahallasi", "ru": "Яхши ният"}
    db.session.commit()
    sr = world.report(description="Yoʻlda chuqur. Яма!", address="Bozor yonida", phone="90 123 45 67")
    page = worklist.inbox(world.dispatcher, text=text, now=now)
    assert ids(page) == ([sr.public_id] if found else [])


def test_only_those_who_may_see_contacts_find_a_report_by_its_phone(world, now):
    world.report(phone="90 123 45 67")
    assert worklist.inbox(world.admin, text="90 123 45 67", now=now).items == []


PEOPLE = (
    "dispatcher",
    "other_dispatcher",
    "crew_member",
    "other_crew_member",
    "council",
    "operator",
    "admin",
    "resident",
)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_list_and_a_report_are_seen_by_exactly_those_whom_the_rule_allows(world, now, person):
    by = getattr(world, person)
    sr = world.report("accepted")
    dispatches, works = may_dispatch(by, sr), may_work_on(by, sr)
    assert dispatches == (person in ("dispatcher", "admin"))
    assert works == (person == "crew_member")
    assert ids(worklist.inbox(by, now=now)) == ([sr.public_id] if dispatches else [])
    assert worklist.lane_counts(by, now)["open"] == dispatches
    assert [job.public_id for job in worklist.crew_jobs(by, now)] == ([sr.public_id] if works else [])
    for find, allowed in ((worklist.find, dispatches), (worklist.find_job, works)):
        if allowed:
            assert find(sr.public_id, by).id == sr.id
        else:
            with pytest.raises(NotFound):
                find(sr.public_id, by)


def test_a_report_is_found_by_its_number_as_people_type_it(world):
    sr = world.report("accepted")
    typed = sr.public_id.replace("-", " ").lower()
    assert worklist.find(typed, world.dispatcher).id == sr.id
    assert worklist.find_job(typed, world.crew_member).id == sr.id


@pytest.mark.parametrize("typed", ["", "nonsense", "2222-2222", "x" * 500, "💥"])
def test_what_is_no_number_is_not_found(world, typed):
    for find, by in ((worklist.find, world.dispatcher), (worklist.find_job, world.crew_member)):
        with pytest.raises(NotFound):
            find(typed, by)


def test_an_unknown_lane_is_refused(world, now):
    with pytest.raises(ValueError, match="nonsense"):
        worklist.inbox(world.dispatcher, lane="nonsense", now=now)


def test_a_crew_sees_what_it_began_first_then_what_is_late_then_the_rest(world, now):
    later = world.report("accepted").public_id
    late = world.report("accepted", at=now - timedelta(days=30)).public_id
    begun = world.report("in_progress").public_id
    world.report("resolved")
    other = world.report()
    oversight.assign(other, world.other_crew, by=world.dispatcher, at=now)
    assert [job.public_id for job in worklist.crew_jobs(world.crew_member, now)] == [begun, late, later]
    assert [job.is_overdue for job in worklist.crew_jobs(world.crew_member, now)] == [False, True, False]


def test_a_crews_page_says_how_many_jobs_it_leaves_out(world, now, monkeypatch):
    monkeypatch.setattr(worklist, "MOST_JOBS", 2)
    for _ in range(3):
        world.report("accepted")
    assert len(worklist.crew_jobs(world.crew_member, now)) == 2
    assert worklist.jobs_left_out(world.crew_member) == 1
