"""A long life of reports at random, by the real actions, for what must stay true whatever happens."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import time_machine
from shapely import MultiPolygon, box
from sqlalchemy import update

from app.actions import (
    escalating,
    extending,
    fieldwork,
    merging,
    oversight,
    reporting,
    splitting,
    supporting,
    upkeep,
)
from app.actions.splitting import Part
from app.actions.supporting import Support
from app.actions.territory import NewArea, import_areas
from app.db import db
from app.domain.errors import DomainError
from app.domain.lifecycle import ReasonCode, Status
from app.models import Level, ServiceRequest
from tests.factories import World, make_group, make_photo, make_responsibility, make_service


class Life:
    """People who act at random; what the rules refuse simply does not happen."""

    def __init__(self, seed: int, traveller: time_machine.Traveller, start: datetime) -> None:
        self.world = World()
        self.choose = random.Random(seed)
        self.traveller = traveller
        self.now = start
        self.done: dict[str, int] = {}
        self._borders = 0
        water = make_group("water")
        self.services = [
            self.world.service,
            make_service(water, "leak"),
            make_service(self.world.group, "sign"),
        ]
        make_responsibility(self.world.other_agency, group=water, area=self.world.region)
        db.session.commit()
        traveller.move_to(start)
        self.sent()

    def step(self) -> None:
        """Let some time pass and somebody do something."""
        self.now += timedelta(minutes=self.choose.choice((1, 30, 300, 1500, 4000)))
        self.traveller.move_to(self.now)
        act = self.choose.choice(ACTS)
        try:
            act(self)
            db.session.commit()
            self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        except DomainError:
            db.session.rollback()

    def one(self, *statuses: Status) -> ServiceRequest:
        """Some report, of one of these statuses if there is any."""
        of_all = db.select(ServiceRequest.id).order_by(ServiceRequest.id)
        ids = list(db.session.scalars(of_all.where(ServiceRequest.status.in_(statuses))))
        ids = ids or list(db.session.scalars(of_all))
        # Most of what happens, happens to what is new.
        return db.session.get_one(ServiceRequest, ids[-1 - int(len(ids) * self.choose.random() ** 2)])

    def sent(self) -> None:
        """A resident sends a report: in a mahalla, in a district alone, in the region alone."""
        longitude = self.choose.choice((69.02, 69.05, 69.12, 69.18, 69.3, 69.6))
        reporting.submit(
            self.world.draft(
                longitude=longitude + self.choose.random() / 200,
                latitude=41.05,
                service_code=self.choose.choice(self.services).service_code,
            ),
            by=None,
            at=self.now,
        )

    def assigned(self) -> None:
        oversight.assign(self.one(), self.world.crew, by=self.world.admin, at=self.now)

    def begun(self) -> None:
        fieldwork.start(self.one(Status.ACCEPTED), by=self.world.crew_member, at=self.now)

    def repaired(self) -> None:
        fieldwork.resolve(
            self.one(Status.IN_PROGRESS),
            by=self.world.crew_member,
            photo_tokens=[make_photo("after")],
            note="ok",
            at=self.now,
        )

    def confirmed(self) -> None:
        reporting.confirm(self.one(Status.RESOLVED), rating=self.choose.choice((None, 1, 3, 5)), at=self.now)

    def sent_back(self) -> None:
        reporting.not_fixed(self.one(Status.RESOLVED), note="Hali ham", at=self.now)

    def rated(self) -> None:
        reporting.rate(
            self.one(Status.RESOLVED, Status.CLOSED), rating=self.choose.randint(1, 5), at=self.now
        )

    def rejected(self) -> None:
        reason = self.choose.choice(list(ReasonCode))
        oversight.reject(self.one(), reason, note="Asos", by=self.world.admin, at=self.now)

    def tied(self) -> None:
        oversight.mark_duplicate(self.one(), self.one(), by=self.world.admin, at=self.now)

    def untied(self) -> None:
        merging.undo(self.one(Status.DUPLICATE), by=self.world.admin, at=self.now)

    def handed_over(self) -> None:
        agency = self.choose.choice((self.world.agency, self.world.other_agency))
        oversight.hand_over(self.one(), agency, note="Sizniki", by=self.world.admin, at=self.now)

    def split(self) -> None:
        part = Part(str(uuid4()), self.choose.choice(self.services).service_code, "Yana bir muammo")
        splitting.split(self.one(), part, by=self.world.admin, at=self.now)

    def supported(self) -> None:
        supporting.support(self.one(), Support(str(uuid4()), "uz", device=str(uuid4())), at=self.now)

    def put_off(self) -> None:
        until: date = self.now.date() + timedelta(days=self.choose.randint(1, 30))
        extending.put_off(self.one(), until, note="Qismlar kutilmoqda", by=self.world.admin, at=self.now)

    def boundary_changed(self) -> None:
        """The border between the two mahallas moves, and what is open goes with it."""
        self._borders += 1
        edge = 69.1 + self.choose.choice((-0.06, -0.03, 0.0, 0.04))
        import_areas(
            Level.MAHALLA,
            [
                _area("170101", box(69.0, 41.0, edge, 41.1)),
                _area("170102", box(edge, 41.0, 69.2, 41.1)),
            ],
            valid_from=self.now.date(),
            source=f"areas {self._borders}",
            at=self.now,
        )

    def changed_in_bulk(self) -> None:
        """Somebody writes past every model: a promise of many reports at once."""
        later = self.now + timedelta(days=self.choose.randint(-3, 3))
        db.session.execute(
            update(ServiceRequest)
            .where(ServiceRequest.id % 5 == self.choose.randrange(5))
            .values(due_at=later)
            .execution_options(synchronize_session=False)
        )

    def clock_ran(self) -> None:
        escalating.sweep(self.now)
        upkeep.close_unanswered(self.now)
        upkeep.clear_old_from_map(self.now)


def _area(code: str, shape: object) -> NewArea:
    names = {"uz": f"Mahalla {code}"}
    return NewArea(
        code=code,
        names=names,
        boundary=MultiPolygon([shape]),
        area_km2=1.0,
        parent_code="1701",  # type: ignore[list-item]
    )


_OFTEN = (Life.sent, Life.assigned, Life.begun, Life.repaired)
ACTS: tuple[Callable[[Life], None], ...] = (
    *_OFTEN * 3,
    *(Life.confirmed, Life.sent_back, Life.rated, Life.rejected, Life.tied, Life.untied, Life.handed_over),
    *(Life.split, Life.supported, Life.put_off, Life.boundary_changed, Life.changed_in_bulk, Life.clock_ran),
)
