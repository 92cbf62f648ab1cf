"""A small town whose reports are easy to count by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from geoalchemy2.shape import to_shape

from app.actions import fieldwork, oversight, reporting, rollups
from app.domain.lifecycle import ReasonCode
from app.models import ServiceRequest
from tests.factories import World, make_photo

DAY = timedelta(days=1)

#: Pins in the first mahalla, in the second one, in the district but in no mahalla, in the region alone.
FIRST, SECOND, NO_MAHALLA, NO_DISTRICT = (69.05, 41.05), (69.15, 41.05), (69.3, 41.3), (69.8, 41.8)


class Town(World):
    """The factories' world, with reports that are easy to count."""

    def send(self, place: tuple[float, float], at: datetime, **values: Any) -> ServiceRequest:
        return reporting.submit(self.draft(longitude=place[0], latitude=place[1], **values), by=None, at=at)

    def begin(self, report: ServiceRequest, at: datetime) -> None:
        oversight.assign(report, self.crew, by=self.dispatcher, at=at)
        fieldwork.start(report, by=self.crew_member, at=at)

    def fix(self, report: ServiceRequest, at: datetime, *, after: timedelta = timedelta(0)) -> None:
        self.begin(report, at)
        token = make_photo("after", at=at, position=to_shape(report.location).coords[0])
        fieldwork.resolve(report, by=self.crew_member, photo_tokens=[token], at=at + after)

    def be_busy(self, now: datetime) -> None:
        """First mahalla: 5 reports, 2 open of which 1 overdue and 1 in work, 3 fixed after 1, 2 and 9 days.

        Second: 1 open. In no mahalla: 1 rejected. More than a year ago: 1.
        """
        for days_ago, days_to_fix in ((20, 1), (19, 2), (18, 9)):
            report = self.send(FIRST, now - days_ago * DAY)
            self.fix(report, now - days_ago * DAY + days_to_fix * DAY)
        self.begin(self.send(FIRST, now - 15 * DAY), now - 14 * DAY)
        self.send(FIRST, now - timedelta(hours=2))
        self.send(SECOND, now - timedelta(hours=1))
        lost = self.send(NO_MAHALLA, now - 3 * DAY)
        oversight.reject(lost, ReasonCode.NOT_A_PROBLEM, by=self.dispatcher, at=now - 2 * DAY)
        self.send(FIRST, now - 400 * DAY)
        self.count(now)

    def count(self, now: datetime) -> None:
        """Let the statistics catch up, as the background worker does every minute."""
        while rollups.fold(now):
            pass
