"""What needs people who talk: a report that agencies hand to and fro, contractors who were asked, two that were merged.

Chance alone makes none of them that somebody who signs in as `dispatcher` or `council-yangidaryo` would find.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.demo.album import Album
from app.demo.ground import Ground
from app.demo.rows import Reports, Row
from app.demo.subjects import SUBJECTS
from app.domain.lifecycle import Actor, Status
from app.domain.sla import add_working_hours
from app.models import ContractorAnswer, LocatedBy, PhotoKind, RemarkKind

#: The district whose council has a sign-in of its own, by its place among the districts' codes.
DISTRICT = 2
#: What the agencies say: after how many working hours, to which kind of agency (none: back to the first), and why.
QUARREL = (
    (2, "water", "Yoʻl suv quvuri yorilgani uchun choʻkkan. Avval quvur taʼmirlanishi kerak."),
    (6, "power", "Quvurlarimiz butun. Bu yerda elektr kabeli yotqizilganidan keyin yer ochiq qolgan."),
    (11, "", "Kabel ikki yil oldin yotqizilgan, yoʻl oʻsha paytda tiklangan. Asfalt yoʻlchilarniki."),
)
CONTRACTORS = ("Namuna yoʻl-qurilish MChJ", "Namuna asfalt MChJ")
ANSWERED = "Ustalarimiz ertalab borib, ishni tugatdi. Joyi tozalandi, suratda koʻrinadi."
#: What agencies and contractors say fits these best.
ROADS = ("pothole", "road_surface")
#: A link holds for so long.
HOLDS = timedelta(days=7)


@dataclass
class Talk:
    """Rows to be written besides those of the reports."""

    remarks: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)


class Talker:
    """Lets people talk about reports that nobody has begun to work on."""

    def __init__(self, rows: Reports, ground: Ground) -> None:
        self.rows, self.ground = rows, ground
        self.rng = random.Random("talk")
        self.made = Talk()
        self.agency_id = ground.staff.first_agency_id
        self._moves: dict[int, list[Row]] = {}
        for change in rows.changes:
            self._moves.setdefault(change["service_request_id"], []).append(change)

    def talk(self) -> Talk:
        """Change the rows in place, and return those that are new. What finds no report that fits is left out."""
        districts = sorted(
            (area for area in self.ground.areas.values() if area.level == "district"),
            key=lambda area: area.code,
        )
        # None that the first crew has is taken away: whoever signs in as `crew` keeps a day's work.
        first_crew = self.ground.staff.crews_of[self.agency_id][0][0]
        begun_by_nobody = self._begun_by_nobody()
        free = [row for row in begun_by_nobody if row["crew_id"] != first_crew]
        home = districts[DISTRICT].id
        self._quarrel(sorted(free, key=lambda row: (row["district_id"] != home, not self._is_road(row))))
        self._merge([row for row in free if row["decision_asked_at"] is None], begun_by_nobody)
        self._ask(
            [
                row
                for row in begun_by_nobody
                if row["decision_asked_at"] is None and row["status"] is not Status.DUPLICATE
            ]
        )
        return self.made

    def _begun_by_nobody(self) -> list[Row]:
        """Return the first agency's reports that were taken up or given to a crew at most, the newest first."""
        return [
            row
            for row in reversed(self.rows.requests)
            if row["agency_id"] == self.agency_id
            and row["status"] in (Status.RECEIVED, Status.ACCEPTED)
            and {change["move"] for change in self._moves[row["id"]]} <= {"submit", "accept", "assign"}
        ]

    def _when(self, row: Row, hours: float) -> datetime:
        """Return so many working hours after the last that happened."""
        last = self._moves[row["id"]][-1]["at"]
        return add_working_hours(last, hours, self.ground.calendar)

    def _quarrel(self, candidates: Sequence[Row]) -> None:
        row = next((one for one in candidates if self._when(one, QUARREL[-1][0]) < self.ground.now), None)
        if row is None:
            return
        last = self._moves[row["id"]][-1]["at"]
        for hours, kind, why in QUARREL:
            at = add_working_hours(last, hours, self.ground.calendar)
            to_id = self._of_kind(kind, row) if kind else self.agency_id
            self._change(row, at, "hand_over", Status.RECEIVED, note=why, detail={"to_agency_id": to_id})
            row["agency_id"], row["crew_id"] = to_id, None
            self._routed(row, at, to_id)
        row["decision_asked_at"] = at

    def _of_kind(self, kind: str, row: Row) -> int:
        """Return an agency of a kind, of the report's own district where there is one."""
        found = [one for one in self.ground.staff.agencies if one["kind"] == kind]
        own = [one for one in found if one["area_id"] == row["district_id"]]
        return int((own or found)[0]["id"])

    def _merge(self, candidates: Sequence[Row], originals: Sequence[Row]) -> None:
        """Let the newest of two reports of one service lie where the other one does, and tie it to that."""
        for later in candidates:
            at = self._when(later, 1)
            earlier = next(
                (
                    one
                    for one in originals
                    if one["service_id"] == later["service_id"]
                    and one["id"] < later["id"]
                    and one["decision_asked_at"] is None
                ),
                None,
            )
            if earlier is None or at >= self.ground.now:
                continue
            for name in ("location", "cell", "address", "region_id", "district_id", "mahalla_id", "description", "locale"):  # fmt: skip
                later[name] = earlier[name]
            receipts = {one["service_request_id"]: one for one in reversed(self.rows.routings)}
            for name in ("area_id", "boundary_id", "responsibility_id"):
                receipts[later["id"]][name] = receipts[earlier["id"]][name]
            detail = {"original": earlier["public_id"]}
            self._change(later, at, "mark_duplicate", Status.DUPLICATE, detail=detail)
            later |= {"duplicate_of_id": earlier["id"], "closed_at": at, "map_group": None}
            return

    def _ask(self, candidates: Sequence[Row]) -> None:
        """Two contractors were asked; one of them says that it is done, and shows it."""
        now = self.ground.now
        candidates = sorted(candidates, key=lambda row: not self._is_road(row))
        fitting = [row for row in candidates if SUBJECTS[self._code(row)].scene and self._when(row, 5) < now]
        for number, (row, name) in enumerate(zip(fitting, CONTRACTORS, strict=False), start=1):
            asked_at = self._when(row, 1) if number == 1 else max(self._when(row, 1), now - timedelta(days=2))
            link = {
                "id": number,
                "service_request_id": row["id"],
                "agency_id": self.agency_id,
                "by_user_id": self.ground.staff.dispatchers_of[self.agency_id][0],
                "name": name,
                "locale": "uz",
                "created_at": asked_at,
                "expires_at": asked_at + HOLDS,
                "answered_at": None,
                "answer": None,
            }
            self.made.links.append(link)
            if number == 1:
                self._answer(row, link, add_working_hours(asked_at, 3, self.ground.calendar))

    def _answer(self, row: Row, link: Row, at: datetime) -> None:
        link |= {"answered_at": at, "answer": ContractorAnswer.DONE}
        scene = SUBJECTS[self._code(row)].scene
        assert scene is not None
        detail = Album(self.rng, self.ground.drawings, self.rows.photos).add(
            row["id"], scene, PhotoKind.AFTER, at
        )
        # The drawing is one of a finished repair; whose photo it is says its kind.
        self.rows.photos[-1] |= {"kind": PhotoKind.CONTRACTOR, "staff_only": True}
        self.made.remarks.append(
            {
                "id": 1,
                "service_request_id": row["id"],
                "at": at,
                "kind": RemarkKind.NOTE,
                "actor": Actor.CONTRACTOR,
                "by_user_id": None,
                "agency_id": self.agency_id,
                "client_uuid": str(uuid.UUID(int=self.rng.getrandbits(128), version=4)),
                "words": ANSWERED,
                "detail": {"contractor_link_id": link["id"], "answer": "done", **detail},
            }
        )

    def _is_road(self, row: Row) -> bool:
        return self._code(row) in ROADS

    def _code(self, row: Row) -> str:
        return next(code for code, one in self.ground.services.items() if one.id == row["service_id"])

    def _change(
        self, row: Row, at: datetime, move: str, to: Status, *, note: str = "", detail: dict[str, Any]
    ) -> None:
        change = {
            "service_request_id": row["id"],
            "at": at,
            "move": move,
            "from_status": row["status"],
            "to_status": to,
            "actor": Actor.DISPATCHER,
            "by_user_id": self.ground.staff.dispatchers_of[row["agency_id"]][0],
            "agency_id": row["agency_id"],
            "crew_id": None,
            "reason_code": None,
            "note": note,
            "detail": detail,
        }
        self.rows.changes.append(change)
        self._moves[row["id"]].append(change)
        row["was_overdue"] = row["was_overdue"] or row["due_at"] < at
        row["status"] = to
        row["version"] += 1

    def _routed(self, row: Row, at: datetime, agency_id: int) -> None:
        self.rows.routings.append(
            {
                "id": len(self.rows.routings) + 1,
                "service_request_id": row["id"],
                "decided_at": at,
                "cause": "handed_over",
                "area_id": row["mahalla_id"],
                "boundary_id": self.ground.boundaries[row["mahalla_id"]],
                "located_by": LocatedBy.INSIDE,
                "distance_m": 0.0,
                "territory_version": self.ground.territory_version,
                "responsibility_id": None,
                "agency_id": agency_id,
            }
        )
