"""The filters over the map and the table; they live in the address, so that a page can be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField

from app.council.colouring import MEASURE, Measure, best_measure
from app.domain.periods import Period, PeriodKind, PeriodTurnedRound, period
from app.i18n import named
from app.models import ServiceGroup
from app.policy import policy
from app.queries.council import Row, Shown
from app.queries.standing import Standing

PERIOD = {
    PeriodKind.DAYS_30: _l("Last 30 days"),
    PeriodKind.DAYS_90: _l("Last 90 days"),
    PeriodKind.MONTHS_12: _l("Last 12 months"),
    PeriodKind.THIS_YEAR: _l("This year"),
    PeriodKind.CUSTOM: _l("From one day to another"),
}
STANDING = {
    Standing.ALL: _l("All reports"),
    Standing.OPEN: _l("Open"),
    Standing.OVERDUE: _l("Overdue"),
    Standing.IN_WORK: _l("In work"),
    Standing.FIXED: _l("Fixed"),
}


class DayField(DateField):
    """A day as browsers send it, `2026-11-18`; empty is no day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError with a sentence for what is none."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            try:
                self.data = date.fromisoformat(text)
            except ValueError:
                raise ValueError(_("Write the day like this: 2026-11-18.")) from None


class FilterForm(FlaskForm):
    """Which reports to count, and by what to colour the map. What cannot be read falls back to the default."""

    class Meta:
        csrf = False  # It only reads.

    group = SelectField(_l("Kind of problem"), default="")
    status = SelectField(_l("Status"), default=Standing.ALL.value)
    period = SelectField(_l("Period"), default=PeriodKind.DAYS_30.value)
    first_on = DayField(_l("From"), name="from")
    last_on = DayField(_l("To"), name="to")
    colour = SelectField(_l("Colour the map by"), default="")

    def __init__(self, groups: Sequence[ServiceGroup], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.groups = {group.code: group for group in groups}
        self.group.choices = [("", _("All kinds")), *((g.code, named(g.names)) for g in groups)]
        self.status.choices = [(word.value, words) for word, words in STANDING.items()]
        self.period.choices = [(word.value, words) for word, words in PERIOD.items()]
        self.colour.choices = [(word.value, words) for word, words in MEASURE.items()]
        for field in (self.group, self.status, self.period, self.colour):
            if field.data not in {value for value, _words in field.choices}:
                field.data = field.default
        self._best = ""

    def shown(self, *, now: datetime) -> Shown:
        """Return what is asked for; where the days make no period, the last 30 days, and an error at the field."""
        group = self.groups.get(self.group.data)
        return Shown(
            period=self._period(now),
            service_group_id=group.id if group else None,
            standing=Standing(self.status.data),
        )

    def _period(self, now: datetime) -> Period:
        kind, zone = PeriodKind(self.period.data), policy().calendar.zone
        unreadable = [*self.first_on.process_errors, *self.last_on.process_errors]
        for field in (self.first_on, self.last_on):
            field.errors = list(field.process_errors)
        if kind is PeriodKind.CUSTOM and not unreadable:
            try:
                return period(
                    kind, now=now, zone=zone, first_on=self.first_on.data, last_on=self.last_on.data
                )
            except PeriodTurnedRound:
                self.first_on.errors = [
                    _("The first day must come before the last one, and not after today.")
                ]
        elif kind is not PeriodKind.CUSTOM:
            self.first_on.errors = self.last_on.errors = []
            return period(kind, now=now, zone=zone)
        return period(PeriodKind.DAYS_30, now=now, zone=zone)

    def measure(self, rows: Sequence[Row]) -> Measure:
        """Return by what the map is coloured: what was chosen, else what suits these rows best."""
        self._best = best_measure(rows).value
        self.colour.data = self.colour.data or self._best
        return Measure(self.colour.data)

    def choices_made(self) -> dict[str, str]:
        """Return what differs from the defaults, for the addresses of this page's links."""
        made = {
            "group": self.group.data,
            "status": self.status.data if self.status.data != self.status.default else "",
            "period": self.period.data if self.period.data != self.period.default else "",
            "colour": self.colour.data if self.colour.data != self._best else "",
        }
        if self.period.data == PeriodKind.CUSTOM:
            made["from"] = self.first_on.data.isoformat() if self.first_on.data else ""
            made["to"] = self.last_on.data.isoformat() if self.last_on.data else ""
        return {name: value for name, value in made.items() if value}
