"""The rows of one report after another: what the acts themselves would have written, move by move."""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions.reporting import hash_secret
from app.demo import people, texts
from app.demo.album import Album
from app.demo.ground import Ground
from app.demo.places import Spot
from app.demo.rows import Reports, Row
from app.demo.subjects import SUBJECTS, Subject
from app.demo.town import TownArea
from app.demo.year import Step, Story, Teller
from app.domain import lifecycle, public_id
from app.domain.lifecycle import Actor, Demand, Status
from app.domain.sla import registered_on
from app.models import LocatedBy, PhotoKind, Service
from geo.cells import cell_of


@dataclass(frozen=True)
class Sent:
    """What is known of a report on the day that it is sent, and whom routing names for it."""

    id: int
    public_id: str
    at: datetime
    service: Service
    subject: Subject
    mahalla: TownArea
    place: Spot
    actor: Actor
    agency_id: int
    rule_id: int | None
    original: Sent | None


class Chronicle:
    """Sends reports and adds their rows to `rows`. `paces` says how slow each agency is."""

    def __init__(self, rng: random.Random, ground: Ground, rows: Reports, paces: Mapping[int, float]) -> None:
        self.rng, self.ground, self.rows, self.paces = rng, ground, rows, paces
        self.teller = Teller(rng, ground.now, ground.calendar)
        self.album = Album(rng, ground.drawings, rows.photos)

    def send(
        self,
        number: int,
        at: datetime,
        code: str,
        mahalla: TownArea,
        place: Spot,
        original: Sent | None = None,
    ) -> tuple[Sent, Story]:
        """Return a report of a service at a place and a moment, and what became of it."""
        ground = self.ground
        actor = Actor.OPERATOR if self.rng.random() < 0.17 else Actor.REPORTER
        service = ground.services[code]
        agency_id, rule_id = ground.answering(ground.chain(mahalla.code), service, at)
        sent = Sent(
            number, self._public_id(), at, service, SUBJECTS[code], mahalla, place, actor, agency_id, rule_id, original
        )  # fmt: skip
        # Agencies learned over the year.
        learned = 1.3 - 0.5 * max(0.0, 1 - (ground.now - at) / timedelta(days=365))
        story = self.teller.tell(
            sent.service,
            at,
            actor=actor,
            pace=self.paces[agency_id] * learned,
            duplicate_of=original.public_id if original else None,
        )
        return sent, story

    def write(self, sent: Sent, story: Story, *, crew: tuple[int, int] | None = None) -> None:
        """Add the rows of a report; its crew is this one, or any of its agency."""
        mahalla, district, region = self.ground.chain(sent.mahalla.code)
        locale, description = texts.description(self.rng, sent.subject)
        secret = secrets.token_urlsafe(24)
        row: Row = {
            "id": sent.id,
            "public_id": sent.public_id,
            "client_uuid": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
            "secret": secret,
            "secret_hash": hash_secret(secret),
            "channel": "operator" if sent.actor is Actor.OPERATOR else "web",
            "locale": locale,
            "service_id": sent.service.id,
            "service_group_id": sent.service.service_group_id,
            "description": description,
            "location": f"SRID=4326;POINT({sent.place[0]!r} {sent.place[1]!r})",
            "cell": cell_of(*sent.place),
            "accuracy_m": None
            if sent.actor is Actor.OPERATOR
            else round(self.rng.lognormvariate(2.4, 0.5), 1),
            "address": texts.address(self.rng),
            "region_id": region.id,
            "district_id": district.id,
            "mahalla_id": mahalla.id,
            "submitted_at": sent.at,
            "registered_on": registered_on(sent.at, self.ground.calendar),
            "due_at": story.due_at,
            "rating": story.rating,
            "version": len(story.steps),
            "decision_asked_at": None,
            "planned_on": None,
        }
        self._routed(sent.id, mahalla.id, sent.at, "submitted", sent.agency_id, sent.rule_id)
        row |= self._lived(sent, story, crew or self.rng.choice(self.ground.staff.crews_of[sent.agency_id]))
        row["duplicate_of_id"] = (
            sent.original.id if sent.original and row["status"] is Status.DUPLICATE else None
        )
        self.rows.requests.append(row)
        contact: Row | None = None
        by_operator = sent.actor is Actor.OPERATOR
        if by_operator or self.rng.random() >= 0.5:
            contact = people.contact(self.rng, sent.id, sent.at, by_operator=by_operator)
            self.rows.contacts.append(contact)
        row |= people.legal_clock(contact, self.ground.calendar)

    def _lived(self, sent: Sent, story: Story, crew: tuple[int, int]) -> Row:
        """Replay the story by the lifecycle's own table, write its history, and return where it stands."""
        stands: Row = {"status": Status.RECEIVED, "agency_id": sent.agency_id, "crew_id": None, "accepted_at": None,
                       "resolved_at": None, "closed_at": None, "reopened_count": 0, "was_overdue": False, "is_flagged": False}  # fmt: skip
        for step in story.steps:
            before = stands["status"] if step.move != "submit" else None
            if before is not None:
                row = lifecycle.check(
                    before,
                    step.move,
                    step.actor,
                    set(Demand),
                    after_photo_required=sent.service.photo_after_required,
                )
                if before in lifecycle.OPEN and story.due_at < step.at:
                    stands["was_overdue"] = True
                if row.target is not None:
                    stands["status"] = row.target
                    _mark_times(stands, row.target, step.at)
            detail = {**step.detail, **self._proof(sent, step)}
            stands["is_flagged"] = stands["is_flagged"] or bool(detail.get("far"))
            self._change(sent.id, step, before, stands, crew, detail)
            if step.move == "assign":
                stands["crew_id"] = crew[0]
            if step.move == "hand_over":
                stands["agency_id"], stands["crew_id"] = detail["to_agency_id"], None
                crew = self.rng.choice(self.ground.staff.crews_of[stands["agency_id"]])
                mahalla = self.ground.areas[sent.mahalla.code]
                self._routed(sent.id, mahalla.id, step.at, "handed_over", stands["agency_id"], None)
        stands["map_group"] = lifecycle.map_group(stands["status"])
        if (
            stands["status"] is Status.CLOSED
            and stands["closed_at"] < self.ground.now - lifecycle.FIXED_ON_MAP
        ):
            stands["map_group"] = None
        return stands

    def _proof(self, sent: Sent, step: Step) -> Row:
        """Return what a step's detail says besides: its photos, how far they were taken, to whom it went."""
        scene, service = sent.subject.scene, sent.service
        if step.move == "submit" and scene and (service.photo_before_required or self.rng.random() < 0.72):
            return self.album.add(sent.id, scene, PhotoKind.BEFORE, step.at)
        if step.move == "resolve" and scene and (service.photo_after_required or self.rng.random() < 0.5):
            far = service.allowed_distance_m + self.rng.uniform(60, 400) if step.far else None
            return self.album.add(sent.id, scene, PhotoKind.AFTER, step.at, pin=sent.place, far_m=far)
        if step.move == "not_fixed" and scene and self.rng.random() < 0.5:
            return self.album.add(sent.id, scene, PhotoKind.BEFORE, step.at)
        if step.move == "hand_over":
            others = [
                row["id"]
                for row in self.ground.staff.agencies
                if row["kind"] in ("roads", "water", "power", "housing")
            ]
            return {"to_agency_id": self.rng.choice(others)}
        return {}

    def _change(
        self,
        request_id: int,
        step: Step,
        before: Status | None,
        stands: Row,
        crew: tuple[int, int],
        detail: Row,
    ) -> None:
        staff = self.ground.staff
        by = {
            Actor.DISPATCHER: lambda: self.rng.choice(staff.dispatchers_of[stands["agency_id"]]),
            Actor.CREW: lambda: crew[1],
            Actor.OPERATOR: lambda: self.rng.choice(staff.operators),
        }.get(step.actor)
        self.rows.changes.append(
            {
                "service_request_id": request_id,
                "at": step.at,
                "move": step.move,
                "from_status": before,
                "to_status": stands["status"],
                "actor": step.actor,
                "by_user_id": by() if by else None,
                "agency_id": stands["agency_id"],
                "crew_id": crew[0] if step.move in ("assign", "start", "resolve") else None,
                "reason_code": step.reason_code,
                "note": step.note,
                "detail": detail,
            }
        )

    def _routed(
        self, request_id: int, area_id: int, at: datetime, cause: str, agency_id: int, rule_id: int | None
    ) -> None:
        self.rows.routings.append(
            {
                "id": len(self.rows.routings) + 1,
                "service_request_id": request_id,
                "decided_at": at,
                "cause": cause,
                "area_id": area_id,
                "boundary_id": self.ground.boundaries[area_id],
                "located_by": LocatedBy.INSIDE,
                "distance_m": 0.0,
                "territory_version": self.ground.territory_version,
                "responsibility_id": rule_id,
                "agency_id": agency_id,
            }
        )

    def _public_id(self) -> str:
        body = "".join(self.rng.choice(public_id.ALPHABET) for _ in range(public_id.RANDOM_SYMBOLS))
        return public_id.normalise_public_id(body + public_id.check_symbol(body))


def _mark_times(stands: Row, target: Status, at: datetime) -> None:
    """As `app.actions.history` does it."""
    if target is Status.ACCEPTED and stands["accepted_at"] is None:
        stands["accepted_at"] = at
    elif target is Status.RESOLVED:
        stands["resolved_at"] = at
    elif target in (Status.CLOSED, Status.REJECTED, Status.DUPLICATE):
        stands["closed_at"] = at
    elif target is Status.REOPENED:
        stands["reopened_count"] += 1
