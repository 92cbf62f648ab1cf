"""A year of reports: which service, where, and which are about one problem."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import islice

from app.demo.chronicle import Chronicle, Sent
from app.demo.ground import Ground, paces
from app.demo.places import Places, near
from app.demo.rows import Reports
from app.demo.subjects import SUBJECTS
from app.demo.town import TownArea
from app.demo.year import Story, assigned_at_last, is_rejected, moments, season

#: One report in so many is about a problem that somebody else has reported shortly before.
DUPLICATES = 28
#: Somebody else reports it within so long.
REPORTED_AGAIN = timedelta(days=6)
#: So many jobs wait for the crew that visitors sign in as.
DAYS_WORK = 7


class Inventor:
    """Makes up reports, the oldest first."""

    def __init__(self, rng: random.Random, ground: Ground, mahallas: list[TownArea]) -> None:
        self.rng, self.ground = rng, ground
        codes = [code for code, subject in SUBJECTS.items() if subject.weight and code in ground.services]
        self.codes = codes
        self.places = Places(rng, mahallas, [code for code in codes if SUBJECTS[code].scene])
        self.rows = Reports()
        self.paces = paces(rng, ground.staff)
        self.chronicle = Chronicle(rng, ground, self.rows, self.paces)
        self._recent: list[Sent] = []

    def invent(self, count: int) -> Reports:
        """Return the rows of so many reports."""
        told: list[tuple[Sent, Story]] = []
        for number, at in enumerate(moments(self.rng, count, self.ground.now, self.ground.calendar), start=1):
            self._recent = [sent for sent in self._recent if sent.at > at - REPORTED_AGAIN]
            original = self._an_original() if self.rng.randrange(DUPLICATES) == 0 else None
            told.append(self._report(number, at, original))
        todays = self._todays(told)
        for sent, story in told:
            self.chronicle.write(
                sent, todays.get(sent.id, story), crew=self._first_crew if sent.id in todays else None
            )
        self.rows.changes.sort(key=lambda row: row["at"])
        return self.rows

    def _an_original(self) -> Sent | None:
        known = [sent for sent in self._recent if sent.subject.scene]
        return self.rng.choice(known) if known else None

    @property
    def _first_crew(self) -> tuple[int, int]:
        """The crew that signs in as `crew`, and its member."""
        return self.ground.staff.crews_of[self.ground.staff.first_agency_id][0]

    def _todays(self, told: list[tuple[Sent, Story]]) -> dict[int, Story]:
        """Return a day's work for the first crew, whatever chance says: its agency's newest jobs, not begun."""
        first = self.ground.staff.first_agency_id
        jobs = (
            (sent.id, assigned_at_last(story)) for sent, story in reversed(told) if sent.agency_id == first
        )
        return dict(islice(((id_, story) for id_, story in jobs if story is not None), DAYS_WORK))

    def _report(self, number: int, at: datetime, original: Sent | None) -> tuple[Sent, Story]:
        if original is None:
            weights = [
                SUBJECTS[code].weight * season(SUBJECTS[code].season, at, self.ground.calendar)
                for code in self.codes
            ]
            code = self.rng.choices(self.codes, weights)[0]
            mahalla, place = self.places.somewhere(code)
        else:
            code, mahalla = original.service.service_code, original.mahalla
            place = near(self.rng, mahalla, original.place, 25)
        sent, story = self.chronicle.send(number, at, code, mahalla, place, original)
        if original is None and not is_rejected(story):
            self._recent.append(sent)
        return sent, story
