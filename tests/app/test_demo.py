"""The demo's invented past obeys every rule that real reports obey, and never mixes with them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from app import voice
from app.actions import upkeep
from app.actions.demonstration import NotEmpty
from app.demo import load as loading
from app.demo.bursts import BURSTS
from app.demo.drawings import SCENES
from app.demo.reports import DAYS_WORK
from app.demo.staff import ACCOUNTS, PASSWORD
from app.demo.subjects import SUBJECTS
from app.demo.year import SEASONS
from app.domain import lifecycle
from app.domain.appeals import ANSWER_DAYS
from app.domain.lifecycle import MOVES, OPEN, Actor, Demand, Status
from app.domain.public_id import normalise_public_id
from app.models import (
    Agency,
    Area,
    CrewArea,
    CrewSkill,
    Photo,
    PhotoKind,
    Recording,
    Routing,
    Service,
    ServiceRequest,
    Shift,
    StatusChange,
    User,
)
from app.policy import policy
from app.queries.answering import find_place, who_answers
from app.queries.map_check import differences
from tests.app.demo_drawings import only_name_drawings
from tests.app.demo_talk import people_talk_about_some
from tests.conftest import NOW
from tests.factories import make_area

REPORTS = 700


@pytest.fixture
def namuna(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The demo with fewer reports, and drawings that are only named."""
    only_name_drawings(monkeypatch)
    return lambda: loading.load(NOW, production=False, on_progress=lambda *_: None, reports=REPORTS)


def test_the_invented_past_obeys_the_rules(namuna, session):
    """One load, looked at from every side: loading it for each question would take minutes."""
    loaded = namuna()
    reports = session.scalars(select(ServiceRequest).order_by(ServiceRequest.id)).all()
    assert len(reports) == loaded.reports == REPORTS + sum(burst.reports for burst in BURSTS)
    assert {report.status for report in reports} >= set(Status) - {Status.REOPENED}
    assert all(NOW - timedelta(days=367) < report.submitted_at <= NOW for report in reports)
    assert all(normalise_public_id(report.public_id) == report.public_id for report in reports)
    _histories_are_lawful(session, {report.id: report for report in reports})
    _places_and_agencies_are_right(session, reports)
    _duplicates_lie_beside_their_originals(reports)
    _repairs_are_proven(session)
    _the_first_crew_has_work(session)
    _crews_are_rostered(session, reports)
    _appeals_are_those_with_a_confirmed_contact(reports)
    _some_residents_speak_instead_of_writing(session)
    people_talk_about_some(session)
    assert differences(upkeep.count_map()) == 0
    _everybody_can_sign_in(session)
    assert len({user.area_id for user in session.scalars(select(User).where(User.area_id.is_not(None)))}) >= 5
    with pytest.raises(NotEmpty):
        namuna()


def _some_residents_speak_instead_of_writing(session):
    """A few open reports have a recording, which opens and says as long as its row says; and no words."""
    recordings = session.scalars(select(Recording)).all()
    assert len({recording.service_request.service_id for recording in recordings}) >= 2
    for recording in recordings:
        sound = voice.inspect(voice.fetch(recording.key, policy().storage), max_bytes=100_000, max_seconds=60)
        assert (sound.content_type, sound.seconds) == (recording.content_type, recording.seconds)
        assert 3 < sound.seconds < 20
        assert recording.service_request.status in OPEN
        assert not recording.service_request.description


def _appeals_are_those_with_a_confirmed_contact(reports):
    """Some residents confirmed their phone; the law sets a day for those reports, and for no others."""
    confirmed = {report.id for report in reports if report.contact and report.contact.confirmed_at}
    assert confirmed == {report.id for report in reports if report.appeal_registered_on}
    assert 0.1 < len(confirmed) / len(reports) < 0.5
    for report in reports:
        if report.appeal_registered_on:
            assert report.answer_due_on - report.appeal_registered_on == timedelta(days=ANSWER_DAYS)


