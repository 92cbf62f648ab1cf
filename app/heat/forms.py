"""What a heatmap is asked for. It all lives in the address, so that a map can be passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField

from app.domain.heat_steps import Days, StepKind, just_before, shifted, steps
from app.domain.periods import PeriodKind, PeriodTurnedRound, period
from app.i18n import named
from app.models import ServiceGroup
from app.policy import policy
from app.queries.heat import Weight
from app.queries.heat_maps import Question
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
WEIGHT = {
    Weight.REPORTS: _l("Reports"),
    Weight.PEOPLE: _l("People who reported"),
    Weight.OVERDUE: _l("Broken promises"),
    Weight.DAYS: _l("Days open"),
}
STEP = {
    StepKind.WHOLE: _l("All of it at once"),
    StepKind.WEEK: _l("Week by week"),
    StepKind.MONTH: _l("Month by month"),
}


class Compared(StrEnum):
    """What lies beside the period."""

    NOTHING = "nothing"
    BEFORE = "before"
    YEAR = "year"


COMPARED = {
    Compared.NOTHING: _l("With nothing"),
    Compared.BEFORE: _l("With as many days before"),
    Compared.YEAR: _l("With the same days a year ago"),
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


class HeatForm(FlaskForm):
    """Which reports, by what they weigh, when, beside what. What cannot be read falls back to the default."""

    class Meta:
        csrf = False  # It only reads.

    weight = SelectField(_l("What counts"), default=Weight.REPORTS.value)
    group = SelectField(_l("Kind of problem"), default="")
    status = SelectField(_l("Status"), default=Standing.ALL.value)
    period = SelectField(_l("Period"), default=PeriodKind.DAYS_90.value)
    first_on = DayField(_l("From"), name="from")
    last_on = DayField(_l("To"), name="to")
    step = SelectField(_l("Show the period"), default=StepKind.WHOLE.value)
    compare = SelectField(_l("Compare"), default=Compared.NOTHING.value)

    def __init__(self, groups: Sequence[ServiceGroup], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.groups = {group.code: group for group in groups}
        self.group.choices = [("", _("All kinds")), *((g.code, named(g.names)) for g in groups)]
        tables: list[tuple[SelectField, Mapping[Any, Any]]] = [
            (self.weight, WEIGHT),
            (self.status, STANDING),
            (self.period, PERIOD),
            (self.step, STEP),
            (self.compare, COMPARED),
        ]
        for field, table in tables:
            field.choices = [(word.value, words) for word, words in table.items()]
        self._selects = [self.group, *(field for field, _table in tables)]
        for field in self._selects:
            if field.data not in {value for value, _words in field.choices}:
                field.data = field.default
        if Compared(self.compare.data) is not Compared.NOTHING:
            # Two maps beside one another stand still: nobody watches two films at once.
            self.step.data = StepKind.WHOLE.value

    def question(self, *, now: datetime, is_public: bool) -> Question:
        """Return what is asked; where the days make no period, the last 90 days, and an error at the field."""
        span = self._span(now)
        self.step_kind, spans = steps(span, StepKind(self.step.data))
        compared = Compared(self.compare.data)
        if compared is Compared.BEFORE:
            spans = (span, just_before(span))
        elif compared is Compared.YEAR:
            spans = (span, shifted(span, years=1))
        group = self.groups.get(self.group.data)
        return Question(
            spans=spans,
            today=now.astimezone(policy().calendar.zone).date(),
            weight=Weight(self.weight.data),
            standing=Standing(self.status.data),
            group_ids=(group.id,) if group else (),
            is_public=is_public,
        )

    def _span(self, now: datetime) -> Days:
        kind, zone = PeriodKind(self.period.data), policy().calendar.zone
        unreadable = [*self.first_on.process_errors, *self.last_on.process_errors]
        for field in (self.first_on, self.last_on):
            field.errors = list(field.process_errors) if kind is PeriodKind.CUSTOM else []
        first_on, last_on = self.first_on.data, self.last_on.data
        try:
            if kind is PeriodKind.CUSTOM and unreadable:
                kind = PeriodKind.DAYS_90
            found = period(kind, now=now, zone=zone, first_on=first_on, last_on=last_on)
        except PeriodTurnedRound:
            self.first_on.errors = [_("The first day must come before the last one, and not after today.")]
            found = period(PeriodKind.DAYS_90, now=now, zone=zone)
        return Days(found.current.first_on, found.current.last_on)

    def choices_made(self) -> dict[str, str]:
        """Return what differs from the defaults, for the addresses of this page's links."""
        made = {
            field.short_name: field.data if field.data != field.default else "" for field in self._selects
        }
        if self.period.data == PeriodKind.CUSTOM:
            made["from"] = self.first_on.data.isoformat() if self.first_on.data else ""
            made["to"] = self.last_on.data.isoformat() if self.last_on.data else ""
        return {name: value for name, value in made.items() if value}