def _the_first_crew_has_work(session):
    """Whoever signs in as the demo's crew finds jobs, whatever chance and the weekday say."""
    crew_id = session.scalar(select(User.crew_id).where(User.login == "crew"))
    jobs = session.scalars(
        select(ServiceRequest).where(ServiceRequest.crew_id == crew_id, ServiceRequest.status.in_(OPEN))
    ).all()
    assert len(jobs) >= DAYS_WORK


def _crews_are_rostered(session, reports):
    """Crews can do what their agency answers for; what is planned, is so on a day on which its crew is on duty."""
    assert session.scalar(select(func.count()).select_from(CrewSkill)) > 20
    assert session.scalar(select(func.count()).select_from(CrewArea)) > 20
    calendar = policy().calendar
    duty = {(s.crew_id, calendar.local_day(s.begins_at)) for s in session.scalars(select(Shift))}
    planned = [report for report in reports if report.planned_on]
    assert len(planned) > 10
    for report in planned:
        assert report.is_open
        assert report.planned_on >= calendar.local_day(NOW)
        assert (report.crew_id, report.planned_on) in duty
        assert report.history[-1].move != "hand_over"


def _histories_are_lawful(session: Any, reports: dict[int, ServiceRequest]) -> None:
    changes = session.scalars(
        select(StatusChange).order_by(StatusChange.service_request_id, StatusChange.id)
    ).all()
    told = {key: list(rows) for key, rows in groupby(changes, key=lambda change: change.service_request_id)}
    assert told.keys() == reports.keys()
    for number, rows in told.items():
        report, status = reports[number], None
        assert [row.at for row in rows] == sorted(row.at for row in rows)
        assert rows[0].move == "submit"
        assert rows[0].at == report.submitted_at
        assert rows[-1].at <= NOW
        for row in rows:
            assert row.from_status == status
            if status is None:
                assert row.actor in MOVES["submit"].actors
            else:
                move = lifecycle.check(status, row.move, row.actor, set(Demand))
                assert row.to_status == (move.target or status)
                assert (row.reason_code is not None) == (Demand.REASON_CODE in move.demands)
                assert row.note or Demand.REASON not in move.demands
            assert (row.by_user_id is None) == (row.actor in (Actor.REPORTER, Actor.SYSTEM))
            status = row.to_status
        assert report.status == status
        assert report.version == len(rows)
        assert (report.closed_at is not None) == (
            status in (Status.CLOSED, Status.REJECTED, Status.DUPLICATE)
        )
        assert (report.rating is not None) <= any(row.move in ("confirm", "rate") for row in rows)
        _staff_keep_working_hours(report, rows)


def _staff_keep_working_hours(report: ServiceRequest, rows: list[StatusChange]) -> None:
    calendar = policy().calendar
    if report.service.sla_basis.value == "clock":
        return
    for row in rows:
        if row.actor in (Actor.DISPATCHER, Actor.CREW):
            spans = calendar.spans_on(calendar.local_day(row.at))
            assert any(opens <= row.at <= closes + timedelta(minutes=1) for opens, closes in spans)


def _places_and_agencies_are_right(session: Any, reports: list[ServiceRequest]) -> None:
    first = {}
    for receipt in session.scalars(select(Routing).order_by(Routing.id)):
        first.setdefault(receipt.service_request_id, receipt)
    for report in reports[::7]:
        pin = session.scalar(select(func.ST_X(ServiceRequest.location)).where(ServiceRequest.id == report.id))
        latitude = session.scalar(
            select(func.ST_Y(ServiceRequest.location)).where(ServiceRequest.id == report.id)
        )
        place = find_place(pin, latitude)
        assert place.mahalla is not None
        assert (place.mahalla.id, place.boundary_id) == (report.mahalla_id, first[report.id].boundary_id)
        assert (place.district.id, place.region.id) == (report.district_id, report.region_id)
        answer = who_answers(place, report.service, at=report.submitted_at)
        assert answer.due_at == report.due_at
        assert answer.responsibility_id == first[report.id].responsibility_id
        if answer.agency is not None:
            assert answer.agency.id == first[report.id].agency_id


def _duplicates_lie_beside_their_originals(reports: list[ServiceRequest]) -> None:
    duplicates = [report for report in reports if report.status is Status.DUPLICATE]
    assert duplicates
    for report in duplicates:
        original = report.duplicate_of
        assert original is not None
        assert original.submitted_at <= report.submitted_at
        assert original.duplicate_of_id is None
        assert (original.service_id, original.mahalla_id) == (report.service_id, report.mahalla_id)


def _repairs_are_proven(session: Any) -> None:
    proofs = Counter(session.scalars(select(Photo.service_request_id).where(Photo.kind == PhotoKind.AFTER)))
    resolved = session.scalars(
        select(StatusChange).where(StatusChange.move == "resolve").order_by(StatusChange.id)
    ).all()
    assert resolved
    for change in resolved:
        report = session.get(ServiceRequest, change.service_request_id)
        if report.service.photo_after_required:
            assert proofs[report.id]
            assert change.detail["photo_ids"]
            far = change.detail["distance_m"] > report.service.allowed_distance_m
            assert change.detail["far"] == far
            assert change.note or not far
    for photo in session.scalars(select(Photo).where(Photo.kind == PhotoKind.BEFORE)):
        assert photo.taken_longitude is None


def _everybody_can_sign_in(session: Any) -> None:
    users = {user.login: user for user in session.scalars(select(User))}
    for account in ACCOUNTS:
        assert users[account.login].role.value == account.role
    assert PasswordHasher().verify(users["admin"].password_hash, PASSWORD)
    dispatcher, crew = users["dispatcher"], users["crew"]
    assert crew.agency_id == dispatcher.agency_id
    for user in (dispatcher, crew):
        waiting = select(func.count()).where(
            ServiceRequest.agency_id == user.agency_id, ServiceRequest.status.in_(OPEN)
        )
        assert session.scalar(waiting) > 0
    kinds = set(session.scalars(select(Agency.kind)))
    assert {
        "clean_city",
        "water",
        "power",
        "gas",
        "heat",
        "roads",
        "landscaping",
        "mahalla",
        "inbox",
    } <= kinds


def test_the_demo_never_enters_production(app, session):
    with pytest.raises(loading.NotInProduction):
        loading.load(NOW, production=True, on_progress=lambda *_: None)
    assert session.scalar(select(func.count()).select_from(Area)) == 0


def test_the_demo_stays_out_of_another_territory(app, session):
    make_area()
    with pytest.raises(NotEmpty, match="another territory"):
        loading.load(NOW, production=False, on_progress=lambda *_: None)


def test_the_command_says_why_it_refuses_production(app, monkeypatch):
    monkeypatch.setitem(app.config, "APP_ENV", "production")
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 1
    assert "not for production" in result.output


def test_the_accounts_command_prints_a_sign_in_for_every_role(app):
    output = app.test_cli_runner().invoke(args=["demo", "accounts"]).output
    for role in ("admin", "operator", "dispatcher", "crew", "council", "resident"):
        assert role in output
    assert PASSWORD in output


def test_subjects_name_services_drawings_and_seasons_that_exist():
    from app.catalogue import SERVICES

    offered = {service.service_code: service for service in SERVICES}
    assert SUBJECTS.keys() == offered.keys()
    for code, subject in SUBJECTS.items():
        assert subject.scene is None or subject.scene in SCENES
        assert subject.season is None or subject.season in SEASONS
        proof_needed = offered[code].photo_before_required or offered[code].photo_after_required
        assert subject.scene or not proof_needed or subject.weight == 0, f"{code} needs a drawing"


def test_services_in_the_database_are_the_catalogues(namuna, session):
    namuna()
    assert set(session.scalars(select(Service.service_code))) >= SUBJECTS.keys()
